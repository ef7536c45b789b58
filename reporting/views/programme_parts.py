"""What a programme follows, and who reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.errors import Refused
from espaces.views.access import acting_person
from espaces.views.submitting import done_or_form
from reporting.forms.programmes import IndicatorForm, ReaderForm
from reporting.models import Programme, ProgrammeIndicator
from reporting.queries.programmes import funders_of, readers_of
from reporting.services.programmes import (
    drop_indicator as drop,
    end_reading as end,
    let_read,
    save_indicator,
)
from reporting.views.access import coordinated_programme
from reporting.views.programmes import back_to_programme


def follow_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    return indicator_page(request, coordinated_programme(request, pk), None)


def change_indicator(request: HttpRequest, pk: int, indicator_pk: int) -> HttpResponse:
    programme = coordinated_programme(request, pk)
    return indicator_page(request, programme, get_object_or_404(programme.indicators, pk=indicator_pk))


def indicator_page(
    request: HttpRequest, programme: Programme, indicator: ProgrammeIndicator | None
) -> HttpResponse:
    form = IndicatorForm(request.POST or None, instance=indicator or ProgrammeIndicator(programme=programme))

    def save() -> None:
        actor = acting_person(request)
        save_indicator(actor=actor, programme_id=programme.pk, known=indicator, **form.cleaned_data)

    return done_or_form(
        request,
        form,
        save,
        done=_("The indicator is followed."),
        back=back_to_programme(programme),
        title=_("An indicator of the programme"),
        lead=_("Counted by the product under its own definition, or declared in each report on a document."),
        submit=_("Save"),
    )


@require_POST
def drop_indicator(request: HttpRequest, pk: int, indicator_pk: int) -> HttpResponse:
    programme = coordinated_programme(request, pk)
    indicator = get_object_or_404(programme.indicators, pk=indicator_pk)
    return _act(request, programme, drop, programme_id=pk, indicator=indicator)


def add_reader(request: HttpRequest, pk: int) -> HttpResponse:
    programme = coordinated_programme(request, pk)
    form = ReaderForm(request.POST or None, funders=funders_of(programme.network))

    def open_to() -> None:
        let_read(actor=acting_person(request), programme_id=pk, **form.cleaned_data)

    return done_or_form(
        request,
        form,
        open_to,
        done=_("The funder reads the frozen reports of this programme."),
        back=back_to_programme(programme),
        title=_("A reader of the programme"),
        lead=_("Funders are invited on the page of the network. They read frozen reports and nothing else."),
        submit=_("Let read"),
    )


@require_POST
def end_reading(request: HttpRequest, pk: int, reader_pk: int) -> HttpResponse:
    programme = coordinated_programme(request, pk)
    reader = get_object_or_404(readers_of(programme), pk=reader_pk)
    return _act(request, programme, end, reader_id=reader.pk, now=timezone.now())


def _act(request: HttpRequest, programme: Programme, act: Callable[..., Any], **values: Any) -> HttpResponse:
    """What is refused is said on the page of the programme."""
    try:
        act(actor=acting_person(request), **values)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("reporting:programme", programme.pk)
