"""How the customers of the demo pay what they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from billing.models import Invoice, Means, OnlinePayment, Payment
from billing.queries.debts import left_of
from billing.services.online.following import follow
from billing.services.online.pages import ask_for_invoices, ask_for_method, open_page
from billing.services.receiving import Received, record_payment
from devtools.demo_data.selling import token
from devtools.stripe_sandbox import cards
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.models import Person, Structure
from espaces.services.customers import own_customer

A_PAYER = "203.0.113.7"
"""An address kept for documentation."""


def left(invoice: Invoice) -> Decimal:
    return left_of([invoice.pk])[invoice.pk]


@dataclass
class Till:
    """The counter of a structure."""

    host: Person
    structure: Structure

    def take(
        self, invoice: Invoice, means: str, on: date, reference: str = "", amount: Decimal | None = None
    ) -> Payment | None:
        due = min(left(invoice), amount or Decimal(10**6))
        if due <= 0:
            return None
        return record_payment(
            actor=self.host,
            structure=self.structure,
            customer=invoice.customer,
            received=Received(means, due, on, reference),
            token=token("payment", invoice.pk, on, means),
            asked={invoice.pk: None},
        )

    def take_cheque(self, invoice: Invoice, on: date) -> Payment | None:
        return self.take(invoice, Means.CHEQUE, on, f"{4_210_000 + 37 * invoice.pk}")


@dataclass
class Online:
    """What people do on Stripe's pages."""

    sandbox: Sandbox

    def pay(self, invoice: Invoice, payer: Person, card: str = cards.SUCCEEDS) -> Payment | None:
        if left(invoice) <= 0:
            return None
        asked = ask_for_invoices(actor=payer, invoices=[invoice], token=uuid4())
        return self.settle(asked, card=card).payment

    def settle(self, payment: OnlinePayment, *, card: str = cards.SUCCEEDS, iban: str = "") -> OnlinePayment:
        """Fills in the page of a payment, and what Stripe's answer brings."""
        open_page(payment.pk)
        payment.refresh_from_db()
        outcome = self.sandbox.pay(payment.checkout, card=card, iban=iban)
        assert outcome.word == "done", outcome
        return follow(payment.pk)

    def save(
        self, payer: Person, structure: Structure, *, card: str = cards.SUCCEEDS, iban: str = ""
    ) -> None:
        """A card or a mandate, from which the next invoices are taken."""
        asked = ask_for_method(
            actor=payer, structure=structure, customer=own_customer(payer), address=A_PAYER, token=uuid4()
        )
        self.settle(asked, card=card, iban=iban)
