"""Random invoices, credit notes, payments and what goes back: nothing is ever lost or counted twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import given, settings, strategies as st

from billing.models import Allocation, Invoice, InvoiceLine, Payment, Reversal
from billing.queries.debts import balance_of, with_free, with_left
from billing.queries.payments import today_of
from billing.rules.pricing.rounding import ZERO
from billing.services.by_hand import Refund, refund_balance, strike_out_payment, use_balance
from billing.services.crediting import credit_invoice
from billing.services.receiving import Back, Received, record_payment, take_back
from espaces.errors import Refused
from espaces.models import Customer, Person, Structure
from tests.factories.invoicing import invoiced, make_biller
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db
MEANS = ("transfer", "cheque", "cash")
amounts = st.decimals("0.01", "60", places=2)
acts = st.lists(
    st.tuples(
        st.sampled_from(["invoice", "pay", "pay one", "credit", "strike out", "return", "refund", "use"]),
        st.integers(0, 5),
        amounts,
    ),
    min_size=2,
    max_size=9,
)


class Life:
    """Of one customer at one structure. What is refused is refused whole."""

    def __init__(self) -> None:
        self.structure: Structure = make_biller()
        self.customer: Customer = payer(PersonFactory())
        self.actor: Person = PersonFactory()
        self.today = today_of(self.structure.pk)

    def act(self, name: str, number: int, amount: Decimal) -> None:
        does: dict[str, Callable[[int, Decimal], object]] = {
            "invoice": lambda number, amount: invoiced(self.structure, self.customer, amount),
            "pay": lambda number, amount: self.pay(number, amount, None),
            "pay one": lambda number, amount: self.pay(number, amount, {self.invoice(number).pk: None}),
            "credit": self.credit,
            "strike out": lambda number, amount: strike_out_payment(
                actor=self.actor, payment=self.payment(number), reason="Erreur", token=uuid4()
            ),
            "return": lambda number, amount: take_back(
                actor=self.actor,
                payment_id=self.payment(number).pk,
                back=Back("returned", amount, self.today, "Rejet"),
                token=uuid4(),
            ),
            "refund": lambda number, amount: refund_balance(
                actor=self.actor,
                structure=self.structure,
                customer=self.customer,
                refund=Refund(amount, "transfer", self.today, "Départ"),
                token=uuid4(),
            ),
            "use": lambda number, amount: use_balance(
                actor=self.actor, structure=self.structure, customer=self.customer
            ),
        }
        try:
            with transaction.atomic():
                does[name](number, amount)
        except (Refused, IndexError):
            pass

    def invoice(self, number: int) -> Invoice:
        rows = list(Invoice.objects.invoices().order_by("pk"))
        return rows[number % len(rows)] if rows else rows[0]

    def payment(self, number: int) -> Payment:
        rows = list(Payment.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else rows[0]

    def pay(self, number: int, amount: Decimal, asked: dict[int, Decimal | None] | None) -> None:
        record_payment(
            actor=self.actor,
            structure=self.structure,
            customer=self.customer,
            received=Received(MEANS[number % 3], amount, self.today),
            token=uuid4(),
            asked=asked,
        )

    def credit(self, number: int, amount: Decimal) -> None:
        invoice = self.invoice(number)
        assert InvoiceLine.objects.filter(invoice=invoice, position=1).exists()
        credit_invoice(
            actor=self.actor, invoice_id=invoice.pk, wanted={1: amount}, reason="Geste", token=uuid4()
        )

    def check(self) -> None:
        """Σ left − Σ credit balances = invoices − credit notes − payments + what went back."""
        balance = balance_of(self.structure.pk, self.customer.pk)
        asked = summed(Invoice.objects.invoices(), "gross") - summed(Invoice.objects.credit_notes(), "gross")
        kept = summed(Payment.objects.all(), "amount") - summed(Reversal.objects.all(), "amount")
        assert balance.owed - balance.credit == asked - kept
        assert all(ZERO <= one.left <= one.gross for one in with_left(Invoice.objects.invoices()))
        assert all(ZERO <= one.free <= one.amount for one in with_free(Payment.objects.all()))
        used = Allocation.objects.filter(credit_note__isnull=False)
        assert summed(used, "amount") == summed(Invoice.objects.credit_notes(), "gross")


def summed(rows: object, field: str) -> Decimal:
    total: Decimal | None = rows.aggregate(sum=Sum(field))["sum"]  # type: ignore[attr-defined]
    return total or ZERO


@settings(max_examples=25, deadline=None)
@given(acts=acts)
def test_money_adds_up_after_any_acts(acts: list[tuple[str, int, Decimal]]) -> None:
    with transaction.atomic():
        life = Life()
        for name, number, amount in acts:
            life.act(name, number, amount)
            life.check()
        transaction.set_rollback(True)
