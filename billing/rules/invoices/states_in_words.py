"""Where an invoice stands, in the reader's language: to pay, late since, paid, given back."""

from __future__ import annotations

from django.utils.translation import gettext as _, pgettext

from billing.rules.invoices.settling_debts import Standing, State
from espaces.rules.dates_in_words import date_in_words


def state_in_words(standing: Standing, *, refunded: bool = False) -> str:
    if standing.overdue_since:
        return _("late since %(day)s") % {"day": date_in_words(standing.overdue_since)}
    if standing.state is State.CREDITED and refunded:
        return pgettext("state of an invoice", "refunded")
    return {
        State.TO_PAY: pgettext("state of an invoice", "to pay"),
        State.PARTLY_PAID: pgettext("state of an invoice", "paid in part"),
        State.PAID: pgettext("state of an invoice", "paid"),
        State.CREDITED: pgettext("state of an invoice", "cancelled by a credit note"),
    }[standing.state]


def tone_of(standing: Standing) -> str:
    """Of the pill that says the state."""
    if standing.overdue_since:
        return "danger"
    return {State.TO_PAY: "warning", State.PARTLY_PAID: "warning", State.PAID: "success"}.get(
        standing.state, ""
    )
