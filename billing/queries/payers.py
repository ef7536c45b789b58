"""Who may pay for what a person books, and who did."""

from __future__ import annotations

from datetime import date

from espaces.models import Customer, Person
from espaces.queries.payers import organisations_paying_for
from reservations.models import Reservation
from reservations.queries.payers import last_payer

NEVER_SAVED = 0


def own_customer(person: Person) -> Customer:
    """The person as a customer of his own; until his first purchase, one with a number to which nothing refers."""
    known = Customer.objects.filter(person=person).first()
    return known or Customer(pk=NEVER_SAVED, person=person)


def payers_to_choose(person: Person, day: date) -> list[Customer]:
    """The person himself, then those who pay for him on that day."""
    return [own_customer(person), *organisations_paying_for(person, day)]


def payer_chosen_last(person: Person, payers: list[Customer]) -> Customer:
    """Of his latest reservation, if that one still pays; else himself."""
    last = last_payer(person)
    return next((payer for payer in payers if payer.pk == last), payers[0])


def payer_read(reservation: Reservation) -> Customer:
    return reservation.customer or own_customer(reservation.person)
