"""Issued lines that are revenue: neither security deposits nor advances, which a last invoice takes up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from billing.models import Invoice, InvoiceLine
from billing.rules.accounting.chart import NO_REVENUE
from espaces.models import Structure
from espaces.rules.clock import ONE_DAY
from reporting.models import Revenue


def lines_to_take(since: datetime | None) -> QuerySet[Any]:
    """With `venue_id`: that of what was charged, or of what a credit note gives back.

    Structures are named because the days of invoices are indexed by structure.
    """
    taken = Revenue.objects.filter(line=OuterRef("pk"))
    lines = InvoiceLine.objects.filter(~Exists(taken)).exclude(purpose__in=NO_REVENUE)
    if since is not None:
        structures = list(Structure.objects.values_list("pk", flat=True))
        first = since.date() - ONE_DAY
        lines = lines.filter(invoice__structure__in=structures, invoice__issued_on__gte=first)
    return (
        lines.exclude(invoice__kind=Invoice.Kind.ADVANCE)
        .exclude(corrects__invoice__kind=Invoice.Kind.ADVANCE)
        .annotate(venue_id=Coalesce(F("charge__venue"), F("corrects__charge__venue")))
        .select_related("invoice")
        .defer("invoice__content")
        .order_by("pk")
    )
