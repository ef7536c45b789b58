from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from billing.models import PackProduct, PackSale
from billing.services.packs import sell_pack
from espaces.models import Customer, Person, Structure, Unit
from reservations.models import Grant, Use
from reservations.services.grants import give_units

NOW = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


def own_customer(person: Person) -> Customer:
    return Customer.objects.get_or_create(person=person)[0]


def given(holder: Person | Customer, unit: Unit, amount: str | int = 10, **fields: Any) -> Grant:
    """Through the service: a gift valid since the beginning of 2026."""
    values = {"reason": "Cadeau", "valid_from": dt.date(2026, 1, 1), "token": uuid.uuid4(), "now": NOW}
    return give_units(actor=None, unit=unit, holder=holder, amount=Decimal(amount), **(values | fields))


def pack_of(structure: Structure, unit: Unit, **fields: Any) -> PackProduct:
    """Ten for 60 €, valid six months."""
    values = {"name": f"Carnet {unit.pk}", "amount": 10, "price": Decimal(60), "valid_months": 6}
    return PackProduct.objects.create(structure=structure, unit=unit, **(values | fields))


def sold(
    product: PackProduct,
    person: Person | None,
    day: dt.date = TODAY,
    *,
    customer: Customer | None = None,
    **fields: Any,
) -> PackSale:
    """Paid by the person himself unless a customer is given."""
    if customer is None:
        assert person is not None
        customer = own_customer(person)
    values = {"actor": None, "token": uuid.uuid4(), "now": NOW}
    return sell_pack(product=product, customer=customer, person=person, bought_on=day, **(values | fields))


def left(grant: Grant) -> Decimal:
    return grant.amount - (Use.objects.filter(grant=grant).aggregate(sum=Sum("amount"))["sum"] or 0)
