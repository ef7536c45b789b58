"""What a coordinator does with a report: compute, comment, declare, review, freeze, correct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.errors import Refused
from espaces.queries.access import today
from espaces.views.access import acting_person
from espaces.views.submitting import accepted, done_or_form, form_page
from reporting.forms.reports import CommentForm, CorrectionForm, DeclarationForm, StartReportForm
from reporting.models import Report, ReportDeclaration
from reporting.queries.reports import period_of
from reporting.services.reports import (
    ask_to_freeze,
    back_to_draft as back_to_draft_again,
    compute_again,
    correct_report as correct,
    declare as declare_value,
    drop_report as drop,
    send_to_review,
    start_report as start,
    write_comment as write,
)
from reporting.views.access import coordinated_programme, coordinated_report
from reporting.views.programmes import back_to_programme


def start_report(request: HttpRequest, pk: int) -> HttpResponse:
    programme = coordinated_programme(request, pk)
    form = StartReportForm(request.POST or None, programme=programme, today=today())
    made: list[Report] = []

    def act() -> None:
        actor, period = acting_person(request), form.cleaned_data["period"]
        made.append(start(actor=actor, programme_id=pk, period=period))

    if accepted(request, form, act):
        return redirect("reporting:report", made[0].pk)
    return form_page(
        request,
        form,
        title=_("Prepare a report"),
        lead=_("Its figures are computed at once. You may freeze it when its period is over."),
        submit=_("Compute the figures"),
        back=back_to_programme(programme),
    )


def back_to_report(report: Report) -> tuple[str, str]:
    return reverse("reporting:report", args=[report.pk]), period_of(report).in_words.capitalize()


def _act(request: HttpRequest, pk: int, act: Callable[..., Any], done: str = "") -> HttpResponse:
    """One act on a report; what is refused is said on its page."""
    report = coordinated_report(request, pk)
    try:
        act(actor=acting_person(request), report_id=report.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return redirect("reporting:report", report.pk)


@require_POST
def compute_report(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, compute_again)


@require_POST
def review_report(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, send_to_review, _("In review: nothing changes until you freeze it."))


@require_POST
def back_to_draft(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, back_to_draft_again, _("It is a draft again."))


@require_POST
def freeze_report(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, ask_to_freeze)


@require_POST
def drop_report(request: HttpRequest, pk: int) -> HttpResponse:
    report = coordinated_report(request, pk)
    try:
        drop(actor=acting_person(request), report_id=pk)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("reporting:report", pk)
    messages.success(request, _("The draft is gone."))
    return redirect("reporting:programme", report.programme_id)


def comment_report(request: HttpRequest, pk: int) -> HttpResponse:
    report = coordinated_report(request, pk)
    form = CommentForm(request.POST or None, instance=report)

    def save() -> None:
        write(actor=acting_person(request), report_id=pk, comment=form.cleaned_data["comment"])

    return done_or_form(
        request,
        form,
        save,
        done=_("Your words stand above the figures."),
        back=back_to_report(report),
        title=_("Words to the funder"),
        lead=_("What the figures do not say: an opening, works, a partner."),
        submit=_("Save"),
    )


def declare(request: HttpRequest, pk: int, indicator_pk: int) -> HttpResponse:
    report = coordinated_report(request, pk)
    indicator = get_object_or_404(report.programme.indicators, pk=indicator_pk)
    known = report.declarations.filter(indicator=indicator).first()
    blank = ReportDeclaration(report=report, indicator=indicator)
    form = DeclarationForm(request.POST or None, instance=known or blank)

    def save() -> None:
        declare_value(actor=acting_person(request), report_id=pk, indicator=indicator, **form.cleaned_data)

    return done_or_form(
        request,
        form,
        save,
        done=_("The value is in the report."),
        back=back_to_report(report),
        title=str(indicator),
        lead=_("Nothing here counts it: say what was reached, and the document that proves it."),
        submit=_("Save"),
    )


def correct_report(request: HttpRequest, pk: int) -> HttpResponse:
    report = coordinated_report(request, pk)
    form = CorrectionForm(request.POST or None)
    made: list[Report] = []

    def act() -> None:
        actor, reason = acting_person(request), form.cleaned_data["reason"]
        made.append(correct(actor=actor, report_id=pk, reason=reason))

    if accepted(request, form, act):
        return redirect("reporting:report", made[0].pk)
    return form_page(
        request,
        form,
        title=_("Correct a frozen report"),
        lead=_(
            "The version that was frozen stays as it is. The new one says what changed, figure by figure."
        ),
        submit=_("Prepare the new version"),
        back=back_to_report(report),
    )
