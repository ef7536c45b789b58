"""Something else sold at the counter: an access card, prints. What is owed for it is pulled from the sale."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from billing.locks import lock_sale
from billing.models import Article, Sale
from billing.rules.pricing.rounding import cents, percent_of
from billing.services.charge_sources import charge_sale
from billing.services.lock_dates import refuse_locked
from espaces.errors import Refused
from espaces.locks import lock_person, locking_transaction
from espaces.models import Customer, Person
from espaces.queries.payers import payers_of
from espaces.services.acts import record_act
from espaces.services.people import enrol_person

MOST_AT_ONCE, MOST_DUE = Decimal("999999.99"), Decimal("99999999.99")


@locking_transaction
def sell_article(
    *,
    actor: Person | None,
    article: Article,
    person: Person,
    customer: Customer | None = None,
    quantity: Decimal = Decimal(1),
    sold_on: date,
    token: UUID,
    now: datetime,
) -> Sale:
    """At the price of the article today; a form sent twice sells once. Charged at once. Locks the person.

    The person pays unless `customer`, which pays for him that day, is named.
    """
    lock_person(person.pk)
    again = Sale.objects.filter(token=token).first()
    if again:
        return again
    if article.archived_at:
        raise Refused("article_archived", _("This article is no longer sold."))
    _refuse_impossible(article, quantity)
    refuse_locked(article.structure, sold_on)
    sale = Sale.objects.create(
        structure=article.structure,
        customer=_payer(person, customer, sold_on),
        person=person,
        article=article,
        label=article.name,
        quantity=quantity,
        unit_price=article.price,
        includes_tax=article.includes_tax,
        tax_rate=article.tax_rate,
        sold_on=sold_on,
        token=token,
        made_by=actor,
        made_at=now,
    )
    enrol_person(person=person, structure=article.structure)
    record_act(actor=actor, verb="article_sold", target=sale, name=sale.label, quantity=str(quantity))
    charge_sale(sale.pk, now)
    return sale


@locking_transaction
def strike_out_sale(*, actor: Person, sale: Sale, reason: str, now: datetime) -> None:
    """It was a mistake: nothing is owed for it any more. The row stays; done once. Locks the sale.

    Raises Refused without a reason, and for one sold before the books were closed: once invoiced, it is credited.
    """
    sale = lock_sale(sale.pk)
    if sale.cancelled_at is not None:
        return
    if not reason.strip():
        raise Refused("reason", _("Say why this sale is struck out."))
    refuse_locked(sale.structure, sale.sold_on)
    sale.cancelled_at = max(now, sale.made_at)
    sale.save(update_fields=["cancelled_at"])
    record_act(actor=actor, verb="sale_struck_out", target=sale, reason=reason)
    charge_sale(sale.pk, now, reason)


def _refuse_impossible(article: Article, quantity: Decimal) -> None:
    """What no column can hold is a slip of the keyboard."""
    if quantity <= 0:
        raise Refused("quantity", _("One sells something: how many?"))
    owed = quantity * article.price
    due = owed if article.includes_tax else owed + percent_of(owed, article.tax_rate)
    if quantity > MOST_AT_ONCE or cents(due) > MOST_DUE:
        raise Refused("too_much", _("This is too much for one sale: check how many."))


def _payer(person: Person, customer: Customer | None, day: date) -> Customer:
    if customer is None:
        return Customer.objects.get_or_create(person=person)[0]
    if not payers_of(person, day).filter(pk=customer.pk).exists():
        raise Refused("not_payer", _("This customer does not pay for this person on that day."))
    return customer
