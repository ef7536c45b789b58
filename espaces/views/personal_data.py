"""What is known of a person: taken away by himself, or forgotten, at his request or by a manager whom he asked."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.forms.people import WrittenRequestForm
from espaces.queries.people import may_be_erased_by, person_known_to
from espaces.queries.personal_data import why_not_erased
from espaces.rules.clock import calendar_day
from espaces.services.erasing import erase_person as erase
from espaces.services.exporting import export_person
from espaces.views.access import acting_person, managed_venue
from espaces.views.people import back_to_person
from espaces.views.submitting import accepted, form_page


def my_data(request: HttpRequest) -> HttpResponse:
    return render(request, "espaces/my_data.html", {"person": acting_person(request)})


@require_POST
@reauthentication_required
def export_my_data(request: HttpRequest) -> HttpResponseBase:
    person, now = acting_person(request), timezone.now()
    packed = export_person(actor=person, person=person, now=now)
    name = f"mes-donnees-{timezone.localtime(now):%Y-%m-%d}.zip"
    headers = {"Content-Type": "application/zip", "Cache-Control": "no-store"}
    return FileResponse(packed, as_attachment=True, filename=name, headers=headers)


@reauthentication_required(allow_get=True)
def erase_my_data(request: HttpRequest) -> HttpResponse:
    """What stands in the way is listed before the button, which is then missing."""
    person, now = acting_person(request), timezone.now()
    form = forms.Form(request.POST if request.method == "POST" else None)
    if accepted(request, form, lambda: erase(actor=person, person=person, now=now)):
        logout(request)
        messages.success(request, _("You are forgotten here. Thank you for having been with us."))
        return redirect("reservations:home")
    return form_page(
        request,
        form,
        template="espaces/erase_my_data.html",
        obstacles=why_not_erased(person, now),
        back=(reverse("espaces:my_data"), _("My data")),
    )


@reauthentication_required(allow_get=True)
def erase_person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """By a manager, on a written request whose date is kept."""
    venue, now = managed_venue(request, slug), timezone.now()
    person = person_known_to(venue.structure, pk)
    if person is None:
        raise Http404
    actor, today = acting_person(request), calendar_day(now, venue.zone)
    form = WrittenRequestForm(request.POST or None, today=today)

    def forget() -> None:
        erase(actor=actor, person=person, now=now, asked_on=form.cleaned_data["asked_on"])

    if accepted(request, form, forget):
        messages.success(request, _("The person is forgotten: only no. %(number)s remains.") % {"number": pk})
        return redirect("espaces:people", venue.slug)
    return form_page(
        request,
        form,
        template="espaces/erase_person.html",
        venue=venue,
        tab="people",
        person=person,
        obstacles=why_not_erased(person, now),
        may_erase=may_be_erased_by(actor, person),
        back=back_to_person(venue, person),
    )
