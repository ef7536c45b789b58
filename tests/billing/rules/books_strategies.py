"""Any life of a structure's books: invoices, credit notes, payments, what went back, credit used later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from billing.rules.accounting.facts import (
    Allocation,
    Back,
    Client,
    Difference,
    Facts,
    Issued,
    Means,
    Payment,
    Purpose,
    Reversal,
)
from billing.rules.invoices.content import Document, Kind, Reference
from billing.rules.invoices.credits import credit_items, laid_out_credit, left_of_lines
from billing.rules.pricing.rounding import ZERO, cents
from tests.billing.rules.invoice_world import invoice, item

CLIENTS = [Client("C000001", "Ada Martin"), Client("C000002", "Bob & Cie")]
PURPOSES = [purpose for purpose in Purpose if purpose is not Purpose.ADVANCE]
RATES = ("0", "5.5", "10", "20")


@dataclass
class Life:
    """Facts as services would write them: never more settled than owed, never more back than paid."""

    day: date = date(2026, 1, 2)
    issued: list[Issued] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    reversals: list[Reversal] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def facts(self) -> Facts:
        return Facts(
            tuple(self.issued),
            tuple(self.payments),
            tuple(self.reversals),
            tuple(self.allocations),
            tuple(self.differences),
        )

    def invoices(self) -> list[Issued]:
        return [one for one in self.issued if not one.is_credit_note]

    def notes_of(self, document: Document) -> list[Document]:
        return [
            one.document
            for one in self.issued
            if one.document.corrects and one.document.corrects.reference == document.reference
        ]

    def left(self, document: Document) -> Decimal:
        """What the customer still owes of it."""
        settled = sum((one.amount for one in self.allocations if one.invoice == document.reference), ZERO)
        lost = sum((one.amount for one in self.differences if one.invoice == document.reference), ZERO)
        return document.gross - settled - lost

    def held(self, payment: Payment) -> dict[str, Decimal]:
        """What it settles, by invoice."""
        found: dict[str, Decimal] = {}
        for one in self.allocations:
            if one.payment == payment.number:
                found[one.invoice] = found.get(one.invoice, ZERO) + one.amount
        return found

    def free(self, payment: Payment) -> Decimal:
        return payment.amount - self.back(payment) - sum(self.held(payment).values(), ZERO)

    def back(self, payment: Payment) -> Decimal:
        return sum((one.amount for one in self.reversals if one.payment == payment.number), ZERO)


@st.composite
def lives(draw: st.DrawFn, *, most: int = 14, **more: Any) -> Life:
    """`more`: fields of every document."""
    life = Life()
    acts = [sell, sell, pay, pay, give_back, refund, come_back, use_credit, round_off]
    for act in draw(st.lists(st.sampled_from(acts), min_size=1, max_size=most)):
        life.day += timedelta(days=draw(st.integers(0, 30)))
        act(draw, life, more)
    return life


def sell(draw: st.DrawFn, life: Life, more: dict[str, Any]) -> None:
    listed = draw(
        st.lists(
            st.builds(
                lambda amount, rate, with_tax: item(str(amount), rate=rate, with_tax=with_tax),
                st.decimals(Decimal("0.01"), Decimal("300.00"), places=2),
                st.sampled_from(more.get("rates", RATES)),
                st.booleans(),
            ),
            min_size=1,
            max_size=4,
        )
    )
    number = len(life.issued) + 1
    facts = {key: value for key, value in more.items() if key != "rates"}
    document = invoice(*listed, reference=f"FA-{number}", issued_on=life.day, due_on=life.day, **facts)
    client = draw(st.sampled_from(CLIENTS))
    purposes = {
        line.position: draw(st.sampled_from(PURPOSES if not line.tax_rate else [Purpose.DESK, Purpose.PACK]))
        for line in document.lines
    }
    life.issued.append(Issued(document, client, purposes))


def give_back(draw: st.DrawFn, life: Life, more: dict[str, Any]) -> None:
    """A credit note on some line of some invoice."""
    if not life.invoices():
        return
    of = draw(st.sampled_from(life.invoices()))
    earlier = life.notes_of(of.document)
    lines = {position: amount for position, amount in left_of_lines(of.document, earlier).items() if amount}
    if not lines:
        return
    position = draw(st.sampled_from(sorted(lines)))
    wanted = draw(st.sampled_from([lines[position], cents(lines[position] / 3)]))
    if not wanted:
        return
    laid = laid_out_credit(of.document, earlier, credit_items(of.document, earlier, {position: wanted}))
    facts = {key: value for key, value in more.items() if key != "rates"}
    note = invoice(
        kind=Kind.CREDIT_NOTE,
        reference=f"AV-{len(life.issued) + 1}",
        issued_on=life.day,
        due_on=life.day,
        lines=laid[0],
        totals=laid[1],
        corrects=Reference(of.document.reference, of.document.issued_on),
        **facts,
    )
    set_off(life, of.document, note, life.left(of.document))
    life.issued.append(
        Issued(note, of.client, {line.position: of.purposes[line.corrects or 0] for line in note.lines})
    )


def pay(draw: st.DrawFn, life: Life, more: dict[str, Any]) -> None:
    """A part of an invoice, all of it, or more than that."""
    if not life.invoices():
        return
    of = draw(st.sampled_from(life.invoices()))
    left = max(life.left(of.document), ZERO)
    amount = draw(st.sampled_from([left, cents(left / 3), left + 7]))
    if not amount:
        return
    number = len(life.payments) + 1
    means = draw(st.sampled_from(list(Means)))
    life.payments.append(Payment(number, of.client, means, amount, life.day, life.day))
    if settled := min(left, amount):
        life.allocations.append(Allocation(of.document.reference, settled, life.day, number))


def settle_everything(life: Life) -> None:
    """Each invoice is paid, and all that is free goes back."""
    for of in life.invoices():
        if left := life.left(of.document):
            number = len(life.payments) + 1
            life.payments.append(Payment(number, of.client, Means.CARD, left, life.day, life.day))
            life.allocations.append(Allocation(of.document.reference, left, life.day, number))
    for payment in life.payments:
        if free := life.free(payment):
            number = len(life.reversals) + 1
            life.reversals.append(Reversal(number, payment.number, Back.REFUND, free, life.day, life.day))


def set_off(life: Life, of: Document, note: Document, unpaid: Decimal) -> None:
    """What is unpaid first, then payments become free, the latest first."""
    freed = note.gross - max(unpaid, ZERO)
    for payment in reversed(life.payments):
        part = min(freed, life.held(payment).get(of.reference, ZERO))
        if part > 0:
            life.allocations.append(Allocation(of.reference, -part, life.day, payment.number))
            freed -= part
    life.allocations.append(Allocation(of.reference, note.gross, life.day, credit_note=note.reference))


def refund(draw: st.DrawFn, life: Life, more: dict[str, Any]) -> None:
    """Money on account goes back, because of a credit note or not."""
    found = [one for one in life.payments if life.free(one) > 0]
    if not found:
        return
    payment = draw(st.sampled_from(found))
    notes = [
        one.document.reference for one in life.issued if one.is_credit_note and one.client == payment.client
    ]
    number = len(life.reversals) + 1
    amount = draw(st.sampled_from([life.free(payment), max(cents(life.free(payment) / 3), Decimal("0.01"))]))
    note = draw(st.sampled_from(["", *notes]))
    means = draw(st.sampled_from([None, Means.TRANSFER]))
    life.reversals.append(
        Reversal(
            number, payment.number, Back.REFUND, amount, life.day, life.day, credit_note=note, means=means
        )
    )


def come_back(draw: st.DrawFn, life: Life, more: dict[str, Any]) -> None:
    """A payment that the bank returns, or that never was: what it settled is open again."""
    whole = [one for one in life.payments if not life.back(one)]
    if not whole:
        return
    payment = draw(st.sampled_from(whole))
    for reference, amount in life.held(payment).items():
        if amount:
            life.allocations.append(Allocation(reference, -amount, life.day, payment.number))
    kind = draw(st.sampled_from([Back.RETURNED, Back.MISTAKE]))
    fee = draw(st.sampled_from([ZERO, Decimal("12.50")]))
    number = len(life.reversals) + 1
    life.reversals.append(Reversal(number, payment.number, kind, payment.amount, life.day, life.day, fee=fee))


def use_credit(draw: st.DrawFn, life: Life, more: dict[str, Any]) -> None:
    """Money on account, or what a credit note left over, settles another invoice."""
    open_ones = [one for one in life.invoices() if life.left(one.document) > 0]
    if not open_ones:
        return
    of = draw(st.sampled_from(open_ones))
    left = life.left(of.document)
    for payment in life.payments:
        if payment.client == of.client and life.free(payment) > 0:
            share = min(life.free(payment), left)
            life.allocations.append(Allocation(of.document.reference, share, life.day, payment.number))
            return


def round_off(draw: st.DrawFn, life: Life, more: dict[str, Any]) -> None:
    for one in life.invoices():
        if ZERO < life.left(one.document) <= Decimal("0.05"):
            left = life.left(one.document)
            life.differences.append(Difference(one.document.reference, left, life.day))
