"""Signed sheets of a venue's days, and who may open them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db.models import Q, QuerySet

from espaces.models import Person, Venue
from espaces.queries.access import venues_hosted_by, venues_managed_by
from espaces.rules.clock import ONE_DAY
from reporting.errors import ScanChanged
from reporting.models import AttendanceSheet
from reporting.queries.access import programmes_audited_by
from reporting.queries.scopes import scope_of_programme
from reporting.rules.periods import Period
from reservations.queries.today import Coming, coming_on

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User


def sheets_at(venue: Venue) -> QuerySet[AttendanceSheet]:
    return AttendanceSheet.objects.filter(venue=venue).select_related("venue", "added_by")


def sheets_on(days: Iterable[tuple[int, date]]) -> dict[tuple[int, date], list[AttendanceSheet]]:
    """Of venues and days, those not struck out: an auditor goes from a line of evidence to them. One query."""
    wanted = set(days)
    rows = AttendanceSheet.objects.filter(
        venue__in={venue for venue, _day in wanted},
        day__in={day for _venue, day in wanted},
        struck_out_at=None,
    )
    found: dict[tuple[int, date], list[AttendanceSheet]] = {}
    for sheet in rows.order_by("pk"):
        if (sheet.venue_id, sheet.day) in wanted:
            found.setdefault((sheet.venue_id, sheet.day), []).append(sheet)
    return found


def sheet_visible_to(user: User | AnonymousUser, pk: int) -> AttendanceSheet | None:
    """For hosts of the venue and coordinators; for who audits a programme that covers the venue on that day."""
    house = Q(venue__in=venues_hosted_by(user).order_by().values("pk")) | Q(
        venue__in=venues_managed_by(user).order_by().values("pk")
    )
    sheets = AttendanceSheet.objects.select_related("venue")
    sheet = sheets.filter(house, pk=pk).first()
    if sheet is not None:
        return sheet
    sheet = sheets.filter(pk=pk, struck_out_at=None).first()
    return sheet if sheet is not None and _is_audited(user, sheet) else None


def _is_audited(user: User | AnonymousUser, sheet: AttendanceSheet) -> bool:
    day = Period(sheet.day, sheet.day + ONE_DAY)
    return any(
        sheet.venue_id in scope_of_programme(programme, day).venue_ids
        for programme in programmes_audited_by(user)
    )


def content_of(sheet: AttendanceSheet) -> bytes:
    """Raises ScanChanged when it is not, byte for byte, what was kept."""
    try:
        with storages["documents"].open(sheet.name) as file:
            content: bytes = file.read()
    except OSError as error:
        raise ScanChanged(sheet.name) from error
    if sha256(content).hexdigest() != sheet.sha256:
        raise ScanChanged(sheet.name)
    return content


def expected_on(venue: Venue, day: date, now: datetime) -> list[tuple[Person, list[Coming]]]:
    """Everybody once, in the order of names, with what they reserved: also who came without a reservation."""
    by_person: dict[Person, list[Coming]] = {}
    for row in coming_on(venue, day, now):
        by_person.setdefault(row.reservation.person, []).append(row)
    return sorted(
        by_person.items(), key=lambda item: (item[0].last_name.casefold(), str(item[0]), item[0].pk)
    )
