from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from espaces.models import Customer, Person
from espaces.services.acts import record_act


def own_customer(person: Person) -> Customer:
    """The person as his own customer, made the first time that he pays something."""
    return Customer.objects.get_or_create(person=person)[0]


@transaction.atomic
def change_customer(*, actor: Person, customer: Customer, details: Mapping[str, Any]) -> None:
    """Name of an organisation, address, identifiers. ValidationError for a wrong one.

    What they were is kept for an organisation; of a person only which of them changed.
    """
    row = Customer.objects.get(pk=customer.pk)
    before = {name: getattr(row, name) for name in details}
    changed = {name: value for name, value in details.items() if before[name] != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(changed))
    was = {name: before[name] for name in changed}
    told = {"before": was, "after": changed} if row.organisation else {}
    record_act(actor=actor, verb="customer_changed", target=row, fields=sorted(changed), **told)
