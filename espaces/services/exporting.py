"""What a person takes with him: one file for machines, one to read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from espaces.locks import lock_person, locking_transaction
from espaces.models import Person
from espaces.queries.personal_data import Table, data_of
from espaces.services.acts import record_act


@locking_transaction
def export_person(*, actor: Person, person: Person, now: datetime) -> bytes:
    """A zip archive of everything that the installed apps hold about the person. Logged, without what it holds.

    Locks the person: an archive never shows half of an act.
    """
    person = lock_person(person.pk)
    tables = data_of(person)
    record_act(actor=actor, verb="person_exported", target=person)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("donnees.json", _for_machines(person, tables, now))
        archive.writestr("donnees.html", _to_read(person, tables, now))
    return packed.getvalue()


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
