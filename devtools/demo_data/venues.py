"""Venues built by the services that their managers use: hours, resources, rules, photos, then publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from devtools.demo_data.pictures import picture_of
from devtools.demo_data.specs import ResourceSpec, VenueSpec
from espaces.models import CancellationStep, Municipality, Person, Resource, Structure, Venue
from espaces.rules.clock import MIDNIGHT, instant
from espaces.services.closures import add_closure
from espaces.services.hours import choose_holidays, replace_hours
from espaces.services.photos import add_photo
from espaces.services.quotas import set_quotas
from espaces.services.resources import change_place, create_resource
from espaces.services.venues import (
    change_venue,
    create_venue,
    place_venue,
    publish_venue,
    set_cancellation_steps,
)

Audience = CancellationStep.Audience


@dataclass
class Built:
    """A venue with the specification it came from; `resources` by name."""

    spec: VenueSpec
    venue: Venue
    resources: dict[str, Resource] = field(default_factory=dict)


def build_venues(
    specs: Sequence[VenueSpec], structures: Mapping[str, Structure], actor: Person, today: date
) -> dict[str, Built]:
    return {spec.key: build_venue(spec, structures[spec.structure], actor, today) for spec in specs}


def build_venue(spec: VenueSpec, structure: Structure, actor: Person, today: date) -> Built:
    municipality = Municipality.objects.get(pk=spec.municipality)
    venue = create_venue(
        actor=actor,
        structure=structure,
        name=spec.name,
        kind=spec.kind,
        address=spec.address,
        municipality=municipality,
    )
    place_venue(
        actor=actor,
        venue=venue,
        address=spec.address,
        postcode=municipality.postcodes[0],
        municipality=municipality,
        coordinates=spec.coordinates,
    )
    _describe(spec, venue, actor)
    _write_hours(spec, venue, actor, today)
    built = Built(spec, venue)
    for resource in spec.resources:
        built.resources[resource.name] = _build_resource(resource, venue, actor)
    for order, view in enumerate(("outside", "inside")):
        file, description = picture_of(spec.picture, view, f"{spec.key}{order}")
        add_photo(actor=actor, venue=venue, file=file, description=f"{spec.name} : {description}")
    publish_venue(actor=actor, venue=venue)
    _close(spec, venue, actor, today)
    return built


def _describe(spec: VenueSpec, venue: Venue, actor: Person) -> None:
    change_venue(
        actor=actor,
        venue=venue,
        summary=spec.summary,
        description=spec.description,
        services=list(spec.services),
        house_rules=spec.house_rules,
        access_instructions=spec.access,
        **spec.settings,
    )
    set_quotas(actor=actor, of=venue, limits=spec.quotas)
    for audience, steps in ((Audience.MEMBERS, spec.members_steps), (Audience.OTHERS, spec.others_steps)):
        set_cancellation_steps(actor=actor, venue=venue, audience=audience, steps=list(steps))


def _write_hours(spec: VenueSpec, venue: Venue, actor: Person, today: date) -> None:
    replace_hours(actor=actor, venue=venue, periods=spec.hours, valid_from=None)
    if spec.open_on_holidays:
        choose_holidays(actor=actor, venue=venue, choices={}, open_on_holidays=True)
    for year in (today.year - 1, today.year, today.year + 1) if spec.summer else ():
        replace_hours(
            actor=actor,
            venue=venue,
            periods=spec.summer,
            valid_from=date(year, 7, 1),
            valid_to=date(year, 9, 1),
        )


def _build_resource(spec: ResourceSpec, venue: Venue, actor: Person) -> Resource:
    resource = create_resource(actor=actor, venue=venue, places=spec.places, name=spec.name, **spec.values)
    for place in resource.places.order_by("number"):
        features, label = spec.features.get(place.number), spec.labels.get(place.number)
        if features or label:
            change_place(actor=actor, place=place, label=label or "", features=features or [])
    if spec.hours:
        replace_hours(actor=actor, venue=venue, resource=resource, periods=spec.hours, valid_from=None)
    return resource


def _close(spec: VenueSpec, venue: Venue, actor: Person, today: date) -> None:
    for from_today, days, reason in [*spec.past_closures, *spec.coming_closures]:
        first = today + timedelta(days=from_today)
        add_closure(
            actor=actor,
            venue=venue,
            starts_at=instant(first, MIDNIGHT, venue.zone),
            ends_at=instant(first + timedelta(days=days), MIDNIGHT, venue.zone),
            reason=reason,
        )
