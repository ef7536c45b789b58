"""The units of one person, for the hosts of a venue: only those that count at its structure.

Any host records another use; giving, ending and correcting is for who decides over the unit (a manager, or the
coordinator for a unit of the network).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from espaces.models import Person, Structure, Venue
from espaces.queries.payers import organisations_paying_for
from espaces.queries.people import venues_of_structure
from espaces.queries.units import units_at, units_decided_by
from espaces.queries.venues import today_at
from espaces.rules.amounts_in_words import units_in_words
from espaces.services.customers import own_customer
from espaces.views.access import acting_person, managed_venue
from espaces.views.agreeing import agreed, agreement_page
from espaces.views.people import known_person
from reservations.forms.units import CorrectGrantForm, EndGrantForm, GiveUnitsForm, OtherUseForm
from reservations.models import Grant, Use
from reservations.queries.ledger import (
    Seen,
    balance_of,
    balances_of,
    grants_of,
    last_day_of,
    statement,
    totals,
)
from reservations.queries.other_uses import portions_for
from reservations.services.grants import correct_grant, end_grant_early, give_units, use_units_otherwise

ON_A_PAGE = 25


def back_to_units(venue: Venue, person: Person) -> tuple[str, str]:
    href = reverse("reservations:person_units", args=[venue.slug, person.pk])
    return href, _("Units of %(person)s") % {"person": person}


def person_units(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue, person = known_person(request, slug, pk)
    day = today_at(venue)
    units = units_at(venue.structure, day)
    grants = grants_of(person, day).filter(unit__in=units.order_by().values("pk"))
    entries = statement(grants, day, seen=seen_at(venue.structure))
    context = {
        "venue": venue,
        "tab": "people",
        "person": person,
        "totals": totals(balances_of(person, day, units)),
        "decided": set(units_decided_by(request.user, venue.structure, day).values_list("pk", flat=True)),
        "page": Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reservations/units/host.html", context)


def seen_at(structure: Structure) -> Seen:
    """A unit of the network is also used elsewhere: what happens there is not this structure's business."""

    def seen(use: Use, grant: Grant) -> bool:
        if use.reservation is not None:
            return use.reservation.structure_id == structure.pk
        return use.person_id is None or grant.unit.structure_id == structure.pk

    return seen


def give(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    venue = managed_venue(request, slug)
    person = known_person(request, slug, pk)[1]
    day = today_at(venue)
    form = GiveUnitsForm(
        request.POST or None,
        person=person,
        customers=list(organisations_paying_for(person, day)),
        units=units_decided_by(request.user, venue.structure, day).filter(archived_at=None),
        venues=venues_of_structure(venue.structure),
        initial={"valid_from": day},
    )

    def told() -> list[str]:
        values = form.cleaned_data
        holder = form.organisation() or person
        got = units_in_words(values["amount"], values["unit"].name, values["unit"].plural)
        return [
            _("%(holder)s receives %(units)s, at no charge.") % {"holder": holder, "units": got},
            validity_in_words(values["valid_from"], values["last_day"]),
        ]

    def act() -> None:
        values = form.cleaned_data
        give_units(
            actor=acting_person(request),
            unit=values["unit"],
            holder=form.organisation() or person,
            amount=values["amount"],
            reason=values["reason"],
            valid_from=values["valid_from"],
            valid_to=form.valid_to(),
            venues=values["venues"],
            token=values["token"],
            now=timezone.now(),
        )

    back = back_to_units(venue, person)
    if agreed(request, form, told, act):
        messages.success(request, _("The units are given."))
        return redirect(back[0])
    return agreement_page(
        request, form, told, venue=venue, tab="people", title=_("Give units"), submit=_("Give"), back=back
    )


def validity_in_words(first: date, last: date | None) -> str:
    if last is None:
        return _("Valid from %(first)s, without end.") % {"first": date_format(first)}
    return _("Valid from %(first)s to %(last)s included.") % {
        "first": date_format(first),
        "last": date_format(last),
    }


def use_otherwise(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Prints, a locker, a day that nobody booked: takes what there is, and says what is missing."""
    venue, person = known_person(request, slug, pk)
    day = today_at(venue)
    form = OtherUseForm(
        request.POST or None,
        person=person,
        customers=list(organisations_paying_for(person, day)),
        units=units_at(venue.structure, day),
        today=day,
    )

    def told() -> list[str]:
        values = form.cleaned_data
        payer = form.organisation() or own_customer(person)
        found = portions_for(person, payer, venue, values["unit"], values["day"], values["amount"])
        return other_use_in_words(found.total, found.missing, values["unit"].name, values["unit"].plural)

    def act() -> None:
        values = form.cleaned_data
        use_units_otherwise(
            actor=acting_person(request),
            unit=values["unit"],
            person=person,
            payer=form.organisation() or own_customer(person),
            venue=venue,
            amount=values["amount"],
            reason=values["reason"],
            day=values["day"],
            token=values["token"],
            now=timezone.now(),
        )

    back = back_to_units(venue, person)
    if agreed(request, form, told, act):
        messages.success(request, _("The use is recorded."))
        return redirect(back[0])
    return agreement_page(
        request,
        form,
        told,
        venue=venue,
        tab="people",
        title=_("Record another use"),
        submit=_("Record"),
        back=back,
    )


def other_use_in_words(taken: Decimal, missing: Decimal, one: str, several: str) -> list[str]:
    told = []
    if taken:
        told.append(_("Taken: %(units)s.") % {"units": units_in_words(taken, one, several)})
    if missing:
        short = {"units": units_in_words(missing, one, several)}
        told.append(_("Missing: %(units)s. They are not recorded: sell a pack or charge them.") % short)
    return told


def decided_grant(request: HttpRequest, slug: str, pk: int, grant_pk: int) -> tuple[Venue, Person, Grant]:
    """The door of ending and correcting: a grant of the person, over whose unit the user decides."""
    venue = managed_venue(request, slug)
    person = known_person(request, slug, pk)[1]
    day = today_at(venue)
    units = units_at(venue.structure, day).order_by()
    grants = grants_of(person, day).filter(unit__in=units.values("pk")).select_related("unit")
    grant: Grant = get_object_or_404(grants, pk=grant_pk)
    if not units_decided_by(request.user, venue.structure, day).filter(pk=grant.unit_id).exists():
        raise PermissionDenied(_("This unit is the network's: only its coordinator decides over it."))
    return venue, person, grant


def end_grant(request: HttpRequest, slug: str, pk: int, grant_pk: int) -> HttpResponse:
    venue, person, grant = decided_grant(request, slug, pk, grant_pk)
    form = EndGrantForm(request.POST or None)

    def told() -> list[str]:
        left = units_in_words(balance_of(grant), grant.unit.name, grant.unit.plural)
        return [
            _("%(person)s loses what is left: %(units)s.")
            % {"person": grant.person or grant.customer, "units": left},
            _("Nothing is paid back: for a pack, refund it instead."),
            _("Reservations already made keep their units."),
        ]

    def act() -> None:
        end_grant_early(
            actor=acting_person(request),
            grant=grant,
            reason=form.cleaned_data["reason"],
            day=today_at(venue),
            token=form.cleaned_data["token"],
            now=timezone.now(),
        )

    back = back_to_units(venue, person)
    if agreed(request, form, told, act):
        messages.success(request, _("These units are ended."))
        return redirect(back[0])
    return agreement_page(
        request,
        form,
        told,
        known=True,
        venue=venue,
        tab="people",
        title=_("End units early"),
        submit=_("End"),
        tone="danger",
        back=back,
    )


def correct(request: HttpRequest, slug: str, pk: int, grant_pk: int) -> HttpResponse:
    venue, person, grant = decided_grant(request, slug, pk, grant_pk)
    form = CorrectGrantForm(request.POST or None)

    def told() -> list[str]:
        before = balance_of(grant)
        after = before + form.cleaned_data["difference"]
        names = (grant.unit.name, grant.unit.plural)
        words = {"before": units_in_words(before, *names), "after": units_in_words(after, *names)}
        return [_("%(before)s before, %(after)s after. The ledger keeps both lines.") % words]

    def act() -> None:
        correct_grant(
            actor=acting_person(request),
            grant=grant,
            day=today_at(venue),
            now=timezone.now(),
            **form.cleaned_data,
        )

    back = back_to_units(venue, person)
    if agreed(request, form, told, act):
        messages.success(request, _("The correction is written."))
        return redirect(back[0])
    last = last_day_of(grant)
    return agreement_page(
        request,
        form,
        told,
        venue=venue,
        tab="people",
        title=_("Correct %(units)s") % {"units": grant.unit.plural},
        lead=_("Received: %(units)s.")
        % {"units": units_in_words(grant.amount, grant.unit.name, grant.unit.plural)}
        + " "
        + validity_in_words(grant.valid_from, last),
        submit=_("Correct"),
        back=back,
    )
