"""What is stored is what was issued, to the digit; and there is one way only to write it down."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, strategies as st

from billing.rules.books.canonical import canonical, plain
from billing.rules.invoices.content import Document
from billing.rules.invoices.stored import from_json, to_json
from tests.billing.rules.invoice_world import invoice, item

MONEY = st.decimals("-99999", "99999", places=2) | st.decimals("0", "99999", places=4)
LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8"), max_size=8),
    bool: st.booleans(),
    int: st.integers(0, 10**9),
    Decimal: MONEY,
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)).map(lambda instant: instant.replace(fold=0)),
    NoneType: st.none(),
}


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Whatever the type hints of the content allow, those of fields added one day included."""
    if get_origin(kind) is tuple:
        return st.lists(any_of(get_args(kind)[0]), max_size=2).map(tuple)
    if isinstance(kind, UnionType):
        return st.one_of(*map(any_of, get_args(kind)))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: any_of(hints[field.name]) for field in fields(kind)})
    return st.sampled_from(kind) if issubclass(kind, Enum) else LEAVES[kind]


DOCUMENTS = any_of(Document)


@given(DOCUMENTS)
def test_a_document_comes_back_from_json_to_the_digit(document: Document) -> None:
    stored = json.loads(json.dumps(to_json(document)))
    assert repr(from_json(stored)) == repr(document)
    assert from_json(stored) == document
    assert canonical(from_json(stored)) == canonical(document)
    assert canonical(stored) == canonical(document)


def test_a_document_is_written_without_floats_and_with_its_schema() -> None:
    stored = to_json(invoice(item("12.00")))
    assert (stored["schema"], stored["kind"], stored["issued_at"]) == (
        1,
        "invoice",
        "2026-11-23T09:00:00.000000Z",
    )
    assert (stored["totals"][0]["net"], stored["lines"][0]["amount"]) == ("10.00", "12.00")
    assert stored["totals"][0]["category"] == "S"


def test_one_way_to_write() -> None:
    content = {"b": [Decimal("1.50"), None, True, 3], "a": "é", "day": date(2026, 11, 23)}
    assert canonical(content) == '{"a":"é","b":["1.50",null,true,3],"day":"2026-11-23"}'
    assert canonical(dict(reversed(content.items()))) == canonical(content)
    assert canonical(Decimal("1E+2")) == '"100"'
    assert canonical((1, 2)) == canonical([1, 2])


def test_an_instant_is_written_in_utc_to_the_microsecond() -> None:
    paris = datetime(2026, 11, 23, 0, 30, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    assert canonical(paris) == '"2026-11-22T23:30:00.000005Z"'
    assert canonical(paris.astimezone(UTC)) == canonical(paris)
    assert plain(datetime(987, 1, 1, tzinfo=UTC)) == "0987-01-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    "content",
    [
        1.5,
        {"a": [0.1]},
        datetime(2026, 11, 23),  # noqa: DTZ001 -- the point of the test
        {1, 2},
        b"bytes",
        object(),
        Decimal("NaN"),
        Decimal("Infinity"),
        Document,
    ],
)
def test_what_has_no_single_way_to_be_written_is_refused(content: object) -> None:
    with pytest.raises(TypeError):
        canonical(content)


def test_keys_that_would_fall_into_one_are_refused() -> None:
    with pytest.raises(TypeError):
        canonical({1: "a", "1": "b"})


def test_the_totals_of_a_document_are_those_of_its_rates() -> None:
    document = replace(invoice(item("12.00"), item("10.55", rate="5.5")), paid=Decimal("2.55"))
    assert (document.net, document.tax, document.gross, document.due) == (
        Decimal("20.00"),
        Decimal("2.55"),
        Decimal("22.55"),
        Decimal("20.00"),
    )
