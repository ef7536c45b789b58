"""Structures: what their managers and the coordinators of their networks see and change."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.forms.networks import (
    AffiliationForm,
    EndForm,
    NewStructureForm,
    StructureForm,
    StructureInvitationForm,
)
from espaces.models import RoleKind, Structure
from espaces.queries.access import structures_managed_by, today
from espaces.queries.networks import affiliations_of, affiliations_of_structure, structures_outside
from espaces.queries.people import plans_offered_by, venues_of_structure
from espaces.queries.roles import pending_invitations, roles_in_structure
from espaces.services.invitations import invite
from espaces.services.networks import (
    affiliate_structure as affiliate,
    change_structure as change,
    create_structure as create,
    end_affiliation as end,
)
from espaces.views.access import acting_person, coordinated_network, managed_structure
from espaces.views.networks import back_to
from espaces.views.submitting import accepted, done_or_form, form_page


def structure(request: HttpRequest, pk: int) -> HttpResponse:
    shown = managed_structure(request, pk)
    context = {
        "structure": shown,
        "affiliations": affiliations_of_structure(shown),
        "venues": venues_of_structure(shown),
        "plans": plans_offered_by(shown),
        "roles": roles_in_structure(shown),
        "invitations": pending_invitations(shown),
        "today": today(),
        "now": timezone.now(),
    }
    return render(request, "espaces/structure.html", context)


def back_to_structure(shown: Structure) -> tuple[str, str]:
    return reverse("espaces:structure", args=[shown.pk]), str(shown)


def add_structure(request: HttpRequest, slug: str) -> HttpResponse:
    network = coordinated_network(request, slug)
    form = NewStructureForm(request.POST or None, initial={"starts_on": today()})
    actor = acting_person(request)

    def add() -> None:
        create(actor=actor, network=network, starts_on=form.cleaned_data["starts_on"], **form.facts())

    return done_or_form(
        request,
        form,
        add,
        done=_("The structure is in the network. Invite its manager now."),
        back=back_to(network),
        title=_("Add a structure"),
        submit=_("Add"),
    )


def affiliate_structure(request: HttpRequest, slug: str) -> HttpResponse:
    network = coordinated_network(request, slug)
    outside = structures_outside(network, structures_managed_by(request.user), today())
    form = AffiliationForm(request.POST or None, structures=outside, initial={"starts_on": today()})

    def bring_in() -> None:
        affiliate(actor=acting_person(request), network=network, **form.cleaned_data)

    return done_or_form(
        request,
        form,
        bring_in,
        done=_("The structure is in the network."),
        back=back_to(network),
        title=_("Bring in an existing structure"),
        lead=_("Only structures of which you are a manager: their own manager must have invited you first."),
        submit=_("Bring in"),
    )


def end_affiliation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    network = coordinated_network(request, slug)
    affiliation = get_object_or_404(affiliations_of(network), pk=pk)
    form = EndForm(request.POST or None, initial={"ends_on": affiliation.ends_on or today()})

    def leave() -> None:
        end(actor=acting_person(request), affiliation=affiliation, ends_on=form.cleaned_data["ends_on"])

    return done_or_form(
        request,
        form,
        leave,
        done=_("The affiliation ends that day."),
        back=back_to(network),
        title=_("%(structure)s leaves the network") % {"structure": affiliation.structure},
        lead=_("From that day its venues are no longer shown here and you no longer see its people."),
        submit=_("End the affiliation"),
        tone="danger",
    )


def change_structure(request: HttpRequest, pk: int) -> HttpResponse:
    shown = managed_structure(request, pk)
    back = back_to_structure(shown)
    form = StructureForm(request.POST or None, instance=shown)
    if accepted(request, form, lambda: change(actor=acting_person(request), structure=shown, **form.facts())):
        messages.success(request, _("The structure is up to date."))
        return redirect(back[0])
    return form_page(request, form, title=_("The structure"), submit=_("Save"), back=back)


def invite_to_structure(request: HttpRequest, pk: int) -> HttpResponse:
    shown = managed_structure(request, pk)
    form = StructureInvitationForm(request.POST or None, venues=venues_of_structure(shown))
    actor = acting_person(request)

    def send() -> None:
        kind = RoleKind.HOST if form.venue else RoleKind.MANAGER
        email = form.cleaned_data["email"]
        invite(actor=actor, kind=kind, scope=form.venue or shown, email=email, now=timezone.now())

    return done_or_form(
        request,
        form,
        send,
        done=_("The invitation leaves by mail; it is open for 14 days."),
        back=back_to_structure(shown),
        title=_("Invite to the structure"),
        submit=_("Send the invitation"),
    )
