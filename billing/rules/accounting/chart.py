"""Which account each thing is posted on. Numbers of the French chart (PCG, ANC 2014-03; associations, ANC 2018-06).

The defaults are a proposal: each structure's accountant may change any of them (LedgerAccount).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from billing.rules.accounting.facts import Means, Purpose


class Journal(StrEnum):
    """Their codes in the file; `journal_label` says them."""

    SALES = "VE"
    BANK = "BQ"
    CASH = "CA"
    OTHER = "OD"


class Role(StrEnum):
    """What an account is for, when it is not the revenue of a Purpose."""

    CUSTOMERS = "customers"
    BALANCES = "balances"
    SECURITY_DEPOSITS = "deposit"
    ADVANCES = "advance"
    VAT_DUE = "vat_due"
    VAT_PENDING = "vat_pending"
    VAT_ON_FEES = "vat_on_fees"
    BANK = "bank"
    CHEQUES = "cheques"
    CASH = "cash"
    ONLINE = "online"
    FEES = "fees"
    DEFERRED = "deferred"
    CREDIT_NOTES = "credit_notes"
    """Only where the accountant wants credit notes apart from the revenue they lower (709)."""
    LOSSES = "losses"
    GAINS = "gains"


@dataclass(frozen=True)
class Account:
    number: str
    label: str


@dataclass(frozen=True)
class Chart:
    """Purposes and roles share one space of names, that of LedgerAccount.purpose."""

    accounts: Mapping[str, Account]

    def of(self, use: Role | Purpose) -> Account:
        return self.accounts[use]

    def of_means(self, means: Means) -> Account:
        return self.of(ROLE_OF_MEANS[means])

    def of_revenue(self, purpose: Purpose, *, given_back: bool) -> Account:
        """A security deposit or an advance given back is no revenue less."""
        if given_back and purpose not in NO_REVENUE and Role.CREDIT_NOTES in self.accounts:
            return self.of(Role.CREDIT_NOTES)
        return self.of(purpose)


NO_REVENUE = frozenset({Purpose.DEPOSIT, Purpose.ADVANCE})
ROLE_OF_MEANS = {
    Means.CARD: Role.ONLINE,
    Means.SEPA: Role.ONLINE,
    Means.TRANSFER: Role.BANK,
    Means.CHEQUE: Role.CHEQUES,
    Means.CASH: Role.CASH,
}


def chart_with(own: Mapping[str, Account]) -> Chart:
    """The usual accounts, but for those that a structure's accountant chose, by purpose or role."""
    return Chart({**usual_accounts(), **own})


def usual_accounts() -> dict[str, Account]:
    """5-french-rules.md, section 4. In the language at hand: French for a file in the FEC layout."""
    return {
        Role.CUSTOMERS: Account("411", _("Customers")),
        Role.BALANCES: Account("4191", _("Customers, advances and money on account")),
        Role.ADVANCES: Account("4191", _("Customers, advances and money on account")),
        Role.SECURITY_DEPOSITS: Account("165", _("Security deposits received")),
        Role.VAT_DUE: Account("44571", _("VAT collected")),
        Role.VAT_PENDING: Account("44588", _("VAT awaiting payment")),
        Role.VAT_ON_FEES: Account("44566", _("VAT to deduct on services")),
        Role.BANK: Account("512", _("Bank")),
        Role.CHEQUES: Account("5112", _("Cheques to deposit")),
        Role.CASH: Account("530", _("Cash")),
        Role.ONLINE: Account("5115", _("Cards and debits online")),
        Role.FEES: Account("6278", _("Fees on payments")),
        Role.DEFERRED: Account("487", _("Revenue received in advance")),
        Role.LOSSES: Account("658", _("Rounding, losses")),
        Role.GAINS: Account("758", _("Rounding, gains")),
        Purpose.DESK: Account("7061", _("Desks")),
        Purpose.OFFICE: Account("7062", _("Private offices")),
        Purpose.ROOM: Account("7064", _("Meeting rooms")),
        Purpose.PACK: Account("7063", _("Packs")),
        Purpose.MEMBERSHIP: Account("7065", _("Memberships")),
        Purpose.JOINING: Account("7066", _("Joining fees")),
        Purpose.SALE: Account("7068", _("Other services")),
        Purpose.ASSOCIATION: Account("756", _("Association fees")),
    }


def journal_label(journal: Journal) -> str:
    return {
        Journal.SALES: _("Sales"),
        Journal.BANK: _("Bank"),
        Journal.CASH: _("Cash"),
        Journal.OTHER: _("Other operations"),
    }[journal]
