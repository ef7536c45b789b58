"""The persons who share one membership: for who manages the customer's team, and for hosts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.memberships import ColleagueForm
from billing.views.membership_doors import decided
from espaces.errors import Refused
from espaces.services.teams import add_colleague, remove_from_team
from espaces.views.submitting import accepted, form_page


def team(request: HttpRequest, pk: int, slug: str | None = None) -> HttpResponse:
    door = decided(request, pk, slug)
    form = ColleagueForm(request.POST or None)

    def add() -> None:
        add_colleague(actor=door.actor, membership=door.membership, now=door.now, **form.cleaned_data)

    if accepted(request, form, add):
        messages.success(request, _("This person now shares the membership."))
        return redirect(door.href("team"))
    persons = list(door.membership.persons.all())
    return form_page(
        request,
        form,
        template="billing/memberships/team.html",
        title=_("The team"),
        submit=_("Add"),
        persons=persons,
        seats=door.membership.plan.seats,
        seats_left=max(0, door.membership.plan.seats - len(persons)),
        removable=[(person, door.href("leave_team", person.pk)) for person in persons],
        **door.page,
    )


@require_POST
def leave_team(request: HttpRequest, pk: int, person_pk: int, slug: str | None = None) -> HttpResponse:
    door = decided(request, pk, slug)
    person = get_object_or_404(door.membership.persons, pk=person_pk)
    try:
        remove_from_team(actor=door.actor, membership=door.membership, person=person, now=door.now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("This person no longer shares the membership."))
    return redirect(door.href("team"))
