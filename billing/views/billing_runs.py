"""The billing of a structure: prepared, looked at, confirmed by a manager; then its progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.invoices import AnnouncedForm, PrepareRunForm
from billing.models import BillingRun, InvoiceDraft
from billing.queries.accounts import account_of, what_lacks_to_issue
from billing.queries.billing_runs import drafts_of, open_run_of, progress_of, runs_of, without_address
from billing.queries.drafts import ToCome, to_come
from billing.services.billing_runs import (
    accept_change,
    confirm_run,
    drop_run,
    leave_out,
    prepare_run,
    refresh_run,
    retry_failed,
)
from espaces.errors import Refused
from espaces.models import Venue
from espaces.queries.venues import today_at
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import accepted, form_page

ON_A_PAGE = 50
RUNS_SHOWN = 12


def billing_runs(request: HttpRequest, slug: str) -> HttpResponse:
    """The form that prepares one, or the way to the one that is not finished; the former ones."""
    venue = managed_venue(request, slug)
    form = PrepareRunForm(request.POST or None, initial={"last_day": today_at(venue)})
    made: list[BillingRun] = []

    def act() -> None:
        values = form.cleaned_data
        actor = acting_person(request)
        made.append(
            prepare_run(actor=actor, structure=venue.structure, until=form.until(), token=values["token"])
        )

    if accepted(request, form, act):
        return redirect("billing:billing_run", venue.slug, made[0].pk)
    return form_page(
        request,
        form,
        template="billing/invoices/runs.html",
        venue=venue,
        tab="money",
        open_run=open_run_of(venue.structure),
        lacks=_lacks(venue),
        runs=[(run, progress_of(run)) for run in runs_of(venue.structure)[:RUNS_SHOWN]],
        back=(reverse("billing:invoices", args=[venue.slug]), _("Invoices")),
    )


def billing_run(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Before it is confirmed: who will be billed how much; after: how far it is."""
    venue, run = _door(request, slug, pk)
    page = Paginator(drafts_of(run), ON_A_PAGE).get_page(request.GET.get("page"))
    is_open = not run.confirmed_at and not run.dropped_at
    progress = progress_of(run)
    context = {
        "venue": venue,
        "tab": "money",
        "run": run,
        "is_open": is_open,
        "is_running": bool(run.confirmed_at and not run.finished_at),
        "page": page,
        "rows": _rows(run, page),
        "progress": progress,
        "lacks": _lacks(venue) if is_open else [],
        "without_address": without_address(run) if is_open else [],
        "confirmation": AnnouncedForm(initial={"announced": progress.amount}),
    }
    return render(request, "billing/invoices/run.html", context)


def _rows(run: BillingRun, page: Page[InvoiceDraft]) -> list[tuple[InvoiceDraft, ToCome | None]]:
    """With what each would say as things are now, for those that are not issued."""
    drafts = list(page.object_list)
    pending = [draft.customer_id for draft in drafts if draft.state != InvoiceDraft.State.ISSUED]
    come = to_come(run.structure, run.until, pending) if pending and not run.dropped_at else {}
    return [(draft, come.get(draft.customer_id)) for draft in drafts]


def _lacks(venue: Venue) -> list[str]:
    return what_lacks_to_issue(venue.structure, account_of(venue.structure), today_at(venue))


def _door(request: HttpRequest, slug: str, pk: int) -> tuple[Venue, BillingRun]:
    venue = managed_venue(request, slug)
    return venue, get_object_or_404(runs_of(venue.structure), pk=pk)


def _act(request: HttpRequest, slug: str, pk: int, act: Callable[..., Any], done: str = "") -> HttpResponse:
    """One act on a run; what is refused is said on its page."""
    venue, run = _door(request, slug, pk)
    try:
        act(actor=acting_person(request), run_id=run.pk)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return redirect("billing:billing_run", venue.slug, run.pk)


@require_POST
def confirm(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    form = AnnouncedForm(request.POST)

    def act(**who: Any) -> None:
        if not form.is_valid():
            raise Refused("not_shown", _("Look at the amounts first."))
        confirm_run(announced=form.cleaned_data["announced"], **who)

    return _act(request, slug, pk, act)


@require_POST
def refresh(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _act(request, slug, pk, refresh_run, _("The amounts are those of now."))


@require_POST
def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _act(request, slug, pk, drop_run, _("Dropped: nothing was issued."))


@require_POST
def retry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _act(request, slug, pk, retry_failed)


@require_POST
def exclude(request: HttpRequest, slug: str, pk: int, customer_pk: int) -> HttpResponse:
    """Not this time, or after all: `out` says which."""

    def act(**who: Any) -> None:
        leave_out(customer_id=customer_pk, is_out=request.POST.get("out") == "yes", **who)

    return _act(request, slug, pk, act)


@require_POST
def accept(request: HttpRequest, slug: str, pk: int, draft_pk: int) -> HttpResponse:
    """Somebody whose amount had changed is billed at the new one."""
    form = AnnouncedForm(request.POST)
    _venue, run = _door(request, slug, pk)
    draft = get_object_or_404(drafts_of(run), pk=draft_pk)

    def act(actor: Any, run_id: int) -> None:
        if not form.is_valid():
            raise Refused("not_shown", _("Look at the amounts first."))
        accept_change(actor=actor, draft_id=draft.pk, announced=form.cleaned_data["announced"])

    return _act(request, slug, pk, act)
