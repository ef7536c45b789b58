"""A statement to try the import with: transfers that pay, one that says little, money known already."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from billing.models import BankLine
from billing.queries.bank_statements import waiting_lines
from billing.queries.debts import open_invoices
from billing.rules.bank.references import payment_reference
from devtools.demo_data import FRANCE
from devtools.demo_data.books.bank import Line, statement
from espaces.models import Structure

STRUCTURE = "Association La Filature"


def statement_to_import(now: datetime) -> str:
    """Begins with a line of the last statement, as two files in a row do."""
    structure, today = Structure.objects.get(name=STRUCTURE), now.astimezone(FRANCE).date()
    known = BankLine.objects.filter(structure=structure, amount__gt=0).order_by("-booked_on", "-pk")[:1]
    lines = [Line(one.booked_on, one.label, one.amount) for one in known]
    waiting = [one.label for one in waiting_lines(structure)]
    rows = open_invoices(structure.pk).select_related("customer__person").order_by("due_on", "pk")
    unpaid = [one for one in rows if not any(str(one.customer).upper() in label for label in waiting)]
    oldest = {one.customer_id: one for one in reversed(unpaid)}
    for rank, invoice in enumerate(sorted(oldest.values(), key=lambda one: (one.due_on, one.pk))[:3]):
        name = str(invoice.customer).upper()
        said = (invoice.reference, payment_reference(invoice.customer_id), "MERCI")[rank]
        lines.append(Line(today, f"VIR SEPA {name} {said}", invoice.left))
    lines.append(Line(today - timedelta(days=1), "SUBVENTION COMMUNE DE FLORAC", Decimal(1500)))
    lines.append(Line(today, "PRLV ELECTRICITE", Decimal("-184.20")))
    return statement(lines)
