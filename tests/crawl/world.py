"""A small network in which every kind of row exists, so that every branch of a template is met by somebody."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from espaces.models import Closure, Resource
from espaces.rules.clock import calendar_day
from reservations.models import Reservation
from reservations.rules.half_days import HalfDay
from reservations.services.booking import Terms
from reservations.services.life import cancel_reservation
from reservations.services.presence import check_in, check_out
from tests.access.world import World
from tests.factories import PersonFactory, ResourceFactory, login_of
from tests.factories.reservations import at, book, half, slot


class FullWorld(World):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.today = calendar_day(timezone.now(), self.venue.zone)
        self.make_resources()
        self.make_closures()
        self.make_lives()

    def make_places(self) -> None:
        """Open on holidays too: a week from now may be one."""
        super().make_places()
        self.venue.open_on_holidays = True
        self.venue.save(update_fields=["open_on_holidays"])

    def make_resources(self) -> None:
        """Of each kind, by the half-day and by the hour; one archived."""
        self.of_kind = {
            kind: ResourceFactory(
                venue=self.venue,
                kind=kind,
                booking_mode="half_days" if kind in {"open_space", "private_office"} else "slots",
                capacity=8 if kind == "meeting_room" else 1,
                name=f"Ressource {kind}",
            )
            for kind in Resource.Kind.values
        }
        ResourceFactory(venue=self.venue, name="Ancienne salle", archived_at=timezone.now())

    def make_closures(self) -> None:
        """Of the venue (in the world of access), a resource and a place; one over."""
        starts = timezone.now() + dt.timedelta(days=3)
        week = {"starts_at": starts, "ends_at": starts + dt.timedelta(days=7), "reason": "Peinture"}
        Closure.objects.create(venue=self.venue, resource=self.of_kind["equipment"], **week)
        Closure.objects.create(venue=self.venue, resource=self.resource, place=self.new_place, **week)

    def make_lives(self) -> None:
        """A reservation of the member in every status, somebody here and somebody gone today, a visitor known
        by name only."""
        desk, room = self.of_kind["open_space"], self.of_kind["meeting_room"]
        for days, status in enumerate(Reservation.Status.values, start=30):
            self.lived(status, self.today + dt.timedelta(days=days), desk)
        meeting = slot(str(self.today + dt.timedelta(days=5)), "10:00", "11:30", room, people=4)
        book(self.member, room, meeting, now=timezone.now())
        for who, gone in ((login_of(), False), (PersonFactory(email=""), True)):
            self.came_today(who, gone=gone)

    def lived(self, status: str, day: dt.date, desk: Resource) -> None:
        hold = {}
        if status == Reservation.Status.HELD:
            hold = {"hold_until": timezone.now() + dt.timedelta(days=1), "hold_reason": "payment"}
        made = book(self.member, desk, half(str(day), "morning"), now=timezone.now(), terms=Terms(**hold))
        if status == Reservation.Status.CANCELLED:
            cancel_reservation(actor=self.member, reservation_id=made.pk)
        else:
            Reservation.objects.filter(pk=made.pk).update(status=status)

    def came_today(self, who, *, gone: bool) -> None:
        resource, host = ResourceFactory(venue=self.venue), self.people["host"]
        early = at(f"{self.today} 00:05", resource)
        made = book(who, resource, half(str(self.today), HalfDay.DAY), now=early)
        presence = check_in(actor=host, reservation_id=made.pk, source="host", now=early)
        if gone:
            check_out(actor=host, presence_id=presence.pk, source="host", now=early + dt.timedelta(hours=1))
