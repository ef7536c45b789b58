"""What an act costs or gives back, in a few words: "1 ticket et 5,00 €", "gratuit"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _, pgettext

from billing.rules.pricing.differences import Difference, UnitChange, kept
from espaces.rules.amounts_in_words import euros, units_in_words
from reservations.rules.deadlines_in_words import kept_in_words


class UnitNames(Protocol):
    name: str
    plural: str


Names = Mapping[int, UnitNames]
"""By number of the unit."""


def amounts_in_words(due: Decimal, units: Iterable[UnitChange], names: Names) -> str:
    """Units first, then money, whatever their sign; empty for nothing."""
    sums: dict[int, Decimal] = {}
    for change in units:
        sums[change.unit_id] = sums.get(change.unit_id, Decimal(0)) + change.quantity
    said = [
        units_in_words(abs(amount), names[unit_id].name, names[unit_id].plural)
        for unit_id, amount in sums.items()
        if amount
    ]
    return together([*said, euros(abs(due))] if due else said)


def awaited_in_words(awaited: Iterable[UnitChange], names: Names) -> str:
    """What the next period will pay; empty for nothing."""
    taken = [change for change in awaited if change.quantity > 0]
    units = amounts_in_words(Decimal(0), taken, names)
    return _("%(units)s of the next period") % {"units": units} if units else ""


def together(said: Sequence[str]) -> str:
    if len(said) < 2:
        return "".join(said)
    words = {"first": ", ".join(said[:-1]), "last": said[-1]}
    return pgettext("several things paid", "%(first)s and %(last)s") % words


def cost_in_words(
    due: Decimal, units: Sequence[UnitChange], names: Names, awaited: Sequence[UnitChange] = ()
) -> str:
    """Of an act: what it takes, now and of the next period, and what it gives back."""
    later = awaited_in_words(awaited, names)
    if later:
        return together([cost_in_words(due, units, names), later]) if due or units else later
    taken = amounts_in_words(max(due, Decimal(0)), [c for c in units if c.quantity > 0], names)
    back = amounts_in_words(min(due, Decimal(0)), [c for c in units if c.quantity < 0], names)
    if back and taken:
        return _("%(taken)s, and %(back)s back") % {"taken": taken, "back": back}
    if back:
        return _("%(back)s back") % {"back": back}
    return taken or pgettext("price of an act", "free")


def kept_as_money(cost: Difference) -> Callable[[int], str]:
    """How what a cancellation would keep is said, for something that costs so much: with the amount for money."""

    def in_words(percent: int) -> str:
        if not percent or cost.total <= 0 or cost.units:
            return kept_in_words(percent)
        amount = euros(kept(freed_by(cost), Decimal(percent), {}).due)
        return _("%(amount)s stays due.") % {"amount": amount}

    return in_words


def freed_by(cost: Difference) -> Difference:
    """What undoing it gives back."""
    units = tuple(UnitChange(c.grant_id, c.unit_id, c.unit_name, -c.quantity) for c in cost.units)
    money = tuple(type(change)(change.tax_rate, change.includes_tax, -change.amount) for change in cost.money)
    return Difference(units, money, -cost.total)
