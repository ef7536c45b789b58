"""The archive of a fiscal year of the books: written once, by a worker, row after row, and known by its sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files import File
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import espaces
from billing.models import BookArchive, Closing
from billing.queries.accounts import books_keys
from billing.queries.archived_rows import YearOfBooks, rows_of, year_of_books
from billing.rules.books.archive import (
    MANIFEST,
    NOTICE,
    SIGNATURE,
    TABLES,
    FileSum,
    Manifest,
    csv_lines,
    json_lines,
    manifest_text,
    signature_text,
)
from billing.rules.books.closings import Period
from espaces.errors import Refused
from espaces.models import Person, Structure
from espaces.services.acts import record_act
from espaces.services.outgoing import send_later

NOTICE_TEXT = Path(__file__).parents[1] / "documents" / "archive_notice.fr.txt"


@transaction.atomic
def ask_for_archive(*, actor: Person, structure: Structure, starts_on: date) -> BookArchive | None:
    """Lets a worker make it; the archive itself when it is made already. Asked twice, it is made once.

    Raises Refused for a year that is not closed, and without a key to sign with.
    """
    closing = Closing.objects.filter(
        structure=structure, level=Closing.Level.YEAR, starts_on=starts_on
    ).first()
    if closing is None:
        raise Refused("year_open", _("This year is not closed yet: it is archived once it is over."))
    if not books_keys():
        raise Refused("no_key", _("Nothing can be signed: the books have no key (setting BOOKS_KEYS)."))
    known = BookArchive.objects.filter(structure=structure, starts_on=starts_on).first()
    if known is None:
        send_later(
            kind="book_archive", key=archive_key(closing), payload={"closing": closing.pk, "by": actor.pk}
        )
        record_act(actor=actor, verb="archive_asked", target=closing)
    return known


def archive_key(closing: Closing) -> str:
    return f"book archive {closing.structure_id} {closing.starts_on.isoformat()}"


def write_archive(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "book_archive"."""
    make_archive(Closing.objects.get(pk=payload["closing"]), Person.objects.get(pk=payload["by"]))


def make_archive(closing: Closing, actor: Person | None) -> BookArchive:
    """Outside any transaction. Of two workers the first to write its row wins; the other file goes away."""
    rows = BookArchive.objects.filter(structure=closing.structure_id, starts_on=closing.starts_on)
    known = rows.first()
    if known is not None:
        return known
    made_at = timezone.now()
    with TemporaryFile() as file:
        _write_zip(file, year_of_books(closing), made_at)
        size = file.tell()
        digest = _digest(file)
        name = f"{closing.structure_id}/archives/{_file_name(closing)}"
        stored = storages["documents"].save(name, File(file, name))
    try:
        with transaction.atomic():
            return BookArchive.objects.create(
                structure_id=closing.structure_id,
                starts_on=closing.starts_on,
                ends_on=closing.ends_on,
                name=stored,
                sha256=digest,
                size=size,
                made_at=made_at,
                made_by=actor,
            )
    except IntegrityError:
        storages["documents"].delete(stored)
        return rows.get()


def _file_name(closing: Closing) -> str:
    siren = closing.structure.siren or closing.structure_id
    return f"archive-{siren}-{closing.starts_on.isoformat()}.zip"


def _digest(file: IO[bytes]) -> str:
    """Read again from its beginning, a piece at a time; left at its beginning."""
    file.seek(0)
    digest = sha256()
    for piece in iter(partial(file.read, 1 << 20), b""):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _write_zip(file: IO[bytes], year: YearOfBooks, made_at: datetime) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        sums = [_write_entry(archive, NOTICE, [_notice(year, made_at)])]
        for table, columns in TABLES.items():
            for suffix, lines in (("csv", csv_lines), ("jsonl", json_lines)):
                rows = _Counted(rows_of(table, year))
                written = _write_entry(archive, f"{table}.{suffix}", lines(columns, rows))
                sums.append(FileSum(written.name, written.sha256, written.size, rows.count))
        manifest = manifest_text(_manifest(year, made_at, sums))
        _write_entry(archive, MANIFEST, [manifest])
        _write_entry(archive, SIGNATURE, [signature_text(manifest, books_keys())])


class _Counted[Row]:
    """Counts what passes."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def _write_entry(archive: ZipFile, name: str, lines: Iterable[str]) -> FileSum:
    digest, size = sha256(), 0
    with archive.open(name, "w", force_zip64=True) as entry:
        for line in lines:
            content = line.encode()
            digest.update(content)
            size += len(content)
            entry.write(content)
    return FileSum(name, digest.hexdigest(), size)


def _manifest(year: YearOfBooks, made_at: datetime, sums: list[FileSum]) -> Manifest:
    structure = year.closing.structure
    return Manifest(
        structure=structure.name,
        siren=structure.siren,
        starts_on=year.closing.starts_on,
        ends_on=year.closing.ends_on,
        first=year.first,
        last=year.last,
        before=year.before,
        software=_software(),
        made_at=made_at,
        files=sums,
    )


def _notice(year: YearOfBooks, made_at: datetime) -> str:
    closing = year.closing
    last_day = Period(closing.starts_on, closing.ends_on).last_day
    return NOTICE_TEXT.read_text().format(
        structure=closing.structure.name,
        siren=closing.structure.siren or "–",
        starts_on=closing.starts_on.strftime("%d/%m/%Y"),
        last_day=last_day.strftime("%d/%m/%Y"),
        made_at=made_at.strftime("%d/%m/%Y à %H:%M UTC"),
        software=_software(),
        first=year.first,
        last=year.last,
        manifest=MANIFEST,
        signature=SIGNATURE,
    )


def _software() -> str:
    return f"Espaces {espaces.__version__}"
