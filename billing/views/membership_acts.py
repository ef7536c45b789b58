"""Changing, pausing and ending a membership, for its holder and for hosts: everything is read before it is done."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.memberships import HostEndForm, LeavingForm, PauseForm, PlanChangeForm
from billing.queries.membership_consequences import change_told, end_told, first_possible_end, pause_told
from billing.rules.charge_labels import dated
from billing.services.requoting import requoted_if
from billing.services.subscriptions import change_to_plan
from billing.views.membership_doors import Door, decided
from espaces.errors import Refused
from espaces.queries.memberships import plans_to_change_to
from espaces.rules.amounts_in_words import euros
from espaces.services.memberships import (
    day_of_change,
    end_membership,
    leave_membership,
    pause_membership,
    periods_to_pause,
    take_ending_back,
    take_pause_back,
)
from espaces.views.agreeing import agreed, agreement_page


def change(request: HttpRequest, pk: int, slug: str | None = None) -> HttpResponse:
    door = decided(request, pk, slug)
    form = PlanChangeForm(request.POST or None, plans=plans_to_change_to(door.membership, online=door.online))

    def told() -> list[str]:
        plan, at_once = form.cleaned_data["plan"], form.cleaned_data["at_once"]
        day = day_of_change(door.membership, plan, door.today, at_once=at_once, online=door.online)
        return change_told(door.membership, plan, day, door.today)

    def act() -> None:
        plan, at_once = form.cleaned_data["plan"], form.cleaned_data["at_once"]
        change_to_plan(
            actor=door.actor,
            membership=door.membership,
            plan=plan,
            now=door.now,
            day=day_of_change(door.membership, plan, door.today, at_once=at_once, online=door.online),
            at_once=at_once,
            online=door.online,
        )

    if agreed(request, form, told, act):
        messages.success(request, _("The change of plan is recorded."))
        return redirect(door.href("membership"))
    return agreement_page(
        request, form, told, title=_("Change of plan"), submit=_("Agree to the change"), **door.page
    )


def pause(request: HttpRequest, pk: int, slug: str | None = None) -> HttpResponse:
    door = decided(request, pk, slug)
    periods = periods_to_pause(door.membership, door.today)
    if not periods:
        messages.info(request, _("No period to come can be paused by the terms of this membership."))
        return redirect(door.href("membership"))
    form = PauseForm(request.POST or None, periods=periods)

    def told() -> list[str]:
        chosen = form.cleaned_data["first_days"]
        paused = [one for one in periods if one.starts_on in chosen]
        return [*pause_told(door.membership, paused), *new_prices(door, act)]

    def act() -> None:
        pause_membership(
            actor=door.actor,
            membership=door.membership,
            first_days=form.cleaned_data["first_days"],
            now=door.now,
        )

    if agreed(request, form, told, act):
        messages.success(request, _("The pause is recorded."))
        return redirect(door.href("membership"))
    return agreement_page(
        request, form, told, title=_("Pause the membership"), submit=_("Pause"), **door.page
    )


def leave(request: HttpRequest, pk: int, slug: str | None = None) -> HttpResponse:
    """Its holder leaves by the terms; a host may write another day, with a reason when it is earlier."""
    door = decided(request, pk, slug)
    if door.membership.leaving_asked_on is not None and door.online:
        messages.info(request, _("The end of this membership has already been asked for."))
        return redirect(door.href("membership"))
    return _leave_online(request, door) if door.online else _end_as_host(request, door)


def _leave_online(request: HttpRequest, door: Door) -> HttpResponse:
    form = LeavingForm(request.POST if request.method == "POST" else None)

    def told() -> list[str]:
        if not door.membership.renews:
            raise Refused("pass", _("This is a pass: it ends by itself."))
        ends_on = first_possible_end(door.membership, door.today)
        return [*end_told(door.membership, ends_on, door.today), *new_prices(door, act)]

    def act() -> None:
        leave_membership(actor=door.actor, membership=door.membership, now=door.now)

    if agreed(request, form, told, act):
        messages.success(request, _("Your leaving is recorded."))
        return redirect(door.href("membership"))
    try:
        return agreement_page(
            request,
            form,
            told,
            known=True,
            title=_("Leave"),
            submit=_("Leave on that day"),
            tone="danger",
            **door.page,
        )
    except Refused as refused:
        messages.info(request, str(refused))
        return redirect(door.href("membership"))


def _end_as_host(request: HttpRequest, door: Door) -> HttpResponse:
    first = first_possible_end(door.membership, door.today)
    form = HostEndForm(request.POST or None, initial={"ends_on": first})

    def told() -> list[str]:
        ends_on = form.cleaned_data["ends_on"]
        return [*end_told(door.membership, ends_on, door.today), *new_prices(door, act)]

    def act() -> None:
        end_membership(actor=door.actor, membership=door.membership, now=door.now, **form.cleaned_data)

    if agreed(request, form, told, act):
        messages.success(request, _("The membership ends that day."))
        return redirect(door.href("membership"))
    title = _("End the membership %(plan)s") % {"plan": door.membership.plan}
    return agreement_page(
        request, form, told, title=title, submit=_("End the membership"), tone="danger", **door.page
    )


@require_POST
def stay(request: HttpRequest, pk: int, slug: str | None = None) -> HttpResponse:
    door = decided(request, pk, slug)
    try:
        take_ending_back(actor=door.actor, membership=door.membership, now=door.now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The membership goes on."))
    return redirect(door.href("membership"))


@require_POST
def resume(request: HttpRequest, pk: int, pause_pk: int, slug: str | None = None) -> HttpResponse:
    door = decided(request, pk, slug)
    row = get_object_or_404(door.membership.pauses.all(), pk=pause_pk)
    try:
        take_pause_back(actor=door.actor, pause=row, now=door.now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The pause is taken back."))
    return redirect(door.href("membership"))


def new_prices(door: Door, act: Callable[[], object]) -> list[str]:
    """One sentence for each later day that `act` would make cost something else."""
    return [
        _("%(day)s at %(venue)s will cost %(after)s instead of %(before)s.")
        % {
            "day": capfirst(dated(one.day.day)),
            "venue": one.day.venue.name,
            "after": euros(one.after),
            "before": euros(one.before),
        }
        for one in requoted_if(door.membership, act, now=door.now)
    ]
