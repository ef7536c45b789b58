"""Cheques and cash on their way to the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from billing.models import DepositSlip, Means, Payment, Reversal
from billing.queries.debts import sum_of_rows, with_free
from billing.queries.payments import ON_SLIPS
from billing.rules.pricing.rounding import ZERO
from espaces.models import Structure


def to_deposit(structure: Structure | int, means: str) -> QuerySet[Any]:
    """Received and on no slip, the oldest first, with what is `brought` of each; without what was struck out.

    Cash that was given back in cash is no longer in the till; a cheque is brought whole, whatever was given back.
    """
    back = Reversal.objects.filter(payment=OuterRef("pk"))
    lost = back.filter(kind__in=(Reversal.Kind.MISTAKE, Reversal.Kind.RETURNED))
    given = back.filter(kind__in=(Reversal.Kind.REFUND, Reversal.Kind.DEPOSIT), payment__means=Means.CASH)
    spent = given.filter(means__in=("", Means.CASH))
    rows: QuerySet[Any] = Payment.objects.filter(structure=structure, means=means, deposit=None)
    rows = rows.annotate(brought=F("amount") - sum_of_rows(spent, "payment")).filter(
        ~Exists(lost), brought__gt=0
    )
    return rows.select_related("customer__person").order_by("received_on", "pk")


@dataclass(frozen=True)
class InHand:
    """What waits to be brought to the bank."""

    means: str
    number: int
    amount: Decimal
    since: date | None


def in_hand(structure: Structure | int) -> list[InHand]:
    """Of cheques and of cash, in this order. Two queries."""
    found = []
    for means in reversed(ON_SLIPS):
        rows = list(to_deposit(structure, means).values_list("brought", "received_on"))
        amount = sum((amount for amount, _day in rows), ZERO)
        found.append(InHand(means, len(rows), amount, rows[0][1] if rows else None))
    return found[::-1]


def slips_of(structure: Structure) -> QuerySet[Any]:
    """With `payments` and `amount`, the latest first."""
    rows = DepositSlip.objects.filter(structure=structure)
    return rows.annotate(payments=Count("items"), amount=Sum("items__amount")).order_by("-brought_on", "-pk")


def slip_items(slip: DepositSlip) -> list[Any]:
    """The payments of a slip, with what was `brought` of each, and `gone`: what went back, also since."""
    rows = with_free(Payment.objects.filter(deposit__slip=slip)).annotate(brought=F("deposit__amount"))
    return list(rows.select_related("customer__person").order_by("deposit__pk"))
