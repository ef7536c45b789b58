"""A pack as its buyer reads it before he pays: price, units, last valid day. In the reader's language."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from billing.models import PackProduct
from billing.rules.packs import last_day_of_pack
from billing.rules.prices_in_words import price_in_words, with_tax_in_words
from espaces.models import Customer, Person
from espaces.rules.amounts_in_words import units_in_words


def validity_of_pack(product: PackProduct, bought_on: date) -> str:
    last = last_day_of_pack(bought_on, product.valid_months, same_day_included=product.same_day_included)
    if last is None:
        return _("without end")
    return _("last valid day: %(day)s") % {"day": date_format(last)}


def months_in_words(product: PackProduct) -> str:
    if product.valid_months is None:
        return _("without end")
    months = product.valid_months
    return ngettext("valid %(months)d month", "valid %(months)d months", months) % {"months": months}


def pack_price(product: PackProduct) -> str:
    """A price without tax is followed by what it comes to with tax."""
    price = price_in_words(product.price, includes_tax=product.includes_tax)
    if product.includes_tax:
        return price
    return f"{price} · {with_tax_in_words(product.price, product.tax_rate)}"


def sale_in_words(
    product: PackProduct, customer: Customer | Person, person: Person | None, bought_on: date
) -> list[str]:
    """What happens when the button is pressed. `person` is None for a pack that the customer's persons share."""
    units = units_in_words(product.amount, product.unit.name, product.unit.plural)
    words = {"units": units, "holder": person or customer, "customer": customer, "price": pack_price(product)}
    shared = _("%(units)s shared by the persons of %(holder)s, %(validity)s.")
    own = _("%(units)s for %(holder)s, %(validity)s.")
    told = [
        (own if person else shared) % (words | {"validity": validity_of_pack(product, bought_on)}),
        _("%(customer)s owes %(price)s.") % words,
    ]
    venues = ", ".join(str(venue) for venue in product.venues.all())
    if venues:
        told.append(_("Only at: %(venues)s.") % {"venues": venues})
    return told
