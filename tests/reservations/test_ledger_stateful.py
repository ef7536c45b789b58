"""Random lives of grants through the services, against a naive model that only adds and subtracts."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from espaces.errors import Refused
from reservations.models import Grant, Reservation
from reservations.queries.ledger import balances_of, grants_of, statement
from reservations.services.grants import correct_grant, end_grant_early, use_units_otherwise
from reservations.services.units import settle_units
from tests.factories import PersonFactory, ResourceFactory, UnitFactory, VenueFactory, open_every_day
from tests.factories.reservations import at, book, half
from tests.factories.units import NOW, TODAY, given, left, own_customer

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = [TODAY + dt.timedelta(days=days) for days in (0, 1, 40)]
ENDS = [None, TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=30)]
small = st.integers(1, 6).map(Decimal)


class Ledger(RuleBasedStateMachine):
    """`balance`: by grant. `taken`: by grant and reservation. Both know nothing of rows."""

    grants = Bundle("grants")
    stays = Bundle("stays")

    def __init__(self) -> None:
        super().__init__()
        self.opened = transaction.atomic()
        self.opened.__enter__()
        self.balance: dict[int, Decimal] = {}
        self.ends: dict[int, dt.date | None] = {}
        self.taken: dict[tuple[int, int], Decimal] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.opened.__exit__(None, None, None)

    @initialize()
    def a_person_and_a_unit(self) -> None:
        self.venue = VenueFactory()
        open_every_day(self.venue, ("09:00", "18:00"))
        self.desks = ResourceFactory(venue=self.venue, places=20)
        self.unit = UnitFactory(structure=self.venue.structure)
        self.person = PersonFactory()
        self.payer = own_customer(self.person)

    @rule(target=grants, amount=small, end=st.sampled_from(ENDS), shared=st.booleans())
    def give(self, amount: Decimal, end: dt.date | None, shared: bool) -> Grant:
        holder = self.payer if shared else self.person
        grant = given(holder, self.unit, str(amount), valid_to=end)
        self.balance[grant.pk], self.ends[grant.pk] = amount, end
        return grant

    @rule(target=stays, rank=st.integers(0, 13))
    def book(self, rank: int) -> Reservation:
        day = dt.date(2026, 3, 11) + dt.timedelta(days=rank)
        return book(
            PersonFactory(), self.desks, half(str(day), "day"), now=at("2026-03-10 09:00", self.desks)
        )

    @rule(grant=grants, stay=stays, amount=st.integers(0, 6).map(Decimal))
    def take(self, grant: Grant, stay: Reservation, amount: Decimal) -> None:
        """Brings what the stay takes of this grant to an amount: more, fewer, or all given back."""
        key = (grant.pk, stay.pk)
        before = self.taken.get(key, Decimal(0))
        others = {pair: part for pair, part in self.taken.items() if pair[1] == stay.pk and pair != key}
        try:
            with transaction.atomic():
                settle_units(
                    actor=None,
                    person=self.person,
                    day=TODAY,
                    reservation_ids=[stay.pk],
                    wanted=others | {key: amount},
                    now=NOW,
                )
        except Refused:
            assert amount - before > self.balance[grant.pk]
            return
        assert amount - before <= self.balance[grant.pk]
        self.balance[grant.pk] -= amount - before
        self.taken[key] = amount

    @rule(amount=small, day=st.sampled_from(DAYS))
    def use_otherwise(self, amount: Decimal, day: dt.date) -> None:
        found = use_units_otherwise(
            actor=None,
            unit=self.unit,
            person=self.person,
            payer=self.payer,
            venue=self.venue,
            amount=amount,
            reason="Impressions",
            day=day,
            token=uuid.uuid4(),
            now=NOW,
        )
        usable = sum(
            (self.balance[pk] for pk, end in self.ends.items() if end is None or end > day), Decimal(0)
        )
        assert found.missing == max(Decimal(0), amount - usable)
        for use in found.uses:
            assert self.ends[use.grant_id] is None or self.ends[use.grant_id] > day
            self.balance[use.grant_id] -= use.amount

    @rule(grant=grants)
    def end(self, grant: Grant) -> None:
        try:
            end_grant_early(actor=None, grant=grant, reason="Départ", day=TODAY, token=uuid.uuid4(), now=NOW)
        except Refused:
            assert self.balance[grant.pk] == 0
        self.balance[grant.pk] = Decimal(0)

    @rule(target=grants, grant=grants, difference=st.integers(-3, 3).filter(bool).map(Decimal))
    def correct(self, grant: Grant, difference: Decimal) -> Grant:
        try:
            made = correct_grant(
                actor=None,
                grant=grant,
                difference=difference,
                reason="Erreur",
                day=TODAY,
                token=uuid.uuid4(),
                now=NOW,
            )
        except Refused:
            assert self.balance[grant.pk] + difference < 0
            return grant
        if isinstance(made, Grant):
            self.balance[made.pk], self.ends[made.pk] = difference, grant.valid_to
            return made
        self.balance[grant.pk] += difference
        return grant

    @invariant()
    def balances_are_those_of_the_model_and_never_negative(self) -> None:
        if not self.balance:
            return
        assert {pk: left(Grant.objects.get(pk=pk)) for pk in self.balance} == self.balance
        assert min(self.balance.values()) >= 0
        shown = {one.grant.pk: one.left for one in balances_of(self.person, TODAY)}
        assert shown == {pk: amount for pk, amount in self.balance.items() if amount}

    @invariant()
    def the_last_line_says_what_is_left(self) -> None:
        if self.balance:
            far = dt.date(2026, 12, 31)
            kept = sum((self.balance[pk] for pk, end in self.ends.items() if end is None), Decimal(0))
            assert statement(grants_of(self.person, TODAY), TODAY)[0].line.left == sum(self.balance.values())
            assert statement(grants_of(self.person, TODAY), far)[0].line.left == kept


def test_balances_always_add_up() -> None:
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
