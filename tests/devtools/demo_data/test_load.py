"""The demo network, loaded once on an ordinary Tuesday morning: believable, and such as the services write it."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.db import connection
from django.db.models import Count, F, Q

from billing.models import (
    Charge,
    PackSale,
    PlanPrice,
    PricedDay,
    PriceEdition,
    PriceList,
    ReservationPrice,
    Tariff,
    TaxRegime,
    VenuePriceList,
)
from billing.queries.reconciliation import discrepancies
from devtools.demo_data import COWORKER, FUNDER, HOST, LOGINS, MANAGER, PASSWORD
from devtools.demo_data.plans import SPECS
from devtools.demo_data.selling import lists_from
from devtools.processes import ROOT
from espaces.models import (
    Affiliation,
    Allotment,
    Closure,
    Enrolment,
    KeyLoan,
    Membership,
    MembershipPause,
    Network,
    Outgoing,
    Person,
    Role,
    Structure,
    Terms,
    TermsAcceptance,
    User,
    Venue,
)
from reservations.models import (
    HOLDING,
    Grant,
    Presence,
    PresenceCorrection,
    Reservation,
    Transition,
    Use,
)
from reservations.queries.availability import CellState, free_on
from reservations.queries.conflicts import conflicts_at
from reservations.rules.half_days import HalfDay
from reservations.rules.lifecycle import TRANSITIONS, Status
from tests.devtools.demo_data.conftest import NOW, TODAY

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def of_today() -> "Reservation":
    return Reservation.objects.filter(booking_day=TODAY)


def test_two_networks_share_a_structure_and_have_three_kinds_of_them():
    assert set(Network.objects.values_list("slug", flat=True)) == {"trois-vallees", "plateau"}
    assert set(Structure.objects.values_list("kind", flat=True)) == set(Structure.Kind.values)
    shared = Structure.objects.annotate(n=Count("networks")).filter(n=2)
    assert [structure.name for structure in shared] == ["Association Le Tiers de Laine"]
    for structure in Structure.objects.all():
        structure.full_clean()


def test_the_venues_of_the_main_network_are_of_all_kinds_in_three_departements():
    structures = Affiliation.objects.filter(network__slug="trois-vallees").values("structure")
    venues = Venue.objects.filter(structure__in=structures)
    assert 8 <= venues.count() <= 12
    assert venues.filter(published_at__lt=NOW).count() == venues.count()
    wanted = {"coworking", "library", "cafe", "school", "business_centre", "france_services", "fablab"}
    assert set(venues.values_list("kind", flat=True)) == wanted
    assert set(venues.values_list("municipality__departement_code", flat=True)) == {"48", "26", "23"}
    assert not venues.filter(Q(latitude=None) | Q(description="") | Q(access_instructions="")).exists()
    assert all(count == 2 for count in venues.annotate(n=Count("photos")).values_list("n", flat=True))


def test_every_login_works_with_the_demo_password_and_has_accepted_the_terms():
    for _who, email, password in LOGINS:
        user = User.objects.get(email=email)
        assert password == PASSWORD
        assert user.check_password(password)
        assert user.emailaddress_set.get().verified
        assert TermsAcceptance.objects.filter(person__user=user).exists()
    assert Terms.objects.count() == 2


@pytest.mark.parametrize(
    ("email", "kind", "scopes"),
    [
        (HOST, "host", {"La Filature", "L’École d’en haut"}),
        (MANAGER, "manager", {"Association La Filature"}),
        (FUNDER, "funder", {"Réseau des Trois Vallées"}),
        (COWORKER, "", set()),
    ],
)
def test_the_demo_logins_have_their_roles(email, kind, scopes):
    roles = Role.objects.active().filter(person__user__email=email)
    assert {str(role.scope) for role in roles} == scopes
    assert {role.kind for role in roles} <= {kind}


def test_there_are_members_a_year_of_history_and_people_without_address():
    assert 60 <= Person.objects.filter(user__isnull=False).count() <= 130
    assert Person.objects.filter(user=None, email="").exists()
    past = Reservation.objects.filter(ends_at__lt=NOW)
    assert past.count() > 5000
    months = past.filter(allotment=None).values_list("booking_day__year", "booking_day__month")
    counts = dict(months.annotate(n=Count("pk")).values_list("booking_day__month", "n"))
    assert len(counts) == 12
    assert counts[8] < counts[10] / 1.5, "fewer people come in August than in October"
    assert KeyLoan.objects.filter(returned_on=None).count() >= 5
    assert Allotment.objects.count() == 3


def test_what_became_of_them_is_plausible():
    past = Reservation.objects.filter(ends_at__lt=NOW, venue__uses_check_in=True, allotment=None)
    confirmed = past.filter(status=Status.CONFIRMED)
    no_shows = confirmed.filter(presences=None).count() / confirmed.count()
    cancelled = past.filter(status=Status.CANCELLED)
    assert 0.02 < no_shows < 0.10
    assert 0.03 < cancelled.count() / past.count() < 0.12
    assert set(cancelled.values_list("percent_kept", flat=True)) >= {0, 50, 100}
    closed_by_rule = Presence.objects.filter(end_source=Presence.Source.RULE).count()
    assert 0.05 < closed_by_rule / Presence.objects.count() < 0.2
    assert past.filter(channel=Reservation.Channel.WALK_IN).count() > 100
    assert PresenceCorrection.objects.count() >= 3
    assert past.filter(released_at__isnull=False).exists()


def test_every_reservation_has_the_transitions_that_lead_to_its_status():
    chains: dict[int, list[tuple[str, str]]] = {}
    rows = Transition.objects.order_by("reservation_id", "at", "pk")
    for reservation, old, new in rows.values_list("reservation_id", "from_status", "to_status"):
        chains.setdefault(reservation, []).append((old, new))
    for pk, status in Reservation.objects.values_list("pk", "status"):
        chain = chains[pk]
        assert [old for old, _new in chain] == ["", *[new for _old, new in chain[:-1]]]
        assert all(Status(new) in TRANSITIONS[Status(old) if old else None] for old, new in chain)
        assert chain[-1][1] == status


def test_nothing_happened_after_now_and_everybody_is_known_to_the_structure():
    assert not Presence.objects.filter(Q(started_at__gt=NOW) | Q(ended_at__gt=NOW)).exists()
    assert not Reservation.objects.filter(created_at__gt=NOW).exists()
    assert not Transition.objects.filter(at__gt=NOW).exists()
    assert not Presence.objects.filter(ended_at=None, started_at__lt=NOW - dt.timedelta(hours=18)).exists()
    known = set(Enrolment.objects.values_list("person_id", "structure_id"))
    assert set(Reservation.objects.values_list("person_id", "structure_id")) <= known


def test_nobody_sits_on_a_taken_place_nor_at_two_venues_at_a_time():
    """A resident keeps his desk on the days he works elsewhere: that is not being there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM reservations_reservation a JOIN reservations_reservation b ON a.id < b.id"
            " AND ((a.place_id = b.place_id AND a.blocked && b.blocked) OR (a.person_id = b.person_id"
            " AND a.allotment_id IS NULL AND b.allotment_id IS NULL"
            " AND a.venue_id <> b.venue_id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at))"
            " AND a.booking_day BETWEEN b.booking_day - 1 AND b.booking_day + 1"
            " WHERE a.status = ANY(%s) AND b.status = ANY(%s)",
            [HOLDING, HOLDING],
        )
        assert cursor.fetchone() == (0,)


def test_nobody_is_where_it_was_closed():
    for closure in Closure.objects.filter(resource=None):
        during = Reservation.objects.filter(
            venue=closure.venue_id, starts_at__lt=closure.ends_at, ends_at__gt=closure.starts_at
        )
        assert not during.exists(), closure
    for venue in Venue.objects.all():
        assert conflicts_at(venue, NOW) == {}


def test_today_has_every_state_at_the_venue_of_the_demo_host():
    rows = of_today().filter(venue__name="La Filature")
    confirmed = rows.filter(status=Status.CONFIRMED)
    absent = confirmed.filter(presences=None)
    assert absent.filter(starts_at__gt=NOW).exists(), "expected"
    assert absent.filter(starts_at__lt=NOW - dt.timedelta(minutes=15), ends_at__gt=NOW).exists(), "late"
    assert confirmed.filter(presences__ended_at=None, presences__isnull=False).exists(), "arrived"
    assert confirmed.filter(presences__ended_at__isnull=False).exists(), "left"
    assert rows.filter(channel=Reservation.Channel.WALK_IN, presences__isnull=False).exists()
    assert rows.filter(status=Status.CANCELLED).exists()
    assert rows.filter(status=Status.HELD, hold_until__gt=NOW).exists()


def test_a_coming_morning_is_full_somewhere_and_has_a_last_place_elsewhere():
    tomorrow = free_on(list(Venue.objects.all()), TODAY + dt.timedelta(days=1), HalfDay.MORNING, NOW)
    found = {found.state for found in tomorrow.values()}
    assert {CellState.FREE, CellState.LAST, CellState.FULL, CellState.CLOSED} <= found | {CellState.CLOSED}


def test_one_venue_is_open_every_day_and_one_closure_is_coming():
    every_day = Venue.objects.filter(open_on_holidays=True).annotate(
        days=Count("opening_periods__weekday", distinct=True, filter=Q(opening_periods__resource=None))
    )
    assert [(venue.name, venue.days) for venue in every_day] == [("La Filature", 7)]
    assert Closure.objects.filter(starts_at__gt=NOW).exists()


def test_the_coworker_has_a_past_and_something_to_come():
    own = Reservation.objects.filter(person__user__email=COWORKER, status=Status.CONFIRMED)
    assert own.filter(ends_at__lt=NOW).count() > 10
    assert own.filter(starts_at__gt=NOW).count() >= 3
    assert own.filter(moves__isnull=False).exists()


def test_reminders_wait_for_those_who_have_an_address():
    waiting = Outgoing.objects.filter(kind="reminder", done_at=None)
    assert waiting.count() > 20
    assert not waiting.filter(not_before__lte=F("created_at")).exists()


def test_it_refuses_outside_demo_mode():
    done = subprocess.run(
        [sys.executable, "-m", "devtools.demo_data"],
        cwd=ROOT,
        env={**os.environ, "DEMO": "0"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "demo mode only" in done.stderr


def test_every_venue_has_its_prices_and_public_ones_their_decision():
    used = VenuePriceList.objects.values("venue").distinct().count()
    assert used == Venue.objects.count()
    assert TaxRegime.objects.count() == Structure.objects.count()
    editions = PriceEdition.objects.published()
    public = editions.filter(price_list__structure__kind=Structure.Kind.PUBLIC_BODY)
    assert public.exists()
    assert not public.filter(Q(decision_number="") | Q(decision_date=None)).exists()
    assert PriceList.objects.filter(network__slug="trois-vallees").count() == 1
    assert Tariff.objects.filter(amount=0, kind="open_space", unit="half_day").exists(), "free, and said so"


def test_every_day_since_the_prices_hold_is_priced_and_charged_once():
    since = lists_from(TODAY)
    unpriced = Reservation.objects.confirmed().filter(booking_day__gte=since, allotment=None)
    priced = ReservationPrice.objects.values("reservation")
    assert not unpriced.exclude(pk__in=priced).exists()
    assert list(discrepancies(NOW)) == []
    assert Charge.objects.filter(source_kind=Charge.Source.DAY).count() > 100
    assert not ReservationPrice.objects.filter(at__gt=NOW).exists()
    assert not PricedDay.objects.filter(quote__not_on_sale=True).exists()


def test_units_are_never_overdrawn_and_are_used_from_packs_and_allowances():
    balances = Grant.objects.with_balance()
    assert not balances.filter(Q(balance__lt=0) | Q(balance__gt=F("amount"))).exists()
    assert balances.filter(origin="pack", balance__gt=0, balance__lt=F("amount")).exists(), "half used"
    assert balances.filter(origin="period", balance__lt=F("amount")).exists()
    assert set(Grant.objects.values_list("origin", flat=True)) == {"period", "pack", "gift", "takeover"}
    assert PackSale.objects.filter(refunded__gt=0).count() == 1


def test_memberships_have_their_stories():
    running = Membership.objects.active(TODAY)
    assert set(running.values_list("plan__name", flat=True)) == {spec.name for spec in SPECS}
    assert MembershipPause.objects.filter(starts_on__lte=TODAY, ends_on__gt=TODAY).count() == 1
    assert running.filter(leaving_asked_on__lte=TODAY, plan__name="Résident").count() == 1
    team = running.get(plan__seats=3)
    assert (team.persons.count(), str(team.customer)) == (3, "Mutuelle des Causses")
    assert PlanPrice.objects.filter(others_from=dt.date(2026, 12, 1), amount=75).count() == 1
    assert Outgoing.objects.filter(kind="plan_price").exists(), "its members are told"


def test_the_coworker_has_tickets_an_allowance_a_kept_half_and_money_to_pay():
    person = Person.objects.get(user__email=COWORKER)
    tickets = Grant.objects.with_balance().get(person=person, origin="takeover")
    assert (tickets.balance, tickets.valid_to) == (4, TODAY + dt.timedelta(days=9))
    assert Grant.objects.filter(person=person, origin="period", valid_to__gt=TODAY).exists()
    coming = ReservationPrice.objects.filter(reservation__person=person, reservation__starts_at__gt=NOW)
    assert coming.filter(difference__gt=0).exists(), "in money"
    assert Use.objects.filter(grant=tickets, reservation__starts_at__gt=NOW).count() == 1
    halves = ReservationPrice.objects.filter(reservation__person=person, percent_kept=50)
    assert halves.filter(
        difference=-12, day__owed__gte=12, reservation__resource__name="Salle des métiers"
    ).exists()
    own = PricedDay.objects.get(person=person, venue__name="Le Comptoir", kind="meeting_room")
    assert own.owed == 36, "two hours at 15 € before tax"
    assert Charge.objects.live().filter(customer__person=person).count() >= 4
