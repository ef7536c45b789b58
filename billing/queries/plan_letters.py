"""Who is told of a new price of his plan, and what is true of it when the letter leaves."""

from __future__ import annotations

from dataclasses import dataclass

from billing.models import PlanPrice
from billing.queries.plan_prices import price_for
from espaces.models import CustomerMember, Membership, Person
from espaces.queries.access import today
from espaces.queries.payers import paid_on
from espaces.rules.clock import ONE_DAY
from espaces.rules.for_members import is_void


@dataclass(frozen=True)
class PriceLetter:
    membership: Membership
    former: PlanPrice | None
    price: PlanPrice
    readers: tuple[Person, ...]
    address: str
    """Of an organisation; of a person, his own."""


def price_letter(price_id: int, membership_id: int) -> PriceLetter | None:
    """None when there is nothing to say any more: another price has replaced it, the membership ends before."""
    price = PlanPrice.objects.select_related("plan").filter(pk=price_id).first()
    membership = (
        Membership.objects.select_related("plan__structure", "home_venue__structure", "customer__person")
        .filter(pk=membership_id)
        .first()
    )
    if price is None or membership is None or price.others_from is None or is_void(price):
        return None
    if membership.ends_on is not None and membership.ends_on <= price.others_from:
        return None
    return PriceLetter(
        membership=membership,
        former=price_for(membership, price.others_from - ONE_DAY),
        price=price,
        readers=_readers(membership),
        address=membership.customer.email,
    )


def _readers(membership: Membership) -> tuple[Person, ...]:
    """Who pays, or who manages the team of who pays."""
    customer = membership.customer
    if customer.person is not None:
        return (customer.person,)
    managing = CustomerMember.objects.filter(paid_on(today()), customer=customer, manages=True)
    return tuple(row.person for row in managing.select_related("person").order_by("pk"))
