"""How money and credit move over the invoices of customers: the one reading of payments, reversals and allocations.

Entries, VAT on collection, lettering and declarations all start from it, so that they cannot disagree. An invoice and
the credit notes that correct it are one group, named by the invoice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from billing.rules.accounting.entries import Refused
from billing.rules.accounting.facts import Allocation, Client, Difference, Facts, Payment, Reversal
from billing.rules.pricing.rounding import ZERO, total_of


class Where(StrEnum):
    INVOICE = "invoice"
    BALANCE = "balance"
    """Money on account: settles nothing yet."""
    DEPOSIT = "deposit"
    """A security deposit that the structure held."""


@dataclass(frozen=True)
class Share:
    """What a move gives to a group (positive) or takes from it."""

    where: Where
    amount: Decimal
    group: str = ""


@dataclass(frozen=True)
class Move:
    """`shares` add up to what came in: negative for a reversal, nothing where credit only changes place."""

    on: date
    piece: str
    client: Client
    shares: tuple[Share, ...]
    payment: Payment | None = None
    reversal: Reversal | None = None


@dataclass
class Moves:
    """In the order of their days, payments before what takes them back."""

    found: list[Move] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def groups_of(facts: Facts) -> dict[str, str]:
    """The invoice to which each document belongs, by reference."""
    corrects = {one.document.reference: one.document.corrects for one in facts.issued}
    return {reference: (of.reference if of else reference) for reference, of in corrects.items()}


def moves_of(facts: Facts) -> Moves:
    """A payment settles what it is allocated on its day; the rest is on account until later allocations.

    What a credit note frees of a payment stays on its invoice, as a credit there, until it settles another invoice
    or goes back: so it is refunded, and its tax too, on the day of the refund.
    """
    reading = _Reading(facts)
    moves = [move for payment in facts.payments for move in reading.of_payment(payment)]
    moves += [move for one in facts.allocations if (move := reading.of_credit_note(one))]
    moves += [move for one in facts.differences if (move := reading.of_difference(one))]
    reading.refuse_unknown_payments(facts)
    return Moves(sorted(moves, key=lambda move: move.on), reading.refused)


class _Reading:
    def __init__(self, facts: Facts) -> None:
        self.refused: list[Refused] = []
        self.groups = groups_of(facts)
        self.clients = {one.document.reference: one.client for one in facts.issued}
        self.allocations: dict[int, list[Allocation]] = defaultdict(list)
        self.reversals: dict[int, list[Reversal]] = defaultdict(list)
        self.credited: dict[tuple[str, date], Decimal] = defaultdict(lambda: ZERO)
        for one in filter(self._is_known, facts.allocations):
            if one.payment is not None:
                self.allocations[one.payment].append(one)
            elif self.groups[one.credit_note] == one.invoice:
                self.credited[one.invoice, one.on] += one.amount
        for reversal in facts.reversals:
            self.reversals[reversal.payment].append(reversal)

    def of_payment(self, payment: Payment) -> Iterator[Move]:
        allocations, reversals = self.allocations[payment.number], self.reversals[payment.number]
        at_once = [one for one in allocations if one.on <= payment.received_on and one.amount > 0]
        later = [one for one in allocations if one not in at_once]
        settled = [Share(Where.INVOICE, one.amount, self.groups[one.invoice]) for one in at_once]
        free = Free()
        rest = payment.amount - total_of(share.amount for share in settled)
        free.add(Where.BALANCE, rest)
        shares = merged([*settled, Share(Where.BALANCE, rest)])
        yield Move(payment.received_on, payment.piece, payment.client, shares, payment)
        for day in sorted({one.on for one in later} | {one.happened_on for one in reversals}):
            taken_off = self._taken_off([one for one in later if one.on == day and one.amount < 0], free)
            for one in (one for one in later if one.on == day and one.amount > 0):
                yield from self._used(payment, one, free)
            for reversal in (one for one in reversals if one.happened_on == day):
                yield self._back(payment, reversal, taken_off, free)
            yield from self._put_on_account(payment, day, taken_off, free)

    def of_credit_note(self, one: Allocation) -> Move | None:
        """On the invoice that it corrects, a credit note moves nothing more."""
        if one.payment is not None or not {one.invoice, one.credit_note} <= self.groups.keys():
            return None
        shares = merged(
            [
                Share(Where.INVOICE, one.amount, self.groups[one.invoice]),
                Share(Where.INVOICE, -one.amount, self.groups[one.credit_note]),
            ]
        )
        return Move(one.on, one.invoice, self.clients[one.invoice], shares) if shares else None

    def of_difference(self, one: Difference) -> Move | None:
        """The only move whose shares add up to something that nobody paid or received."""
        if one.invoice not in self.groups:
            self._refuse(one.invoice, _unknown(one.invoice))
            return None
        share = Share(Where.INVOICE, one.amount, self.groups[one.invoice])
        return Move(one.on, one.invoice, self.clients[one.invoice], (share,))

    def refuse_unknown_payments(self, facts: Facts) -> None:
        known = {payment.number for payment in facts.payments}
        for reversal in facts.reversals:
            if reversal.payment not in known:
                self._refuse(reversal.piece, _("The payment that it takes back is not known."))
        for one in facts.allocations:
            if one.payment is not None and one.payment not in known:
                self._refuse(one.invoice, _("The payment that settles it is not known."))

    def _taken_off(self, allocations: list[Allocation], free: Free) -> Free:
        """What no longer settles an invoice that day, but for what a credit note frees: that stays on the invoice."""
        taken_off = Free()
        for one in allocations:
            by_credit_note = min(-one.amount, self.credited[one.invoice, one.on])
            self.credited[one.invoice, one.on] -= by_credit_note
            free.add(Where.INVOICE, by_credit_note, self.groups[one.invoice])
            taken_off.add(Where.INVOICE, -one.amount - by_credit_note, self.groups[one.invoice])
        return taken_off

    def _used(self, payment: Payment, one: Allocation, free: Free) -> Iterator[Move]:
        here = Share(Where.INVOICE, one.amount, self.groups[one.invoice])
        if shares := merged([here, *free.taken(one.amount)]):
            yield Move(one.on, one.invoice, payment.client, shares)

    def _back(self, payment: Payment, reversal: Reversal, taken_off: Free, free: Free) -> Move:
        """First what was taken off invoices that day, then the credit of its credit note, then what else is free."""
        deposit = Share(Where.DEPOSIT, -reversal.security_deposit)
        left = reversal.amount - reversal.security_deposit
        first = taken_off.taken(min(left, taken_off.total))
        left += total_of(share.amount for share in first)
        shares = merged([deposit, *first, *free.taken(left, first=self.groups.get(reversal.credit_note, ""))])
        return Move(reversal.happened_on, reversal.piece, payment.client, shares, payment, reversal)

    def _put_on_account(self, payment: Payment, day: date, taken_off: Free, free: Free) -> Iterator[Move]:
        if left := taken_off.total:
            free.add(Where.BALANCE, left)
            shares = merged([*taken_off.taken(left), Share(Where.BALANCE, left)])
            yield Move(day, payment.piece, payment.client, shares)

    def _is_known(self, one: Allocation) -> bool:
        for reference in filter(None, (one.invoice, one.credit_note)):
            if reference not in self.groups:
                self._refuse(reference, _unknown(reference))
                return False
        return True

    def _refuse(self, piece: str, reason: str) -> None:
        self.refused.append(Refused(piece, reason))


class Free:
    """Money of a payment that settles nothing, and where it stands, in the order in which it became free."""

    def __init__(self) -> None:
        self.pots: dict[tuple[Where, str], Decimal] = {}

    @property
    def total(self) -> Decimal:
        return total_of(self.pots.values())

    def add(self, where: Where, amount: Decimal, group: str = "") -> None:
        self.pots[where, group] = self.pots.get((where, group), ZERO) + amount

    def taken(self, amount: Decimal, first: str = "") -> list[Share]:
        """`amount` out of it, that of the group `first` before the rest; what is not there lacks on account."""
        shares = []
        for where, group in sorted(self.pots, key=lambda pot: not (first and pot[1] == first)):
            part = min(amount, self.pots[where, group])
            self.pots[where, group] -= part
            shares.append(Share(where, -part, group))
            amount -= part
        self.add(Where.BALANCE, -amount)
        return [*shares, Share(Where.BALANCE, -amount)]


def merged(shares: Iterable[Share]) -> tuple[Share, ...]:
    """One for each place, and none of nothing."""
    sums: dict[tuple[Where, str], Decimal] = {}
    for share in (share for share in shares if share.amount):
        sums[share.where, share.group] = sums.get((share.where, share.group), ZERO) + share.amount
    return tuple(Share(where, amount, group) for (where, group), amount in sums.items() if amount)


def _unknown(reference: str) -> str:
    return _("%(reference)s is not among the documents of these books.") % {"reference": reference}
