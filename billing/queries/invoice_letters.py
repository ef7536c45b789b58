"""What the mail of an invoice says and whom it reaches, read anew when it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from billing.models import Invoice, InvoiceDocument
from billing.queries.debts import left_of
from billing.queries.invoice_files import stored_document
from billing.rules.invoices.content import Document
from billing.rules.invoices.stored import from_json
from billing.rules.pricing.rounding import ZERO
from espaces.models import Customer, CustomerMember, Network, Person
from espaces.queries.access import today
from espaces.queries.networks import network_of_structure, page_address
from espaces.queries.payers import paid_on


@dataclass(frozen=True)
class InvoiceLetter:
    """`left`: what is still to pay of an invoice."""

    invoice: Invoice
    content: Document
    file: InvoiceDocument | None
    addresses: list[str]
    language: str
    first_name: str
    left: Decimal
    page: str
    network: Network | None


def invoice_letter(invoice_id: int) -> InvoiceLetter | None:
    """None when nobody can be reached."""
    rows = Invoice.objects.select_related("structure", "customer__person", "corrects")
    invoice = rows.get(pk=invoice_id)
    readers = readers_of(invoice.customer)
    addresses = addresses_of(invoice.customer, readers)
    if not addresses:
        return None
    network = network_of_structure(invoice.structure, today())
    return InvoiceLetter(
        invoice=invoice,
        content=from_json(invoice.content),
        file=stored_document(invoice),
        addresses=addresses,
        language=readers[0].language if readers else "fr",
        first_name=readers[0].first_name if len(readers) == 1 else "",
        left=ZERO if invoice.is_credit_note else left_of([invoice.pk])[invoice.pk],
        page=page_address(reverse("billing:my_invoice", args=[invoice.pk]), network),
        network=network,
    )


def readers_of(customer: Customer) -> list[Person]:
    """The person himself, or those who manage the team that pays."""
    if customer.person is not None:
        return [customer.person]
    managing = CustomerMember.objects.filter(paid_on(today()), customer=customer, manages=True)
    return list(Person.objects.filter(pk__in=managing.values("person")).order_by("pk"))


def addresses_of(customer: Customer, readers: list[Person]) -> list[str]:
    """The address given for invoices alone, where there is one."""
    found = [customer.email] if customer.email else [reader.email for reader in readers]
    return list(dict.fromkeys(address for address in found if address))
