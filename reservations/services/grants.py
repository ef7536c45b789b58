"""The ledger of units around what stays take: gifts, other uses, early ends, corrections.

Nothing is updated: each act is a new grant or a new use. A form sent twice (same token) is done once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.locks import lock_person, locking_transaction
from espaces.models import Customer, Person, Unit, Venue
from espaces.services.acts import record_act
from espaces.services.units import refuse_archived, refuse_parts
from reservations.locks import lock_grants
from reservations.models import Grant, Use
from reservations.queries.ledger import balance_of
from reservations.queries.other_uses import portions_for
from reservations.queries.units import usable_grants

FORM = "form"


@dataclass(frozen=True)
class OtherUse:
    """What was taken, grant by grant, and how many units were missing: they are owed in money, if at all."""

    uses: tuple[Use, ...]
    missing: Decimal


@locking_transaction
def give_units(
    *,
    actor: Person | None,
    unit: Unit,
    holder: Person | Customer,
    amount: Decimal,
    reason: str,
    valid_from: date,
    valid_to: date | None = None,
    venues: Iterable[Venue] = (),
    token: uuid.UUID,
    now: datetime,
) -> Grant:
    """A gift, with its reason. `valid_to` is the first day on which it no longer counts."""
    refuse_archived(unit)
    refuse_parts(unit, amount)
    grant = Grant(
        unit=unit,
        **_held_by(holder),
        amount=amount,
        valid_from=valid_from,
        valid_to=valid_to,
        origin=Grant.Origin.GIFT,
        reason=reason,
    )
    return _received(actor, grant, venues, token, now)


@locking_transaction
def end_grant_early(
    *, actor: Person | None, grant: Grant, reason: str, day: date, token: uuid.UUID, now: datetime
) -> Use:
    """Takes all that is left. Locks the grant. What a reservation cancelled later gives back counts again."""
    lock_grants([grant.pk])
    again = Use.objects.filter(token=token).first()
    if again:
        return again
    refuse_when_over(grant, day)
    left = balance_of(grant)
    if not left:
        raise Refused("nothing_left", _("Nothing is left of these units."))
    use = _use(actor, grant.pk, Use.Kind.ENDED, left, day=day, reason=reason, token=token, now=now)
    record_act(actor=actor, verb="units_ended", target=grant, amount=str(left))
    return use


@locking_transaction
def correct_grant(
    *,
    actor: Person | None,
    grant: Grant,
    difference: Decimal,
    reason: str,
    day: date,
    token: uuid.UUID,
    now: datetime,
) -> Grant | Use:
    """Too many were given: a use takes them (negative difference); too few: another grant adds them."""
    if not difference:
        raise Refused("nothing_to_correct", _("Say how many units too many or too few were given."))
    refuse_parts(grant.unit, difference)
    if difference > 0:
        refuse_when_over(grant, day)
        more = Grant(
            unit=grant.unit,
            person=grant.person,
            customer=grant.customer,
            amount=difference,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
            cap_per_person=grant.cap_per_person,
            origin=Grant.Origin.CORRECTION,
            reason=reason,
        )
        return _received(actor, more, grant.venues.order_by("pk"), token, now)
    lock_grants([grant.pk])
    again = Use.objects.filter(token=token).first()
    if again:
        return again
    if balance_of(grant) + difference < 0:
        raise Refused("units_gone", _("Fewer units than that are left."))
    use = _use(
        actor, grant.pk, Use.Kind.CORRECTION, -difference, day=day, reason=reason, token=token, now=now
    )
    record_act(actor=actor, verb="units_corrected", target=grant, amount=str(difference))
    return use


@locking_transaction
def use_units_otherwise(
    *,
    actor: Person | None,
    unit: Unit,
    person: Person,
    payer: Customer,
    venue: Venue,
    amount: Decimal,
    reason: str,
    day: date,
    token: uuid.UUID,
    now: datetime,
) -> OtherUse:
    """Without a reservation: takes what there is, in order of consumption, and says what is missing (A10-4).

    Locks the person, then the grants by number.
    """
    if amount <= 0:
        raise Refused("nothing_used", _("Say how many units were used."))
    refuse_parts(unit, amount)
    lock_person(person.pk)
    first = Use.objects.filter(token=token).first()
    if first:
        uses = _written_with(first)
        return OtherUse(uses, amount - sum((use.amount for use in uses), Decimal(0)))
    lock_grants(usable_grants(person, payer, venue, day).filter(unit=unit).values_list("pk", flat=True))
    found = portions_for(person, payer, venue, unit, day, amount)
    uses = tuple(
        _use(
            actor,
            grant_id,
            Use.Kind.OTHER,
            part,
            person=person,
            day=day,
            reason=reason,
            token=None if rank else token,
            now=now,
        )
        for rank, (grant_id, part) in enumerate(found.taken)
    )
    record_act(actor=actor, verb="units_used", target=person, unit=unit.pk, amount=str(found.total))
    return OtherUse(uses, found.missing)


def refuse_when_over(grant: Grant, day: date) -> None:
    """Raises Refused when the grant no longer counts on `day`: what was left of it is lost already."""
    if grant.valid_to is not None and grant.valid_to <= day:
        raise Refused("units_expired", _("These units are over: their validity has ended."))


def _held_by(holder: Person | Customer) -> dict[str, Person | Customer]:
    return {"person": holder} if isinstance(holder, Person) else {"customer": holder}


def _received(
    actor: Person | None, grant: Grant, venues: Iterable[Venue], token: uuid.UUID, now: datetime
) -> Grant:
    """Written once per token, whoever sends it at the same instant."""
    once = {"origin_kind": FORM, "origin_id": str(token), "unit": grant.unit, "origin": grant.origin}
    again = Grant.objects.filter(**once).first()
    if again:
        return again
    grant.made_by, grant.made_at = actor, now
    grant.full_clean()
    written = [field.name for field in Grant._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(grant, name) for name in written}
    made, is_new = Grant.objects.get_or_create(**once, defaults=values | once)
    if is_new:
        made.venues.set(venues)
        record_act(actor=actor, verb="units_given", target=made, amount=str(made.amount))
    return made


def _use(
    actor: Person | None,
    grant_id: int,
    kind: Use.Kind,
    amount: Decimal,
    *,
    person: Person | None = None,
    day: date,
    reason: str,
    token: uuid.UUID | None,
    now: datetime,
) -> Use:
    return Use.objects.create(
        grant_id=grant_id,
        kind=kind,
        person=person,
        amount=amount,
        day=day,
        reason=reason,
        token=token,
        made_by=actor,
        made_at=now,
    )


def _written_with(first: Use) -> tuple[Use, ...]:
    """The uses of one act: written at the same instant, by the same person, for the same one."""
    same = Use.objects.filter(
        kind=first.kind, person=first.person_id, made_by=first.made_by_id, made_at=first.made_at
    )
    return tuple(same.order_by("pk"))
