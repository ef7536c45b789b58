"""What a customer accepts when he saves a card or a mandate: each version is kept, the last one is shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "2026-11": _(
        "I allow this structure to take what its invoices say I owe from the card or the bank account that I save,"
        " on their due day. A debit from an account is announced to me by mail at least two days before. I can"
        " withdraw this at any time on this page. A SEPA debit can be refunded by my bank within eight weeks."
    ),
}
PRESENT = "2026-11"
