"""What `reservations` keeps about a person, and what must be settled before he is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _, gettext_lazy

from espaces.models import Outgoing, Person
from espaces.ports import Records, Told
from reservations.models import Grant, MembershipPeriod, Move, Presence, Reservation, Transition, Use
from reservations.rules.acts_in_words import VERBS
from reservations.rules.stays_in_words import stay_in_words

LETTERS = ("confirmation", "reminder", "change", "cancellation", "kept")


def letters_to(person: Person) -> QuerySet[Outgoing]:
    """About his reservations: their key says which one, also once they have left."""
    about = Func(F("key"), Value(":"), Value(2), function="split_part", output_field=CharField())
    numbers = Reservation.objects.filter(person=person).annotate(text=Cast("pk", CharField())).values("text")
    return Outgoing.objects.filter(kind__in=LETTERS).alias(about=about).filter(about__in=numbers)


def _his_grants(person: Person) -> QuerySet[Grant]:
    return Grant.objects.filter(Q(person=person) | Q(customer__person=person))


TOLD = (
    Told(
        Reservation,
        (
            "venue",
            "resource",
            "place",
            "status",
            "starts_at",
            "ends_at",
            "party_size",
            "needs",
            "channel",
            "customer__organisation",
            "percent_kept",
            "note",
            "created_at",
        ),
    ),
    Told(
        Transition, ("reservation_id", "from_status", "to_status", "reason", "at"), path="reservation__person"
    ),
    Told(
        Move,
        ("reservation_id", "from_starts_at", "from_ends_at", "to_starts_at", "to_ends_at", "reason", "at"),
        path="reservation__person",
    ),
    Told(Presence, ("venue", "day", "started_at", "start_source", "ended_at", "end_source", "voided_at")),
    Told(
        Grant,
        ("unit", "amount", "origin", "valid_from", "valid_to", "reason", "made_at"),
        rows=_his_grants,
    ),
    Told(Use, ("grant__unit", "amount", "kind", "reservation_id", "reason", "made_at")),
    Told(MembershipPeriod, ("membership__plan", "starts_on", "ends_on"), path="membership__persons"),
    Told(
        Outgoing,
        ("kind", "created_at", "done_at"),
        rows=letters_to,
        title=gettext_lazy("letters sent to you"),
    ),
)
SIGNED = {
    "reservations.Grant.made_by": "made_at",
    "reservations.Move.actor": "at",
    "reservations.PresenceCorrection.actor": "at",
    "reservations.Reservation.created_by": "created_at",
    "reservations.Transition.actor": "at",
    "reservations.Use.made_by": "made_at",
}
LEFT_OUT = {
    "reservations.Grant.customer": "told with the units of the person",
    "reservations.Reservation.customer": "what he pays for others is on the invoices; his own are told",
}


def obstacles(person: Person, now: datetime) -> Iterator[str]:
    coming = Reservation.objects.holding_at(now).filter(person=person, ends_at__gt=now)
    for reservation in coming.select_related("venue").order_by("starts_at", "pk"):
        stay = stay_in_words(reservation.starts_at, reservation.ends_at, reservation.venue.zone)
        yield _("A reservation is to come: %(stay)s, %(venue)s. Cancel it first.") % {
            "stay": stay,
            "venue": reservation.venue,
        }
    here = Presence.objects.filter(person=person, ended_at=None, voided_at=None)
    for presence in here.select_related("venue").order_by("pk"):
        yield _("An arrival is recorded without a departure: %(venue)s.") % {"venue": presence.venue}


RECORDS = Records(told=TOLD, signed=SIGNED, left_out=LEFT_OUT, verbs=VERBS, obstacles=obstacles)
