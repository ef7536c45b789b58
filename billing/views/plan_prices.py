"""The price of a plan: what it was, what it becomes, and whom that concerns."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.forms.plan_prices import PlanPriceForm
from billing.queries.plan_prices import (
    current_discounts,
    current_price,
    has_had_a_price,
    price_change_told,
    price_history,
)
from billing.services.plan_prices import refuse_days, set_plan_price
from espaces.queries.plans import plans_of
from espaces.queries.venues import today_at
from espaces.views.access import acting_person, managed_venue
from espaces.views.agreeing import agreed, agreement_page


def plan_price(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    day = today_at(venue)
    plan = get_object_or_404(plans_of(venue.structure, day), pk=pk)
    first = not has_had_a_price(plan)
    form = PlanPriceForm(
        request.POST or None,
        price=current_price(plan),
        discounts=current_discounts(plan),
        first=first,
        today=day,
    )

    def told() -> list[str]:
        on, others_from = form.dates()
        refuse_days(on, others_from, day, first=first)
        return price_change_told(plan, form.price(), on=on, others_from=others_from, first=first, today=day)

    def act() -> None:
        on, others_from = form.dates()
        set_plan_price(
            actor=acting_person(request),
            plan=plan,
            price=form.price(),
            discounts=form.discounts(),
            on=on,
            others_from=others_from,
            today=day,
        )

    if agreed(request, form, told, act):
        messages.success(request, _("The price of the plan is recorded."))
        return redirect("billing:plan_price", venue.slug, plan.pk)
    return agreement_page(
        request,
        form,
        told,
        template="billing/memberships/plan_price.html",
        venue=venue,
        tab="settings",
        title=_("Price of “%(plan)s”") % {"plan": plan},
        submit=_("Record this price"),
        back=(reverse("espaces:plans", args=[venue.structure_id]), _("Plans")),
        history=price_history(plan),
        plan=plan,
    )
