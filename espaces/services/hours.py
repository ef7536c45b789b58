"""Opening hours and public holidays of a venue. The past stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_resources, lock_resources_of_venue, locking_transaction
from espaces.models import HolidayOpening, OpeningPeriod, Person, Resource, Venue
from espaces.queries.venues import (
    as_period,
    earliest_cut_off,
    holidays_of,
    periods_of,
    today_at,
    was_ever_published,
)
from espaces.rules.opening import WeeklyPeriod, ends_after_cutoff
from espaces.rules.seasons import HoursChange, periods_after
from espaces.services.acts import record_act


@locking_transaction
def replace_hours(
    *,
    actor: Person | None,
    venue: Venue,
    periods: Iterable[WeeklyPeriod],
    valid_from: date | None,
    valid_to: date | None = None,
    resource: Resource | None = None,
) -> None:
    """The week of the venue, or of one resource, from a day (included) until a day (excluded) or for good.

    Public periods and those of extended access are given together. Without `valid_from` nothing that was stays:
    only for a venue that was never published. Locks the resources concerned, so that who shows the reservations
    that the change hits does it in the same transaction, after this call.
    """
    if resource is None:
        lock_resources_of_venue(venue.pk)
    else:
        lock_resources([resource.pk])
    change = HoursChange(tuple(periods), valid_from, valid_to, resource.pk if resource else None)
    _check_dates(venue, change)
    _check_cut_off(venue, change)
    _write(venue, resource, change)
    record_act(
        actor=actor,
        verb="hours_replaced",
        target=resource or venue,
        valid_from=valid_from and valid_from.isoformat(),
        valid_to=valid_to and valid_to.isoformat(),
        periods=[_in_json(period) for period in change.periods],
    )


def _check_dates(venue: Venue, change: HoursChange) -> None:
    if change.valid_from and change.valid_to and change.valid_to <= change.valid_from:
        raise Refused("season_dates", _("The season ends after it begins."))
    if not was_ever_published(venue):
        return
    if change.valid_from is None:
        raise Refused("date_needed", _("Say from which day these hours hold."))
    if change.valid_from < today_at(venue):
        raise Refused("past_hours", _("Hours of the past stay as they were: choose today or a later day."))


def _check_cut_off(venue: Venue, change: HoursChange) -> None:
    cut_off = earliest_cut_off(venue, change.valid_from, change.valid_to)
    if any(ends_after_cutoff(period, cut_off) for period in change.periods):
        message = _("No period may end after %(time)s at night, when the day of the venue ends.")
        raise Refused("after_cut_off", message % {"time": f"{cut_off:%H:%M}"})


def _write(venue: Venue, resource: Resource | None, change: HoursChange) -> None:
    """Only the rows that differ are removed and created."""
    current = {as_period(row): row.pk for row in periods_of(venue, resource)}
    wanted = set(periods_after(current, change))
    periods_of(venue, resource).filter(pk__in=[pk for p, pk in current.items() if p not in wanted]).delete()
    OpeningPeriod.objects.bulk_create(
        OpeningPeriod(
            venue=venue,
            resource=resource,
            weekday=period.weekday,
            opens_at=period.opens,
            closes_at=period.closes,
            valid_from=period.valid_from,
            valid_to=period.valid_to,
            extended=period.extended,
        )
        for period in sorted(wanted - current.keys(), key=lambda p: (p.weekday, p.opens))
    )


def _in_json(period: WeeklyPeriod) -> list[object]:
    return [period.weekday, f"{period.opens:%H:%M}", f"{period.closes:%H:%M}", period.extended]


@locking_transaction
def choose_holidays(
    *, actor: Person | None, venue: Venue, choices: Mapping[date, bool], open_on_holidays: bool | None = None
) -> None:
    """Open or closed on each public holiday given, and on those not chosen one by one (None: as before).

    Only days that are public holidays there and not past; another day is refused. Locks the venue's resources.
    """
    lock_resources_of_venue(venue.pk)
    if open_on_holidays is not None:
        venue.open_on_holidays = open_on_holidays
        venue.save(update_fields=["open_on_holidays"])
    _check_holidays(venue, choices)
    for day, is_open in choices.items():
        HolidayOpening.objects.update_or_create(venue=venue, day=day, defaults={"is_open": is_open})
    record_act(
        actor=actor,
        verb="holidays_chosen",
        target=venue,
        open_on_holidays=venue.open_on_holidays,
        choices={day.isoformat(): is_open for day, is_open in sorted(choices.items())},
    )


def _check_holidays(venue: Venue, choices: Mapping[date, bool]) -> None:
    if not choices:
        return
    first, last = min(choices), max(choices)
    known = {holiday.day for holiday in holidays_of(venue, first, last)}
    if first < today_at(venue) or not known.issuperset(choices):
        raise Refused("not_a_holiday", _("This day is not a public holiday to come."))
