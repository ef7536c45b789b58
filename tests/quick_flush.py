"""Empties the database after a test that commits: rows go from the tables that have some.

Django truncates every table and makes content types and permissions anew, a second each time with as many tables as
these; nearly all of them are empty.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

MADE_BY_MIGRATIONS = {"django_content_type", "auth_permission"}


def flush_what_was_written(_test: Any) -> None:
    """No trigger and no foreign key is asked: also rows that the product never lets go are gone."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [connection.ops.quote_name(name) for name in sorted(set(names) - MADE_BY_MIGRATIONS)]
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in quoted)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(filled)
        deletions = [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]  # noqa: S608
        if deletions:
            off, on = "SET session_replication_role = replica", "SET session_replication_role = DEFAULT"
            cursor.execute("; ".join([off, *deletions, on]))
