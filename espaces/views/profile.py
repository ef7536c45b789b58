from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.forms.accounts import ProfileForm
from espaces.models import Person
from espaces.services.accounts import (
    change_profile,
    choose_language,
    close_account as close,
    renew_calendar_address,
    withdraw_calendar_address,
)
from espaces.views.access import acting_person
from espaces.views.submitting import accepted, form_page


def feed_address(request: HttpRequest, person: Person) -> str:
    if not person.calendar_secret:
        return ""
    return request.build_absolute_uri(reverse("reservations:calendar_feed", args=[person.calendar_secret]))


def profile(request: HttpRequest) -> HttpResponse:
    person = acting_person(request)
    form = ProfileForm(request.POST or None, instance=person)
    if accepted(request, form, lambda: change_profile(actor=person, **form.cleaned_data)):
        choose_language(person=person, language=form.cleaned_data["language"])
        messages.success(request, _("Your profile is up to date."))
        response = redirect("espaces:profile")
        response.delete_cookie("language")
        return response
    context = {"form": form, "person": person, "feed_address": feed_address(request, person)}
    return render(request, "espaces/profile.html", context, status=422 if form.errors else 200)


@require_POST
def calendar_address(request: HttpRequest) -> HttpResponse:
    if request.POST.get("act") == "withdraw":
        withdraw_calendar_address(actor=acting_person(request))
        messages.success(request, _("The address of your calendar no longer answers."))
    else:
        renew_calendar_address(actor=acting_person(request))
        messages.success(request, _("Your calendar has a new address; the former one no longer answers."))
    return redirect("espaces:profile")


def close_account(request: HttpRequest) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    if accepted(request, form, lambda: close(actor=acting_person(request), now=timezone.now())):
        logout(request)
        messages.success(request, _("Your account is closed. Thank you for having been with us."))
        return redirect("reservations:home")
    back = (reverse("espaces:profile"), _("My profile"))
    return form_page(request, form, template="espaces/close_account.html", back=back)
