"""What is owed and not yet invoiced, for the hosts of a structure and for who owes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from billing.models import Article, Charge, ReservationPrice, Sale
from billing.rules.charges import Part, due_with_tax
from espaces.models import Customer, Structure
from espaces.queries.payers import teams_managed_by
from espaces.rules.plan_terms.months import add_months
from reservations.models import MembershipPeriod

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import User

Source = Charge.Source


@dataclass(frozen=True)
class Owing:
    """A customer, what he owes with tax, and the first day of it."""

    customer: Customer
    since: date
    lines: int
    due: Decimal


@dataclass(frozen=True)
class Line:
    """A charge with what explains it: a reservation, a membership, or neither."""

    charge: Charge
    reservation_id: int | None = None
    membership_id: int | None = None


def open_charges(structure: Structure, month: date | None = None) -> QuerySet[Charge]:
    """On no document yet. `month`: the first day of the only one to look at."""
    rows: QuerySet[Charge] = Charge.objects.to_invoice().filter(structure=structure)
    if month is not None:
        rows = rows.filter(happened_on__gte=month, happened_on__lt=add_months(month, 1))
    return rows.select_related("customer__person", "person", "venue").order_by("happened_on", "pk")


def customers_of(structure: Structure) -> QuerySet[Customer]:
    """Those to whom the structure ever charged something."""
    charged = Charge.objects.filter(structure=structure, customer=OuterRef("pk"))
    return Customer.objects.filter(Exists(charged)).select_related("person")


def sales_of(structure: Structure) -> QuerySet[Sale]:
    """Those that may still be struck out."""
    return Sale.objects.filter(structure=structure, cancelled_at=None).select_related("customer__person")


def articles_sold_by(structure: Structure) -> QuerySet[Article]:
    return Article.objects.filter(structure=structure, archived_at=None).order_by("name", "pk")


def months_owed(structure: Structure) -> list[date]:
    """Latest first."""
    rows = Charge.objects.to_invoice().filter(structure=structure).order_by()
    return list(rows.dates("happened_on", "month", order="DESC"))


def owed_by_customer(charges: QuerySet[Charge]) -> list[Owing]:
    """Who owes since longest first. Two queries."""
    sums = (
        charges.select_related(None)
        .order_by()
        .values("customer", "tax_rate", "includes_tax")
        .annotate(amount=Sum("amount"), since=Min("happened_on"), lines=Count("pk"))
    )
    by_customer: dict[int, list[Any]] = {}
    for row in sums:
        by_customer.setdefault(row["customer"], []).append(row)
    customers = Customer.objects.select_related("person").in_bulk(by_customer)
    owing = [_owing(customers[pk], rows) for pk, rows in by_customer.items()]
    return sorted(owing, key=lambda one: (one.since, str(one.customer), one.customer.pk))


def _owing(customer: Customer, rows: Collection[Any]) -> Owing:
    parts = [Part(row["amount"], row["includes_tax"], row["tax_rate"]) for row in rows]
    since = min(row["since"] for row in rows)
    return Owing(customer, since, sum(row["lines"] for row in rows), due_with_tax(parts))


def total_due(charges: Iterable[Charge]) -> Decimal:
    return due_with_tax(Part(charge.amount, charge.includes_tax, charge.tax_rate) for charge in charges)


def charges_visible_to(user: User | AnonymousUser, day: date) -> QuerySet[Charge]:
    """One's own and those of the teams one manages, on no invoice yet."""
    if not user.is_authenticated:
        return Charge.objects.none()
    teams = teams_managed_by(user, day).order_by().values("pk")
    rows: QuerySet[Charge] = Charge.objects.to_invoice().filter(
        Q(customer__person__user=user) | Q(customer__in=teams)
    )
    return rows.select_related("structure", "customer__person", "person", "venue").order_by(
        "structure__name", "structure", "happened_on", "pk"
    )


def explained(charges: Iterable[Charge]) -> list[Line]:
    """With the reservation or the membership that each comes from. Two queries, whatever their number."""
    charges = list(charges)
    days = [charge.source_id for charge in charges if charge.source_kind == Source.DAY]
    prices = ReservationPrice.objects.filter(day__in=days).order_by().values("day")
    reservations = dict(prices.annotate(first=Min("reservation")).values_list("day", "first"))
    of_period = {Source.PERIOD, Source.PERIOD_CREDIT}
    periods = [charge.source_id for charge in charges if charge.source_kind in of_period]
    memberships = dict(MembershipPeriod.objects.filter(pk__in=periods).values_list("pk", "membership"))
    return [_line(charge, reservations, memberships) for charge in charges]


def _line(charge: Charge, reservations: dict[int, int], memberships: dict[int, int]) -> Line:
    match charge.source_kind:
        case Source.DAY:
            return Line(charge, reservation_id=reservations.get(charge.source_id))
        case Source.PERIOD | Source.PERIOD_CREDIT:
            return Line(charge, membership_id=memberships.get(charge.source_id))
        case Source.JOINING | Source.DEPOSIT:
            return Line(charge, membership_id=charge.source_id)
        case _:
            return Line(charge)
