from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Invoice
from billing.queries.invoice_letters import invoice_letter
from espaces.errors import Refused
from espaces.models import Person
from espaces.services.acts import record_act
from espaces.services.outgoing import send_later


@transaction.atomic
def mail_again(*, actor: Person | None, invoice: Invoice, token: UUID) -> list[str]:
    """The same file once more; to which addresses. A second sending of the same page sends nothing.

    Raises Refused when the customer has no address, and while the document is still being drawn.
    """
    letter = invoice_letter(invoice.pk)
    if letter is None:
        raise Refused(
            "no_address", _("This customer has no e-mail address: write it on his billing details.")
        )
    if letter.file is None:
        raise Refused("not_drawn", _("This invoice is on its way: it leaves in a few minutes."))
    again = token.hex
    key = f"invoice {invoice.pk} {again}"
    send_later(kind="invoice", key=key, payload={"invoice": invoice.pk, "again": again})
    record_act(actor=actor, verb="invoice_mail_asked", target=invoice)
    return letter.addresses
