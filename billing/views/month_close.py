"""The end of a month as five lines: each is done, or says what remains and where to do it."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.forms.reminders import CloseMonthForm
from billing.forms.sales import month_of as month_in_address
from billing.queries.month_close import month_close, month_of, month_proposed
from billing.queries.payments import today_of
from billing.services.month_closing import close_month as close
from billing.views.money import manages
from espaces.models import Venue
from espaces.rules.dates_in_words import date_in_words
from espaces.rules.plan_terms.months import add_months
from espaces.views.access import acting_person, hosted_venue, managed_venue
from espaces.views.submitting import done_or_form


def months(request: HttpRequest, slug: str) -> HttpResponse:
    """The month that is to be looked at today."""
    venue = hosted_venue(request, slug)
    first = month_proposed(today_of(venue.structure_id))
    return redirect("billing:month_close", venue.slug, f"{first:%Y-%m}")


def month_page(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    venue = hosted_venue(request, slug)
    first = _first_day(venue, month)
    before, after = add_months(first, -1), add_months(first, 1)
    context = {
        "venue": venue,
        "tab": "money",
        "close": month_close(venue.structure, first, timezone.now()),
        "month": first,
        "before": before,
        "after": after if after <= today_of(venue.structure_id) else None,
        "may_manage": manages(request, venue),
    }
    return render(request, "billing/follow_up/month_close.html", context)


def close_month(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """What it changes is said before; what remains is said too, and does not forbid it."""
    venue = managed_venue(request, slug)
    first = _first_day(venue, month)
    period = month_of(first)
    form = CloseMonthForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        close(actor=acting_person(request), structure=venue.structure, month=period, now=timezone.now())

    words = {"day": date_in_words(period.ends_on)}
    return done_or_form(
        request,
        form,
        act,
        done=_("The month is closed: nothing dated before %(day)s can be recorded any more.") % words,
        back=(reverse("billing:month_close", args=[venue.slug, month]), _("End of the month")),
        venue=venue,
        tab="money",
        title=_("Close the month"),
        lead=_lead(venue, first, words),
        submit=_("Close the month"),
        tone="danger",
    )


def _lead(venue: Venue, first: date, words: dict[str, str]) -> str:
    said = [
        _(
            "Invoices, payments and credit notes dated before %(day)s will be refused; corrections bear a later day."
        )
        % words
    ]
    if month_close(venue.structure, first, timezone.now()).remaining:
        said.append(_("Some lines of this month are not done yet: look at them first."))
    return " ".join(said)


def _first_day(venue: Venue, month: str) -> date:
    """A month to come has nothing to close."""
    first = month_in_address(month)
    if first is None or first > today_of(venue.structure_id):
        raise Http404
    return first
