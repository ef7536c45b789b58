"""Invoices of public bodies, which are deposited on the State's portal, and what they lack for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from stdnum.fr import siret

from billing.models import Invoice, PortalDeposit
from espaces.models import Structure

TO_PUBLIC_BODIES = {"content__buyer__is_public": True}
"""As it stood on the day of issue: a document does not change with its customer."""


@dataclass(frozen=True)
class PublicInvoice:
    """`lacks` stops the portal; `doubts` are what many public bodies ask for, and not all."""

    invoice: Any
    siret: str
    service_code: str
    engagement: str
    lacks: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def signed_gross(self) -> Decimal:
        gross: Decimal = self.invoice.gross
        return -gross if self.invoice.is_credit_note else gross


def invoices_to_deposit(structure: Structure) -> QuerySet[Invoice]:
    """Credit notes too, the oldest first."""
    return _public(structure).filter(portal_deposit=None).order_by("issued_at", "pk")


def invoices_deposited(structure: Structure) -> QuerySet[Invoice]:
    rows = _public(structure).filter(portal_deposit__isnull=False)
    return rows.order_by("-portal_deposit__deposited_on", "-issued_at", "-pk")


def deposits_of(structure: Structure) -> QuerySet[PortalDeposit]:
    return PortalDeposit.objects.filter(invoice__structure=structure).select_related("invoice")


def checked(invoices: Iterable[Any]) -> list[PublicInvoice]:
    return [_checked(invoice) for invoice in invoices]


def _public(structure: Structure) -> QuerySet[Invoice]:
    rows: QuerySet[Invoice] = Invoice.objects.filter(structure=structure, **TO_PUBLIC_BODIES)
    return rows.select_related("customer__person", "document", "portal_deposit")


def _checked(invoice: Any) -> PublicInvoice:
    content = invoice.content
    number, service = content["buyer"].get("siret", ""), content.get("service_code", "")
    order = content.get("engagement", "")
    lacks = [
        (not number, _("The SIRET of the public body is missing: correct the customer, then bill again.")),
        (bool(number) and not siret.is_valid(number), _("The SIRET of the public body is not valid.")),
        (not hasattr(invoice, "document"), _("Its file is being drawn: come back in a moment.")),
    ]
    doubts = [
        (not service, _("no service code")),
        (not order, _("no engagement number")),
    ]
    return PublicInvoice(
        invoice,
        number,
        service,
        order,
        tuple(words for is_lacking, words in lacks if is_lacking),
        tuple(words for is_lacking, words in doubts if is_lacking),
    )
