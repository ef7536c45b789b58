"""The packs that a structure sells, changed and withdrawn from the page of its units."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.units import PackProductForm
from billing.models import PackProduct
from billing.queries.packs import packs_of
from billing.services.packs import archive_pack_product, save_pack_product
from billing.views.unit_settings import back_to_units
from espaces.models import Venue
from espaces.queries.access import today
from espaces.queries.people import venues_of_structure
from espaces.queries.units import units_decided_by
from espaces.views.access import acting_person, managed_venue
from espaces.views.submitting import done_or_form


def add_pack(request: HttpRequest, slug: str) -> HttpResponse:
    return pack_page(request, managed_venue(request, slug), None)


def change_pack(request: HttpRequest, slug: str, pack_pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    return pack_page(request, venue, get_object_or_404(packs_of(venue.structure), pk=pack_pk))


def pack_page(request: HttpRequest, venue: Venue, product: PackProduct | None) -> HttpResponse:
    units = units_decided_by(request.user, venue.structure, today()).filter(archived_at=None)
    form = PackProductForm(
        request.POST or None,
        instance=copy.copy(product),
        units=units,
        venues=venues_of_structure(venue.structure),
    )

    def save() -> None:
        save_pack_product(
            actor=acting_person(request), structure=venue.structure, product=product, **form.product()
        )

    return done_or_form(
        request,
        form,
        save,
        done=_("The pack is on sale."),
        back=back_to_units(venue),
        venue=venue,
        tab="settings",
        title=product.name if product else _("A new pack"),
        lead=_("A change counts for the next sales: packs already bought keep what was agreed."),
        submit=_("Save"),
    )


@require_POST
def archive_pack(request: HttpRequest, slug: str, pack_pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    product = get_object_or_404(packs_of(venue.structure), pk=pack_pk)
    archive_pack_product(actor=acting_person(request), product=product, now=timezone.now())
    messages.success(request, _("This pack is no longer sold; whoever bought one keeps it."))
    return redirect(back_to_units(venue)[0])
