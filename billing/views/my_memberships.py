"""A coworker's memberships: what he has, what is offered to him, and the terms he reads before agreeing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.forms.memberships import AgreementForm
from billing.queries.plan_offers import offer_of, offers_in_words
from billing.queries.plan_prices import price_offered
from billing.queries.standings import standings_of
from billing.rules.plan_terms_in_words import offer_in_words
from billing.services.subscriptions import agree_to_plan, refuse_amount
from billing.views.membership_doors import may_decide, seen
from espaces.queries.access import today
from espaces.queries.memberships import home_venues_of, memberships_visible_to, plans_online
from espaces.queries.payers import teams_managed_by
from espaces.services.memberships import periods_to_pause
from espaces.views.access import acting_person, network_of
from espaces.views.agreeing import agreed, agreement_page
from reservations.services.periods import open_periods_of


def my_memberships(request: HttpRequest) -> HttpResponse:
    person, day = acting_person(request), today()
    memberships = list(memberships_visible_to(request.user, day))
    open_periods_of([one.pk for one in memberships], now=timezone.now())
    standings = standings_of(memberships, day)
    network = network_of(request)
    plans = list(plans_online(person, network.pk if network else None, day))
    context = {
        "section": "memberships",
        "running": [(one, standings[one.pk]) for one in memberships if not standings[one.pk].is_over],
        "over": [(one, standings[one.pk]) for one in memberships if standings[one.pk].is_over],
        "offers": offers_in_words(plans, day),
    }
    return render(request, "billing/memberships/mine.html", context)


def membership(request: HttpRequest, pk: int, slug: str | None = None) -> HttpResponse:
    """One membership, for its holder and for the hosts."""
    door = seen(request, pk, slug)
    shown = door.membership
    open_periods_of([shown.pk], now=door.now)
    standing = standings_of([shown], door.today)[shown.pk]
    decides = not door.online or may_decide(request, shown)
    context: dict[str, Any] = {
        "door": door,
        "venue": door.venue,
        "tab": "people",
        "membership": shown,
        "standing": standing,
        "decides": decides,
        "shared": shown.plan.seats > 1,
        "can_pause": bool(decides and periods_to_pause(shown, door.today)),
        "may_end": not standing.is_over
        and (not door.online or (shown.renews and not standing.asked_to_leave)),
        "can_stay": standing.state == "leaving" and standing.asked_to_leave,
    }
    template = "host" if door.venue else "own"
    return render(request, f"billing/memberships/{template}.html", context)


def agree(request: HttpRequest, plan_pk: int) -> HttpResponse:
    """The terms with their dates and amounts, then the button."""
    person, now, day = acting_person(request), timezone.now(), today()
    network = network_of(request)
    plan = get_object_or_404(plans_online(person, network.pk if network else None, day), pk=plan_pk)
    form = AgreementForm(
        request.POST or None,
        venues=home_venues_of(plan, day),
        teams=teams_managed_by(request.user, day),
        price=price_offered(plan, day),
        today=day,
    )
    if "home_venue" not in form.fields and "home_venue" not in form.only:
        raise Http404

    def told() -> list[str]:
        wanted = form.wanted()
        refuse_amount(plan, wanted["chosen"], day)
        return offer_in_words(offer_of(plan, wanted["asked_on"], day, chosen=wanted["chosen"]))

    def act() -> None:
        agree_to_plan(actor=person, person=person, plan=plan, now=now, online=True, **form.wanted())

    if agreed(request, form, told, act):
        messages.success(request, _("Welcome: your membership is recorded."))
        return redirect("billing:my_memberships")
    return agreement_page(
        request,
        form,
        told,
        title=_("Subscribe: %(plan)s") % {"plan": plan},
        lead=plan.description,
        submit=_("I agree to these terms"),
        back=(reverse("billing:my_memberships"), _("My memberships")),
    )
