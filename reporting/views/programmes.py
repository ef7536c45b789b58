"""Programmes: the agreements of a network with its funders, as coordinators make them and funders read them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.errors import Refused
from espaces.queries.access import today
from espaces.views.access import acting_person, coordinated_network
from espaces.views.submitting import accepted, done_or_form, form_page
from reporting.forms.programmes import NewProgrammeForm, PlaceForm, ProgrammeForm
from reporting.models import Programme
from reporting.queries.access import programmes_coordinated_by, reports_visible_to
from reporting.queries.programmes import places_of, readers_of, structures_that_were_in
from reporting.queries.progress import progress_of
from reporting.queries.reports import reports_of
from reporting.services.programmes import (
    change_programme as change,
    make_programme,
    narrow_territory as narrow,
    widen_territory as widen,
)
from reporting.views.access import coordinated_programme, visible_programme


def programmes(request: HttpRequest, slug: str) -> HttpResponse:
    network = coordinated_network(request, slug)
    context = {
        "coordinated": network,
        "programmes": programmes_coordinated_by(request.user).filter(network=network),
        "today": today(),
    }
    return render(request, "reporting/programmes.html", context)


def programme(request: HttpRequest, pk: int) -> HttpResponse:
    shown = visible_programme(request, pk)
    is_mine = programmes_coordinated_by(request.user).filter(pk=pk).exists()
    context = {
        "programme": shown,
        "is_mine": is_mine,
        "places": places_of(shown),
        "structures": shown.structures.order_by("name"),
        "readers": readers_of(shown) if is_mine else [],
        "reports": reports_visible_to(request.user)
        .filter(pk__in=reports_of(shown))
        .order_by("-after", "-version"),
        "progress": progress_of(shown),
        "today": today(),
    }
    return render(request, "reporting/programme.html", context)


def back_to_programme(shown: Programme) -> tuple[str, str]:
    return reverse("reporting:programme", args=[shown.pk]), str(shown)


def add_programme(request: HttpRequest, slug: str) -> HttpResponse:
    network = coordinated_network(request, slug)
    form = NewProgrammeForm(request.POST or None, structures=structures_that_were_in(network))
    made: list[Programme] = []

    def make() -> None:
        made.append(make_programme(actor=acting_person(request), network=network, **form.cleaned_data))

    if accepted(request, form, make):
        messages.success(request, _("The programme is made. Say now what is followed, and who reads it."))
        return redirect("reporting:programme", made[0].pk)
    return form_page(
        request,
        form,
        template="espaces/plan.html",
        title=_("A new programme"),
        lead=_("What the agreement says. Its indicators and its readers come afterwards."),
        submit=_("Make the programme"),
        back=(reverse("reporting:programmes", args=[network.slug]), _("Programmes")),
    )


def change_programme(request: HttpRequest, pk: int) -> HttpResponse:
    shown = coordinated_programme(request, pk)
    structures = structures_that_were_in(shown.network)
    form = ProgrammeForm(request.POST or None, instance=shown, structures=structures)

    def save() -> None:
        change(actor=acting_person(request), programme_id=pk, **form.cleaned_data)

    return done_or_form(
        request,
        form,
        save,
        done=_("The programme is up to date."),
        back=back_to_programme(shown),
        template="espaces/plan.html",
        title=str(shown),
        lead=_("Reports that are frozen keep what was agreed on their day."),
        submit=_("Save"),
    )


def widen_territory(request: HttpRequest, pk: int) -> HttpResponse:
    shown = coordinated_programme(request, pk)
    form = PlaceForm(request.POST or None, initial={"territory": shown.territory})

    def add() -> None:
        values = form.cleaned_data
        actor = acting_person(request)
        widen(actor=actor, programme_id=pk, level=values["territory"], place=values["place"])

    return done_or_form(
        request,
        form,
        add,
        done=_("The territory is up to date."),
        back=back_to_programme(shown),
        title=_("The territory"),
        lead=_("A part more of the same kind is added; one of another kind takes the place of all."),
        submit=_("Add"),
    )


@require_POST
def narrow_territory(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    shown = coordinated_programme(request, pk)
    try:
        narrow(actor=acting_person(request), programme_id=pk, code=code)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("reporting:programme", shown.pk)
