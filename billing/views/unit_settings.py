"""Settings of a structure: its units and what stays take of them. Reached from one of its venues."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.units import RateForm, UnitForm, UnitNamesForm
from billing.queries.packs import packs_of
from billing.queries.unit_settings import rates_at, resources_of_structure, unit_lines
from espaces.models import Unit, Venue
from espaces.queries.access import today
from espaces.queries.units import networks_decided_by, units_at, units_decided_by
from espaces.services.units import archive_unit, create_unit, rename_unit
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import done_or_form
from reservations.services.unit_rates import remove_unit_rate, set_unit_rate


def unit_settings(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    structure, day = venue.structure, today()
    decided = units_decided_by(request.user, structure, day).values_list("pk", flat=True)
    units = units_at(structure, day).filter(archived_at=None)
    context = {
        "venue": venue,
        "tab": "settings",
        "lines": unit_lines(units, decided, structure),
        "packs": packs_of(structure),
    }
    return render(request, "billing/unit_settings.html", context)


def back_to_units(venue: Venue) -> tuple[str, str]:
    return reverse("billing:unit_settings", args=[venue.slug]), _("Units and packs")


def decided_unit(request: HttpRequest, venue: Venue, pk: int) -> Unit:
    """The door of changing a unit: not of this structure or its networks is 404, not one's to decide is 403."""
    unit: Unit = get_object_or_404(units_at(venue.structure, today()).filter(archived_at=None), pk=pk)
    if not units_decided_by(request.user, venue.structure, today()).filter(pk=pk).exists():
        raise PermissionDenied(_("This unit is the network's: only its coordinator decides over it."))
    return unit


def add_unit(request: HttpRequest, slug: str) -> HttpResponse:
    venue = managed_venue(request, slug)
    networks = networks_decided_by(request.user, venue.structure, today())
    form = UnitForm(request.POST or None, structure=venue.structure, networks=networks)

    def save() -> None:
        values = form.cleaned_data
        create_unit(
            actor=acting_person(request),
            owner=form.chosen_owner(),
            name=values["name"],
            plural=values["plural"],
            step=values["step"],
        )

    return done_or_form(
        request,
        form,
        save,
        done=_("The unit exists. Say now what a stay takes of it."),
        back=back_to_units(venue),
        venue=venue,
        tab="settings",
        title=_("A new unit"),
        lead=_("What packs and allowances are counted in. How it is counted cannot be changed afterwards."),
        submit=_("Create"),
    )


def change_unit(request: HttpRequest, slug: str, unit_pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    unit = decided_unit(request, venue, unit_pk)
    form = UnitNamesForm(request.POST or None, instance=copy.copy(unit))

    def save() -> None:
        rename_unit(actor=acting_person(request), unit=unit, **form.cleaned_data)

    return done_or_form(
        request,
        form,
        save,
        done=_("Saved."),
        back=back_to_units(venue),
        venue=venue,
        tab="settings",
        title=unit.name,
        submit=_("Save"),
    )


@require_POST
def archive(request: HttpRequest, slug: str, unit_pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    unit = decided_unit(request, venue, unit_pk)
    archive_unit(actor=acting_person(request), unit=unit, now=timezone.now())
    messages.success(request, _("This unit is no longer given; whoever has some uses them until their end."))
    return redirect(back_to_units(venue)[0])


def set_rate(request: HttpRequest, slug: str, unit_pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    unit = decided_unit(request, venue, unit_pk)
    form = RateForm(request.POST or None, resources=resources_of_structure(venue.structure))

    def save() -> None:
        set_unit_rate(actor=acting_person(request), unit=unit, **form.rate())

    return done_or_form(
        request,
        form,
        save,
        done=_("From now on, such stays take units so."),
        back=back_to_units(venue),
        venue=venue,
        tab="settings",
        title=_("What a stay takes: %(units)s") % {"units": unit.plural},
        lead=_("What is said of one resource counts before what is said of its kind."),
        submit=_("Save"),
    )


@require_POST
def remove_rate(request: HttpRequest, slug: str, rate_pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    rate = get_object_or_404(rates_at(venue.structure), pk=rate_pk)
    decided_unit(request, venue, rate.unit_id)
    remove_unit_rate(actor=acting_person(request), rate=rate)
    messages.success(request, _("Such stays are no longer paid in this unit."))
    return redirect(back_to_units(venue)[0])
