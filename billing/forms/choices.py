"""What a price may be for, and for whom: one list each, whose values name a kind and a row ("plan:12")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.models import PriceList, Tariff
from billing.queries.price_choices import audiences_at, customers_known_to, plans_priced_at
from espaces.models import Customer, Plan, ReducedAudience, Resource, Venue
from espaces.queries.venues import resources_of

Choices = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Offered:
    """What there is to choose from at a venue; nothing of one structure alone in a list of a network."""

    resources: Iterable[Resource] = ()
    plans: Iterable[Plan] = ()
    audiences: Iterable[ReducedAudience] = ()
    customers: Iterable[Customer] = ()
    own_resources: bool = True

    def what(self) -> Choices:
        """Kinds first, those of the venue before the others; then its resources one by one."""
        here = dict.fromkeys(resource.kind for resource in self.resources)
        kinds = [*here, *(kind for kind in Resource.Kind.values if kind not in here)]
        choices: Choices = [(f"kind:{kind}", Resource.Kind(kind).label) for kind in kinds]
        if self.own_resources:
            own = [(f"resource:{resource.pk}", str(resource)) for resource in self.resources]
            choices.append((_("Only one resource"), own))
        return choices

    def who(self) -> Choices:
        choices: Choices = [
            ("everybody", _("everybody")),
            ("first_visit", _("a first visit")),
            ("association", _("members of the association")),
        ]
        groups = [
            (_("With a plan"), "plan", self.plans),
            (_("Reduced, on proof"), "reduced", self.audiences),
            (_("One customer"), "customer", self.customers),
        ]
        for label, prefix, rows in groups:
            own = [(f"{prefix}:{row.pk}", str(row)) for row in rows]
            choices += [(label, own)] if own else []
        return choices


def offered_at(venue: Venue, price_list: PriceList, day: date) -> Offered:
    shared = price_list.structure_id is None
    return Offered(
        resources=list(resources_of(venue, day)),
        plans=plans_priced_at(venue, price_list, day),
        audiences=audiences_at(venue, price_list),
        customers=() if shared else customers_known_to(venue.structure),
        own_resources=not shared,
    )


def what_of(tariff: Tariff) -> str:
    return f"resource:{tariff.resource_id}" if tariff.resource_id else f"kind:{tariff.kind}"


def who_of(tariff: Tariff) -> str:
    number = tariff.plan_id or tariff.reduced_audience_id or tariff.customer_id
    return f"{tariff.audience}:{number}" if number else tariff.audience


def fields_of_what(value: str) -> dict[str, Any]:
    prefix, _colon, rest = value.partition(":")
    return {
        "resource_id": int(rest) if prefix == "resource" else None,
        "kind": rest if prefix == "kind" else "",
    }


def fields_of_who(value: str) -> dict[str, Any]:
    audience, number = audience_and_number(value)
    return {
        "audience": audience,
        "plan_id": number if audience == Tariff.Audience.PLAN else None,
        "reduced_audience_id": number if audience == Tariff.Audience.REDUCED else None,
        "customer_id": number if audience == Tariff.Audience.CUSTOMER else None,
    }


def audience_and_number(value: str) -> tuple[str, int | None]:
    audience, _colon, number = value.partition(":")
    return audience, int(number) if number else None
