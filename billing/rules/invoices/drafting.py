"""What to issue for one customer of one structure from what he owes and has not been invoiced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from billing.rules.invoices.layout import Item, laid_out


@dataclass(frozen=True)
class OpenCharge:
    """A live charge that no document bears yet. `amount` is in the basis of `includes_tax`, negative: given back.

    `corrects`: the issued invoice (its id) and the position of the line there that it gives back. `nets`: it may be
    taken off the next invoice instead of a credit note, as the days not used of a plan that is changed.
    `is_advance`: invoiced beforehand, on a document of its own. `takes_off`: an advance that was invoiced, from the
    invoice of what it was for. `net`: see `Item`.
    """

    id: int
    label: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    includes_tax: bool
    tax_rate: Decimal
    happened_on: date
    last_day: date
    at_once: bool = False
    corrects: tuple[int, int] | None = None
    nets: bool = False
    is_advance: bool = False
    takes_off: bool = False
    net: Decimal | None = None

    @property
    def gives_back_issued(self) -> bool:
        return self.amount < 0 and self.corrects is not None

    @property
    def may_be_netted(self) -> bool:
        return self.nets or self.takes_off


@dataclass(frozen=True)
class Drafts:
    """`advance`: what is invoiced before it is delivered. `credits`: the lines of one credit note for each invoice
    (by id), their amounts positive.

    `waiting`: charges that stay open, because nothing covers them yet.
    """

    invoice: tuple[Item, ...] = ()
    advance: tuple[Item, ...] = ()
    credits: Mapping[int, tuple[Item, ...]] = field(default_factory=dict)
    waiting: tuple[OpenCharge, ...] = ()


def drafted(charges: Iterable[OpenCharge]) -> Drafts:
    """What corrects an issued line becomes a credit note, one for each invoice corrected; the rest one invoice.

    What `nets` is taken off that invoice as long as every rate stays at zero or above and something is due,
    otherwise it is a credit note too. What corrects nothing issued is taken off as far as what is sold covers it,
    and waits beyond. Where nothing is owed nothing is issued, and everything waits; an advance that paid the whole
    still has its last invoice.
    """
    ordered = sorted(charges, key=lambda charge: (charge.happened_on, charge.id))
    credited = [charge for charge in ordered if charge.gives_back_issued and not charge.may_be_netted]
    credited += _taken_off_no_more(ordered, credited)
    advances = [charge for charge in ordered if charge.is_advance and charge.amount > 0]
    rest = [charge for charge in ordered if charge not in (*credited, *advances)]
    if _cancel_out(rest):
        invoiced = rest if any(charge.takes_off for charge in rest) else []
    elif _is_due(rest):
        invoiced = rest
    else:
        credited += [charge for charge in rest if charge.gives_back_issued]
        back = [charge for charge in rest if charge.amount < 0 and not charge.corrects]
        invoiced = _with_what_fits([charge for charge in rest if charge.amount > 0], back)
    taken = {charge.id for charge in (*invoiced, *credited, *advances)}
    return Drafts(
        invoice=_on_invoice(invoiced),
        advance=_on_invoice(advances),
        credits=_by_invoice(credited),
        waiting=tuple(charge for charge in ordered if charge.id not in taken),
    )


def _taken_off_no_more(charges: Sequence[OpenCharge], credited: Sequence[OpenCharge]) -> list[OpenCharge]:
    """What a last invoice took off of an advance, and that is taken off no more: with what comes back of it."""
    corrected = {charge.corrects[0] for charge in credited if charge.corrects}
    return [
        charge
        for charge in charges
        if charge.takes_off and charge.amount > 0 and charge.corrects and charge.corrects[0] in corrected
    ]


def _cancel_out(charges: Sequence[OpenCharge]) -> bool:
    return not any(_totals(charges))


def _is_due(charges: Sequence[OpenCharge]) -> bool:
    """No rate gives back net or tax, and the whole is above zero."""
    totals = _totals(charges)
    return all(total >= 0 for total in totals) and sum(totals) > 0


def _totals(charges: Sequence[OpenCharge]) -> list[Decimal]:
    """The net and the tax of each rate, as an invoice of all these would say them."""
    totals = laid_out(_on_invoice(charges), None)[1]
    return [amount for total in totals for amount in (total.net, total.tax)]


def _with_what_fits(sold: Sequence[OpenCharge], back: Sequence[OpenCharge]) -> list[OpenCharge]:
    """The oldest first; one that does not fit waits whole, a smaller one after it may still fit."""
    kept = list(sold)
    for charge in back:
        if _is_due([*kept, charge]):
            kept.append(charge)
    return sorted(kept, key=lambda charge: (charge.happened_on, charge.id))


def _by_invoice(credited: Sequence[OpenCharge]) -> dict[int, tuple[Item, ...]]:
    items: dict[int, list[Item]] = defaultdict(list)
    for charge in credited:
        if charge.corrects:
            invoice, position = charge.corrects
            items[invoice].append(_item(charge, sign=-1, corrects=position))
    return {invoice: tuple(lines) for invoice, lines in items.items()}


def _on_invoice(charges: Sequence[OpenCharge]) -> tuple[Item, ...]:
    return tuple(_item(charge) for charge in charges)


def _item(charge: OpenCharge, *, sign: int = 1, corrects: int | None = None) -> Item:
    """Unit prices are never negative (rule BR-27 of EN 16931): what is given back has a negative quantity."""
    amount = charge.amount * sign
    quantity = abs(charge.quantity)
    return Item(
        label=charge.label,
        quantity=quantity if amount >= 0 else -quantity,
        unit_price=abs(charge.unit_price),
        amount=amount,
        includes_tax=charge.includes_tax,
        tax_rate=charge.tax_rate,
        first_day=charge.happened_on,
        last_day=charge.last_day,
        charge=charge.id,
        corrects=corrects,
        net=None if charge.net is None else charge.net * sign,
    )
