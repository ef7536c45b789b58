from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from espaces.forms.accounts import TermsForm
from espaces.queries.networks import all_networks
from espaces.queries.terms import current_terms, terms_of_version, terms_to_accept, versions_of_terms
from espaces.services.accounts import change_profile
from espaces.services.terms import accept_terms as accept
from espaces.views.access import acting_person, network_of
from espaces.views.language import local_address
from espaces.views.submitting import accepted


def legal_page(request: HttpRequest, template: str) -> HttpResponse:
    """Of the network in view, or the choice of one when the installation serves several."""
    networks = [] if network_of(request) else all_networks()
    return render(request, template, {"networks": networks, "hosting": settings.HOSTING})


@login_not_required
def legal_notice(request: HttpRequest) -> HttpResponse:
    return legal_page(request, "espaces/legal_notice.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return legal_page(request, "espaces/privacy.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return legal_page(request, "espaces/accessibility.html")


@login_not_required
def terms(request: HttpRequest, version: int | None = None) -> HttpResponse:
    network = network_of(request)
    if network is None:
        return render(request, "espaces/terms.html", {"networks": all_networks(), "terms": None})
    shown = terms_of_version(network, version) if version else current_terms(network)
    if version and shown is None:
        raise Http404
    versions = versions_of_terms(network)
    return render(request, "espaces/terms.html", {"networks": [], "terms": shown, "versions": versions})


def accept_terms(request: HttpRequest) -> HttpResponse:
    """Asked when the current version is not the accepted one; leads back to where the person was going."""
    person = acting_person(request)
    following = local_address(request, request.POST.get("next") or request.GET.get("next", ""))
    asked = terms_to_accept(person, network_of(request))
    if asked is None:
        return redirect(following)
    form = TermsForm(request.POST or None, initial={"next": following}, person=person, terms=asked)

    def agree() -> None:
        names = {name: form.cleaned_data[name] for name in form.missing}
        change_profile(actor=person, **names)
        accept(actor=person, terms=asked)

    if accepted(request, form, agree):
        return redirect(following)
    context = {"form": form, "terms": asked, "first_time": asked.version == 1}
    return render(request, "espaces/accept_terms.html", context, status=422 if form.errors else 200)
