"""What one books at a venue: resources and their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from espaces.errors import Refused
from espaces.locks import lock_resources, locking_transaction
from espaces.models import Person, Place, Plan, Resource, Venue
from espaces.models.resources import MOST_PLACES
from espaces.queries.venues import last_place_number, places_of, resources_of, today_at, was_ever_published
from espaces.services.acts import record_act
from espaces.services.quotas import Limits, set_quotas

LIMITS = frozenset(
    "name kind description booking_mode step_minutes min_minutes max_minutes notice_minutes horizon_days"
    " buffer_before_minutes buffer_after_minutes capacity audience required_documents release_minutes".split()
)
NOT_NEW = gettext_lazy("This venue has been open for booking: end the place or archive the resource instead.")


@transaction.atomic
def create_resource(
    *,
    actor: Person | None,
    venue: Venue,
    places: int,
    plans: Sequence[Plan] = (),
    quotas: Limits | None = None,
    **values: Any,
) -> Resource:
    """A resource with its places, numbered from 1, last in the order of the venue."""
    _check_names(values)
    position = resources_of(venue, today_at(venue)).count()
    resource = Resource(venue=venue, position=position, **values)
    resource.full_clean()
    resource.save()
    resource.plans.set(plans)
    record_act(actor=actor, verb="resource_created", target=resource, venue=venue.pk, places=places)
    _add_places(resource, places, None)
    set_quotas(actor=actor, of=resource, limits=quotas or {})
    return resource


@transaction.atomic
def change_resource(
    *,
    actor: Person | None,
    resource: Resource,
    plans: Sequence[Plan] | None = None,
    quotas: Limits | None = None,
    **values: Any,
) -> None:
    """Changes what is given. Reservations already made keep their times, whatever the new limits."""
    _check_names(values)
    changed = sorted(name for name, value in values.items() if getattr(resource, name) != value)
    for name in changed:
        setattr(resource, name, values[name])
    resource.full_clean()
    resource.save(update_fields=changed)
    if plans is not None and set(resource.plans.order_by("pk")) != set(plans):
        resource.plans.set(plans)
        changed.append("plans")
    if changed:
        record_act(actor=actor, verb="resource_changed", target=resource, fields=changed)
    set_quotas(actor=actor, of=resource, limits=quotas or {})


def _check_names(values: Mapping[str, Any]) -> None:
    unknown = values.keys() - LIMITS
    assert not unknown, f"not a setting of a resource: {sorted(unknown)}"


@locking_transaction
def move_resource(*, actor: Person | None, resource: Resource, up: bool) -> None:
    """One rank up or down in the order in which the venue shows its resources."""
    siblings = list(resources_of(resource.venue, today_at(resource.venue)))
    lock_resources(sibling.pk for sibling in siblings)
    rank = next(n for n, sibling in enumerate(siblings) if sibling.pk == resource.pk)
    new_rank = max(0, min(len(siblings) - 1, rank - 1 if up else rank + 1))
    siblings.insert(new_rank, siblings.pop(rank))
    for position, sibling in enumerate(siblings):
        Resource.objects.filter(pk=sibling.pk).exclude(position=position).update(position=position)
    if new_rank != rank:
        record_act(actor=actor, verb="resource_moved", target=resource, position=new_rank)


@locking_transaction
def archive_resource(*, actor: Person | None, resource: Resource) -> None:
    """Nobody books it any more; what happened there stays. Locks it: its reservations are the caller's matter."""
    locked = lock_resources([resource.pk])[resource.pk]
    if locked.archived_at:
        raise Refused("already_archived", _("This resource is already archived."))
    locked.archived_at = timezone.now()
    locked.save(update_fields=["archived_at"])
    record_act(actor=actor, verb="resource_archived", target=locked)


@locking_transaction
def restore_resource(*, actor: Person | None, resource: Resource) -> None:
    locked = lock_resources([resource.pk])[resource.pk]
    if locked.archived_at is None:
        return
    locked.archived_at = None
    try:
        locked.full_clean()
    except ValidationError as error:
        raise Refused("name_taken", " ".join(error.messages)) from None
    locked.save(update_fields=["archived_at"])
    record_act(actor=actor, verb="resource_restored", target=locked)


@locking_transaction
def add_places(
    *, actor: Person | None, resource: Resource, count: int, valid_from: date | None = None
) -> list[Place]:
    """More places from a day on; numbers go on after the highest ever given."""
    lock_resources([resource.pk])
    added = _add_places(resource, count, valid_from)
    record_act(
        actor=actor,
        verb="places_added",
        target=resource,
        count=count,
        valid_from=valid_from and valid_from.isoformat(),
    )
    return added


def _add_places(resource: Resource, count: int, valid_from: date | None) -> list[Place]:
    last = last_place_number(resource)
    if not count >= 1 or last + count > MOST_PLACES:
        message = _("A resource has between 1 and %(most)d places.")
        raise Refused("place_count", message % {"most": MOST_PLACES})
    return Place.objects.bulk_create(
        Place(resource=resource, number=last + n, valid_from=valid_from) for n in range(1, count + 1)
    )


@transaction.atomic
def change_place(*, actor: Person | None, place: Place, label: str, features: Sequence[str]) -> None:
    place.label, place.features = label, list(features)
    place.full_clean()
    place.save(update_fields=["label", "features"])
    record_act(actor=actor, verb="place_changed", target=place, label=label, features=list(features))


@locking_transaction
def end_place(*, actor: Person | None, place: Place, on: date) -> None:
    """`on` is the first day without it. Locks its resource: the reservations it hits are the caller's matter."""
    lock_resources([place.resource_id])
    place.refresh_from_db(fields=["valid_from", "valid_to"])
    if on < today_at(place.resource.venue):
        raise Refused("past_end", _("A place cannot end in the past: choose today or a later day."))
    if place.valid_from and on <= place.valid_from:
        raise Refused("before_it_begins", _("A place ends after it begins."))
    if place.valid_to and place.valid_to <= on:
        raise Refused("ends_before", _("This place already ends before that day."))
    place.valid_to = on
    place.save(update_fields=["valid_to"])
    record_act(actor=actor, verb="place_ended", target=place, on=on.isoformat())


@locking_transaction
def furnish_venue(*, actor: Person | None, venue: Venue, desks: int, room_seats: int | None) -> None:
    """The desks and the meeting room of a new venue, as often as the step is gone through.

    The first open space gets this number of desks; the first meeting room these seats, or is taken out when
    there is none. Whatever else was created stays.
    """
    _require_new(venue)
    resources = list(resources_of(venue, today_at(venue)))
    lock_resources(resource.pk for resource in resources)
    pool = next((r for r in resources if r.kind == Resource.Kind.OPEN_SPACE), None)
    room = next((r for r in resources if r.kind == Resource.Kind.MEETING_ROOM), None)
    if pool is None:
        create_resource(actor=actor, venue=venue, places=desks, **_open_space())
    else:
        _resize(actor, pool, desks)
    if room_seats is None:
        if room:
            remove_new_resource(actor=actor, resource=room)
    elif room is None:
        create_resource(actor=actor, venue=venue, places=1, capacity=room_seats, **_meeting_room())
    else:
        change_resource(actor=actor, resource=room, capacity=room_seats)


def _open_space() -> dict[str, Any]:
    """Its name is written in the language of whoever creates the venue, who may change it."""
    return {
        "name": _("Open space"),
        "kind": Resource.Kind.OPEN_SPACE,
        "booking_mode": Resource.BookingMode.HALF_DAYS,
    }


def _meeting_room() -> dict[str, Any]:
    return {
        "name": _("Meeting room"),
        "kind": Resource.Kind.MEETING_ROOM,
        "booking_mode": Resource.BookingMode.SLOTS,
    }


def _resize(actor: Person | None, pool: Resource, count: int) -> None:
    places = list(places_of(pool, today_at(pool.venue)))
    if count > len(places):
        add_places(actor=actor, resource=pool, count=count - len(places))
    for place in places[count:]:
        remove_new_place(actor=actor, place=place)


@locking_transaction
def remove_new_resource(*, actor: Person | None, resource: Resource) -> None:
    """Takes out, without trace but the act, what was created by mistake in a venue never published."""
    _require_new(resource.venue)
    lock_resources([resource.pk])
    record_act(actor=actor, verb="resource_removed", target=resource, name=resource.name)
    Place.objects.filter(resource=resource).delete()
    try:
        resource.delete()
    except models.ProtectedError:  # something of an app above is written for it: a price
        raise Refused(
            "in_use", _("Something is written for it, a price for example: remove that first.")
        ) from None


@locking_transaction
def remove_new_place(*, actor: Person | None, place: Place) -> None:
    _require_new(place.resource.venue)
    lock_resources([place.resource_id])
    record_act(
        actor=actor, verb="place_removed", target=place, resource=place.resource_id, number=place.number
    )
    place.delete()


def _require_new(venue: Venue) -> None:
    if was_ever_published(venue):
        raise Refused("not_new", NOT_NEW)
