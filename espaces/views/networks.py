"""Pages of a network's coordinators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.forms.networks import NetworkForm, NetworkInvitationForm, NewTermsForm
from espaces.models import Network
from espaces.queries.access import today
from espaces.queries.networks import affiliations_of
from espaces.queries.roles import pending_invitations, roles_in_network
from espaces.queries.terms import current_terms, versions_of_terms
from espaces.services.invitations import invite
from espaces.services.networks import change_network as change
from espaces.services.terms import publish_terms as publish
from espaces.views.access import acting_person, coordinated_network
from espaces.views.submitting import accepted, done_or_form, form_page


def network_settings(request: HttpRequest, slug: str) -> HttpResponse:
    network = coordinated_network(request, slug)
    context = {
        "coordinated": network,
        "affiliations": affiliations_of(network),
        "roles": roles_in_network(network),
        "invitations": pending_invitations(network),
        "versions": versions_of_terms(network),
        "today": today(),
        "now": timezone.now(),
    }
    return render(request, "espaces/network_settings.html", context)


def back_to(network: Network) -> tuple[str, str]:
    return reverse("espaces:network_settings", args=[network.slug]), str(network)


def change_network(request: HttpRequest, slug: str) -> HttpResponse:
    network = coordinated_network(request, slug)
    back = back_to(network)
    form = NetworkForm(request.POST or None, instance=network)
    if accepted(
        request, form, lambda: change(actor=acting_person(request), network=network, **form.cleaned_data)
    ):
        messages.success(request, _("The network is up to date."))
        return redirect(back[0])
    return form_page(request, form, title=_("The network"), submit=_("Save"), back=back)


def invite_to_network(request: HttpRequest, slug: str) -> HttpResponse:
    network = coordinated_network(request, slug)
    form = NetworkInvitationForm(request.POST or None)

    def send() -> None:
        invite(actor=acting_person(request), scope=network, now=timezone.now(), **form.cleaned_data)

    return done_or_form(
        request,
        form,
        send,
        done=_("The invitation leaves by mail; it is open for 14 days."),
        back=back_to(network),
        title=_("Invite to the network"),
        submit=_("Send the invitation"),
    )


def publish_terms(request: HttpRequest, slug: str) -> HttpResponse:
    network = coordinated_network(request, slug)
    current = current_terms(network)
    initial = {"text_fr": current.text_fr, "text_en": current.text_en} if current else {}
    form = NewTermsForm(request.POST or None, initial=initial)

    def add_version() -> None:
        publish(actor=acting_person(request), network=network, now=timezone.now(), **form.cleaned_data)

    return done_or_form(
        request,
        form,
        add_version,
        done=_("The new version is published."),
        back=back_to(network),
        title=_("New version of the terms"),
        lead=_(
            "Everybody is asked to accept it at the next visit. A published version can no longer be changed."
        ),
        submit=_("Publish"),
    )
