"""What a person takes with him: his documents, one file for machines, one to read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import file_digest
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from espaces.locks import lock_person, locking_transaction
from espaces.models import Person
from espaces.ports import KeptFile
from espaces.queries.personal_data import Table, data_of, files_of
from espaces.services.acts import record_act

FOLDER = "documents"


def export_person(*, actor: Person, person: Person, now: datetime) -> IO[bytes]:
    """A zip archive of everything that the installed apps hold about the person, his documents included.

    Logged, without what it holds. The file is at its beginning and is gone once closed.
    """
    tables, files = _held(actor, person)
    packed = TemporaryFile()  # noqa: SIM115 (whoever answers with it closes it)
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        if files:
            tables.append(_pack_all(archive, files))
        archive.writestr("donnees.json", _for_machines(person, tables, now))
        archive.writestr("donnees.html", _to_read(person, tables, now))
    packed.seek(0)
    return packed


@locking_transaction
def _held(actor: Person, person: Person) -> tuple[list[Table], list[KeptFile]]:
    """Locks the person: an archive never shows half of an act."""
    person = lock_person(person.pk)
    record_act(actor=actor, verb="person_exported", target=person)
    return data_of(person), files_of(person)


def _pack_all(archive: ZipFile, files: Sequence[KeptFile]) -> Table:
    """Says of each where it is in the archive, or that it is not there: one that is lost stops none of the others."""
    columns = {"file": _("File"), "sha256": _("SHA-256"), "lacking": _("Lacking")}
    rows = [
        {
            "file": f"{FOLDER}/{one.name}",
            "sha256": one.sha256,
            "lacking": "" if _pack(archive, one) else _("It can no longer be read: ask who issued it."),
        }
        for one in files
    ]
    return Table("files", _("Documents in this archive"), columns, rows)


def _pack(archive: ZipFile, one: KeptFile) -> bool:
    """Piece by piece, whatever its size; nothing of a file that is not, byte for byte, what was stored."""
    try:
        file = storages["documents"].open(one.name)
    except OSError:
        return False
    with file:
        if file_digest(file, "sha256").hexdigest() != one.sha256:
            return False
        file.seek(0)
        with archive.open(f"{FOLDER}/{one.name}", "w") as entry:
            copyfileobj(file, entry)
    return True


def _for_machines(person: Person, tables: Sequence[Table], now: datetime) -> str:
    content: dict[str, Any] = {
        "person": person.pk,
        "exported_at": now,
        "tables": [
            {"name": table.name, "title": table.title, "columns": table.columns, "rows": table.rows}
            for table in tables
        ],
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _to_read(person: Person, tables: Sequence[Table], now: datetime) -> str:
    shown = [(table, [list(row.values()) for row in table.rows]) for table in tables]
    return render_to_string("espaces/exported_data.html", {"person": person, "tables": shown, "now": now})
