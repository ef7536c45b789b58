"""Signed sheets: their scan is kept under its sum, never changed, struck out when it is the wrong one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.models import Person, Venue
from espaces.rules.clock import calendar_day
from espaces.services.acts import record_act
from reporting.models import AttendanceSheet
from reporting.rules.scans import Scan, read_scan


def keep_sheet(
    *, actor: Person, venue: Venue, day: date, file_name: str, content: bytes, now: datetime
) -> AttendanceSheet:
    """Reading comes before the transaction: it is slow. The same scan twice for a day is refused."""
    if day > calendar_day(now, venue.zone):
        raise Refused("to_come", _("That day is still to come: nobody can have signed."))
    scan = read_scan(content)
    sheet = AttendanceSheet(
        venue=venue,
        day=day,
        name=_store(venue, day, scan),
        content_type=scan.content_type,
        size=len(scan.content),
        sha256=scan.sha256,
        added_by=actor,
        added_at=now,
    )
    sheet.full_clean()
    try:
        with transaction.atomic():
            sheet.save()
            typed = PurePath(file_name).name[:100]
            record_act(actor=actor, verb="sheet_kept", target=sheet, day=day.isoformat(), file=typed)
    except IntegrityError:
        raise Refused("known", _("This scan is already kept for that day.")) from None
    return sheet


def _store(venue: Venue, day: date, scan: Scan) -> str:
    """What is stored already under the same sum is the same file."""
    name = f"sheets/{venue.structure_id}/{day.year}/{scan.sha256}.{scan.ending}"
    storage = storages["documents"]
    return name if storage.exists(name) else storage.save(name, ContentFile(scan.content))


@transaction.atomic
def strike_out_sheet(*, actor: Person, sheet: AttendanceSheet, now: datetime) -> None:
    """Struck out twice keeps the first time; the file stays."""
    open_ones = AttendanceSheet.objects.filter(pk=sheet.pk, struck_out_at=None)
    if open_ones.update(struck_out_at=now):
        record_act(actor=actor, verb="sheet_struck_out", target=sheet, day=sheet.day.isoformat())
