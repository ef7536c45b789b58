"""Invoices and credit notes: number, date, frozen content and signature in one transaction.

Locks, in the order of the house: charges (by the caller), the series, the invoice corrected, the head of the books.
The clock is read once the series is locked, so that numbers and dates go up together.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation

from billing.errors import NotReadyToIssue
from billing.locks import lock_series
from billing.models import Invoice, InvoiceLine, InvoiceSeries, StructureAccount
from billing.queries.accounts import account_of, what_lacks_to_issue
from billing.queries.invoice_content import Numbered, ToIssue, document_to_issue
from billing.rules.invoices.content import Document, Kind
from billing.rules.invoices.numbers import reference
from billing.rules.invoices.stored import to_json
from billing.services.chaining import add_link
from billing.services.lock_dates import refuse_locked_day
from espaces.models import Person
from espaces.services.outgoing import send_later


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
        number = reference(wanted.kind, series.year, series.last_number, account.prefix)
        document = document_to_issue(wanted, account, Numbered(number, issued_at, issued_on))
    invoice = _write(wanted, series, document, actor)
    add_link(wanted.structure.pk, invoice_link_kind(invoice), invoice.pk, invoice.content, issued_at)
    send_later(kind="document", key=f"document {invoice.pk}", payload={"invoice": invoice.pk})
    return invoice


def invoice_link_kind(invoice: Invoice) -> str:
    return "credit_note" if invoice.is_credit_note else "invoice"


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
