"""Who pays for whom, on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from espaces.models import Customer, CustomerMember

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from espaces.models import Person, User


def paid_on(day: date) -> Q:
    """Of `CustomerMember`: those that run on that day."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


def payers_of(person: Person, day: date) -> QuerySet[Customer]:
    """The person's own customer, if there is one, and those who pay for him on that day."""
    paid = CustomerMember.objects.filter(paid_on(day), customer=OuterRef("pk"), person=person)
    customers = Customer.objects.filter(Q(person=person) | Exists(paid))
    return customers.select_related("person").order_by("organisation", "pk")


def organisations_paying_for(person: Person, day: date) -> QuerySet[Customer]:
    return payers_of(person, day).exclude(person=person)


def teams_managed_by(user: User | AnonymousUser, day: date) -> QuerySet[Customer]:
    """Customers whose team the user manages on that day."""
    if not user.is_authenticated:
        return Customer.objects.none()
    manages = CustomerMember.objects.filter(
        paid_on(day), customer=OuterRef("pk"), person__user=user, manages=True
    )
    return Customer.objects.filter(Exists(manages)).order_by("organisation", "pk")
