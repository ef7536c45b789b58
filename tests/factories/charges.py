"""What is owed, as tests read it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Sum

from billing.models import Charge, PricedDay


def live(**which: Any) -> list[Charge]:
    return list(Charge.objects.live().filter(**which).order_by("happened_on", "pk"))


def amounts(**which: Any) -> list[Decimal]:
    return [charge.amount for charge in live(**which)]


def total(**which: Any) -> Decimal:
    return sum(amounts(**which), Decimal(0))


def owed_by_days(**which: Any) -> Decimal:
    days = PricedDay.objects.filter(**which)
    return days.aggregate(sum=Sum("owed", default=Decimal(0)))["sum"]
