"""What happened to the money of one structure, as its books need to know it. Loaded by queries, never changed here.

Amounts are in euros; days are those of the structure's zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from billing.rules.invoices.content import Document, Kind
from billing.rules.pricing.rounding import ZERO


class Purpose(StrEnum):
    """What the revenue of a line is for. The values are those of InvoiceLine.Purpose."""

    DESK = "desk"
    OFFICE = "office"
    ROOM = "room"
    MEMBERSHIP = "membership"
    ASSOCIATION = "association"
    JOINING = "joining"
    DEPOSIT = "deposit"
    PACK = "pack"
    SALE = "sale"
    ADVANCE = "advance"
    """The line of a last invoice that takes off an advance already invoiced."""


OUTSIDE_VAT = frozenset({Purpose.DEPOSIT, Purpose.ASSOCIATION})
"""Not the price of a service: a security deposit goes back, an association's fee buys nothing."""


class Means(StrEnum):
    CARD = "card"
    SEPA = "sepa"
    TRANSFER = "transfer"
    CHEQUE = "cheque"
    CASH = "cash"


class Back(StrEnum):
    """Why money of a payment went back."""

    REFUND = "refund"
    RETURNED = "returned"
    """A debit or a cheque that the bank did not honour."""
    MISTAKE = "mistake"
    """The payment was never received: it is struck out."""


@dataclass(frozen=True)
class Client:
    """`number` is the auxiliary account of the customer, one for ever."""

    number: str
    name: str


@dataclass(frozen=True)
class Issued:
    """An invoice or a credit note, with the purpose of each of its lines by position."""

    document: Document
    client: Client
    purposes: Mapping[int, Purpose]

    @property
    def is_credit_note(self) -> bool:
        return self.document.kind == Kind.CREDIT_NOTE

    @property
    def sign(self) -> int:
        return -1 if self.is_credit_note else 1


@dataclass(frozen=True)
class Payment:
    """`deposited_on` is when a cheque, or cash, was brought to the bank."""

    number: int
    client: Client
    means: Means
    amount: Decimal
    received_on: date
    recorded_on: date
    reference: str = ""
    deposited_on: date | None = None

    @property
    def piece(self) -> str:
        return f"P{self.number}"


@dataclass(frozen=True)
class Reversal:
    """`amount` is positive. `credit_note` is what a refund gives back; `security_deposit` the part of the amount
    that is a deposit returned, which needs none. `means`: how it went back, None as it came. `fee` is what the bank
    asked for it, without VAT."""

    number: int
    payment: int
    kind: Back
    amount: Decimal
    happened_on: date
    recorded_on: date
    credit_note: str = ""
    security_deposit: Decimal = ZERO
    fee: Decimal = ZERO
    means: Means | None = None

    @property
    def piece(self) -> str:
        return f"R{self.number}"


@dataclass(frozen=True)
class Allocation:
    """A part of a payment or of a credit note that settles an invoice; negative: taken off again."""

    invoice: str
    amount: Decimal
    on: date
    payment: int | None = None
    credit_note: str = ""


@dataclass(frozen=True)
class Difference:
    """Cents of an invoice that nobody will ask for (positive), or that were paid too much (negative)."""

    invoice: str
    amount: Decimal
    on: date


@dataclass(frozen=True)
class Payout:
    """`amount` is what reached the bank, after `fees` and the VAT on them; negative when it was taken from it."""

    reference: str
    amount: Decimal
    fees: Decimal
    arrived_on: date
    fees_tax: Decimal = ZERO


@dataclass(frozen=True)
class Slip:
    """Cheques or cash brought to the bank together."""

    number: int
    means: Means
    amount: Decimal
    brought_on: date

    @property
    def piece(self) -> str:
        return f"{'ESP' if self.means == Means.CASH else 'CHQ'}-{self.number}"


@dataclass(frozen=True)
class Deferral:
    """`net` of what `piece` sold is still to be delivered after `closing_on`, the last day of a fiscal year."""

    piece: str
    net: Decimal
    closing_on: date
    purpose: Purpose = Purpose.PACK


@dataclass(frozen=True)
class Facts:
    """All of a structure since it began: what a year settles may have been invoiced the year before."""

    issued: tuple[Issued, ...] = ()
    payments: tuple[Payment, ...] = ()
    reversals: tuple[Reversal, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    differences: tuple[Difference, ...] = ()
    payouts: tuple[Payout, ...] = ()
    slips: tuple[Slip, ...] = ()
    deferrals: tuple[Deferral, ...] = ()
