"""What was invoiced, line by line, as figures read it. Issued lines never change: rows are only added."""

from __future__ import annotations

from datetime import datetime

from reporting.models import Revenue
from reporting.queries.revenue import lines_to_take


def write_revenue(since: datetime | None) -> None:
    """Lines of documents issued since then (None: ever) that have no row yet. Inside the transaction of the pass."""
    rows = (
        Revenue(
            line_id=line.pk,
            structure_id=line.invoice.structure_id,
            venue_id=line.venue_id,
            customer_id=line.invoice.customer_id,
            day=line.invoice.issued_on,
            net=-line.net if line.invoice.is_credit_note else line.net,
            recurring=line.purpose == line.Purpose.MEMBERSHIP,
        )
        for line in lines_to_take(since)
    )
    Revenue.objects.bulk_create(rows, batch_size=2000)
