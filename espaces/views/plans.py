from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from espaces.forms.plans import PlanForm
from espaces.models import Plan, Structure
from espaces.queries.access import today
from espaces.queries.people import venues_of_structure
from espaces.queries.plans import networks_of, plans_of, venues_of_networks_of
from espaces.queries.units import units_at
from espaces.services.plans import QuotaLimit, archive_plan, save_plan
from espaces.views.access import acting_person, managed_structure
from espaces.views.submitting import accepted, form_page


def plans(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    context = {
        "structure": structure,
        "plans": plans_of(structure, today()),
        "price_venue": venues_of_structure(structure).first(),
    }
    return render(request, "espaces/plans.html", context)


def add_plan(request: HttpRequest, pk: int) -> HttpResponse:
    return plan_page(request, managed_structure(request, pk), None)


def change_plan(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    return plan_page(request, structure, get_object_or_404(plans_of(structure, today()), pk=plan_pk))


def plan_page(request: HttpRequest, structure: Structure, plan: Plan | None) -> HttpResponse:
    day = today()
    form = PlanForm(
        request.POST or None,
        instance=plan,
        structure=structure,
        units=units_at(structure, day).filter(archived_at=None),
        venues=venues_of_networks_of(structure, day),
        networks=networks_of(structure, day),
    )

    def save() -> None:
        save_plan(
            actor=acting_person(request),
            structure=structure,
            plan=plan,
            venues=form.cleaned_data["venues"],
            quotas=[QuotaLimit(*quota) for quota in form.quotas()],
            allowances=form.allowances(),
            on=day,
            **form.rights(),
        )

    back = (reverse("espaces:plans", args=[structure.pk]), _("Plans"))
    if accepted(request, form, save):
        messages.success(request, _("The plan is up to date."))
        return redirect(back[0])
    title = str(plan) if plan else _("A new plan")
    lead = _("What its holders may do, on which terms, and what each period gives them.")
    return form_page(
        request,
        form,
        template="espaces/plan.html",
        title=title,
        lead=lead,
        submit=_("Save"),
        back=back,
    )


@require_POST
def archive(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    plan = get_object_or_404(plans_of(structure, today()), pk=plan_pk)
    archive_plan(actor=acting_person(request), plan=plan, now=timezone.now())
    messages.success(request, _("This plan is no longer offered; whoever holds it keeps it."))
    return redirect("espaces:plans", structure.pk)
