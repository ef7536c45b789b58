"""Reminders as a structure words them, and those of one customer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from billing.forms.reminders import RemindForm, StepForm
from billing.models import ReminderStep
from billing.queries.accounts import customer_account
from billing.queries.invoice_letters import addresses_of, readers_of
from billing.queries.payments import today_of
from billing.queries.reminders import (
    Said,
    example_for,
    last_reminders,
    late_invoices,
    reminder_said,
    steps_of,
    wording_now,
)
from billing.rules.arrears import days_late
from billing.rules.reminders import MEANINGS, Owed, Wording, check_wording, step_in_words
from billing.services.reminders import (
    adopt_proposed_steps,
    remind_now,
    remove_step as remove,
    save_step,
    set_reminders as switch,
)
from billing.views.money import back_to_customer, known_customer
from espaces.models import Structure, Venue
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import accepted, form_page

SHOWN = 20


def reminders(request: HttpRequest, slug: str) -> HttpResponse:
    """The steps of the structure in their order, and what left last."""
    venue = managed_venue(request, slug)
    context = {
        "venue": venue,
        "tab": "money",
        "steps": [(step, step_in_words(step.days)) for step in steps_of(venue.structure)],
        "sent": last_reminders(venue.structure)[:SHOWN],
    }
    return render(request, "billing/follow_up/reminders.html", context)


@require_POST
def adopt_reminders(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    adopt_proposed_steps(actor=acting_person(request), structure=venue.structure)
    messages.success(
        request, _("These reminders leave from tomorrow morning on. Read them and put them in your words.")
    )
    return redirect("billing:reminders", venue.slug)


def add_reminder(request: HttpRequest, slug: str) -> HttpResponse:
    return step_page(request, managed_venue(request, slug), None)


def change_reminder(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    return step_page(request, venue, get_object_or_404(steps_of(venue.structure), pk=pk))


def step_page(request: HttpRequest, venue: Venue, step: ReminderStep | None) -> HttpResponse:
    """The words, and what they become; `preview` shows it without keeping anything."""
    form = StepForm(request.POST or None, step=step)
    only_shown = "preview" in request.POST

    def act() -> None:
        if only_shown:
            check_wording(form.wording().subject, form.wording().text)
            return
        save_step(
            actor=acting_person(request),
            structure=venue.structure,
            step=step,
            wording=form.wording(),
            is_active=form.cleaned_data["is_active"],
        )

    if accepted(request, form, act) and not only_shown:
        messages.success(request, _("Saved."))
        return redirect("billing:reminders", venue.slug)
    return form_page(
        request,
        form,
        template="billing/follow_up/reminder.html",
        venue=venue,
        tab="money",
        step=step,
        title=step_in_words(step.days).capitalize() if step else _("A new reminder"),
        submit=_("Save"),
        back=(reverse("billing:reminders", args=[venue.slug]), _("Reminders")),
        meanings=MEANINGS.items(),
        **preview_of(venue.structure, form, step),
    )


def preview_of(structure: Structure, form: StepForm, step: ReminderStep | None) -> dict[str, object]:
    """Of what is written in the form, else of what is kept; nothing while it cannot be read."""
    if form.is_bound and form.is_valid() and not form.errors:
        wording = form.wording()
    elif step is not None and not form.is_bound:
        wording = Wording(step.days, step.subject, step.text)
    else:
        return {"example": None, "said": None}
    example = example_for(structure, wording.days)
    return {
        "example": example,
        "said": reminder_said(structure, wording, example.name, [example.owed], example.page),
    }


@require_POST
def remove_reminder(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    remove(actor=acting_person(request), step=get_object_or_404(steps_of(venue.structure), pk=pk))
    messages.success(request, _("This reminder no longer exists."))
    return redirect("billing:reminders", venue.slug)


def customer_reminders(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What left to a customer, whether reminders leave by themselves, and one that is sent now."""
    venue, customer = known_customer(request, slug, pk)
    form = RemindForm(request.POST or None)
    sent: list[int] = []

    def act() -> None:
        sent.append(
            remind_now(
                actor=acting_person(request),
                structure=venue.structure,
                customer=customer,
                token=form.cleaned_data["token"],
            )
        )

    if accepted(request, form, act):
        said = ngettext(
            "A reminder of %(n)s invoice is leaving.", "A reminder of %(n)s invoices is leaving.", sent[0]
        )
        messages.success(request, said % {"n": sent[0]})
        return redirect("billing:customer_reminders", venue.slug, customer.pk)
    late = late_invoices(venue.structure_id, customer.pk)
    return form_page(
        request,
        form,
        template="billing/follow_up/customer.html",
        venue=venue,
        tab="money",
        customer=customer,
        late=late,
        letter=letter_now(venue.structure, str(customer), late),
        addresses=addresses_of(customer, readers_of(customer)),
        kept=customer_account(venue.structure_id, customer.pk),
        sent=[(one, step_in_words(one.days)) for one in last_reminders(venue.structure, customer.pk)[:SHOWN]],
        automatic=steps_of(venue.structure).filter(is_active=True).exists(),
        back=back_to_customer(venue, customer),
    )


def letter_now(structure: Structure, name: str, late: list[Owed]) -> Said | None:
    if not late:
        return None
    today = today_of(structure.pk)
    wording = wording_now(structure.pk, max(days_late(one.due_on, today) for one in late))
    return reminder_said(structure, wording, name, late, _("(the address of the page)"))


@require_POST
def set_reminders(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """On or off for a customer: `send` says which."""
    venue, customer = known_customer(request, slug, pk)
    are_sent = request.POST.get("send") == "yes"
    switch(actor=acting_person(request), structure=venue.structure, customer=customer, are_sent=are_sent)
    done = (
        _("Reminders leave by themselves again.") if are_sent else _("No reminder leaves by itself any more.")
    )
    messages.success(request, done)
    return redirect("billing:customer_reminders", venue.slug, customer.pk)
