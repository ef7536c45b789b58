"""Reduced-price audiences of a structure: who pays less on proof."""

from __future__ import annotations

import copy
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.forms.audiences import AudienceForm
from espaces.models import Structure
from espaces.queries.audiences import audiences_of
from espaces.services import audiences as services
from espaces.views.access import acting_person, managed_structure
from espaces.views.structures import back_to_structure
from espaces.views.submitting import accepted, form_page


def audiences(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    context = {
        "structure": structure,
        "audiences": audiences_of(structure),
        "back": back_to_structure(structure),
    }
    return render(request, "espaces/audiences.html", context)


def add_audience(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    form = AudienceForm(request.POST or None)

    def create() -> None:
        services.create_audience(actor=acting_person(request), structure=structure, **form.values())

    return audience_page(request, structure, form, create, _("A reduced-price audience"))


def change_audience(request: HttpRequest, pk: int, audience_pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    audience = get_object_or_404(audiences_of(structure), pk=audience_pk)
    form = AudienceForm(request.POST or None, instance=copy.copy(audience))

    def change() -> None:
        services.change_audience(actor=acting_person(request), audience=audience, **form.values())

    return audience_page(request, structure, form, change, str(audience))


def audience_page(
    request: HttpRequest, structure: Structure, form: AudienceForm, act: Callable[[], object], title: str
) -> HttpResponse:
    back = (reverse("espaces:audiences", args=[structure.pk]), _("Reduced-price audiences"))
    if accepted(request, form, act):
        messages.success(request, _("Saved."))
        return redirect(back[0])
    lead = _("Who pays less, and what a host must have seen. The proof itself is never kept.")
    return form_page(request, form, title=title, lead=lead, submit=_("Save"), back=back)


@require_POST
def archive_audience(request: HttpRequest, pk: int, audience_pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    audience = get_object_or_404(audiences_of(structure), pk=audience_pk)
    services.archive_audience(actor=acting_person(request), audience=audience, now=timezone.now())
    messages.success(request, _("It is no longer offered for new prices and proofs."))
    return redirect("espaces:audiences", structure.pk)
