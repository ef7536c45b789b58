"""Who came, how often, how long."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from reporting.rules.definitions.definition import (
    PEOPLE,
    PERCENT,
    PERSONS,
    REGIONS,
    WORKED_DAYS,
    Definition,
    Unit,
    count,
    percent,
    quotient,
)

HALF = Decimal("0.5")
USUAL = _("Counting rule of this software, in use in published reports of networks of coworking spaces.")

DEFINITIONS = (
    Definition(
        code="visits",
        version=1,
        name=_("Visits"),
        unit=Unit(_("visits")),
        sentence=_(
            "One person at one venue on one day, with at least one use: an arrival recorded by the person or the"
            " host. A venue that does not record arrivals counts confirmed reservations, marked as estimated."
        ),
        formula=_("number of (person, venue, day) with at least one use"),
        source=USUAL,
        additive=True,
        queries=("usage_v1",),
        parts=("estimated",),
        arithmetic=count("visits"),
        tables=(*REGIONS, *PEOPLE),
    ),
    Definition(
        code="unique_users",
        version=1,
        name=_("Different persons"),
        unit=PERSONS,
        sentence=_(
            "Persons who came at least once in the period. Each counts once over all venues, so that the sum of the"
            " venues, or of the months, may be larger than the total."
        ),
        formula=_("number of different persons with at least one visit"),
        source=USUAL,
        additive=False,
        queries=("usage_v1",),
        parts=(),
        arithmetic=count("people"),
        tables=(*REGIONS, *PEOPLE),
    ),
    Definition(
        code="new_users",
        version=1,
        name=_("New persons"),
        unit=PERSONS,
        sentence=_(
            "Persons whose very first visit to these venues lies in the period. In a table by venue: their first"
            " visit to that venue."
        ),
        formula=_("number of different persons without a visit to these venues on any earlier day"),
        source=USUAL,
        additive=False,
        queries=("new_users_v1",),
        parts=(),
        arithmetic=count("people"),
    ),
    Definition(
        code="desk_days",
        version=1,
        name=_("Days of work"),
        unit=Unit(_("days"), 1),
        sentence=_(
            "Each visit is worth one day when it takes both half-days or lasts 5 hours or more, and half a day"
            " otherwise."
        ),
        formula=_("sum over the visits of 1 (both half-days, or 5 h or more) or 0.5"),
        source=USUAL,
        additive=True,
        queries=("usage_v1",),
        parts=("half_days",),
        arithmetic=lambda parts: parts.get("half_days", Decimal(0)) * HALF,
        tables=(*REGIONS, *PEOPLE),
    ),
    Definition(
        code="fte",
        version=1,
        name=_("Full-time equivalents"),
        unit=Unit(_("FTE"), 1),
        sentence=_(
            "How many people working here on every working day would make as many days of work. Working days go from"
            " Monday to Friday without the national holidays, or without those of the region when all venues share"
            " the same ones."
        ),
        formula=_("days of work ÷ working days of the period"),
        source=_(
            "Counting rule of this software; public holidays: Labour Code, article L3133-1, and local laws."
        ),
        additive=False,
        queries=("usage_v1",),
        parts=("half_days", WORKED_DAYS),
        arithmetic=quotient("half_days", WORKED_DAYS, HALF),
    ),
    Definition(
        code="no_show_rate",
        version=1,
        name=_("Reservations to which nobody came"),
        unit=PERCENT,
        sentence=_(
            "Confirmed reservations to which nobody came, out of those that were due, at venues that record arrivals."
            " Places given for a whole period are not counted."
        ),
        formula=_("reservations without an arrival ÷ confirmed reservations that were due"),
        source=USUAL,
        additive=False,
        queries=("bookings_v1",),
        parts=("missed", "due"),
        arithmetic=percent("missed", "due"),
    ),
    Definition(
        code="cancellations",
        version=1,
        name=_("Cancelled reservations"),
        unit=Unit(_("reservations")),
        sentence=_(
            "Reservations that were cancelled, counted on the day for which they were made, not on that of the"
            " cancellation. Days of places given for a whole period are not counted."
        ),
        formula=_("number of reservations cancelled for a day of the period"),
        source=USUAL,
        additive=True,
        queries=("bookings_v1",),
        parts=("confirmed",),
        arithmetic=count("cancelled"),
    ),
)
