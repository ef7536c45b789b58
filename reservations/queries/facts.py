"""Loads what the booking rules need to know of a resource and of a person. Reads only; locks are the caller's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Prefetch, Q

from espaces.models import (
    Affiliation,
    CancellationStep,
    Membership,
    Person,
    PersonDocument,
    Plan,
    Quota as QuotaRow,
    Resource,
    Venue,
)
from espaces.rules.intervals import Interval
from espaces.rules.opening import VenueCalendar
from reservations.models import Reservation
from reservations.rules.booking import Limits, PersonFacts, ResourceFacts
from reservations.rules.buffers import Buffer
from reservations.rules.cancellation import CancellationTerms, Step, kept_percent
from reservations.rules.lifecycle import has_lapsed
from reservations.rules.quotas import Holding, Measure, Period, Quota
from reservations.rules.slots import SlotRules

WEEK = timedelta(days=7)


def resource_facts(resource: Resource, calendar: VenueCalendar) -> ResourceFacts:
    """`resource` comes with its venue; quotas of both are read here in one query, plans when it is reserved."""
    quotas = list(
        QuotaRow.objects.filter(Q(venue=resource.venue_id) | Q(resource=resource.pk)).order_by("pk")
    )
    return ResourceFacts(
        venue_id=resource.venue_id,
        resource_id=resource.pk,
        kind=resource.kind,
        calendar=calendar,
        slots=slot_rules(resource),
        capacity=resource.capacity,
        venue_limits=Limits(
            horizon_days=resource.venue.horizon_days,
            notice_minutes=resource.venue.notice_minutes,
            quotas=tuple(quota_of(row) for row in quotas if row.venue_id),
        ),
        own_limits=Limits(
            horizon_days=resource.horizon_days,
            notice_minutes=resource.notice_minutes,
            quotas=tuple(quota_of(row) for row in quotas if row.resource_id),
        ),
        members_only=resource.audience == Resource.Audience.MEMBERS,
        plans=_plans_of(resource),
        documents={kind: PersonDocument.Kind(kind).label for kind in resource.required_documents},
    )


def slot_rules(resource: Resource) -> SlotRules | None:
    """None for a resource booked by the half-day."""
    if resource.booking_mode == Resource.BookingMode.HALF_DAYS:
        return None
    return SlotRules(resource.step_minutes, resource.min_minutes, resource.max_minutes)


def buffer_of(resource: Resource) -> Buffer:
    return Buffer(resource.buffer_before_minutes, resource.buffer_after_minutes)


def quota_of(row: QuotaRow) -> Quota:
    return Quota(row.limit, Period(row.period), Measure(row.measure), row.resource_id)


def _plans_of(resource: Resource) -> dict[int, str]:
    if resource.audience != Resource.Audience.PLANS:
        return {}
    return dict(resource.plans.order_by("pk").values_list("pk", "name"))


def person_facts(person: Person, resource: Resource, day: date, now: datetime) -> PersonFacts:
    """The person's rights at this venue on `day`, a day of the venue, and what he holds around it."""
    memberships = memberships_valid_at(person, resource.venue, day)
    return PersonFacts(
        is_member=bool(memberships),
        plan_ids=frozenset(membership.plan_id for membership in memberships),
        documents=_documents_of(person, resource, day),
        extended_access=any(membership.plan.extended_access for membership in memberships),
        plan_limits=_plan_limits(memberships),
        holdings=holdings_of(person, resource, day, now),
    )


def memberships_valid_at(person: Person, venue: Venue, day: date) -> list[Membership]:
    """Memberships of the person that are active on `day` and whose plan is valid at the venue.

    One query for those who have none, which is most people: the plans are looked into afterwards.
    """
    active = (
        Membership.objects.active(day)
        .filter(persons=person)
        .select_related("plan")
        .prefetch_related(Prefetch("plan__quotas", queryset=QuotaRow.objects.order_by("pk")))
        .order_by("pk")
    )
    return [membership for membership in active if _is_valid_at(membership, venue, day)]


def _is_valid_at(membership: Membership, venue: Venue, day: date) -> bool:
    plan = membership.plan
    if plan.scope == Plan.Scope.HOME:
        return membership.home_venue_id == venue.pk
    if plan.scope == Plan.Scope.LIST:
        return plan.venues.filter(pk=venue.pk).exists()
    affiliations = Affiliation.objects.on(day).filter(structure=venue.structure_id)
    return affiliations.filter(network=plan.network_id).exists()


def _plan_limits(memberships: list[Membership]) -> Limits | None:
    """With several plans the person books under the most generous: each limit is taken from the best of them.

    A plan that says nothing of a limit leaves the venue's; one without quotas of its own leaves its quotas.
    """
    if not memberships:
        return None
    plans = [membership.plan for membership in memberships]
    horizons = [plan.horizon_days for plan in plans if plan.horizon_days is not None]
    notices = [plan.notice_minutes for plan in plans if plan.notice_minutes is not None]
    quotas = [tuple(quota_of(row) for row in plan.quotas.all()) for plan in plans]
    return Limits(
        horizon_days=max(horizons, default=None),
        notice_minutes=min(notices, default=None),
        quotas=next((quota for quota in quotas if quota), None),
    )


def _documents_of(person: Person, resource: Resource, day: date) -> frozenset[str]:
    """Documents seen by this structure and still valid on `day`."""
    if not resource.required_documents:
        return frozenset()
    return frozenset(
        PersonDocument.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=day),
            person=person,
            structure=resource.venue.structure_id,
            valid_from__lte=day,
        ).values_list("kind", flat=True)
    )


def holdings_of(person: Person, resource: Resource, day: date, now: datetime) -> tuple[Holding, ...]:
    """What the person holds anywhere: to come, and in the week around `day`. Lapsed holds do not count."""
    rows = (
        Reservation.objects.holding()
        .filter(Q(ends_at__gt=now) | Q(booking_day__gt=day - WEEK, booking_day__lt=day + WEEK), person=person)
        .order_by("starts_at", "pk")
        .values_list(
            *("pk", "venue_id", "resource_id", "resource__kind", "starts_at", "ends_at"),
            *("booking_day", "minutes", "status", "hold_until"),
        )
    )
    return tuple(
        Holding(pk, venue_id, resource_id, kind, Interval(starts_at, ends_at), booking_day, minutes)
        for pk, venue_id, resource_id, kind, starts_at, ends_at, booking_day, minutes, status, until in rows
        if not has_lapsed(status, starts_at, until, now)
    )


def usual_place(person: Person, resource: Resource) -> int | None:
    """Where the person sat last in this pool."""
    return (
        Reservation.objects.filter(person=person, resource=resource, status=Reservation.Status.CONFIRMED)
        .order_by("-starts_at", "-pk")
        .values_list("place_id", flat=True)
        .first()
    )


def cancellation_terms(venue: Venue) -> CancellationTerms:
    members: list[Step] = []
    others: list[Step] = []
    for row in CancellationStep.objects.filter(venue=venue).order_by("-hours_before"):
        step = Step(row.hours_before, row.percent_kept)
        (members if row.audience == CancellationStep.Audience.MEMBERS else others).append(step)
    return CancellationTerms(tuple(members), tuple(others))


def steps_of(reservation: Reservation) -> tuple[Step, ...]:
    """The cancellation steps that apply to its person: a member's on the day of the stay, or others'."""
    member = memberships_valid_at(reservation.person, reservation.venue, reservation.booking_day)
    return cancellation_terms(reservation.venue).steps_for(member=bool(member))


def kept_if_cancelled(reservation: Reservation, now: datetime) -> int:
    """In percent: nothing of what was not confirmed yet, nor of a day that a resident frees for others."""
    if reservation.status != Reservation.Status.CONFIRMED or reservation.allotment_id is not None:
        return 0
    return kept_percent(steps_of(reservation), reservation.starts_at, now)
