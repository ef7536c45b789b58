"""Photos of a venue: redrawn in two sizes before they are kept."""

from __future__ import annotations

from functools import partial
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.models import Person, Venue, VenuePhoto
from espaces.queries.venues import photos_of
from espaces.rules.pictures import redraw
from espaces.services.acts import record_act

MOST_PHOTOS = 12


def add_photo(*, actor: Person | None, venue: Venue, file: BinaryIO, description: str) -> VenuePhoto:
    """Keeps two redrawn files, never the one that was sent. Redrawing comes before the transaction: it is slow."""
    if photos_of(venue).count() >= MOST_PHOTOS:
        message = _("A venue shows at most %(most)d photos: remove one first.")
        raise Refused("too_many_photos", message % {"most": MOST_PHOTOS})
    picture = redraw(file)
    with transaction.atomic():
        photo = VenuePhoto(venue=venue, description=description, position=photos_of(venue).count())
        name = get_random_string(20).lower()
        photo.image.save(f"{name}.webp", ContentFile(picture.large), save=False)
        photo.thumbnail.save(f"{name}-small.webp", ContentFile(picture.small), save=False)
        photo.full_clean()
        photo.save()
        record_act(actor=actor, verb="photo_added", target=photo, venue=venue.pk)
    return photo


@transaction.atomic
def describe_photo(*, actor: Person | None, photo: VenuePhoto, description: str) -> None:
    photo.description = description
    photo.full_clean()
    photo.save(update_fields=["description"])
    record_act(actor=actor, verb="photo_described", target=photo, venue=photo.venue_id)


@transaction.atomic
def show_photo_first(*, actor: Person | None, photo: VenuePhoto) -> None:
    """The first photo is the one that lists show."""
    others = [other for other in photos_of(photo.venue) if other.pk != photo.pk]
    for position, shown in enumerate([photo, *others]):
        VenuePhoto.objects.filter(pk=shown.pk).update(position=position)
    record_act(actor=actor, verb="photo_put_first", target=photo, venue=photo.venue_id)


@transaction.atomic
def remove_photo(*, actor: Person | None, photo: VenuePhoto) -> None:
    """The files go once the row is gone for certain."""
    storage, names = photo.image.storage, (str(photo.image), str(photo.thumbnail))
    record_act(actor=actor, verb="photo_removed", target=photo, venue=photo.venue_id)
    photo.delete()
    for name in names:
        transaction.on_commit(partial(storage.delete, name), robust=True)
