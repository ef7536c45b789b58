"""How full: desks, and rooms apart."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reporting.rules.definitions.definition import PERCENT, Definition, measure, percent

SOURCE = _(
    "Counting rule of this software. The opening is that of each day as it was: the hours of today change nothing"
    " in yesterday."
)
FULLEST = ("total", "months")

DEFINITIONS = (
    Definition(
        code="occupancy_booked",
        version=1,
        name=_("Occupancy of desks, booked"),
        unit=PERCENT,
        sentence=_(
            "Of the hours during which desks were open to reservation, the part that was booked. Each desk counts at"
            " most once at any time; extended access outside opening hours does not count."
        ),
        formula=_("booked desk-hours within opening hours ÷ open desk-hours"),
        source=SOURCE,
        additive=False,
        queries=("occupancy_v1",),
        parts=("desks_booked", "desks_open"),
        arithmetic=percent("desks_booked", "desks_open"),
        is_closed_when_empty=True,
    ),
    Definition(
        code="occupancy_attended",
        version=1,
        name=_("Occupancy of desks, used"),
        unit=PERCENT,
        sentence=_(
            "Of the hours during which desks were open to reservation, the part during which somebody was there. Only"
            " days and venues whose arrivals are recorded count."
        ),
        formula=_("used desk-hours within opening hours ÷ open desk-hours, where arrivals are recorded"),
        source=SOURCE,
        additive=False,
        queries=("occupancy_v1",),
        parts=("desks_attended", "desks_watched"),
        arithmetic=percent("desks_attended", "desks_watched"),
    ),
    Definition(
        code="occupancy_booked_p90",
        version=1,
        name=_("Busy hours, booked"),
        unit=PERCENT,
        sentence=_(
            "In nine open hours out of ten, desks were booked to this extent or less, all venues taken together hour"
            " by hour."
        ),
        formula=_("9th decile, over the open hours, of booked desk-hours ÷ open desk-hours"),
        source=SOURCE,
        additive=False,
        queries=("peaks_v1",),
        parts=("hours",),
        arithmetic=measure("booked_p90"),
        tables=FULLEST,
        is_closed_when_empty=True,
    ),
    Definition(
        code="occupancy_booked_peak",
        version=1,
        name=_("Fullest hour, booked"),
        unit=PERCENT,
        sentence=_("The part of the desks that was booked in the fullest hour, all venues taken together."),
        formula=_("maximum, over the open hours, of booked desk-hours ÷ open desk-hours"),
        source=SOURCE,
        additive=False,
        queries=("peaks_v1",),
        parts=("hours",),
        arithmetic=measure("booked_peak"),
        tables=FULLEST,
        is_closed_when_empty=True,
    ),
    Definition(
        code="occupancy_attended_p90",
        version=1,
        name=_("Busy hours, used"),
        unit=PERCENT,
        sentence=_(
            "In nine open hours out of ten, desks were used to this extent or less, all venues taken together hour"
            " by hour."
        ),
        formula=_(
            "9th decile, over the open hours, of used desk-hours ÷ open desk-hours, where arrivals are recorded"
        ),
        source=SOURCE,
        additive=False,
        queries=("peaks_v1",),
        parts=("hours",),
        arithmetic=measure("attended_p90"),
        tables=FULLEST,
    ),
    Definition(
        code="occupancy_attended_peak",
        version=1,
        name=_("Fullest hour, used"),
        unit=PERCENT,
        sentence=_("The part of the desks that was used in the fullest hour, all venues taken together."),
        formula=_(
            "maximum, over the open hours, of used desk-hours ÷ open desk-hours, where arrivals are recorded"
        ),
        source=SOURCE,
        additive=False,
        queries=("peaks_v1",),
        parts=("hours",),
        arithmetic=measure("attended_peak"),
        tables=FULLEST,
    ),
    Definition(
        code="rooms_booked",
        version=1,
        name=_("Occupancy of rooms, booked"),
        unit=PERCENT,
        sentence=_(
            "Of the hours during which meeting rooms and advisors’ rooms were open to reservation, the part that was"
            " booked. A room counts once, whatever its number of seats."
        ),
        formula=_("booked room-hours within opening hours ÷ open room-hours"),
        source=SOURCE,
        additive=False,
        queries=("occupancy_v1",),
        parts=("rooms_booked", "rooms_open"),
        arithmetic=percent("rooms_booked", "rooms_open"),
        is_closed_when_empty=True,
    ),
    Definition(
        code="rooms_attended",
        version=1,
        name=_("Occupancy of rooms, used"),
        unit=PERCENT,
        sentence=_(
            "Of the hours during which meeting rooms and advisors’ rooms were open to reservation, the part during"
            " which somebody was there. Only days and venues whose arrivals are recorded count."
        ),
        formula=_("used room-hours within opening hours ÷ open room-hours, where arrivals are recorded"),
        source=SOURCE,
        additive=False,
        queries=("occupancy_v1",),
        parts=("rooms_attended", "rooms_watched"),
        arithmetic=percent("rooms_attended", "rooms_watched"),
    ),
)
