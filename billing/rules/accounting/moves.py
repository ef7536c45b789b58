"""How money and credit move over the invoices of customers: the one reading of payments, reversals and allocations.

Entries, VAT on collection, lettering and declarations all start from it, so that they cannot disagree. An invoice and
the credit notes that correct it are one group, named by the invoice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from billing.rules.accounting.entries import Refused
from billing.rules.accounting.facts import Allocation, Client, Facts, Payment, Reversal
from billing.rules.pricing.rounding import total_of


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
    """Payments take their allocations of the same day, and reversals those that were taken off on theirs: the rest
    of the allocations change the place of credit later."""
    reading = _Reading(facts)
    moves = [reading.of_payment(payment) for payment in facts.payments]
    for reversal in facts.reversals:
        moves += reading.of_reversal(reversal)
    moves += reading.left_over()
    moves += [
        move for one in facts.differences if (move := reading.of_difference(one.invoice, one.amount, one.on))
    ]
    return Moves(sorted((move for move in moves if move.shares), key=lambda move: move.on), reading.refused)


class _Reading:
    def __init__(self, facts: Facts) -> None:
        self.groups = groups_of(facts)
        self.clients = {one.document.reference: one.client for one in facts.issued}
        self.payments = {payment.number: payment for payment in facts.payments}
        self.refused: list[Refused] = []
        self.open = [_Open(one, one.amount) for one in facts.allocations if self._is_known(one)]
        self.by_payment: dict[int, list[_Open]] = {}
        for one in self.open:
            if one.of.payment is not None:
                self.by_payment.setdefault(one.of.payment, []).append(one)

    def of_payment(self, payment: Payment) -> Move:
        at_once = [
            one
            for one in self.by_payment.get(payment.number, [])
            if one.of.on <= payment.received_on and one.left > 0
        ]
        shares = self._taken(at_once, payment.amount)
        return Move(
            payment.received_on, payment.piece, payment.client, _filled(shares, payment.amount), payment
        )

    def of_reversal(self, reversal: Reversal) -> list[Move]:
        payment = self.payments.get(reversal.payment)
        if payment is None:
            return self._refuse(reversal.piece, _("The payment that it takes back is not known."))
        if reversal.credit_note and reversal.credit_note not in self.groups:
            return self._refuse(reversal.piece, _unknown(reversal.credit_note))
        taken_off = [
            one
            for one in self.by_payment.get(payment.number, [])
            if one.of.on == reversal.happened_on and one.left < 0
        ]
        left = reversal.amount - reversal.security_deposit
        shares = self._taken(taken_off, -left)
        if reversal.security_deposit:
            shares.append(Share(Where.DEPOSIT, -reversal.security_deposit))
        rest = -reversal.amount - total_of(share.amount for share in shares)
        if reversal.credit_note and rest:
            shares.append(Share(Where.INVOICE, rest, self.groups[reversal.credit_note]))
        filled = _filled(shares, -reversal.amount)
        return [Move(reversal.happened_on, reversal.piece, payment.client, filled, payment, reversal)]

    def left_over(self) -> list[Move]:
        return [move for one in self.open if one.left and (move := self._offset(one))]

    def of_difference(self, invoice: str, amount: Decimal, on: date) -> Move | None:
        """The only move whose shares add up to something that nobody paid or received."""
        if invoice not in self.groups:
            self._refuse(invoice, _unknown(invoice))
            return None
        share = Share(Where.INVOICE, amount, self.groups[invoice])
        return Move(on, invoice, self.clients[invoice], (share,))

    def _offset(self, one: _Open) -> Move | None:
        to = self.groups[one.of.invoice]
        here = Share(Where.INVOICE, one.left, to)
        if one.of.payment is not None:
            source = Share(Where.BALANCE, -one.left)
        else:
            source = Share(Where.INVOICE, -one.left, self.groups[one.of.credit_note])
        if source.group == to:
            return None
        return Move(one.of.on, one.of.invoice, self.clients[one.of.invoice], (here, source))

    def _taken(self, allocations: Iterable[_Open], limit: Decimal) -> list[Share]:
        """Of allocations that all have the sign of `limit`, and no more than it."""
        shares = []
        for one in allocations:
            part = min(one.left, limit) if limit > 0 else max(one.left, limit)
            if part:
                shares.append(Share(Where.INVOICE, part, self.groups[one.of.invoice]))
                one.left -= part
                limit -= part
        return shares

    def _is_known(self, one: Allocation) -> bool:
        if one.payment is not None and one.payment not in self.payments:
            self._refuse(one.invoice, _("The payment that settles it is not known."))
            return False
        for reference in filter(None, (one.invoice, one.credit_note)):
            if reference not in self.groups:
                self._refuse(reference, _unknown(reference))
                return False
        return True

    def _refuse(self, piece: str, reason: str) -> list[Move]:
        self.refused.append(Refused(piece, reason))
        return []


@dataclass
class _Open:
    """An allocation, and what of it no move holds yet."""

    of: Allocation
    left: Decimal


def _filled(shares: list[Share], amount: Decimal) -> tuple[Share, ...]:
    """What no invoice holds is on account."""
    rest = amount - total_of(share.amount for share in shares)
    return (*shares, Share(Where.BALANCE, rest)) if rest else tuple(shares)


def _unknown(reference: str) -> str:
    return _("%(reference)s is not among the documents of these books.") % {"reference": reference}
