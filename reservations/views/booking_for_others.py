"""A form by which a host books, and what its refusals become on it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from espaces.views.submitting import accepted
from reservations.errors import BookingRefused
from reservations.forms.stays import OverrideForm
from reservations.models import Reservation


def booked(request: HttpRequest, form: OverrideForm, act: Callable[[], Reservation]) -> Reservation | None:
    """What the act made; else None, with every broken rule on the form, to be set aside where a host may."""
    made: list[Reservation] = []

    def book() -> None:
        try:
            made.append(act())
        except BookingRefused as refused:
            form.show_refusals(refused.refusals)

    accepted(request, form, book)
    return made[0] if made else None


def status_of(form: OverrideForm) -> int:
    return 422 if form.is_bound and (form.errors or form.refusals) else 200
