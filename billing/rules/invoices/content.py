"""What an invoice or a credit note says, frozen when it is issued: the one form that is stored, chained and drawn.

Amounts are in euros. On a credit note they are positive too: its kind says that they are given back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from billing.rules.pricing.rounding import ZERO

SCHEMA = 1


class Kind(StrEnum):
    INVOICE = "invoice"
    ADVANCE = "advance"
    """A part asked for beforehand (facture d'acompte): the invoice of the rest takes it off."""
    CREDIT_NOTE = "credit_note"


class Category(StrEnum):
    """Of VAT, as EN 16931 names them (UNTDID 5305)."""

    STANDARD = "S"
    EXEMPT = "E"


@dataclass(frozen=True)
class Party:
    """A seller or a buyer as on the day of issue. `legal` is the form, capital and register in one line."""

    name: str
    address: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "FR"
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    legal: str = ""
    email: str = ""
    phone: str = ""
    is_professional: bool = False
    is_public: bool = False


@dataclass(frozen=True)
class Line:
    """`amount` and `unit_price` are in the basis of `includes_tax`; `net` is the line's share of its rate's net.

    The service was done from `first_day` to `last_day`, both included. `corrects` is the position of the line that a
    credit note gives back.
    """

    position: int
    label: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    includes_tax: bool
    tax_rate: Decimal
    net: Decimal
    first_day: date
    last_day: date
    charge: int | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class RateTotal:
    """`exemption` is why no tax is charged: a code of the VATEX list and its text."""

    rate: Decimal
    net: Decimal
    tax: Decimal
    category: Category = Category.STANDARD
    exemption: str = ""
    exemption_text: str = ""


@dataclass(frozen=True)
class Mention:
    """A sentence that the law asks for, as it was worded on the day of issue."""

    code: str
    text: str


@dataclass(frozen=True)
class Reference:
    reference: str
    issued_on: date


@dataclass(frozen=True)
class Transfer:
    """Where to send a bank transfer, and what to write on it."""

    holder: str
    iban: str
    bic: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Mandate:
    """A SEPA debit that was announced. `iban` is masked but for its last four characters; `creditor` empty: the
    seller did not say under which identifier debits are presented."""

    reference: str
    creditor: str
    iban: str


@dataclass(frozen=True)
class Document:
    kind: Kind
    reference: str
    issued_at: datetime
    """UTC."""
    issued_on: date
    """In the zone of the structure."""
    due_on: date
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    totals: tuple[RateTotal, ...]
    regime: str
    """normal, franchise or exempt."""
    mentions: tuple[Mention, ...] = ()
    tax_on_debits: bool = False
    paid: Decimal = ZERO
    """Before it was issued."""
    paid_on: date | None = None
    means: str = ""
    """card, sepa, transfer, cheque or cash; empty when the customer chooses."""
    transfer: Transfer | None = None
    mandate: Mandate | None = None
    card: str = ""
    """The last four digits of the saved card that will be charged on the day it is due."""
    corrects: Reference | None = None
    reason: str = ""
    engagement: str = ""
    """Of a public buyer: the number of his order."""
    service_code: str = ""
    """Of a public buyer: the service that pays."""
    after_advance: bool = False
    """An advance was already invoiced: one of the lines takes it off."""
    software: str = ""
    schema: int = SCHEMA
    advances: tuple[Reference, ...] = ()
    """The invoices of the advances that it takes off."""

    @property
    def net(self) -> Decimal:
        return sum((total.net for total in self.totals), ZERO)

    @property
    def tax(self) -> Decimal:
        return sum((total.tax for total in self.totals), ZERO)

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax

    @property
    def due(self) -> Decimal:
        return self.gross - self.paid
