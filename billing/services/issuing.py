"""Invoices and credit notes: number, date, frozen content and signature in one transaction.

Locks, in the order of the house: charges (by the caller), the series, the invoice corrected, the head of the books.
The clock is read once the series is locked, so that numbers and dates go up together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

import espaces
from billing.errors import NotReadyToIssue
from billing.locks import lock_series
from billing.models import Invoice, InvoiceLine, InvoiceSeries, StructureAccount
from billing.queries.accounts import (
    account_of,
    buyer_of,
    customer_account,
    mentions_known,
    regime_on,
    seller_of,
    transfer_to,
    what_lacks_to_issue,
)
from billing.rules.invoices.content import Document, Kind, Line, RateTotal, Reference
from billing.rules.invoices.credits import laid_out_credit
from billing.rules.invoices.layout import Item, laid_out
from billing.rules.invoices.mentions import Facts, codes_needed, exemption_among, worded
from billing.rules.invoices.numbers import reference
from billing.rules.invoices.stored import from_json, to_json
from billing.rules.pricing.rounding import ZERO
from billing.services.chaining import add_link
from espaces.errors import Refused
from espaces.models import Customer, Person, Structure
from espaces.services.outgoing import send_later

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
    after_advance: bool = False
    means: str = ""
    more: Mapping[str, object] = field(default_factory=dict)
    """Other fields of the Document: the mandate of a debit that is announced."""


def issue(wanted: ToIssue, *, actor: Person | None) -> Invoice:
    """In the caller's transaction, which holds the locks of the charges that the items bear.

    The document is drawn and mailed after the commit. Raises NotReadyToIssue, and Refused for a day that the
    structure has locked or books that are suspended.
    """
    account = account_of(wanted.structure)
    today = timezone.localdate(timezone=ZoneInfo(account.time_zone) if account else None)
    lacks = what_lacks_to_issue(wanted.structure, account, today)
    if lacks or account is None:
        raise NotReadyToIssue(lacks)
    series, issued_at = _next_of_series(wanted, account)
    issued_on = issued_at.astimezone(ZoneInfo(account.time_zone)).date()
    refuse_locked_day(account, issued_on)
    with translation.override(settings.LANGUAGE_CODE):
        document = _document(wanted, account, series, issued_at, issued_on)
    invoice = _write(wanted, series, document, actor)
    add_link(wanted.structure.pk, invoice_link_kind(invoice), invoice.pk, invoice.content, issued_at)
    send_later(kind="document", key=f"document {invoice.pk}", payload={"invoice": invoice.pk})
    return invoice


def invoice_link_kind(invoice: Invoice) -> str:
    return "credit_note" if invoice.is_credit_note else "invoice"


def refuse_locked_day(account: StructureAccount, day: date) -> None:
    if account.lock_date and day < account.lock_date:
        raise Refused(
            "locked_day",
            _("The books are closed before %(day)s: nothing can be dated before that day.")
            % {"day": account.lock_date.strftime("%d/%m/%Y")},
        )


def refuse_locked(structure: Structure, day: date) -> None:
    """As refuse_locked_day, for what a structure without billing settings may do too."""
    account = account_of(structure)
    if account is not None:
        refuse_locked_day(account, day)


def _next_of_series(wanted: ToIssue, account: StructureAccount) -> tuple[InvoiceSeries, datetime]:
    """The locked series with its next number taken, and the instant of issue: never before the last one.

    Locked on the last evening of a year and reached in the next one, another series is taken.
    """
    kind = InvoiceSeries.Kind.CREDIT_NOTE if wanted.kind == Kind.CREDIT_NOTE else InvoiceSeries.Kind.INVOICE
    zone = ZoneInfo(account.time_zone)
    year = timezone.localdate(timezone=zone).year
    while True:
        series = lock_series(wanted.structure.pk, kind, year)
        issued_at = max(timezone.now(), series.last_issued_at or timezone.now())
        if issued_at.astimezone(zone).year == year:
            break
        year = issued_at.astimezone(zone).year
    series.last_number += 1
    series.last_issued_at = issued_at
    series.save(update_fields=["last_number", "last_issued_at"])
    return series, issued_at


def _document(
    wanted: ToIssue, account: StructureAccount, series: InvoiceSeries, issued_at: datetime, issued_on: date
) -> Document:
    regime = regime_on(wanted.structure, issued_on)
    buyer = buyer_of(wanted.customer)
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
    number = reference(wanted.kind, series.year, series.last_number, account.prefix)
    kept = customer_account(wanted.structure.pk, wanted.customer.pk)
    asks_money = wanted.kind != Kind.CREDIT_NOTE
    paid = wanted.paid
    return Document(
        kind=wanted.kind,
        reference=number,
        issued_at=issued_at,
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
        means=paid.means if paid else wanted.means,
        transfer=transfer_to(account, number) if asks_money and not paid else None,
        corrects=_reference(wanted.corrects),
        reason=wanted.reason,
        engagement=wanted.engagement or kept.engagement,
        service_code=wanted.service_code or kept.service_code,
        after_advance=wanted.after_advance,
        software=f"Espaces {espaces.__version__}",
        **wanted.more,  # type: ignore[arg-type]
    )


def _laid_out(wanted: ToIssue, exemption: object) -> tuple[tuple[Line, ...], tuple[RateTotal, ...]]:
    if wanted.corrects is None:
        return laid_out(wanted.items, exemption)  # type: ignore[arg-type]
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


def _write(wanted: ToIssue, series: InvoiceSeries, document: Document, actor: Person | None) -> Invoice:
    invoice = Invoice.objects.create(
        structure=wanted.structure,
        customer=wanted.customer,
        series=series,
        number=series.last_number,
        kind=wanted.kind,
        reference=document.reference,
        issued_at=document.issued_at,
        issued_on=document.issued_on,
        due_on=document.due_on,
        net=document.net,
        tax=document.tax,
        gross=document.gross,
        content=to_json(document),
        corrects=wanted.corrects,
        token=wanted.token,
        made_by=actor,
    )
    corrected = _lines_of(wanted.corrects)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=line.position,
            charge_id=line.charge,
            corrects_id=corrected.get(line.corrects or 0),
            purpose=purpose,
            label=line.label,
            amount=line.amount,
            includes_tax=line.includes_tax,
            tax_rate=line.tax_rate,
            net=line.net,
        )
        for line, purpose in zip(document.lines, wanted.purposes, strict=True)
    )
    return invoice


def _lines_of(invoice: Invoice | None) -> dict[int, int]:
    return dict(invoice.lines.values_list("position", "pk")) if invoice else {}
