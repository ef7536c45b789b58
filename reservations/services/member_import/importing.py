from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.locks import lock_list, locking_transaction
from espaces.models import Membership, Person, Plan, Unit, Venue
from espaces.queries.people import people_of_structure, plans_offered_by
from espaces.queries.plan_terms import terms_of
from espaces.queries.units import units_at
from espaces.rules.clock import calendar_day
from espaces.rules.person_names import folded
from espaces.rules.plan_terms.periods import period_at
from espaces.services.acts import record_act
from espaces.services.people import add_person
from espaces.services.subscribing import subscribe
from espaces.services.units import refuse_parts
from reservations.models import Grant, MembershipPeriod
from reservations.rules.member_lists import MemberEntry

FROM_BEFORE = "takeover"
Kind = Literal["taken", "unchanged", "refused"]


@dataclass
class Outcome:
    """What becomes of one line, and why; `remarks` on lines that are taken or were already."""

    entry: MemberEntry
    kind: Kind = "unchanged"
    done: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    outcomes: list[Outcome]
    written: bool

    def count(self, kind: Kind) -> int:
        return sum(outcome.kind == kind for outcome in self.outcomes)


@dataclass
class Known:
    """What the lines may name at this venue, by what is written: two of a name are told apart nowhere."""

    venue: Venue
    today: date
    plans: dict[str, Plan]
    units: dict[str, Unit]
    balances: dict[str, int] = field(default_factory=dict)


@locking_transaction
def import_members(
    *,
    actor: Person | None,
    venue: Venue,
    entries: Iterable[MemberEntry],
    write: bool,
    keep_good: bool,
    now: datetime,
) -> Result:
    """Takes members over; the same file a second time changes nothing.

    Every line is really carried out, each in its savepoint, so that a trial finds what only the act can refuse;
    then all is taken back unless `write`, and unless every line was good or `keep_good`.
    The period in which a membership is taken over was paid and given before: it costs and gives nothing here,
    the balance stands on its own. Locks the structure's list, then what its services lock.
    """
    lock_list(f"members {venue.structure_id}")
    today = calendar_day(now, venue.zone)
    plans = plans_offered_by(venue.structure)
    units = units_at(venue.structure, today).filter(archived_at=None)
    known = Known(
        venue,
        today,
        {folded(plan.name): plan for plan in plans},
        {folded(name): unit for unit in units for name in (unit.name, unit.plural)},
    )
    outcomes = [_carry_out(actor, entry, known, now) for entry in entries]
    refused = any(outcome.kind == "refused" for outcome in outcomes)
    written = write and (keep_good or not refused)
    if not written:
        transaction.set_rollback(True)
    elif any(outcome.kind == "taken" for outcome in outcomes):
        record_act(actor=actor, verb="members_imported", target=venue, lines=len(outcomes))
    return Result(outcomes, written)


def _carry_out(actor: Person | None, entry: MemberEntry, known: Known, now: datetime) -> Outcome:
    outcome = Outcome(entry)
    outcome.problems = [(issue.column, issue.reason) for issue in entry.problems]
    column = ""
    try:
        with transaction.atomic():
            plan, unit = _named(entry, known, outcome)
            if not outcome.problems:
                person = _person(actor, entry, known, outcome)
                column = "plan"
                if plan is not None:
                    _membership(actor, entry, plan, person, known, now, outcome)
                column = "balance"
                if unit is not None:
                    _balance(actor, entry, unit, person, known, now, outcome)
    except Refused as refused:
        outcome.problems.append((column, str(refused)))
    except ValidationError as error:
        outcome.problems.append((column, " ".join(error.messages)))
    if outcome.problems:
        outcome.kind, outcome.done = "refused", []
    elif outcome.done:
        outcome.kind = "taken"
    return outcome


def _named(entry: MemberEntry, known: Known, outcome: Outcome) -> tuple[Plan | None, Unit | None]:
    plan, unit = known.plans.get(folded(entry.plan)), known.units.get(folded(entry.unit))
    if entry.plan and plan is None:
        outcome.problems.append(("plan", _("There is no plan “%(name)s”.") % {"name": entry.plan}))
    if entry.unit and unit is None:
        outcome.problems.append(("unit", _("There is no unit “%(name)s”.") % {"name": entry.unit}))
    return plan, unit


def _person(actor: Person | None, entry: MemberEntry, known: Known, outcome: Outcome) -> Person:
    """Of this structure, by the address or else by the name; a new one when nobody is known by them."""
    people = people_of_structure(known.venue.structure)
    if entry.email:
        alike = list(people.filter(email__iexact=entry.email)[:2])
    else:
        alike = list(
            people.filter(first_name__iexact=entry.first_name, last_name__iexact=entry.last_name)[:2]
        )
    if len(alike) > 1:
        raise Refused("several", _("Several persons are known so: merge them first."))
    if alike:
        return alike[0]
    outcome.done.append(_("new person"))
    return add_person(
        actor=actor,
        structure=known.venue.structure,
        first_name=entry.first_name,
        last_name=entry.last_name,
        email=entry.email,
        phone=entry.phone,
    )


def _membership(
    actor: Person | None,
    entry: MemberEntry,
    plan: Plan,
    person: Person,
    known: Known,
    now: datetime,
    outcome: Outcome,
) -> None:
    assert entry.start is not None
    if Membership.objects.filter(plan=plan, persons=person, anchor_on=entry.start).exists():
        return
    begun = entry.start < known.today
    membership = subscribe(
        actor=actor,
        plan=plan,
        person=person,
        home_venue=known.venue,
        now=now,
        asked_on=max(entry.start, known.today),
        begun_elsewhere_on=entry.start if begun else None,
    )
    if begun:
        _close_what_was_paid(membership, now)
    outcome.done.append(_("membership “%(plan)s”") % {"plan": plan})


def _close_what_was_paid(membership: Membership, now: datetime) -> None:
    """The rest of the period begun elsewhere: it costs and gives nothing here. None where one begins today."""
    terms = terms_of(membership)
    whole = period_at(terms, membership.anchor_on, membership.starts_on)
    if whole.starts_on == membership.starts_on:
        return
    rest = period_at(terms, membership.starts_on, membership.starts_on, membership.ends_on)
    MembershipPeriod.objects.create(
        membership=membership,
        number=rest.number,
        starts_on=rest.starts_on,
        ends_on=rest.ends_on,
        full_starts_on=rest.full_starts_on,
        full_ends_on=rest.full_ends_on,
        paused=True,
        opened_at=now,
    )


def _balance(
    actor: Person | None,
    entry: MemberEntry,
    unit: Unit,
    person: Person,
    known: Known,
    now: datetime,
    outcome: Outcome,
) -> None:
    """One grant for a person, a unit and an end; what is written differently later is said and left alone."""
    assert entry.balance is not None
    refuse_parts(unit, entry.balance)
    valid_to = entry.valid_until + timedelta(days=1) if entry.valid_until else None
    if valid_to is not None and valid_to <= known.today:
        raise Refused("expired", _("These units are over: their validity has ended."))
    key = f"{person.pk}/{unit.pk}/{valid_to or ''}"
    first = known.balances.setdefault(key, entry.line)
    if first != entry.line:
        raise Refused("twice", _("The same balance is already on line %(line)s.") % {"line": first})
    taken = Grant.objects.filter(origin_kind=FROM_BEFORE, origin_id=key, unit=unit).first()
    if taken is not None:
        if taken.amount != entry.balance:
            words = {"taken": taken.amount.normalize(), "written": entry.balance}
            outcome.remarks.append(_("%(taken)s were taken over; the list now says %(written)s.") % words)
        return
    Grant.objects.create(
        unit=unit,
        person=person,
        amount=entry.balance,
        valid_from=known.today,
        valid_to=valid_to,
        origin=Grant.Origin.TAKEOVER,
        origin_kind=FROM_BEFORE,
        origin_id=key,
        reason=entry.reason,
        made_by=actor,
        made_at=now,
    )
    outcome.done.append(_("balance of %(amount)s") % {"amount": entry.balance})
