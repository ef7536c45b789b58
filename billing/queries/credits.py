"""What can still be given back of an issued invoice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.models import Invoice, InvoiceLine
from billing.queries.drafts import Sheet
from billing.queries.invoiced import taken_off_other_invoices
from billing.queries.security_deposits import deposits_back
from billing.rules.invoices.content import Document
from billing.rules.invoices.credits import MoreThanLeft, credit_items, laid_out_credit, left_of_lines
from billing.rules.invoices.layout import Item
from billing.rules.invoices.stored import from_json
from billing.rules.pricing.rounding import ZERO
from espaces.errors import Refused


def earlier_credits(invoice: Invoice) -> list[Document]:
    """The credit notes already issued against it, the first one first."""
    return [from_json(one.content) for one in invoice.corrections.order_by("issued_at", "pk")]


def left_to_credit(invoice: Invoice, lines: Sequence[InvoiceLine]) -> dict[int, Decimal]:
    """Position of the line -> amount in its basis, less what credit notes and later invoices already gave back, and
    security deposits that went back without."""
    left = left_of_lines(from_json(invoice.content), earlier_credits(invoice))
    netted, deposits = taken_off_other_invoices(lines), deposits_back(invoice)
    return {
        position: amount + netted.get(position, ZERO) - deposits.get(position, ZERO)
        for position, amount in left.items()
    }


def items_to_credit(
    invoice: Invoice, lines: Sequence[InvoiceLine], wanted: Mapping[int, Decimal] | None
) -> tuple[Item, ...]:
    """`wanted`: position -> amount; None: all that is left. Raises Refused for more than that, and for nothing."""
    left = left_to_credit(invoice, lines)
    wanted = left if wanted is None else wanted
    too_much = any(abs(amount) > abs(left.get(position, ZERO)) for position, amount in wanted.items())
    try:
        if too_much:
            raise MoreThanLeft
        return credit_items(from_json(invoice.content), earlier_credits(invoice), wanted)
    except MoreThanLeft:
        raise Refused(
            "more_than_left", _("More would be given back than what is left of this invoice.")
        ) from None
    except ValueError:
        raise Refused("nothing_left", _("Nothing is left to give back on this invoice.")) from None


def credit_sheet(invoice: Invoice, lines: Sequence[InvoiceLine], wanted: Mapping[int, Decimal]) -> Sheet:
    """The credit note that would be issued. Raises what `items_to_credit` raises."""
    items = items_to_credit(invoice, lines, wanted)
    try:
        found = laid_out_credit(from_json(invoice.content), earlier_credits(invoice), items)
    except MoreThanLeft:
        raise Refused(
            "more_than_left", _("More would be given back than what is left of this invoice.")
        ) from None
    return Sheet(*found, corrects=invoice.reference)
