"""Handlers of `Outgoing` messages about money: plain text, each reads everything anew when it leaves."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from billing.models import PlanPrice
from billing.queries.plan_letters import PriceLetter, price_letter
from billing.rules.prices_in_words import price_in_words
from espaces.queries.access import today
from espaces.queries.networks import network_of_structure, page_address
from espaces.rules.dates_in_words import date_in_words


def send_plan_price(payload: dict[str, Any]) -> None:
    """A new price of a plan, for somebody who holds it: from when, and how to leave before."""
    letter = price_letter(payload["price"], payload["membership"])
    if letter is None:
        return
    addresses = [letter.address, *(person.email for person in letter.readers)]
    readers = list(dict.fromkeys(address for address in addresses if address))
    if not readers:
        return
    language = letter.readers[0].language if letter.readers else "fr"
    with translation.override(language):
        words = {"plan": letter.membership.plan, "day": _day(letter.price)}
        subject = _("Your plan %(plan)s: its price from %(day)s") % words
        body = render_to_string("emails/plan_price.txt", _context(letter))
        EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=readers).send()


def _context(letter: PriceLetter) -> dict[str, Any]:
    membership = letter.membership
    network = network_of_structure(membership.plan.structure, today())
    return {
        "letter": letter,
        "network": network,
        "venue": membership.home_venue,
        "name": letter.readers[0].first_name if len(letter.readers) == 1 else "",
        "former": _amount(letter.former) if letter.former else "",
        "amount": _amount(letter.price),
        "day": _day(letter.price),
        "page": page_address(reverse("billing:my_membership", args=[membership.pk]), network),
    }


def _amount(price: PlanPrice) -> str:
    return price_in_words(price.amount, includes_tax=price.includes_tax)


def _day(price: PlanPrice) -> str:
    return date_in_words(price.others_from) if price.others_from else ""
