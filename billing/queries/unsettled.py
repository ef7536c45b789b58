"""Days whose price no longer stands, because something ended, began or was recorded without anybody pricing it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from billing.models import PricedDay, PriceEdition, ReservationPrice, VenuePriceList
from espaces.models import Membership, MembershipPause, Person
from reservations.models import Presence, PresenceCorrection, Reservation

Act = ReservationPrice.Act
ENDED = [Act.CANCELLED, Act.ENDED]
LATEST_ZONE = timedelta(hours=14)
JUST_BEFORE = timedelta(minutes=10)
"""An act may be recorded before the price and be seen by nobody until after it: so far back is looked again."""


def ended_unpriced() -> QuerySet[Reservation]:
    """No longer confirmed, and its last price does not say so."""
    last = ReservationPrice.objects.filter(reservation=OuterRef("pk")).order_by("-number").values("act")[:1]
    ended = Reservation.objects.exclude(status=Reservation.Status.CONFIRMED).annotate(last=Subquery(last))
    rows: QuerySet[Reservation] = ended.filter(last__isnull=False).exclude(last__in=ENDED).order_by("pk")
    return rows


def confirmed_unpriced(now: datetime, since: date | None) -> QuerySet[Reservation]:
    """Confirmed without a price, where one was published when they were made; in order of booking.

    `since`: also those made before, of this day or later. Days of an allotment are paid by its membership.
    """
    used = VenuePriceList.objects.filter(venue=OuterRef("venue"), valid_from__lte=OuterRef("booking_day"))
    published = PriceEdition.objects.filter(
        price_list=OuterRef("list_used"), valid_from__lte=OuterRef("booking_day"), published_at__lte=now
    )
    if since is None:
        published = published.filter(published_at__lte=OuterRef("created_at"))
    rows = Reservation.objects.confirmed().filter(
        ~Exists(ReservationPrice.objects.filter(reservation=OuterRef("pk"))),
        allotment=None,
        venue__in=VenuePriceList.objects.values("venue"),
    )
    if since is not None:
        rows = rows.filter(booking_day__gte=since)
    in_use = Subquery(used.order_by("-valid_from").values("price_list")[:1])
    found: QuerySet[Reservation] = rows.alias(list_used=in_use).filter(Exists(published)).order_by("pk")
    return found


def days_used(now: datetime, since: date) -> QuerySet[PricedDay]:
    """Billed on what was used, where all have left, and not priced on it yet, or corrected since.

    Days since `since` of which the date may have changed at the venue.
    """
    presences = Presence.objects.filter(
        reservation__person=OuterRef("person"),
        reservation__venue=OuterRef("venue"),
        reservation__booking_day=OuterRef("day"),
        reservation__resource__kind=OuterRef("kind"),
    )
    corrections = PresenceCorrection.objects.filter(
        Q(at__gte=OuterRef("last")) | Q(undone_at__gte=OuterRef("last")),
        presence__reservation__person=OuterRef("person"),
        presence__reservation__venue=OuterRef("venue"),
        presence__reservation__booking_day=OuterRef("day"),
    )
    used = ReservationPrice.objects.filter(day=OuterRef("pk"), act=Act.USED)
    last = ReservationPrice.objects.filter(day=OuterRef("pk")).order_by("-pk").values("at")[:1]
    return (
        PricedDay.objects.alias(last=Subquery(last) - JUST_BEFORE)
        .filter(
            ~Exists(presences.filter(ended_at=None, voided_at=None)),
            ~Exists(used) & Exists(presences.filter(voided_at=None)) | Exists(corrections),
            edition__billed_on=PriceEdition.BilledOn.USED,
            day__range=(since, (now + LATEST_ZONE).date()),
        )
        .order_by("day", "pk")
    )


def days_to_settle() -> QuerySet[PricedDay]:
    """In order of booking."""
    return (
        PricedDay.objects.filter(to_settle=True)
        .annotate(booked=Min("prices__pk"))
        .order_by(F("booked").asc(nulls_last=True), "pk")
    )


def memberships_lately_changed(now: datetime, for_days: int) -> QuerySet[Membership]:
    """Whose end was asked for, or which was paused, during the last days; ended ones included."""
    since = now - timedelta(days=for_days)
    paused = MembershipPause.objects.filter(membership=OuterRef("pk"), asked_at__gte=since)
    ended = Q(leaving_asked_on__gte=since.date(), ends_on__isnull=False)
    rows: QuerySet[Membership] = Membership.objects.filter(ended | Exists(paused)).order_by("pk")
    return rows


def days_booked_under(membership: Membership, today: date) -> QuerySet[PricedDay]:
    """Later days of its persons that it no longer covers, priced while it did.

    Under it alone, or with others: then its price names members of the association, or holders of a plan.
    A change of plan takes nothing away: the booked plan protects from it.
    """
    lost = Q(pk__in=[])
    is_replaced = Membership.objects.filter(replaces=membership).exists()
    if membership.ends_on is not None and not is_replaced:
        lost |= Q(day__gte=membership.ends_on)
    for pause in MembershipPause.objects.filter(membership=membership).order_by("pk"):
        lost |= Q(day__gte=pause.starts_on, day__lt=pause.ends_on)
    days = _later_days_under(membership, today)
    return days.filter(lost, person__memberships=membership).distinct().order_by("day", "pk")


def days_of_who_left(membership: Membership, person: Person, today: date) -> QuerySet[PricedDay]:
    """Later days of somebody who shares the membership no more."""
    return _later_days_under(membership, today).filter(person=person).distinct().order_by("day", "pk")


def _later_days_under(membership: Membership, today: date) -> QuerySet[PricedDay]:
    under = Q(prices__membership=membership) | Q(prices__membership__in=_followed_by(membership))
    for audience in ("plan", "association"):
        under |= Q(quote__lines__contains=[{"audience": audience}])
    days: QuerySet[PricedDay] = PricedDay.objects.filter(under, day__gte=today)
    return days


def _followed_by(membership: Membership) -> list[int]:
    """Those that it replaced, one after the other: what was booked under them lasts as long as it does."""
    numbers: list[int] = []
    followed = membership.replaces_id
    while followed is not None:
        numbers.append(followed)
        followed = Membership.objects.values_list("replaces", flat=True).get(pk=followed)
    return numbers
