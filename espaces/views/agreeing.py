"""A form whose consequence is read before it is done.

The sentences come back with the form; when they are no longer true (somebody else used a unit, a price changed),
nothing is done and the new ones are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from espaces.errors import Refused
from espaces.views.submitting import accepted, form_page

Told = Callable[[], list[str]]
BETWEEN = " | "


def agreed(request: HttpRequest, form: forms.BaseForm, told: Told, act: Callable[[], object]) -> bool:
    """Whether the form was sent with the sentences that are true now, and its act was done.

    `told` may read the cleaned form; what it refuses is written on the form.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    sentences = sentences_of(form, told)
    if form.errors or request.POST.get("read") != BETWEEN.join(sentences):
        return False
    return accepted(request, form, act)


def agreement_page(
    request: HttpRequest,
    form: forms.BaseForm,
    told: Told,
    *,
    known: bool = False,
    template: str = "espaces/agreement.html",
    **context: Any,
) -> HttpResponse:
    """As `form_page`, with the consequence above the button once it can be said; `known`: from the beginning."""
    sentences = sentences_of(form, told) if known or (form.is_bound and form.is_valid()) else []
    return form_page(
        request,
        form,
        template=template,
        sentences=sentences,
        read=BETWEEN.join(sentences),
        **context,
    )


def sentences_of(form: forms.BaseForm, told: Told) -> list[str]:
    try:
        return [str(sentence) for sentence in told()]
    except Refused as refused:
        if form.is_bound:
            form.add_error(None, str(refused))
            return []
        raise
