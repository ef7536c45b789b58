from __future__ import annotations

from espaces.models import Customer, Person


def own_customer(person: Person) -> Customer:
    """The person as his own customer, made the first time that he pays something."""
    return Customer.objects.get_or_create(person=person)[0]
