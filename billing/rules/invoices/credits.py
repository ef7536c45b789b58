"""What is left of an issued invoice, and the credit notes that give it back: together they end at exactly zero.

Documents are never rewritten: what is left is the invoice less the credit notes already issued against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from billing.rules.invoices.content import Document, Line, RateTotal
from billing.rules.invoices.layout import (
    Item,
    Rate,
    apportioned,
    as_lines,
    exact_net,
    net_and_tax,
    said,
    sum_of,
)
from billing.rules.pricing.rounding import ZERO, total_of


class MoreThanLeft(ValueError):
    """A credit note would give back more than what remains of its invoice. Nothing is cut silently."""


def left_of_lines(document: Document, earlier: Iterable[Document]) -> dict[int, Decimal]:
    """Position of the line -> amount in its basis. Lines that gave something back on the invoice stay negative."""
    left = {line.position: line.amount for line in document.lines}
    for credit in earlier:
        for line in credit.lines:
            if line.corrects is not None:
                left[line.corrects] -= line.amount
    return left


def left_of_rates(document: Document, earlier: Iterable[Document]) -> dict[Decimal, tuple[Decimal, Decimal]]:
    """Tax rate -> net and tax that no credit note gave back yet."""
    left = {total.rate: (total.net, total.tax) for total in document.totals}
    for total in (total for credit in earlier for total in credit.totals):
        net, tax = left[total.rate]
        left[total.rate] = (net - total.net, tax - total.tax)
    return left


def credit_items(
    document: Document, earlier: Sequence[Document], wanted: Mapping[int, Decimal]
) -> tuple[Item, ...]:
    """`wanted`: position -> amount to give back, in the basis of the line, with its sign.

    Raises MoreThanLeft when a line has less; ValueError when nothing is wanted.
    """
    left = left_of_lines(document, earlier)
    lines = {line.position: line for line in document.lines}
    items = tuple(_item(lines[position], amount) for position, amount in sorted(wanted.items()) if amount)
    if not items:
        raise ValueError("a credit note gives something back")
    _check_lines(items, left)
    return items


def laid_out_credit(
    document: Document, earlier: Sequence[Document], items: Sequence[Item]
) -> tuple[tuple[Line, ...], tuple[RateTotal, ...]]:
    """Lines and totals of the credit note. Every item says which line it `corrects`.

    Raises MoreThanLeft when a line or a rate has less left than that.
    """
    _check_lines(items, left_of_lines(document, earlier))
    totals = credit_totals(document, earlier, items)
    nets = [ZERO] * len(items)
    for total in totals:
        numbers = [number for number, item in enumerate(items) if item.tax_rate == total.rate]
        shares = apportioned(total.net, [exact_net(items[number]) for number in numbers])
        for number, share in zip(numbers, shares, strict=True):
            nets[number] = share
    return as_lines(items, nets), totals


def credit_totals(
    document: Document, earlier: Sequence[Document], items: Sequence[Item]
) -> tuple[RateTotal, ...]:
    """By rate, what all the credit notes come to with this one less what they came to without it, so that cents
    never drift; the one that ends a rate takes what remains of it. Exemptions are those of the invoice.

    Raises MoreThanLeft when a rate has less left.
    """
    left = left_of_rates(document, earlier)
    ended = _rates_ended(document, earlier, items)
    before = [_already(line) for credit in earlier for line in credit.lines]
    totals = []
    for total in document.totals:
        if any(item.tax_rate == total.rate for item in items):
            net, tax = left[total.rate] if total.rate in ended else _step(before, items, total.rate)
            _check_rate((net, tax), left[total.rate])
            totals.append(replace(total, net=net, tax=tax))
    return tuple(totals)


def _step(before: Sequence[Item], items: Sequence[Item], percent: Decimal) -> tuple[Decimal, Decimal]:
    """What `items` add to the net and the tax of what was credited before."""
    net = tax = ZERO
    rates: tuple[Rate, Rate] = (percent, True), (percent, False)
    for rate in rates:
        credited = sum_of(before, rate)
        net_before, tax_before = net_and_tax(credited, rate)
        net_after, tax_after = net_and_tax(credited + sum_of(items, rate), rate)
        said_net, said_tax = said(items, rate)
        net += net_after - net_before + said_net
        tax += tax_after - tax_before + said_tax
    return net, tax


def _rates_ended(document: Document, earlier: Sequence[Document], items: Sequence[Item]) -> set[Decimal]:
    left = left_of_lines(document, earlier)
    for item in items:
        if item.corrects is not None:
            left[item.corrects] -= item.amount
    open_rates = {line.tax_rate for line in document.lines if left[line.position]}
    return {total.rate for total in document.totals} - open_rates


def _check_lines(items: Sequence[Item], left: Mapping[int, Decimal]) -> None:
    for position in {item.corrects for item in items}:
        if position is None or position not in left:
            raise ValueError("a credit note corrects lines of its invoice")
        amount = total_of(item.amount for item in items if item.corrects == position)
        if abs(amount) > abs(left[position]) or amount * left[position] < 0:
            raise MoreThanLeft(f"line {position} has {left[position]} left, not {amount}")


def _check_rate(given: tuple[Decimal, Decimal], left: tuple[Decimal, Decimal]) -> None:
    """Both net and tax, because what is left of an invoice is an amount that somebody owed."""
    for amount, most in zip(given, left, strict=True):
        if not 0 <= amount <= most:
            raise MoreThanLeft(f"{most} is left of this rate, not {amount}")


def _item(line: Line, amount: Decimal) -> Item:
    """The whole line keeps its quantity; a part of it is one piece at what is given back."""
    whole = amount == line.amount
    return Item(
        label=line.label,
        quantity=line.quantity if whole else Decimal(1 if amount > 0 else -1),
        unit_price=line.unit_price if whole else abs(amount),
        amount=amount,
        includes_tax=line.includes_tax,
        tax_rate=line.tax_rate,
        first_day=line.first_day,
        last_day=line.last_day,
        corrects=line.position,
    )


def _already(line: Line) -> Item:
    return replace(_item(line, line.amount), corrects=line.corrects)
