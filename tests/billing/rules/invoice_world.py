"""Items, documents and hypothesis strategies for the rules of invoices."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from billing.rules.invoices.content import Document, Kind, Party, Reference
from billing.rules.invoices.layout import Item, laid_out

RATES = ("0", "5.5", "10", "20")
DAY = date(2026, 11, 23)


def item(amount: str, *, rate: str = "20", with_tax: bool = True, **more: Any) -> Item:
    worth = Decimal(amount)
    return Item(
        label=more.get("label", "Open space"),
        quantity=Decimal(1 if worth >= 0 else -1),
        unit_price=Decimal(more.get("unit_price", str(abs(worth)))),
        amount=worth,
        includes_tax=with_tax,
        tax_rate=Decimal(rate),
        first_day=DAY,
        last_day=DAY,
        charge=more.get("charge"),
        corrects=more.get("corrects"),
    )


def invoice(*listed: Item, **more: Any) -> Document:
    lines, totals = laid_out(listed, None)
    facts: dict[str, Any] = {
        "kind": Kind.INVOICE,
        "reference": "FA-2026-000001",
        "issued_at": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        "issued_on": DAY,
        "due_on": DAY,
        "seller": Party("La Fontaine"),
        "buyer": Party("Ada Martin"),
        "regime": "normal",
        "lines": lines,
        "totals": totals,
    }
    return Document(**facts | more)


def credit_note(of: Document, lines: Any, totals: Any) -> Document:
    return invoice(
        kind=Kind.CREDIT_NOTE,
        reference="AV-2026-000001",
        lines=lines,
        totals=totals,
        corrects=Reference(of.reference, of.issued_on),
    )


def amounts(least: str = "-500.00", most: str = "500.00") -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=2).filter(bool)


def items(least: str = "-500.00", most: int = 8) -> st.SearchStrategy[list[Item]]:
    one = st.builds(
        lambda amount, rate, with_tax: item(str(amount), rate=rate, with_tax=with_tax),
        amounts(least),
        st.sampled_from(RATES),
        st.booleans(),
    )
    return st.lists(one, min_size=1, max_size=most)
