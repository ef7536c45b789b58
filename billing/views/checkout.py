"""The page that says everything before a time is booked, its price included, and the one button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from billing.forms.paying import PayingForm
from billing.queries.payers import payer_chosen_last, payers_to_choose
from billing.queries.priced_offers import PricedOffer, priced_offers
from billing.queries.quotes_in_turn import Payer
from billing.rules.pricing.rounding import total_of
from billing.services.booking import book_and_price
from billing.services.online.bookings import Basket, token_of_basket
from billing.views.checkout_paying import hold_and_pay, is_paid_when_booked, paid_now_in_words
from billing.views.checkout_words import offers_in_words, payers_in_words
from billing.views.quotes_shown import costs_shown
from espaces.errors import Refused
from espaces.models import Customer, Person, Resource
from espaces.queries.access import venues_visible_to
from espaces.queries.terms import terms_to_accept
from espaces.services.terms import accept_terms
from espaces.views.access import acting_person, network_of
from reservations.errors import BookingRefused
from reservations.forms.booking import Booked, BookingForm, ChoiceForm, query_of, time_key
from reservations.queries.alternatives import alternatives_to, would_another_do
from reservations.queries.checkouts import Offer, features_of, offers_of, resource_to_book
from reservations.rules.booking import BookingRequest, HalfDayWanted
from reservations.services.booking import Terms
from reservations.services.periods import open_periods_for
from reservations.views.checkout_words import AlternativeShown, alternatives_in_words
from reservations.views.venue_week import person_of_request


@dataclass
class Outcome:
    """Of a sending: how many times were booked; of the others, which broke rules, and what else was said."""

    made: int = 0
    refused: dict[Booked, BookingRefused] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """All that came with the request."""

    choice: ChoiceForm
    form: BookingForm
    paying: PayingForm

    @property
    def resource(self) -> Resource:
        return self.choice.resource

    def requests(self) -> list[BookingRequest]:
        people = self.form.asked["people"]
        return [BookingRequest(wanted, people=people) for wanted in self.choice.wanted]

    @property
    def announced(self) -> Decimal:
        return total_of(self.paying.announced(time_key(wanted)) for wanted in self.choice.wanted)

    @property
    def is_paid_now(self) -> bool:
        return is_paid_when_booked(self.resource, self.choice.wanted, self.announced)

    def payer_beside(self, person: Person) -> Customer | None:
        """None: the person pays for himself."""
        payer = self.paying.chosen
        return payer if payer and payer.person_id != person.pk else None


@login_not_required
def checkout(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody may read it, with everybody's rights and prices; who books is asked to say who he is."""
    now = timezone.now()
    resource = resource_to_book(pk, venues_visible_to(request.user, network_of(request)))
    if resource is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    choice = ChoiceForm(sent, resource=resource, now=now)
    if not choice.is_valid():
        return redirect("reservations:venue", resource.venue.slug)
    asked = Asked(choice, booking_form(request, resource), paying_form(request, choice))
    if request.method != "POST":
        return confirm_page(request, asked, Outcome(), now)
    if not request.user.is_authenticated:
        query = urlencode([*query_of(choice.wanted, resource), *asked.form.query()])
        return redirect_to_login(f"{request.path}?{query}")
    if not (asked.form.is_valid() and asked.paying.is_valid()):
        return confirm_page(request, asked, Outcome(), now)
    open_periods_for(acting_person(request), now=now)
    return book_or_explain(request, asked, now)


def booking_form(request: HttpRequest, resource: Resource) -> BookingForm:
    person = person_of_request(request)
    return BookingForm(
        request.POST if request.method == "POST" else None,
        resource=resource,
        features=features_of(resource),
        terms=terms_to_accept(person, network_of(request)) if person else None,
        query=request.GET,
    )


def paying_form(request: HttpRequest, choice: ChoiceForm) -> PayingForm:
    """Who may pay on the day of the first time; for the others the service says who does not."""
    sent = request.POST if request.method == "POST" else request.GET
    person, first = person_of_request(request), choice.wanted[0]
    if person is None:
        return PayingForm(sent, payers=[], proposed=None)
    zone = choice.resource.venue.zone
    day = first.day if isinstance(first, HalfDayWanted) else first.start.astimezone(zone).date()
    payers = payers_to_choose(person, day)
    return PayingForm(sent, payers=payers, proposed=payer_chosen_last(person, payers))


def book_or_explain(request: HttpRequest, asked: Asked, now: datetime) -> HttpResponse:
    """Each time is booked by itself. One at least was: the next page says which, and why not the others."""
    person = acting_person(request)
    if asked.form.terms:
        accept_terms(actor=person, terms=asked.form.terms)
    outcome = Outcome()
    if asked.is_paid_now:
        try:
            return hold_and_pay(request, basket_of(person, asked))
        except BookingRefused as error:
            if len(asked.choice.wanted) == 1:
                outcome.refused = dict.fromkeys(asked.choice.wanted, error)
            outcome.said.append(str(error))
        except Refused as error:
            outcome.said.append(str(error))
    else:
        outcome = book_each(request, asked)
    if not outcome.made:
        return confirm_page(request, asked, outcome, now)
    token = ("token", str(asked.form.cleaned_data["token"]))
    query = urlencode([*query_of(asked.choice.wanted, asked.resource), token])
    return redirect(f"{reverse('booked', args=[asked.resource.pk])}?{query}")


def book_each(request: HttpRequest, asked: Asked) -> Outcome:
    """At the price that was announced for each.

    When the database is too busy after some were booked, it stops there: the next page says which were, and offers
    the others. Before any was, OperationalError goes up to the page that says that nothing was changed.
    """
    outcome = Outcome()
    for booking in asked.requests():
        try:
            book_one(request, asked, booking)
            outcome.made += 1
        except BookingRefused as error:
            outcome.refused[booking.wanted] = error
        except Refused as error:
            outcome.said.append(str(error))
        except OperationalError:
            if not outcome.made:
                raise
            break
    return outcome


def book_one(request: HttpRequest, asked: Asked, booking: BookingRequest) -> None:
    person, typed = acting_person(request), asked.form.asked
    book_and_price(
        actor=person,
        person=person,
        resource=asked.resource,
        request=booking,
        token=asked.form.token_of(booking.wanted),
        payer=asked.payer_beside(person),
        terms=Terms(needs=typed["needs"], note=typed["note"]),
        announced=asked.paying.announced(time_key(booking.wanted)),
    )


def basket_of(person: Person, asked: Asked) -> Basket:
    typed = asked.form.asked
    return Basket(
        person=person,
        resource=asked.resource,
        requests={asked.form.token_of(one.wanted): one for one in asked.requests()},
        payer=asked.payer_beside(person),
        token=token_of_basket(asked.form.cleaned_data["token"]),
        announced=asked.announced,
        needs=typed["needs"],
        note=typed["note"],
    )


def confirm_page(request: HttpRequest, asked: Asked, outcome: Outcome, now: datetime) -> HttpResponse:
    offers = offers_now(request, asked, outcome.refused, now)
    shown = offers_in_words(offers, asked.resource, outcome.refused, now)
    accepted = [time for time in shown if not time.offer.refusals]
    prices = [one.price for one in offers if one.price and one.offer.is_accepted]
    refused = bool(outcome.refused or outcome.said)
    context = {
        "resource": asked.resource,
        "venue": asked.resource.venue,
        "form": asked.form,
        "paying": asked.paying,
        "payers": payers_in_words(asked.paying, query_of(asked.choice.wanted, asked.resource), asked.form),
        "offers": shown,
        "single": shown[0] if len(shown) == 1 else None,
        "accepted": accepted,
        "cost": costs_shown(prices) if prices else None,
        "paid_now": paid_now_in_words(asked.resource, prices),
        "units_missing": any(one.units_missing for one in offers),
        "in_arrears": any(one.in_arrears for one in offers),
        "already_booked": any(time.offer.already_booked for time in shown),
        "was_refused": refused,
        "said": list(dict.fromkeys(outcome.said)),
        "section": "venues",
        **what_is_free(request, asked, offers, now, refused=refused),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "billing/checkout.html", context, status=status)


def offers_now(
    request: HttpRequest, asked: Asked, refused: Mapping[Booked, BookingRefused], now: datetime
) -> list[PricedOffer]:
    person, customer = person_of_request(request), asked.paying.chosen
    offers = offers_of(
        person,
        asked.resource,
        asked.requests(),
        needs=asked.form.asked["needs"],
        now=now,
        refused={wanted: error.proposal for wanted, error in refused.items() if error.proposal},
    )
    payer = Payer(person, customer) if person and customer else None
    return priced_offers(payer, asked.resource, offers, told=refused)


def what_is_free(
    request: HttpRequest, asked: Asked, offers: Sequence[PricedOffer], now: datetime, *, refused: bool
) -> dict[str, object]:
    """Instead of the only time that cannot be booked.

    After a refused sending it is looked for afterwards: when fifty lose a desk at once, each hears it at once.
    """
    offer = offers[0].offer
    if len(offers) > 1 or not would_another_do(offer.refusals):
        return {"alternatives": [], "elsewhere": ""}
    if refused:
        query = [*query_of(asked.choice.wanted, asked.resource), *asked.form.query()]
        return {"alternatives": [], "elsewhere": f"?{urlencode(query)}"}
    return {"alternatives": alternatives_on(request, offer, asked.form, now), "elsewhere": ""}


def alternatives_on(
    request: HttpRequest, offer: Offer, form: BookingForm, now: datetime
) -> Iterable[AlternativeShown]:
    found = alternatives_to(
        form.resource,
        offer.wanted,
        offer.proposal.day,
        stay=offer.proposal.stay,
        venues=venues_visible_to(request.user, network_of(request)),
        now=now,
    )
    return alternatives_in_words(found, form.resource, form)
