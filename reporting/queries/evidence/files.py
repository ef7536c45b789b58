"""Evidence as files: facts go out as compressed CSV, and come back into temporary tables of the same names."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.files.storage import storages
from django.db import connection, transaction

from billing.errors import FileChanged
from reporting.models import Report, ReportEvidence
from reporting.queries.evidence.extracts import BY_FACT, Extract

IN_MEMORY = 4 * 1024 * 1024
PIECE = 64 * 1024


@dataclass(frozen=True)
class Extracted:
    """A file that is not stored yet, read from its beginning. `columns`: names and types, in order."""

    columns: list[tuple[str, str]]
    rows: int
    size: int
    sha256: str
    file: IO[bytes]


@contextmanager
def extract(wanted: Extract, parameters: Mapping[str, Any]) -> Iterator[Extracted]:
    """The rows of one kind of facts, sorted by all they say. The same facts give the same bytes."""
    columns = _columns(wanted, parameters)
    ordered = ", ".join(str(rank) for rank in range(1, len(columns) + 1))
    copy = f"COPY ({wanted.select} ORDER BY {ordered}) TO STDOUT (FORMAT csv, HEADER)"
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        with connection.cursor() as cursor, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            with cursor.copy(copy, parameters) as out:
                for piece in out:
                    packed.write(piece)
            rows = cursor.rowcount
        size = file.tell()
        file.seek(0)
        digest = file_digest(file, "sha256").hexdigest()
        file.seek(0)
        yield Extracted(columns, rows, size, digest, file)


def _columns(wanted: Extract, parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({wanted.select}) AS found LIMIT 0", parameters)  # noqa: S608
        described = [(column.name, column.type_code) for column in cursor.description or []]
        cursor.execute("SELECT t, t::regtype::text FROM unnest(%s::oid[]) AS t", [[t for _n, t in described]])
        types: dict[int, str] = dict(cursor.fetchall())
    return [(name, types[code]) for name, code in described]


@contextmanager
def standing_for_facts(evidence: list[ReportEvidence]) -> Iterator[None]:
    """Inside it, the tables of facts hold the evidence and nothing else; real ones are out of sight.

    Temporary tables come first in PostgreSQL's search path. They are gone afterwards, whatever happens.
    Raises FileChanged when a file is not, byte for byte, what was stored.
    """
    facts = [one for one in evidence if one.fact in BY_FACT]
    with transaction.atomic():
        for one in facts:
            _load(one)
        yield
        with connection.cursor() as cursor:
            for one in facts:
                cursor.execute(f"DROP TABLE pg_temp.{BY_FACT[one.fact].table}")


def _load(one: ReportEvidence) -> None:
    table = BY_FACT[one.fact].table
    columns = ", ".join(f'"{name}" {kind}' for name, kind in one.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")
        with (
            opened(one) as file,
            gzip.open(file, "rb") as plain,
            cursor.copy(f"COPY pg_temp.{table} FROM STDIN (FORMAT csv, HEADER)") as into,
        ):
            while piece := plain.read(PIECE):
                into.write(piece)
        for name, _kind in one.columns:
            if name in INDEXED:
                cursor.execute(f"CREATE INDEX ON pg_temp.{table} ({name})")
        cursor.execute(f"ANALYZE pg_temp.{table}")


INDEXED = {"id", "person_id", "profile_id", "session_id"}
"""What the figures join by."""


@contextmanager
def opened(one: ReportEvidence) -> Iterator[IO[bytes]]:
    """The stored file, checked first. Raises FileChanged."""
    try:
        file = storages["documents"].open(one.name)
    except OSError as error:
        raise FileChanged(one.name) from error
    with file:
        if file_digest(file, "sha256").hexdigest() != one.sha256:
            raise FileChanged(one.name)
        file.seek(0)
        yield file


def checked(one: ReportEvidence) -> None:
    """Raises FileChanged when it is not, byte for byte, what was stored."""
    with opened(one):
        pass


def content_of_file(one: ReportEvidence) -> bytes:
    with opened(one) as file:
        return file.read()


def evidence_of(report: Report) -> list[ReportEvidence]:
    return list(ReportEvidence.objects.filter(report=report).order_by("fact"))
