"""What each act recorded by `billing` is called where people read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

VERBS: Mapping[str, StrOrPromise] = {
    "archive_asked": _("archive of the books asked for"),
    "article_archived": _("article archived"),
    "article_changed": _("article changed"),
    "article_created": _("article created"),
    "article_sold": _("article sold"),
    "bank_line_set_aside": _("bank line set aside"),
    "bank_line_taken_up": _("bank line taken up again"),
    "bank_statement_imported": _("bank statement imported"),
    "billing_confirmed": _("billing confirmed"),
    "billing_dropped": _("billing dropped"),
    "billing_settings_changed": _("billing settings changed"),
    "books_verified": _("books verified"),
    "cap_removed": _("cap removed"),
    "cap_set": _("cap set"),
    "customer_account_changed": _("customer’s billing details changed"),
    "deposit_slip_made": _("deposit slip made"),
    "invoice_deposit_taken_back": _("deposit on the public portal taken back"),
    "invoice_mail_asked": _("invoice to be mailed"),
    "invoice_mailed": _("invoice mailed"),
    "invoices_deposited": _("invoices deposited on the public portal"),
    "ledger_accounts_changed": _("ledger accounts changed"),
    "method_saved": _("means of payment saved"),
    "method_withdrawn": _("means of payment withdrawn"),
    "pack_product_archived": _("pack archived"),
    "pack_product_changed": _("pack changed"),
    "pack_product_created": _("pack created"),
    "pack_refunded": _("pack refunded"),
    "pack_sold": _("pack sold"),
    "plan_price_set": _("price of a plan set"),
    "price_draft_discarded": _("draft of prices dropped"),
    "price_draft_opened": _("draft of prices opened"),
    "price_list_copied": _("price list copied"),
    "price_list_created": _("price list created"),
    "price_list_shared": _("price list shared with the network"),
    "price_list_used": _("price list chosen for a venue"),
    "price_settings_changed": _("rules of prices changed"),
    "prices_published": _("prices published"),
    "reminded": _("reminder of an invoice sent"),
    "reminder_mailed": _("reminder of an invoice mailed"),
    "reminder_step_added": _("step of reminders added"),
    "reminder_step_changed": _("step of reminders changed"),
    "reminder_step_removed": _("step of reminders removed"),
    "reminders_adopted": _("usual reminders adopted"),
    "reminders_off": _("reminders turned off"),
    "reminders_on": _("reminders turned on"),
    "restart_books": _("books restarted after a backup"),
    "sale_struck_out": _("sale struck out"),
    "sales_declared": _("sales declared"),
    "series_started": _("series of numbers started"),
    "stripe_account_opened": _("account for online payments opened"),
    "tariff_added": _("price added"),
    "tariff_changed": _("price changed"),
    "tariff_removed": _("price removed"),
    "tax_regime_set": _("VAT regime set"),
}
