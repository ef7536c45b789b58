"""One database for each size, on the PostgreSQL that `./dev bench` keeps; made by `./dev bench generate`."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg


def url_of(size: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/bench_{size}"))


def use(size: str, *, pooled: bool = False) -> None:
    """Points the product at the size's database, and sets it up."""
    if not exists(size):
        raise SystemExit(f"There is no {size} yet: ./dev bench generate --size {size}")
    point_at(size, pooled=pooled)
    django.setup()


def point_at(size: str, *, pooled: bool) -> None:
    os.environ["DATABASE_URL"] = url_of(size)
    os.environ["DATABASE_POOLED"] = "1" if pooled else "0"


def exists(size: str) -> bool:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"bench_{size}"])
        return found.fetchone() is not None


def make_anew(size: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS bench_{size} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE bench_{size}")


def connect() -> psycopg.Connection:
    """Beside Django's connection: no limit of time, no pool."""
    return psycopg.connect(os.environ["DATABASE_URL"])
