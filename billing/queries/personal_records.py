"""What `billing` keeps about a person, and what must be settled before he is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from billing.models import (
    Charge,
    CustomerAccount,
    Invoice,
    InvoiceDocument,
    InvoiceLine,
    OnlinePayment,
    OnlineRefund,
    PackSale,
    Payment,
    PricedDay,
    Reminder,
    ReservationPrice,
    Reversal,
    Sale,
    SavedMethod,
    StructureAccount,
)
from billing.queries.debts import with_free, with_left
from billing.queries.security_deposits import deposits_of
from billing.rules.acts_in_words import VERBS
from billing.rules.pricing.rounding import total_of
from espaces.models import Customer, Person, Structure
from espaces.ports import KeptFile, Records, Told
from espaces.rules.amounts_in_words import euros


def _concerning(person: Person) -> Q:
    return Q(person=person) | Q(customer__person=person)


def _charges(person: Person) -> QuerySet[Charge]:
    return Charge.objects.filter(_concerning(person))


def _packs(person: Person) -> QuerySet[PackSale]:
    return PackSale.objects.filter(_concerning(person))


def _sales(person: Person) -> QuerySet[Sale]:
    return Sale.objects.filter(_concerning(person))


def _priced_days(person: Person) -> QuerySet[PricedDay]:
    return PricedDay.objects.filter(_concerning(person))


AS_CUSTOMER = "customer__person"
TOLD = (
    Told(PricedDay, ("venue", "kind", "day", "owed"), rows=_priced_days),
    Told(ReservationPrice, ("reservation_id", "act", "difference", "at"), path="day__person"),
    Told(PackSale, ("product", "structure", "price", "bought_on", "refunded", "refunded_on"), rows=_packs),
    Told(Sale, ("structure", "label", "quantity", "unit_price", "sold_on", "cancelled_at"), rows=_sales),
    Told(
        Charge,
        ("structure", "label", "happened_on", "amount", "tax_rate", "voided_at", "void_reason"),
        rows=_charges,
    ),
    Told(
        Invoice,
        ("structure", "kind", "reference", "issued_on", "due_on", "net", "tax", "gross", "document__name"),
        path=AS_CUSTOMER,
    ),
    Told(InvoiceLine, ("invoice", "label", "amount", "tax_rate", "net"), path="invoice__customer__person"),
    Told(Reminder, ("invoice", "sent_at"), path="invoice__customer__person"),
    Told(Payment, ("structure", "means", "amount", "received_on", "reference"), path=AS_CUSTOMER),
    Told(
        Reversal, ("payment_id", "kind", "amount", "happened_on", "reason"), path="payment__customer__person"
    ),
    Told(OnlinePayment, ("structure", "purpose", "amount", "state", "made_at"), path=AS_CUSTOMER),
    Told(OnlineRefund, ("amount", "reason", "state", "made_at"), path="payment__customer__person"),
    Told(
        SavedMethod,
        ("structure", "kind", "last4", "mandate_reference", "accepted_at", "accepted_from", "revoked_at"),
        path=AS_CUSTOMER,
    ),
    Told(CustomerAccount, ("structure", "engagement", "service_code", "reminders_off"), path=AS_CUSTOMER),
)
SIGNED = {
    "billing.Allocation.made_by": "made_at",
    "billing.BankImport.imported_by": "imported_at",
    "billing.BillingRun.confirmed_by": "confirmed_at",
    "billing.BillingRun.made_by": "made_at",
    "billing.BookArchive.made_by": "made_at",
    "billing.BookCheck.asked_by": "asked_at",
    "billing.DepositSlip.made_by": "made_at",
    "billing.EReport.made_by": "made_at",
    "billing.Invoice.made_by": "issued_at",
    "billing.OnlinePayment.made_by": "made_at",
    "billing.OnlineRefund.made_by": "made_at",
    "billing.PackSale.made_by": "made_at",
    "billing.Payment.made_by": "recorded_at",
    "billing.PortalDeposit.made_by": "made_at",
    "billing.PriceEdition.published_by": "published_at",
    "billing.Reminder.sent_by": "sent_at",
    "billing.ReservationPrice.actor": "at",
    "billing.Reversal.made_by": "recorded_at",
    "billing.Sale.made_by": "made_at",
}
LEFT_OUT = {
    "billing.Charge.customer": "told with the charges that concern the person",
    "billing.PackSale.customer": "told with the packs that concern the person",
    "billing.PricedDay.customer": "told with the days that concern the person",
    "billing.Sale.customer": "told with the sales that concern the person",
    "billing.InvoiceDraft.customer": "becomes an invoice, or nothing",
    "billing.Tariff.customer": "a price of the venue for an organisation",
}


def _documents(person: Person) -> Iterator[KeptFile]:
    """Those that he is asked to pay himself, of every structure; an organisation has its own."""
    drawn = InvoiceDocument.objects.filter(invoice__customer__person=person)
    for name, digest in drawn.order_by("pk").values_list("name", "sha256"):
        yield KeptFile(name, digest)


def obstacles(person: Person, now: datetime) -> Iterator[str]:
    """Of what the person pays himself; an organisation goes on paying its own."""
    mine = Customer.objects.filter(person=person)
    for invoice in with_left(Invoice.objects.invoices().filter(customer__in=mine)).filter(left__gt=0):
        yield _("An invoice is not paid: %(number)s, %(amount)s.") % {
            "number": invoice.reference,
            "amount": euros(invoice.left),
        }
    yield from _money_held(mine)
    for structure in _not_invoiced(mine):
        yield _("Something is still to be invoiced by %(structure)s.") % {"structure": structure}
    under_way = OnlinePayment.objects.filter(customer__in=mine, state__in=["created", "processing"])
    refunds = OnlineRefund.objects.filter(payment__customer__in=mine, state__in=["created", "pending"])
    if under_way.exists() or refunds.exists():
        yield _("A payment online is under way: wait until it is over.")


def _money_held(mine: QuerySet[Customer]) -> Iterator[str]:
    """What he paid in advance, and security deposits."""
    credit = with_free(Payment.objects.filter(customer__in=mine)).filter(free__gt=0)
    for name, amount in credit.order_by().values_list("structure__name").annotate(sum=Sum("free")):
        words = {"structure": name, "amount": euros(amount)}
        yield _("%(structure)s holds money of yours: %(amount)s. Have it given back or used.") % words
    lines = InvoiceLine.objects.filter(invoice__customer__in=mine, purpose=InvoiceLine.Purpose.DEPOSIT)
    for structure in Structure.objects.filter(pk__in=lines.values("invoice__structure")).order_by("pk"):
        held = total_of(one.left for customer in mine for one in deposits_of(structure, customer))
        if held:
            words = {"structure": structure, "amount": euros(held)}
            yield _("%(structure)s holds a security deposit: %(amount)s. Have it given back.") % words


def _not_invoiced(mine: QuerySet[Customer]) -> QuerySet[Structure]:
    """Structures that bill here, with a charge on no document or a day that is not charged yet."""
    bills = StructureAccount.objects.values("structure")
    charges = Charge.objects.to_invoice().filter(customer__in=mine, structure__in=bills).exclude(amount=0)
    charged = Charge.objects.live().filter(source_kind=Charge.Source.DAY, source_id=OuterRef("pk"))
    days = PricedDay.objects.filter(~Exists(charged), customer__in=mine, structure__in=bills, owed__gt=0)
    owed_to = Q(pk__in=charges.order_by().values("structure")) | Q(pk__in=days.order_by().values("structure"))
    return Structure.objects.filter(owed_to).order_by("name", "pk")


RECORDS = Records(
    told=TOLD, signed=SIGNED, left_out=LEFT_OUT, files=_documents, verbs=VERBS, obstacles=obstacles
)
