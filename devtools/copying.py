"""Many rows at once: model instances written with COPY exactly as they stand, dates of creation included."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models
from psycopg import sql


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Keys of rows to come, taken from the table's own sequence: rows can name one another before they exist."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]


def number_rows(rows: Sequence[models.Model]) -> None:
    if rows:
        for row, number in zip(rows, take_ids(type(rows[0]), len(rows)), strict=True):
            row.pk = number


def copy_rows(rows: Sequence[models.Model]) -> None:
    """All of one model, numbered. The database checks every constraint; `save` and its signals are not run."""
    if not rows:
        return
    fields = type(rows[0])._meta.concrete_fields
    columns = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    table = sql.Identifier(rows[0]._meta.db_table)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
            )
