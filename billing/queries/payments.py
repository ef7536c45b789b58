"""Money received: what one sees of it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from billing.models import Allocation, Charge, DepositSlipItem, Invoice, Means, Payment, Reversal
from billing.queries.book_facts import zone_of
from billing.queries.debts import shares_of_payment, with_free
from billing.rules.pricing.rounding import ZERO
from espaces.models import Customer, CustomerMember, Enrolment, Structure
from espaces.queries.people import in_plain_letters
from espaces.rules.amounts_in_words import euros
from espaces.rules.person_names import folded
from espaces.rules.plan_terms.months import add_months

BY_HAND = (Means.TRANSFER, Means.CHEQUE, Means.CASH)
ON_SLIPS = (Means.CHEQUE, Means.CASH)


def today_of(structure_id: int) -> date:
    """In the zone of the structure's books."""
    return timezone.localdate(timezone=zone_of(structure_id))


def customers_with_money(structure: Structure | int) -> QuerySet[Customer]:
    """Those to whom the structure charged or invoiced something, from whom it received something, whom it knows or
    of whose team it knows somebody."""
    theirs = {"structure": structure, "customer": OuterRef("pk")}
    known = Enrolment.objects.filter(structure=structure).order_by().values("person")
    team = CustomerMember.objects.filter(customer=OuterRef("pk"), person__in=known)
    return Customer.objects.filter(
        Exists(Charge.objects.filter(**theirs))
        | Exists(Invoice.objects.filter(**theirs))
        | Exists(Payment.objects.filter(**theirs))
        | Q(person__in=known)
        | Exists(team)
    ).select_related("person")


def customers_named(structure: Structure, words: str) -> QuerySet[Customer]:
    """Every word must occur in the name or the e-mail."""
    written = in_plain_letters(
        "organisation",
        Value(" "),
        "person__first_name",
        Value(" "),
        "person__last_name",
        Value(" "),
        "email",
    )
    found = customers_with_money(structure).alias(written=written)
    for word in folded(words).split():
        found = found.filter(written__contains=word)
    return found.order_by("organisation", "person__last_name", "person__first_name", "pk")


def payments_of(
    structure: Structure | int, *, month: date | None = None, means: str = "", customer: int | None = None
) -> QuerySet[Any]:
    """The latest first, each with `used`, `gone` and `free`. `month`: its first day."""
    rows = Payment.objects.filter(structure=structure).select_related("customer__person", "made_by")
    if month is not None:
        rows = rows.filter(received_on__gte=month, received_on__lt=add_months(month, 1))
    if means in Means.values:
        rows = rows.filter(means=means)
    if customer is not None:
        rows = rows.filter(customer=customer)
    return with_free(rows).order_by("-received_on", "-pk")


def months_received(structure: Structure) -> list[date]:
    rows = Payment.objects.filter(structure=structure).order_by()
    return list(rows.dates("received_on", "month", order="DESC"))


@dataclass(frozen=True)
class Share:
    """What a payment covers of an invoice."""

    invoice: Invoice
    amount: Decimal


@dataclass(frozen=True)
class PaymentSeen:
    """`left`: what neither went back nor was struck out. `recorded_on`: the day of the click."""

    payment: Any
    shares: list[Share]
    reversals: list[Reversal]
    slip: DepositSlipItem | None
    left: Decimal
    recorded_on: date

    @property
    def may_be_undone(self) -> bool:
        """By people: what came through Stripe is not."""
        return self.left > 0 and not hasattr(self.payment, "online")

    def covers(self) -> str:
        """FA-2026-000012 (24,00 €), …"""
        return ", ".join(f"{one.invoice.reference} ({euros(one.amount)})" for one in self.shares) or "–"

    @property
    def may_come_back(self) -> bool:
        """Cash does not."""
        return self.may_be_undone and self.payment.means != Means.CASH


def payment_seen(structure: Structure, pk: int) -> PaymentSeen | None:
    payment = payments_of(structure).select_related("online", "bank_line").filter(pk=pk).first()
    if payment is None:
        return None
    covered = shares_of_payment(pk)
    invoices = Invoice.objects.in_bulk(covered)
    return PaymentSeen(
        payment,
        [Share(invoices[number], amount) for number, amount in covered.items()],
        list(payment.reversals.select_related("made_by", "credit_note")),
        DepositSlipItem.objects.filter(payment=payment).select_related("slip").first(),
        payment.amount - payment.gone,
        payment.recorded_at.astimezone(zone_of(payment.structure_id)).date(),
    )


def freed_by(payment_id: int) -> Invoice | None:
    """The last credit note that took this payment off an invoice, by which its balance came to be."""
    taken = Allocation.objects.filter(payment=payment_id, amount__lt=0).order_by("-pk")
    for invoice, at in taken.values_list("invoice", "made_at"):
        notes = Allocation.objects.filter(invoice=invoice, made_at=at, credit_note__isnull=False)
        if note := notes.select_related("credit_note").first():
            return note.credit_note
    return None


def total_received(payments: Iterable[Any]) -> Decimal:
    """What was not struck out since, nor came back."""
    return sum((payment.amount - payment.gone for payment in payments), ZERO)
