"""Who may pay for what a host books for somebody."""

from __future__ import annotations

from datetime import date

from espaces.models import Customer, Person
from espaces.queries.payers import organisations_paying_for
from reservations.models import Reservation


def payers_of_visit(person: Person, day: date) -> list[Customer | None]:
    """The one of his latest reservation first. None: the person himself; empty: nobody else may."""
    organisations = list(organisations_paying_for(person, day))
    if not organisations:
        return []
    last = last_payer(person)
    return sorted([None, *organisations], key=lambda one: (one.pk if one else None) != last)


def last_payer(person: Person) -> int | None:
    """Of his latest reservation; None: himself, or nobody yet."""
    latest = Reservation.objects.filter(person=person).order_by("-pk").values_list("customer", flat=True)
    return latest.first()
