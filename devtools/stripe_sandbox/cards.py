"""Cards and IBANs to try with: the numbers that Stripe publishes, and what happens with each."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum import iban
from stdnum.exceptions import ValidationError

SUCCEEDS = "4242424242424242"
DECLINED = "4000000000000002"
NO_FUNDS = "4000000000009995"
CONFIRMED_ONCE = "4000002500003155"
CONFIRMED_ALWAYS = "4000002760003184"
DECLINED_LATER = "4000000000000341"
DISPUTED = "4000000000000259"
REFUND_PENDING = "4000000000007726"
REFUND_BOUNCES = "4000000000005126"

IBAN_SUCCEEDS = "FR1420041010050500013M02606"
IBAN_FAILS = "FR8420041010050500013M02607"
IBAN_DISPUTED = "FR5720041010050500013M02608"


@dataclass(frozen=True)
class Card:
    """`on_page`, `later`: "ok", "declined" or "confirm", with the payer at the page and without him."""

    says: str
    on_page: str = "ok"
    later: str = "ok"
    decline_code: str = ""
    disputed: bool = False
    refund: str = "now"


@dataclass(frozen=True)
class BankAccount:
    says: str
    fails: bool = False
    disputed: bool = False


CARDS = {
    SUCCEEDS: Card("acceptée"),
    DECLINED: Card("refusée", on_page="declined", later="declined", decline_code="generic_decline"),
    NO_FUNDS: Card(
        "refusée : provision insuffisante",
        on_page="declined",
        later="declined",
        decline_code="insufficient_funds",
    ),
    CONFIRMED_ONCE: Card("la banque demande une confirmation, puis plus jamais", on_page="confirm"),
    CONFIRMED_ALWAYS: Card(
        "la banque demande chaque fois une confirmation", on_page="confirm", later="confirm"
    ),
    DECLINED_LATER: Card(
        "acceptée, mais refusée lors d’un débit ultérieur",
        later="declined",
        decline_code="generic_decline",
    ),
    DISPUTED: Card("acceptée, puis contestée", disputed=True),
    REFUND_PENDING: Card("acceptée ; un remboursement prend des jours", refund="later"),
    REFUND_BOUNCES: Card("acceptée ; un remboursement finit par échouer", refund="bounces"),
}
IBANS = {
    IBAN_SUCCEEDS: BankAccount("le prélèvement aboutit après cinq jours"),
    IBAN_FAILS: BankAccount("le prélèvement échoue après trois jours", fails=True),
    IBAN_DISPUTED: BankAccount("le prélèvement aboutit, puis il est contesté", disputed=True),
}


def card(number: str) -> Card | None:
    return CARDS.get(number)


def bank_account(number: str) -> BankAccount | None:
    """Any IBAN that exists is debited without trouble."""
    try:
        iban.validate(number)
    except ValidationError:
        return None
    return IBANS.get(number, BankAccount("le prélèvement aboutit"))


def compacted(typed: str) -> str:
    return "".join(typed.split()).upper()
