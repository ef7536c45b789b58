"""What happened to an invoice since it was issued: sent, paid, reminded of, given back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from billing.models import Allocation, Invoice, Payment, Reminder, Reversal
from espaces.models import Act


@dataclass(frozen=True)
class Event:
    """`document`: the other document that it is about. `amount` is signed: what is taken off again is negative."""

    on: date
    text: str
    amount: Decimal | None = None
    document: Invoice | None = None


@dataclass(frozen=True)
class PaidBy:
    """What a payment, as it stands now, covers of an invoice."""

    payment: Payment
    amount: Decimal


def payments_of(invoice: Invoice) -> list[PaidBy]:
    rows = Allocation.objects.filter(invoice=invoice, payment__isnull=False).order_by()
    sums = dict(rows.values_list("payment").annotate(sum=Sum("amount")))
    payments = Payment.objects.filter(pk__in=sums).order_by("received_on", "pk")
    return [PaidBy(payment, sums[payment.pk]) for payment in payments if sums[payment.pk]]


def credit_notes_of(invoice: Invoice) -> QuerySet[Invoice]:
    rows: QuerySet[Invoice] = Invoice.objects.filter(corrects=invoice)
    return rows.order_by("issued_at", "pk").defer("content")


def refunds_of(credit_note: Invoice) -> QuerySet[Reversal]:
    """Money that went back with a credit note."""
    return Reversal.objects.filter(credit_note=credit_note).select_related("payment").order_by("pk")


def life_of(invoice: Invoice) -> list[Event]:
    """The oldest first. A fixed number of queries."""
    issued = Event(invoice.issued_on, _("Issued"), invoice.gross)
    events = [issued, *_mails(invoice), *_settled(invoice), *_reminders(invoice), *_refunds(invoice)]
    return sorted(events, key=lambda event: event.on)


def _mails(invoice: Invoice) -> Iterator[Event]:
    acts = Act.objects.filter(
        verb="invoice_mailed", target_kind="billing.invoice", target_id=str(invoice.pk)
    ).order_by("at", "pk")
    for act in acts:
        to = ", ".join(act.details["to"])
        yield Event(_day(act.at), _("Sent by mail to %(addresses)s") % {"addresses": to})


def _settled(invoice: Invoice) -> Iterator[Event]:
    """Of an invoice: what settles it, and what was taken off again."""
    rows = Allocation.objects.filter(invoice=invoice).select_related("payment", "credit_note")
    for row in rows.defer("credit_note__content").order_by("made_at", "pk"):
        if row.credit_note is not None:
            yield Event(row.on, _("Credit note"), row.amount, row.credit_note)
        elif row.payment is not None:
            means = {"means": row.payment.get_means_display()}
            text = _("Paid: %(means)s") if row.amount > 0 else _("No longer paid: %(means)s")
            yield Event(row.on, text % means, row.amount)


def _reminders(invoice: Invoice) -> Iterator[Event]:
    for reminder in Reminder.objects.filter(invoice=invoice).order_by("sent_at"):
        days = reminder.days
        late = ngettext(
            "Reminder, %(days)s day after it was due", "Reminder, %(days)s days after it was due", days
        )
        text = late if days > 0 else _("Announced before it is due")
        yield Event(_day(reminder.sent_at), text % {"days": days} if days > 0 else text)


def _refunds(invoice: Invoice) -> Iterator[Event]:
    """Of a credit note: what went back with it; of an invoice: with its credit notes."""
    rows = Reversal.objects.filter(credit_note=invoice) | Reversal.objects.filter(
        credit_note__corrects=invoice
    )
    rows |= Reversal.objects.filter(line__invoice=invoice)
    for row in rows.select_related("payment").order_by("recorded_at", "pk"):
        means = {"means": row.get_means_display() or row.payment.get_means_display()}
        said = _("Security deposit given back: %(means)s") if row.line_id else _("Given back: %(means)s")
        yield Event(row.happened_on, said % means, row.amount)


def _day(at: datetime) -> date:
    return timezone.localdate(at)
