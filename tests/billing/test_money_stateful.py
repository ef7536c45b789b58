"""Random acts of two persons, a team that pays for both, booklets and a membership, through the services only.

After each act everything that is owed, taken and charged must add up, whatever came before it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from billing.errors import PriceChanged
from billing.models import PackSale, PlanDiscount, PricedDay
from billing.queries.payers import payer_read
from billing.queries.quotes import kept_stored, quote_stored
from billing.queries.quotes_in_turn import Payer, Wished, quote_in_turn
from billing.queries.quotes_of_acts import quote_cancellation, quote_move
from billing.queries.reconciliation import discrepancies
from billing.rules.pricing.owed import owed_for_day
from billing.services.booking import book_and_price, cancel_and_price, move_and_price
from billing.services.charging import charge_all
from billing.services.packs import refund_pack
from billing.services.passes import Passed
from billing.services.requoting import requote_changed_memberships
from billing.services.settling import settle_all
from espaces.errors import Refused
from espaces.models import CancellationStep, Customer, CustomerMember, Membership, Person, Resource
from espaces.services.memberships import end_membership, pause_membership, take_ending_back
from espaces.services.teams import add_to_team, remove_from_team
from reservations.models import Grant, Reservation, UnitRate
from reservations.queries.facts import kept_if_cancelled
from reservations.queries.other_times import proposed_move
from reservations.queries.proposals import propose_booking
from reservations.queries.units import taken_by_reservations
from reservations.services.booking import Terms
from reservations.services.grants import end_grant_early, use_units_otherwise
from reservations.services.periods import open_due_periods
from tests.factories import (
    PersonFactory,
    PlanFactory,
    ResourceFactory,
    UnitFactory,
    VenueFactory,
    manager_of,
    open_every_day,
)
from tests.factories.charges import total
from tests.factories.memberships import LONG_AGO, allowance, member
from tests.factories.prices import payer, price, sell
from tests.factories.reservations import at, book, half
from tests.factories.units import given, left, pack_of, sold

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = ["2026-11-30", "2026-12-01", "2026-12-02"]
MOMENTS = ["2026-11-27 10:00", "2026-11-29 20:00", "2026-11-30 20:00", "2026-12-01 20:00", "2026-12-03 00:01"]
MONTH_AT_MOST = Decimal(22)
HALF_DAY, DAY = Decimal(5), Decimal(9)

days = st.sampled_from(DAYS)
halves = st.sampled_from(["morning", "afternoon", "day"])
which = st.integers(0, 7)


class Money(RuleBasedStateMachine):
    """Desks at 5 and 9, rooms of the same kind for members only, at most 22 a month; half price for members."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = transaction.atomic()
        self.opened.__enter__()
        self.moment = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.opened.__exit__(None, None, None)

    @initialize(
        booked=st.lists(st.tuples(st.booleans(), st.booleans(), days, halves), min_size=3, max_size=6)
    )
    def a_venue_with_prices(self, booked: list[tuple[bool, bool, str, str]]) -> None:
        venue = VenueFactory()
        open_every_day(venue, ("09:00", "18:00"))
        for audience in ("others", "members"):
            CancellationStep.objects.create(venue=venue, audience=audience, hours_before=24, percent_kept=50)
        self.desks, self.reserved = (ResourceFactory(venue=venue, places=30) for _ in range(2))
        self.host = manager_of(venue.structure)
        self.persons = [PersonFactory(), PersonFactory()]
        self.team = Customer.objects.create(organisation="Coopérative")
        for person in self.persons:
            CustomerMember.objects.create(customer=self.team, person=person, starts_on=LONG_AGO)
        self._sell()
        self._grant()
        for first, plain, day, part in booked:
            self.book(first, by_team=False, plain=plain, day=day, part=part)

    def _sell(self) -> None:
        venue = self.desks.venue
        self.plan = PlanFactory(structure=venue.structure, seats=2, leaving="any_day", pauses_per_year=2)
        PlanDiscount.objects.create(plan=self.plan, kind="open_space", percent=50, agreed_from=LONG_AGO)
        sell(
            venue,
            price("half_day", HALF_DAY),
            price("day", DAY),
            price("half_day", 4, resource=self.reserved, audience="plan", plan=self.plan),
            caps={"month": str(MONTH_AT_MOST)},
        )

    def _grant(self) -> None:
        structure = self.desks.venue.structure
        self.unit = UnitFactory(structure=structure)
        UnitRate.objects.create(unit=self.unit, kind="open_space", per="half_day", amount=1)
        allowance(self.plan, "2", self.unit)
        self.membership = member(self.plan, self.desks.venue, "2026-11-01", self.persons[0])
        given(self.team, self.unit, 2)
        sold(pack_of(structure, self.unit, amount=2, price=Decimal(8)), self.persons[1])

    @property
    def now(self) -> dt.datetime:
        return at(MOMENTS[self.moment], self.desks)

    def may(self, act: Callable[[], object]) -> None:
        """What is refused has changed nothing; a price other than the one announced is never a reason."""
        try:
            with transaction.atomic():
                act()
        except PriceChanged:
            raise
        except Refused:
            return

    def _reservation(self, number: int) -> Reservation | None:
        rows = Reservation.objects.confirmed().select_related("person", "customer", "venue", "resource")
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    # --- acts on reservations, at the price that the page announces

    @rule(first=st.booleans(), by_team=st.booleans(), plain=st.booleans(), day=days, part=halves)
    def book(self, first: bool, by_team: bool, plain: bool, day: str, part: str) -> None:
        person, resource = self.persons[not first], self.desks if plain else self.reserved
        customer = self.team if by_team else payer(person)
        request = half(day, part)
        announced = self._announced(person, customer, resource, request)
        self.may(
            lambda: book_and_price(
                actor=person,
                person=person,
                resource=resource,
                request=request,
                token=uuid.uuid4(),
                payer=customer,
                announced=announced,
                now=self.now,
            )
        )

    def _announced(
        self, person: Person, customer: Customer, resource: Resource, request: object
    ) -> Decimal | None:
        proposal = propose_booking(person=person, resource=resource, request=request, now=self.now)
        if proposal.stay is None:
            return None
        wished = [Wished(proposal.day, proposal.stay.interval)]
        priced = quote_in_turn(Payer(person, customer), resource, wished, by_half_days=True)[0]
        return priced.due if priced else None

    @rule(first=st.booleans(), plain=st.booleans(), day=days, part=halves)
    def be_given_by_a_host(self, first: bool, plain: bool, day: str, part: str) -> None:
        resource = self.desks if plain else self.reserved
        terms = Terms(channel=Reservation.Channel.HOST)
        person = self.persons[not first]
        self.may(lambda: book(person, resource, half(day, part), now=self.now, actor=self.host, terms=terms))

    @rule(number=which, plain=st.booleans(), day=days, part=halves, by_host=st.booleans())
    def move(self, number: int, plain: bool, day: str, part: str, by_host: bool) -> None:
        reservation = self._reservation(number)
        if reservation is None:
            return
        resource, request = self.desks if plain else self.reserved, half(day, part)
        proposal = proposed_move(reservation, resource, request, self.now)
        priced = quote_move(reservation, payer_read(reservation), resource, proposal)
        self.may(
            lambda: move_and_price(
                actor=reservation.person,
                reservation_id=reservation.pk,
                resource=resource,
                request=request,
                by_host=by_host,
                announced=priced.due if priced and not by_host else None,
                now=self.now,
            )
        )

    @rule(number=which, by_host=st.booleans(), without_fee=st.booleans())
    def cancel(self, number: int, by_host: bool, without_fee: bool) -> None:
        reservation = self._reservation(number)
        if reservation is None:
            return
        percent = 0 if by_host and without_fee else kept_if_cancelled(reservation, self.now)
        priced = quote_cancellation(reservation, percent)
        self.may(
            lambda: cancel_and_price(
                actor=reservation.person,
                reservation_id=reservation.pk,
                by_host=by_host,
                without_fee=by_host and without_fee,
                announced=priced.due if priced else None,
                now=self.now,
            )
        )

    @rule(number=which)
    def end_without_a_signal(self, number: int) -> None:
        reservation = self._reservation(number)
        if reservation is not None:
            Reservation.objects.filter(pk=reservation.pk).update(status="expired")
            settle_all(self.now)

    # --- acts on units and memberships: one rule, so that most acts are on reservations

    @rule(rank=st.integers(0, 7), number=which, day=days)
    def change_what_prices_depend_on(self, rank: int, number: int, day: str) -> None:
        acts: list[Callable[[], object]] = [
            lambda: self._end_units(number),
            self._refund,
            lambda: self._print_pages(self.persons[number % 2]),
            lambda: self._team(add_to_team),
            lambda: self._team(remove_from_team),
            lambda: self._end_membership(dt.date.fromisoformat(day)),
            lambda: take_ending_back(actor=self.host, membership=self._member(), now=self.now),
            self._pause,
        ]
        self.may(acts[rank])
        requote_changed_memberships(self.now)

    def _end_units(self, number: int) -> None:
        grants = list(Grant.objects.order_by("pk"))
        values = {"reason": "Départ", "day": self.now.date(), "token": uuid.uuid4(), "now": self.now}
        end_grant_early(actor=self.host, grant=grants[number % len(grants)], **values)

    def _refund(self) -> None:
        values = {"reason": "Départ", "refunded_on": self.now.date(), "now": self.now}
        refund_pack(actor=self.host, sale=PackSale.objects.get(), **values)

    def _print_pages(self, person: Person) -> None:
        values = {"reason": "Impressions", "day": self.now.date(), "token": uuid.uuid4(), "now": self.now}
        use_units_otherwise(
            actor=self.host,
            unit=self.unit,
            person=person,
            payer=payer(person),
            venue=self.desks.venue,
            amount=Decimal(1),
            **values,
        )

    def _team(self, act: Callable[..., None]) -> None:
        act(actor=self.host, membership=self._member(), person=self.persons[1], now=self.now)

    def _end_membership(self, ends_on: dt.date) -> None:
        values = {"ends_on": ends_on, "reason": "Départ", "now": self.now}
        end_membership(actor=self.host, membership=self._member(), **values)

    def _pause(self) -> None:
        first_days = [dt.date(2026, 12, 1)]
        pause_membership(actor=self.host, membership=self._member(), first_days=first_days, now=self.now)

    def _member(self) -> Membership:
        return Membership.objects.get(pk=self.membership.pk)

    @rule()
    def wait(self) -> None:
        self.moment = min(self.moment + 1, len(MOMENTS) - 1)

    @rule()
    def run_the_night(self) -> None:
        """Twice is once, and afterwards what is charged is what is owed."""
        open_due_periods(self.now)
        requote_changed_memberships(self.now)
        settle_all(self.now)
        charge_all(self.now)
        assert open_due_periods(self.now) == 0
        assert requote_changed_memberships(self.now) == Passed()
        assert (settle_all(self.now), charge_all(self.now)) == (Passed(), Passed())
        assert list(discrepancies(self.now)) == []
        over = PricedDay.objects.filter(day__lt=self.now.astimezone(self.desks.venue.zone).date())
        assert total(source_kind="day") == sum((day.owed for day in over.filter(to_settle=False)), Decimal(0))

    # --- what is always true

    @invariant()
    def every_day_adds_up(self) -> None:
        for day in PricedDay.objects.exclude(edition=None):
            quote = quote_stored(day)
            assert day.total == quote.total >= 0
            assert day.owed == owed_for_day(quote, kept_stored(day)) >= 0
            assert day.owed == sum(act.difference for act in day.prices.all())
            stays = _open_on(day)
            taken = taken_by_reservations([stay.pk for stay in stays])
            assert taken == {(line.grant_id, line.reservation_id): line.quantity for line in quote.units}
            assert {line.reservation_id for line in quote.lines} <= {None, *(stay.pk for stay in stays)}

    @invariant()
    def a_month_never_costs_more_than_its_cap(self) -> None:
        sums: dict[tuple[int, int, int], Decimal] = {}
        for day in PricedDay.objects.all():
            key = (day.person_id, day.customer_id, day.day.month)
            sums[key] = sums.get(key, Decimal(0)) + day.total
        assert all(amount <= MONTH_AT_MOST for amount in sums.values())

    @invariant()
    def no_grant_gives_more_than_it_has(self) -> None:
        for grant in Grant.objects.all():
            assert 0 <= left(grant) <= grant.amount

    @invariant()
    def desks_cost_the_cheapest_of_their_half_days(self) -> None:
        """Told by halves alone: those left by units at 5 or 9, half of it for a member, and never above a cap."""
        for day in PricedDay.objects.exclude(edition=None):
            stays, quote = _open_on(day), quote_stored(day)
            if any(stay.resource_id != self.desks.pk for stay in stays):
                continue
            used = {part for stay in stays for part in _halves_of(stay)}
            money = [Decimal(0), HALF_DAY, DAY][len(used) - int(sum(line.quantity for line in quote.units))]
            capped = any(line.unit == "cap" for line in quote.lines)
            as_member = money - (money / 2).quantize(Decimal("0.01"), ROUND_CEILING)
            assert quote.total in {money, as_member} or (capped and quote.total < money)


def _open_on(day: PricedDay) -> list[Reservation]:
    rows = Reservation.objects.confirmed().filter(
        person=day.person_id, venue=day.venue_id, booking_day=day.day, resource__kind=day.kind
    )
    return [row for row in rows if payer_read(row).pk == day.customer_id]


def _halves_of(stay: Reservation) -> set[str]:
    return {"morning", "afternoon"} if stay.half_day == "day" else {stay.half_day}


def test_money_adds_up_whatever_happens() -> None:
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=6, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
