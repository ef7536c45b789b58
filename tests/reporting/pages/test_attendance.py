"""The sheet that people sign, and the scan that proves their visits: typed by its content, kept, never changed."""

from __future__ import annotations

import datetime as dt
import io
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from espaces.models import Person, Venue
from reporting.models import AttendanceSheet, Programme, ProgrammeReader
from tests.factories import PersonFactory, VenueFactory, coordinator_of, funder_of, host_of
from tests.factories.reservations import book, half

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
PAGE = "/accueil/la-filature/emargement/"
TODAY = "2026-11-19"
EARLIER = dt.datetime(2026, 11, 18, 9, tzinfo=dt.UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def _thursday():
    """Thursday 19 November 2026, 10 h 30."""
    with time_machine.travel(dt.datetime(2026, 11, 19, 9, 30, tzinfo=dt.UTC), tick=False):
        yield


def photo(kind: str = "JPEG", size: tuple[int, int] = (300, 400), exif: bytes = b"") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, kind, exif=exif)
    return written.getvalue()


def send(client: Client, content: bytes, name: str = "feuille.pdf", day: str = "2026-11-18"):
    return client.post(f"{PAGE}?jour={day}", {"file": SimpleUploadedFile(name, content)})


def test_the_sheet_lists_everybody_once_with_room_to_sign(hosting: Client, venue: Venue) -> None:
    desk = venue.resources.get()
    person = PersonFactory(first_name="Odile", last_name="Pradeilles")
    book(person, desk, half(TODAY, "morning"), now=EARLIER)
    page = hosting.get(PAGE)
    assert [(who, len(stays)) for who, stays in page.context["rows"]] == [(person, 1)]
    text = page.content.decode()
    assert text.count("Pradeilles Odile") == 1
    assert text.count('class="sign"') == 2 * (1 + 8)


def test_a_pdf_is_kept_as_it_is_under_its_sum(
    hosting: Client, host: Person, documents_of_its_own: Path
) -> None:
    assert send(hosting, PDF).status_code == 302
    sheet = AttendanceSheet.objects.get()
    assert sheet.sha256 == sha256(PDF).hexdigest()
    assert sheet.sha256 in sheet.name
    assert (sheet.size, sheet.content_type, sheet.added_by) == (len(PDF), "application/pdf", host)
    assert (documents_of_its_own / sheet.name).read_bytes() == PDF
    answer = hosting.get(f"/emargement/{sheet.pk}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="emargement-la-filature-2026-11-18.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_is_written_anew_without_its_metadata(
    hosting: Client, kind: str, documents_of_its_own: Path
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "48.1 N 3.5 E"
    assert send(hosting, photo(kind, (4000, 3000), exif.tobytes()), name="photo.pdf").status_code == 302
    sheet = AttendanceSheet.objects.get()
    content = (documents_of_its_own / sheet.name).read_bytes()
    assert sheet.content_type == "image/jpeg"
    assert b"48.1 N" not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.format == "JPEG"
        assert max(kept.size) == 2339


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7 without an end",
        b"GIF89a" + b"\0" * 40,
        b"\xff\xd8\xff\xe0 cut",
    ],
)
def test_what_is_no_scan_is_refused(hosting: Client, content: bytes, documents_of_its_own: Path) -> None:
    assert send(hosting, content).status_code == 422
    assert not AttendanceSheet.objects.exists()
    assert list(documents_of_its_own.rglob("*.*")) == []


def test_a_file_too_heavy_and_a_day_to_come_are_refused(hosting: Client) -> None:
    assert "10 Mo" in send(hosting, PDF + b"\0" * 10 * 1024 * 1024).content.decode()
    assert send(hosting, PDF, day="2026-11-20").status_code == 422
    assert not AttendanceSheet.objects.exists()


def test_the_same_scan_is_kept_once_a_day(hosting: Client, documents_of_its_own: Path) -> None:
    send(hosting, PDF)
    assert send(hosting, PDF).status_code == 422
    assert send(hosting, PDF, day="2026-11-17").status_code == 302
    assert AttendanceSheet.objects.count() == 2
    assert len(list(documents_of_its_own.rglob("*.pdf"))) == 1


def test_struck_out_not_deleted_and_the_right_one_can_follow(
    hosting: Client, documents_of_its_own: Path
) -> None:
    send(hosting, PDF)
    sheet = AttendanceSheet.objects.get()
    assert hosting.post(f"{PAGE}{sheet.pk}/rayer/").status_code == 302
    sheet.refresh_from_db()
    assert sheet.struck_out_at is not None
    assert (documents_of_its_own / sheet.name).exists()
    assert hosting.get(f"/emargement/{sheet.pk}/").status_code == 200
    assert send(hosting, PDF).status_code == 302


def test_a_file_that_changed_is_not_handed_out(hosting: Client, documents_of_its_own: Path) -> None:
    send(hosting, PDF)
    sheet = AttendanceSheet.objects.get()
    (documents_of_its_own / sheet.name).write_bytes(PDF + b" ")
    answer = hosting.get(f"/emargement/{sheet.pk}/")
    assert answer.status_code == 500
    assert b"%PDF" not in answer.content


def programme_of(venue: Venue, **fields: object) -> Programme:
    values = {
        "network": venue.structure.networks.get(),
        "name": "LEADER",
        "fund": "leader",
        "funder": "GAL",
        "starts_on": dt.date(2026, 11, 18),
        "ends_on": dt.date(2026, 11, 19),
    }
    return Programme.objects.create(**(values | fields))


def test_an_auditor_reads_the_sheets_of_days_that_his_programme_covers(
    hosting: Client, client: Client, venue: Venue
) -> None:
    send(hosting, PDF)
    send(hosting, PDF, day="2026-11-17")
    covered, before = AttendanceSheet.objects.order_by("-day")
    programme = programme_of(venue)
    auditor, reader = (funder_of(programme.network) for _who in range(2))
    ProgrammeReader.objects.create(programme=programme, person=auditor, audits=True)
    ProgrammeReader.objects.create(programme=programme, person=reader, audits=False)

    def status(person: Person, sheet: AttendanceSheet) -> int:
        client.force_login(person.user)
        return client.get(f"/emargement/{sheet.pk}/").status_code

    assert status(auditor, covered) == 200
    assert status(auditor, before) == 404
    assert status(reader, covered) == 404
    assert status(coordinator_of(programme.network), covered) == 200
    assert status(host_of(VenueFactory()), covered) == 404
    AttendanceSheet.objects.filter(pk=covered.pk).update(
        struck_out_at=dt.datetime(2026, 11, 19, tzinfo=dt.UTC)
    )
    assert status(auditor, covered) == 404


def test_the_number_of_queries_does_not_grow(hosting: Client, venue: Venue) -> None:
    desk = venue.resources.get()
    book(PersonFactory(), desk, half(TODAY, "morning"), now=EARLIER)
    send(hosting, PDF, day="2026-11-19")
    send(hosting, PDF, day="2026-11-16")
    hosting.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        hosting.get(PAGE)
    book(PersonFactory(), desk, half(TODAY, "morning"), now=EARLIER)
    book(PersonFactory(), desk, half(TODAY, "afternoon"), now=EARLIER)
    send(hosting, photo(), day="2026-11-19")
    send(hosting, PDF, day="2026-11-17")
    hosting.get(PAGE)
    with CaptureQueriesContext(connection) as many:
        hosting.get(PAGE)
    assert len(many) == len(few)
