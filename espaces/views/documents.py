"""Documents seen and keys lent, on a person's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.errors import Refused
from espaces.forms.networks import EndForm
from espaces.forms.people import DocumentForm, KeyForm
from espaces.queries.audiences import audiences_of
from espaces.queries.people import documents_of, keys_of
from espaces.rules.clock import calendar_day
from espaces.services.documents import (
    end_document as end,
    lend_key as lend,
    note_document as note,
    return_key as take_back,
)
from espaces.views.access import acting_person
from espaces.views.people import act_on_person, back_to_person, known_person


def note_document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    day = calendar_day(timezone.now(), venue.zone)
    audiences = audiences_of(venue.structure).filter(archived_at=None)
    form = DocumentForm(request.POST or None, audiences=audiences, initial={"valid_from": day})

    def write() -> None:
        note(actor=acting_person(request), person=person, structure=venue.structure, **form.cleaned_data)

    return act_on_person(
        request,
        venue,
        person,
        form,
        write,
        done=_("The document is noted."),
        title=_("A document seen"),
        lead=_("Only the fact that you have seen it is kept, never a copy."),
        submit=_("Note it"),
    )


def end_document(request: HttpRequest, slug: str, pk: int, document_pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    document = get_object_or_404(documents_of(person, venue.structure), pk=document_pk)
    form = EndForm(request.POST or None, initial={"ends_on": calendar_day(timezone.now(), venue.zone)})

    def finish() -> None:
        end(actor=acting_person(request), document=document, valid_to=form.cleaned_data["ends_on"])

    return act_on_person(
        request,
        venue,
        person,
        form,
        finish,
        done=_("The document no longer counts from that day."),
        title=_("%(document)s no longer counts") % {"document": document.get_kind_display()},
        submit=_("Save"),
    )


def lend_key(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    form = KeyForm(request.POST or None, initial={"lent_on": calendar_day(timezone.now(), venue.zone)})

    def hand_over() -> None:
        lend(actor=acting_person(request), person=person, venue=venue, **form.cleaned_data)

    return act_on_person(
        request,
        venue,
        person,
        form,
        hand_over,
        done=_("The key is noted as lent."),
        title=_("Lend a key"),
        submit=_("Note it"),
    )


@require_POST
def return_key(request: HttpRequest, slug: str, pk: int, loan_pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    loan = get_object_or_404(keys_of(person, venue.structure), pk=loan_pk)
    day = calendar_day(timezone.now(), venue.zone)
    try:
        take_back(actor=acting_person(request), loan=loan, returned_on=day)
        messages.success(request, _("The key is back."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(back_to_person(venue, person)[0])
