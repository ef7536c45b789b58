"""The sentences of refusals. Each says what is wrong and, where there is one, what would do."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from espaces.rules.hours_in_words import opening_in_words
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar, hours_of_day
from reservations.rules.half_days import HalfDay
from reservations.rules.quotas import Exceeded, Measure, Period
from reservations.rules.refusals import Code, Refusal

SLOT_IN_PAST = _("This time has already begun.")
HALF_DAY_IN_PAST = {
    HalfDay.MORNING: _("This morning is over."),
    HalfDay.AFTERNOON: _("This afternoon is over."),
    HalfDay.DAY: _("The morning of this day is over: a whole day can no longer be booked."),
}
CLOSED = _("Closed at that time: %(reason)s.")
TOO_FAR = _("Bookings are open until %(last)s included.")
FOR_MEMBERS = _("Reserved to members.")
FOR_PLANS = _("Reserved to holders of: %(plans)s.")
NEEDS_DOCUMENT = _("One thing is needed first: %(document)s. Please ask the host.")
BUFFER = _("This time is kept to clean up after another reservation or to prepare the next one.")
FULL = _("Everything is taken at that time.")

QUOTAS = {
    (Period.FUTURE, Measure.RESERVATIONS): ngettext_lazy(
        "At most one reservation to come: it is already made.",
        "At most %(limit)s reservations to come: %(used)s already made.",
        "limit",
    ),
    (Period.DAY, Measure.RESERVATIONS): ngettext_lazy(
        "At most one reservation a day: it is already made.",
        "At most %(limit)s reservations a day: %(used)s already made.",
        "limit",
    ),
    (Period.WEEK, Measure.RESERVATIONS): ngettext_lazy(
        "At most one reservation a week: it is already made.",
        "At most %(limit)s reservations a week: %(used)s already made.",
        "limit",
    ),
    (Period.FUTURE, Measure.MINUTES): _("At most %(limit)s booked in advance: %(used)s already are."),
    (Period.DAY, Measure.MINUTES): _("At most %(limit)s a day: %(used)s already booked."),
    (Period.WEEK, Measure.MINUTES): _("At most %(limit)s a week: %(used)s already booked."),
}

_opening_in_words = lazy(opening_in_words, str)


def wrong_step(step: int) -> Refusal:
    message = _("Times go by steps of %(step)s, counted from midnight.")
    return Refusal(Code.WRONG_STEP, message, {"step": timedelta(minutes=step)})


def too_short(minimum: int) -> Refusal:
    message = _("The shortest reservation is %(minimum)s.")
    return Refusal(Code.TOO_SHORT, message, {"minimum": timedelta(minutes=minimum)})


def too_long(maximum: int) -> Refusal:
    message = _("The longest reservation is %(maximum)s.")
    return Refusal(Code.TOO_LONG, message, {"maximum": timedelta(minutes=maximum)})


def outside_hours(calendar: VenueCalendar, day: date, *, extended: bool) -> Refusal:
    hours = hours_of_day(calendar, day, extended=extended)
    if not hours:
        return Refusal(Code.OUTSIDE_HOURS, _("Not open on %(day)s."), {"day": day})
    message = _("Outside opening hours. On %(day)s: %(hours)s.")
    return Refusal(
        Code.OUTSIDE_HOURS, message, {"day": day, "hours": _opening_in_words(tuple(hours), calendar.zone)}
    )


def too_soon(notice: int) -> Refusal:
    message = _("To be booked at least %(notice)s ahead.")
    return Refusal(Code.TOO_SOON, message, {"notice": timedelta(minutes=notice)})


def quota(exceeded: Exceeded) -> Refusal:
    """Of minutes or of reservations, with what the person has already."""
    rule, used = exceeded.quota, exceeded.used
    message = QUOTAS[rule.period, rule.measure]
    if rule.measure is Measure.MINUTES:
        params = {"limit": timedelta(minutes=rule.limit), "used": timedelta(minutes=used)}
        return Refusal(Code.QUOTA, message, params)
    return Refusal(Code.QUOTA, message, {"limit": rule.limit, "used": used})


def already_booked(held: Interval, zone: ZoneInfo) -> Refusal:
    message = _("There is already a reservation at that time: %(start)s to %(end)s.")
    start, end = held.start.astimezone(zone), held.end.astimezone(zone)
    return Refusal(Code.ALREADY_BOOKED, message, {"start": start, "end": end.time()})


def party_too_large(capacity: int) -> Refusal:
    message = ngettext_lazy(
        "There is room for one person.", "There is room for %(capacity)s people.", "capacity"
    )
    return Refusal(Code.PARTY_TOO_LARGE, message, {"capacity": capacity})
