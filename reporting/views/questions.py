"""The questions for the figures: one's own answers, put off, withdrawn; and those of a signed paper, by a host."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.rules.clock import calendar_day
from espaces.views.access import acting_person, hosted_venue
from espaces.views.people import act_on_person, known_person
from espaces.views.submitting import accepted
from reporting.forms.questions import PaperForm, QuestionsForm, initial_of
from reporting.models import Profile
from reporting.queries.profiles import (
    answers_of,
    current_answers,
    funders_reading,
    names_of_places,
    place_of,
)
from reporting.services.profiles import answer, put_questions_off, withdraw_answers


def my_answers(request: HttpRequest) -> HttpResponse:
    person, now = acting_person(request), timezone.now()
    today = timezone.localdate(now)
    history = list(answers_of(person))
    current = current_answers(person)
    home = place_of(current.home) if current else person.municipality
    initial = initial_of(current, home, place_of(current.work) if current else None)
    form = QuestionsForm(request.POST or None, initial=initial, today=today)

    def keep() -> None:
        answer(
            actor=person,
            person=person,
            answers=form.answers(),
            declined=form.declined(),
            source=Profile.Source.PERSON,
            on=today,
            now=now,
        )

    if accepted(request, form, keep):
        messages.success(request, _("Thank you: your answers are kept. You may change them at any time."))
        return redirect("reporting:my_answers")
    context = {
        "form": form,
        "history": history,
        "places": names_of_places(history),
        "funders": funders_reading(person, today),
    }
    return render(request, "reporting/my_answers.html", context, status=422 if form.errors else 200)


@require_POST
def questions_later(request: HttpRequest) -> HttpResponse:
    for_good = request.POST.get("when") == "never"
    put_questions_off(person=acting_person(request), for_good=for_good, now=timezone.now())
    if for_good:
        messages.success(request, _("You will not be asked again. The questions stay in your profile."))
    return redirect("reservations:my_reservations")


@require_POST
def withdraw_my_answers(request: HttpRequest) -> HttpResponse:
    person = acting_person(request)
    withdraw_answers(actor=person, person=person)
    put_questions_off(person=person, for_good=True, now=timezone.now())
    messages.success(
        request, _("All your answers are erased, the earlier ones too. You will not be asked again.")
    )
    return redirect("reporting:my_answers")


def paper_answers(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The host copies a paper: what the person answered before is not shown to him."""
    venue, person = known_person(request, slug, pk)
    now = timezone.now()
    form = PaperForm(request.POST or None, today=calendar_day(now, venue.zone))

    def keep() -> None:
        answer(
            actor=acting_person(request),
            person=person,
            answers=form.answers(),
            declined=form.declined(),
            source=Profile.Source.PAPER,
            on=form.cleaned_data["signed_on"],
            now=now,
        )

    return act_on_person(
        request,
        venue,
        person,
        form,
        keep,
        done=_("The answers of the paper are kept. The person sees that you copied them."),
        template="reporting/paper_answers.html",
    )


def paper_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The blank form, one page, to print."""
    venue = hosted_venue(request, slug)
    context = {
        "venue": venue,
        "tab": "people",
        "form": QuestionsForm(today=timezone.localdate()),
        "back": (reverse("espaces:people", args=[venue.slug]), _("People")),
    }
    return render(request, "reporting/paper_form.html", context)
