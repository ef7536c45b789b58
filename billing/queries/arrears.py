"""Who is late, how much and since when; and whether that stops him from booking online."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models import StructureAccount
from billing.queries.debts import free_payments, open_invoices
from billing.queries.payments import today_of
from billing.queries.reminders import invoices_to_follow
from billing.rules.arrears import Arrears, Range, days_late, range_of, stops_booking
from billing.rules.pricing.rounding import ZERO, total_of
from espaces.models import Customer, Person, Structure
from espaces.rules.amounts_in_words import euros
from espaces.rules.dates_in_words import date_in_words
from reservations.rules.refusals import Code, Refusal

STOPPED = _("%(amount)s are late since %(day)s at %(structure)s: pay them first (page “Invoices”), or call.")

LATE = _("Careful: %(amount)s are late since %(day)s.")


@dataclass
class Late:
    """A customer with invoices that are late: `invoices` of them, `amount` in all and by range."""

    customer: Customer
    since: date
    days: int
    invoices: int = 0
    by_range: dict[Range, Decimal] = field(default_factory=lambda: dict.fromkeys(Range, ZERO))

    @property
    def amount(self) -> Decimal:
        return total_of(self.by_range.values())


def late_customers(structure: Structure | int, today: date) -> list[Late]:
    """Since longest first. Two queries."""
    number = structure if isinstance(structure, int) else structure.pk
    rows = open_invoices(number).filter(due_on__lt=today)
    by_customer: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for customer, due_on, left in rows.values_list("customer", "due_on", "left"):
        by_customer[customer].append((due_on, left))
    customers = Customer.objects.select_related("person").in_bulk(by_customer)
    found = []
    for pk, debts in by_customer.items():
        since = min(due_on for due_on, _left in debts)
        late = Late(customers[pk], since, days_late(since, today), len(debts))
        for due_on, left in debts:
            late.by_range[range_of(days_late(due_on, today))] += left
        found.append(late)
    return sorted(found, key=lambda one: (one.since, str(one.customer), one.customer.pk))


def totals_by_range(rows: list[Late]) -> dict[Range, Decimal]:
    return {name: total_of(row.by_range[name] for row in rows) for name in Range}


@dataclass(frozen=True)
class ArrearsOf:
    """What is late of one customer, since when. Money on account and debits under way count as paid."""

    amount: Decimal
    arrears: Arrears


def arrears_of(structure_id: int, payer: Q) -> ArrearsOf | None:
    """`payer`: a condition on the customer. None when nothing is late."""
    today = today_of(structure_id)
    customer = Customer.objects.filter(payer).first()
    if customer is None:
        return None
    rows = invoices_to_follow(structure_id, customer.pk).filter(due_on__lt=today)
    debts = list(rows.values_list("due_on", "left"))
    credit = total_of(free_payments(structure_id, customer.pk).values_list("free", flat=True))
    late = total_of(left for _due_on, left in debts) - credit
    if late <= 0:
        return None
    since = next(due_on for due_on, covered in _covered(debts) if covered > credit)
    return ArrearsOf(late, Arrears(since, days_late(since, today)))


def _covered(debts: list[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """With what pays each and those before it, the oldest first."""
    together, found = ZERO, []
    for due_on, left in debts:
        together += left
        found.append((due_on, together))
    return found


def payer_of(person: Person, customer: Customer | None) -> Q:
    """Who pays: the organisation chosen, else the person himself, who may not be a customer yet."""
    return Q(pk=customer.pk) if customer and customer.pk else Q(person=person)


def booking_stopped(structure: Structure, person: Person, customer: Customer | None) -> list[Refusal]:
    """Why this payer books nothing more by himself there, where the structure chose so; a host still books."""
    accounts = StructureAccount.objects.filter(structure=structure)
    limit = accounts.values_list("arrears_days", flat=True).first()
    if limit is None:
        return []
    found = arrears_of(structure.pk, payer_of(person, customer))
    if found is None or not stops_booking(found.arrears, limit):
        return []
    params = {
        "amount": euros(found.amount),
        "day": date_in_words(found.arrears.since),
        "structure": structure.name,
    }
    return [Refusal(Code.IN_ARREARS, STOPPED, params)]


def late_in_words(structure: Structure, person: Person, customer: Customer | None) -> str:
    """For a host who books for somebody whom the structure lets book nothing more online; empty otherwise."""
    stopped = booking_stopped(structure, person, customer)
    return " ".join(replace(refusal, message=LATE).sentence for refusal in stopped)
