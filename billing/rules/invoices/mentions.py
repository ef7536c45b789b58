"""Which sentences the law asks for on a document, and how they are worded on its day.

Sources: 5-french-rules.md, 1.1. The three notes on payment (PMT, PMD, AAB) are for professionals; the French
e-invoice wants exactly one of each (rules BR-FR-05 and BR-FR-06), on credit notes too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from billing.rules.invoices.content import Kind, Mention
from billing.rules.invoices.layout import Exemption

PMT, PMD, AAB = "PMT", "PMD", "AAB"
"""Recovery costs; penalties of late payment; discount for early payment. Codes of UNTDID 4451."""
FRANCHISE, EXEMPT = "FRANCHISE", "EXEMPT"
DEBITS = "DEBITS"
DEPOSIT, ASSOCIATION = "DEPOSIT", "ASSOCIATION"
"""Lines that bear no tax beside others that do: a security deposit, a membership of the association."""

_PUBLIC = "_PUBLIC"
"""A public buyer pays other penalties: a wording of its own, under the same code on the document."""
_BY_REGIME = {"franchise": FRANCHISE, "exempt": EXEMPT}
_VATEX = {FRANCHISE: "VATEX-FR-FRANCHISE", EXEMPT: "VATEX-FR-CGI261-7"}


@dataclass(frozen=True)
class Facts:
    """`regime`: normal, franchise or exempt, as on the day of issue."""

    kind: Kind
    regime: str
    buyer_is_professional: bool = False
    buyer_is_public: bool = False
    tax_on_debits: bool = False
    has_deposit: bool = False
    has_association_fee: bool = False


@dataclass(frozen=True)
class DatedMention:
    """In force from `valid_from` to `valid_to`, both included; None: without limit."""

    code: str
    text: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class MentionMissing(LookupError):
    """No wording is known for that day: nothing is issued until somebody writes it down."""

    def __init__(self, code: str, day: date) -> None:
        self.code, self.day = code, day
        super().__init__(f"no wording of {code} on {day}")


def codes_needed(facts: Facts) -> tuple[str, ...]:
    """In the order of the page: tax first, then payment."""
    return (*_of_tax(facts), *_of_payment(facts))


def _of_tax(facts: Facts) -> list[str]:
    """Where no tax is charged at all the regime says why, for every line."""
    if facts.regime in _BY_REGIME:
        return [_BY_REGIME[facts.regime]]
    needed = {DEPOSIT: facts.has_deposit, ASSOCIATION: facts.has_association_fee, DEBITS: facts.tax_on_debits}
    return [code for code, is_needed in needed.items() if is_needed]


def _of_payment(facts: Facts) -> list[str]:
    if facts.buyer_is_public:
        return [PMT + _PUBLIC, PMD + _PUBLIC, AAB]
    return [PMT, PMD, AAB] if facts.buyer_is_professional else []


def worded(codes: Iterable[str], mentions: Sequence[DatedMention], day: date) -> tuple[Mention, ...]:
    """The wording that came into force last. Raises MentionMissing."""
    return tuple(Mention(code.removesuffix(_PUBLIC), _text(code, mentions, day)) for code in codes)


def _text(code: str, mentions: Sequence[DatedMention], day: date) -> str:
    in_force = [one for one in mentions if one.code == code and one.holds_on(day)]
    if not in_force:
        raise MentionMissing(code, day)
    return max(in_force, key=lambda one: one.valid_from or date.min).text


def exemption_among(mentions: Sequence[Mention]) -> Exemption | None:
    """Why the lines at zero bear no tax, as the totals of the document say it; None: nothing is said."""
    found = [one for one in mentions if one.code in (FRANCHISE, EXEMPT, DEPOSIT, ASSOCIATION)]
    if not found:
        return None
    return Exemption(_VATEX.get(found[0].code, ""), " ".join(one.text for one in found))
