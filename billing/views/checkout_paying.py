"""Times that are paid when they are booked: held together, and the payer sent to Stripe."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from billing import gateway
from billing.queries.editions import edition_in_force
from billing.queries.online import due_when_booking, takes_money
from billing.queries.quotes import Priced
from billing.rules.online import LEAST
from billing.services.online.bookings import Basket, close_other_baskets, hold_to_pay
from billing.services.online.following import follow
from billing.views.paying import to_the_page
from espaces.errors import Refused
from espaces.models import Resource
from espaces.rules.amounts_in_words import euros
from reservations.forms.booking import Booked
from reservations.rules.booking import HalfDayWanted


def is_paid_when_booked(resource: Resource, wanted: Sequence[Booked], announced: Decimal) -> bool:
    """Something is due, the list asks for all or a part of it now, and the structure can be paid online; otherwise it
    is booked, and goes on an invoice."""
    if announced <= 0 or not takes_money(resource.venue.structure_id):
        return False
    zone = resource.venue.zone
    days = {
        one.day if isinstance(one, HalfDayWanted) else one.start.astimezone(zone).date() for one in wanted
    }
    editions = [edition_in_force(resource.venue, day) for day in sorted(days)]
    return any(edition and (edition.pay_now or edition.deposit_percent) for edition in editions)


def paid_now_in_words(resource: Resource, prices: Sequence[Priced]) -> str:
    """What is paid on the page that follows; empty when it is not paid now."""
    due = due_when_booking(prices)
    if due < LEAST or not takes_money(resource.venue.structure_id):
        return ""
    return euros(due)


def hold_and_pay(request: HttpRequest, basket: Basket) -> HttpResponse:
    """One basket at a time. Raises what `hold_to_pay` raises, and Refused when the former page stays open."""
    try:
        for earlier in close_other_baskets(basket.person, basket.token):
            follow(earlier)
    except gateway.GatewayError:
        raise Refused("no_answer", _("The payment service does not answer: try again in a moment.")) from None
    return to_the_page(request, hold_to_pay(actor=basket.person, basket=basket))
