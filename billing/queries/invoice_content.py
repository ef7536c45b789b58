"""What a document that is about to be issued says: parties, lines, sums, mentions, read as they stand. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import espaces
from billing.models import Invoice, InvoiceLine, Means, StructureAccount
from billing.queries.accounts import (
    buyer_of,
    customer_account,
    mentions_known,
    regime_on,
    seller_of,
    transfer_to,
)
from billing.queries.collections import method_to_collect
from billing.rules.invoices.content import Document, Kind, Line, Mandate, Party, RateTotal, Reference
from billing.rules.invoices.credits import laid_out_credit
from billing.rules.invoices.layout import Exemption, Item, laid_out
from billing.rules.invoices.mentions import Facts, codes_needed, exemption_among, worded
from billing.rules.invoices.stored import from_json
from billing.rules.online import LEAST, day_to_collect
from billing.rules.pricing.rounding import ZERO
from espaces.models import Customer, Structure

Purpose = InvoiceLine.Purpose


@dataclass(frozen=True)
class AlreadyPaid:
    """What was received before the invoice is issued, and how."""

    amount: Decimal
    on: date
    means: str


@dataclass(frozen=True)
class ToIssue:
    """One document. `purposes`: of each item in turn. `token`: the same one never issues twice."""

    structure: Structure
    customer: Customer
    kind: Kind
    items: Sequence[Item]
    purposes: Sequence[str]
    token: UUID
    corrects: Invoice | None = None
    reason: str = ""
    paid: AlreadyPaid | None = None
    engagement: str = ""
    service_code: str = ""
    advances: Sequence[Invoice] = ()
    """Those that it takes off."""


@dataclass(frozen=True)
class Numbered:
    """`issued_at` in UTC, `issued_on` in the zone of the structure."""

    reference: str
    issued_at: datetime
    issued_on: date


def document_to_issue(wanted: ToIssue, account: StructureAccount, number: Numbered) -> Document:
    """All that it says, as things stand now. Raises MentionMissing when the law's wording of that day is unknown."""
    issued_on = number.issued_on
    regime = regime_on(wanted.structure, issued_on)
    buyer = _buyer(wanted)
    codes = codes_needed(
        Facts(
            kind=wanted.kind,
            regime=regime,
            buyer_is_professional=buyer.is_professional,
            buyer_is_public=buyer.is_public,
            tax_on_debits=account.tax_on_debits,
            has_deposit=Purpose.DEPOSIT in wanted.purposes,
            has_association_fee=Purpose.ASSOCIATION in wanted.purposes,
        )
    )
    mentions = worded(codes, mentions_known(codes), issued_on)
    lines, totals = _laid_out(wanted, exemption_among(mentions))
    kept = customer_account(wanted.structure.pk, wanted.customer.pk)
    asks_money = wanted.kind != Kind.CREDIT_NOTE
    paid = wanted.paid
    found = Document(
        kind=wanted.kind,
        reference=number.reference,
        issued_at=number.issued_at,
        issued_on=issued_on,
        due_on=_due_on(wanted, account, issued_on),
        seller=seller_of(wanted.structure, account),
        buyer=buyer,
        lines=lines,
        totals=totals,
        regime=regime,
        mentions=mentions,
        tax_on_debits=account.tax_on_debits,
        paid=paid.amount if paid else ZERO,
        paid_on=paid.on if paid else None,
        means=paid.means if paid else "",
        transfer=transfer_to(account, number.reference) if asks_money and not paid else None,
        corrects=_reference(wanted.corrects),
        reason=wanted.reason,
        engagement=wanted.engagement or kept.engagement,
        service_code=wanted.service_code or kept.service_code,
        after_advance=bool(wanted.advances),
        advances=tuple(Reference(one.reference, one.issued_on) for one in wanted.advances),
        software=f"Espaces {espaces.__version__}",
    )
    return _taken_by_itself(found, wanted, account) if asks_money and not paid else found


def _taken_by_itself(document: Document, wanted: ToIssue, account: StructureAccount) -> Document:
    """From a saved mandate or card: it says when and from where, and asks for no transfer."""
    method = method_to_collect(wanted.structure, wanted.customer)
    if method is None or document.due < LEAST:
        return document
    by_debit = method.kind == Means.SEPA
    mandate = Mandate(method.mandate_reference, account.creditor, f"•••• {method.last4}")
    return replace(
        document,
        means=method.kind,
        due_on=day_to_collect(document.due_on, document.issued_on, by_debit=by_debit),
        transfer=None,
        mandate=mandate if by_debit else None,
        card="" if by_debit else method.last4,
    )


def _buyer(wanted: ToIssue) -> Party:
    """As he is known today; of somebody who was erased, as the corrected invoice named him."""
    person = wanted.customer.person
    if wanted.corrects is not None and person is not None and person.erased_at is not None:
        return from_json(wanted.corrects.content).buyer
    return buyer_of(wanted.customer)


def _laid_out(wanted: ToIssue, exemption: Exemption | None) -> tuple[tuple[Line, ...], tuple[RateTotal, ...]]:
    if wanted.corrects is None:
        return laid_out(wanted.items, exemption)
    earlier = wanted.corrects.corrections.order_by("issued_at", "pk")
    return laid_out_credit(
        from_json(wanted.corrects.content), [from_json(one.content) for one in earlier], wanted.items
    )


def _due_on(wanted: ToIssue, account: StructureAccount, issued_on: date) -> date:
    """What is already paid, and what gives back, is due at once."""
    if wanted.kind == Kind.CREDIT_NOTE or wanted.paid:
        return issued_on
    return issued_on + timedelta(days=account.payment_days)


def _reference(invoice: Invoice | None) -> Reference | None:
    return Reference(invoice.reference, invoice.issued_on) if invoice else None
