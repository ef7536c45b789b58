"""A form and the one service it calls: what the service refuses is written on the form, and answered 422."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from espaces.errors import Refused


def accepted(request: HttpRequest, form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Whether the form was sent, is valid, and its act was done."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
    except ValidationError as error:
        _write_on(form, error)
    return not form.errors


def _write_on(form: forms.BaseForm, error: ValidationError) -> None:
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for field, sentences in by_field.items():
        form.add_error(field if field in form.fields else None, sentences)


def form_page(
    request: HttpRequest, form: forms.BaseForm, *, template: str = "espaces/form.html", **context: Any
) -> HttpResponse:
    """A page with one form. `title`, `submit` and `back` (address and words) are what the template shows."""
    status = 422 if form.is_bound and form.errors else 200
    defaults = {"lead": "", "tone": "", "venue": None, "tab": ""}
    return render(request, template, defaults | context | {"form": form}, status=status)


def done_or_form(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[], object],
    *,
    done: str,
    back: tuple[str, str],
    **page: Any,
) -> HttpResponse:
    """The page of a form until its act is done; then `done` is said on the page that it came from."""
    if accepted(request, form, act):
        messages.success(request, done)
        return redirect(back[0])
    return form_page(request, form, back=back, **page)
