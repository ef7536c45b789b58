"""A venue from its first line to its publication, and its settings. Who may act is decided at the page's door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.locks import lock_resources_of_venue, locking_transaction
from espaces.models import CancellationStep, Municipality, Person, Structure, Venue, VenueCutOff
from espaces.queries.venues import (
    all_periods_of,
    slug_is_taken,
    today_at,
    venue_facts,
    venue_named,
    was_ever_published,
)
from espaces.rules.opening import ends_after_cutoff
from espaces.rules.publication import missing_to_publish
from espaces.rules.time_zones import zone_of_departement
from espaces.services.acts import record_act
from espaces.services.quotas import Limits, set_quotas

SETTINGS = frozenset(
    "name kind summary description siret services wheelchair_accessible house_rules access_instructions email"
    " phone website half_day_boundary notice_minutes horizon_days uses_check_in".split()
)
LONGEST_SLUG = 60
EASY_TO_TYPE = "abcdefghjkmnpqrstuvwxyz23456789"
"""The address of the poster is typed by hand where there is no camera: 16 of these are 79 bits."""


@transaction.atomic
def create_venue(*, actor: Person | None, structure: Structure, name: str, **values: Any) -> Venue:
    """A draft with the defaults of a village; seen by its hosts only. `values`: settings and where it is.

    A structure has one venue of a name: a form sent twice does not make two.
    """
    if venue_named(structure, name):
        raise _same_name()
    where = {field: values.pop(field) for field in ("address", "postcode", "municipality") if field in values}
    _check_names(values)
    venue = Venue(
        structure=structure, name=name, slug=_free_slug(name), check_in_secret=_door_secret(), **values
    )
    _put(venue, **where)
    venue.time_zone = _zone_of(venue.municipality)
    venue.full_clean()
    try:
        with transaction.atomic():
            venue.save()
    except IntegrityError:  # a second tap took the same slug in between
        raise _same_name() from None
    record_act(actor=actor, verb="venue_created", target=venue, structure=structure.pk, name=name)
    return venue


def _same_name() -> Refused:
    message = _("This structure already has a venue of this name: go on with it from the structure's page.")
    return Refused("same_name", message)


def _door_secret() -> str:
    return get_random_string(16, EASY_TO_TYPE)


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:LONGEST_SLUG].strip("-") or "espace"
    slug, number = wanted, 1
    while slug_is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _zone_of(municipality: Municipality | None) -> str:
    return zone_of_departement(municipality.departement_code if municipality else None)


@transaction.atomic
def change_venue(*, actor: Person | None, venue: Venue, **values: Any) -> None:
    """Changes what is given among the settings. The names of the changed ones are recorded, not door codes."""
    _check_names(values)
    changed = sorted(name for name, value in values.items() if getattr(venue, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(venue, name, values[name])
    venue.full_clean()
    venue.save(update_fields=changed)
    record_act(actor=actor, verb="venue_changed", target=venue, fields=changed)


@transaction.atomic
def set_booking_rules(*, actor: Person | None, venue: Venue, limits: Limits, **values: Any) -> None:
    """Horizon, notice and boundary, and the quotas of the venue."""
    change_venue(actor=actor, venue=venue, **values)
    set_quotas(actor=actor, of=venue, limits=limits)


def _check_names(values: Mapping[str, Any]) -> None:
    unknown = values.keys() - SETTINGS
    assert not unknown, f"not a setting of a venue: {sorted(unknown)}"


@transaction.atomic
def place_venue(
    *,
    actor: Person | None,
    venue: Venue,
    address: str,
    postcode: str,
    municipality: Municipality,
    coordinates: tuple[float, float] | None = None,
    time_zone: str | None = None,
) -> None:
    """Where the venue is. Without `coordinates` it stands where its municipality does.

    Before the first publication the zone follows the département unless `time_zone` says otherwise; afterwards
    it never changes: days and hours of what was booked would.
    """
    moved = municipality.pk != venue.municipality_id
    _put(venue, address=address, postcode=postcode, municipality=municipality, coordinates=coordinates)
    if not was_ever_published(venue):
        venue.time_zone = time_zone or (_zone_of(municipality) if moved else venue.time_zone)
    venue.full_clean()
    venue.save(update_fields=["address", "postcode", "municipality", "latitude", "longitude", "time_zone"])
    record_act(
        actor=actor,
        verb="venue_placed",
        target=venue,
        municipality=municipality.pk,
        latitude=venue.latitude,
        longitude=venue.longitude,
        time_zone=venue.time_zone,
    )


@transaction.atomic
def rewrite_draft(
    *, actor: Person | None, venue: Venue, address: str, municipality: Municipality, **values: Any
) -> None:
    """The first step of the creation gone through again; coordinates stay while the municipality does."""
    change_venue(actor=actor, venue=venue, **values)
    stays = municipality.pk == venue.municipality_id
    place_venue(
        actor=actor,
        venue=venue,
        address=address,
        postcode=venue.postcode if stays else "",
        municipality=municipality,
        coordinates=coordinates_of(venue) if stays else None,
    )


def coordinates_of(venue: Venue) -> tuple[float, float] | None:
    if venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def _put(
    venue: Venue,
    *,
    address: str = "",
    postcode: str = "",
    municipality: Municipality | None = None,
    coordinates: tuple[float, float] | None = None,
) -> None:
    venue.address, venue.municipality = address, municipality
    only_postcode = municipality.postcodes[0] if municipality and len(municipality.postcodes) == 1 else ""
    venue.postcode = postcode or only_postcode
    if coordinates:
        venue.latitude, venue.longitude = coordinates
    else:
        venue.latitude = municipality.latitude if municipality else None
        venue.longitude = municipality.longitude if municipality else None


@locking_transaction
def publish_venue(*, actor: Person | None, venue: Venue) -> None:
    """From now on everybody sees it and may book. Refused while something needed is missing."""
    lock_resources_of_venue(venue.pk)
    missing = missing_to_publish(venue_facts(venue))
    if missing:
        raise Refused("not_ready", " ".join(str(lack.sentence) for lack in missing))
    if venue.published_at is None:
        venue.published_at = timezone.now()
        venue.save(update_fields=["published_at"])
        record_act(actor=actor, verb="venue_published", target=venue)


@transaction.atomic
def unpublish_venue(*, actor: Person | None, venue: Venue) -> None:
    """Nobody but its hosts sees it any more. Reservations already made are kept: they are not its business."""
    if venue.published_at is not None:
        venue.published_at = None
        venue.save(update_fields=["published_at"])
        record_act(actor=actor, verb="venue_unpublished", target=venue)


@transaction.atomic
def renew_check_in_secret(*, actor: Person | None, venue: Venue) -> None:
    """The posters already printed stop working at once."""
    venue.check_in_secret = _door_secret()
    venue.save(update_fields=["check_in_secret"])
    record_act(actor=actor, verb="check_in_secret_renewed", target=venue)


@transaction.atomic
def set_cut_off(*, actor: Person | None, venue: Venue, valid_from: date, at: time) -> None:
    """Until when the night belongs to the day before, from a day on. The past keeps its own."""
    if valid_from < today_at(venue):
        raise Refused("past_cut_off", _("Choose today or a later day: figures of the past do not change."))
    if any(
        ends_after_cutoff(period, at)
        for period in all_periods_of(venue)
        if period.valid_to is None or period.valid_to >= valid_from
    ):
        raise Refused("hours_after_cut_off", _("The venue is open later than that at night."))
    row = VenueCutOff.objects.filter(venue=venue, valid_from=valid_from).first()
    row = row or VenueCutOff(venue=venue, valid_from=valid_from)
    row.at = at
    row.full_clean()
    row.save()
    record_act(
        actor=actor, verb="cut_off_set", target=venue, valid_from=valid_from.isoformat(), at=f"{at:%H:%M}"
    )


@transaction.atomic
def set_cancellation_steps(
    *, actor: Person | None, venue: Venue, audience: str, steps: Sequence[tuple[int, int]]
) -> None:
    """Replaces the steps of an audience: pairs of hours before the start and percent kept.

    The later one cancels, the more is kept: a step that keeps less than an earlier one is refused.
    """
    ordered = sorted(steps, reverse=True)
    if len({hours for hours, _percent in ordered}) < len(ordered):
        raise Refused("step_twice", _("There is already a step at this number of hours."))
    percents = [percent for _hours, percent in ordered]
    if percents != sorted(percents):
        raise Refused("steps_decrease", _("Closer to the start, at least as much must stay due."))
    CancellationStep.objects.filter(venue=venue, audience=audience).delete()
    for hours, percent in ordered:
        step = CancellationStep(venue=venue, audience=audience, hours_before=hours, percent_kept=percent)
        step.full_clean()
        step.save()
    record_act(
        actor=actor,
        verb="cancellation_steps_set",
        target=venue,
        audience=audience,
        steps=[*map(list, ordered)],
    )
