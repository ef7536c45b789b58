"""Sheets A24 (a public place: papers first, nothing back) and A25 (a free village): entered on screen."""

from __future__ import annotations

import pytest

from billing.models import Charge, PricedDay
from espaces.models import KeyLoan, Person, Resource, Structure
from reservations.errors import BookingRefused
from reservations.models import Presence, Reservation
from tests.billing.sheets.screens import Screens

pytestmark = pytest.mark.django_db
NEXT_NIGHT = "2023-09-05 00:30"


@pytest.fixture
def ada(screens: Screens) -> Person:
    return screens.newcomer("Ada")


@pytest.fixture
def office(screens: Screens) -> None:
    """A24: prices were not published, 12 € the half-day here; voted, as those of a public owner are."""
    screens.fill(
        screens.of_structure("espaces:change_structure"),
        kind="public_body",
        siren="217 500 016",
        siret="217 500 016 00019",
    )
    structure = Structure.objects.get(pk=screens.venue.structure_id)
    assert (structure.kind, structure.siret) == (Structure.Kind.PUBLIC_BODY, "21750001600019")
    screens.first_prices(open_space_half_day="12")
    screens.publish(decision_number="2020-41", decision_date="2020-06-15")


def test_A24_1_without_identity_and_insurance_seen_no_access(screens, office, ada, desks) -> None:
    screens.fill(screens.here("espaces:resource", desks.pk), required_documents=["identity", "insurance"])
    desks.refresh_from_db()
    for kind in ("identity", "insurance"):
        with pytest.raises(BookingRefused):
            screens.book(ada, desks, "2023-09-05", "morning")
        assert not Reservation.objects.exists()
        screens.fill(screens.here("espaces:note_document", ada.pk), kind=kind, valid_to="2024-09-04")
    assert screens.book(ada, desks, "2023-09-05", "morning").person == ada


@pytest.mark.parametrize("booked_for", ["2023-09-04", "2024-09-02"])
def test_A24_2_who_cancels_gets_nothing_back(screens, office, ada, desks, booked_for: str) -> None:
    """However early: a year ahead too."""
    screens.fill(screens.here("espaces:venue_booking_rules"), horizon_days="730")
    screens.venue.refresh_from_db()
    address = screens.here("espaces:venue_cancellation")
    for audience in ("members", "others"):
        line = {f"{audience}-hours_0": str(24 * 730), f"{audience}-percent_0": "100"}
        screens.fill(address, **line)
    made = screens.book(ada, desks, booked_for, "afternoon")
    screens.cancel(made)
    assert PricedDay.objects.get().owed == 12
    screens.night("2024-09-03 00:30")
    assert screens.owes(ada) == 12


def test_A24_3_fewer_places_from_a_day_on(screens, office, desks: Resource) -> None:
    """The last of five desks goes out of use: the others stay on sale."""
    place = desks.places.order_by("number").last()
    assert place is not None
    screens.fill(screens.here("reservations:end_place", place.pk), on="2023-09-06")
    people = [screens.newcomer(f"Ada{n}") for n in range(5)]
    for person in people:
        screens.book(person, desks, "2023-09-05", "morning")
    for person in people[:4]:
        screens.book(person, desks, "2023-09-06", "morning")
    with pytest.raises(BookingRefused):
        screens.book(people[4], desks, "2023-09-06", "morning")


@pytest.fixture
def free(screens: Screens) -> None:
    """A25."""
    screens.first_prices(open_space_half_day="0", open_space_day="0")
    screens.publish()


def test_A25_1_a_day_is_free_without_anything_owed_and_the_visit_counts(screens, free, ada, desks) -> None:
    assert screens.try_it("day").due == "0,00"
    made = screens.book(ada, desks, "2023-09-04")
    screens.at("2023-09-04 18:00")
    screens.was_there(made, "09:00", "17:00")
    screens.night(NEXT_NIGHT)
    assert (screens.owes(ada), Charge.objects.count(), Presence.objects.count()) == (0, 0, 1)


def test_A25_2_the_sixth_person_finds_it_full(screens, free, desks) -> None:
    for n in range(5):
        screens.book(screens.newcomer(f"Ada{n}"), desks, "2023-09-05")
    with pytest.raises(BookingRefused) as refused:
        screens.book(screens.newcomer("Bob"), desks, "2023-09-05")
    assert refused.value.codes == ["full"]
    assert Reservation.objects.count() == 5


def test_A25_3_the_key_is_lent_and_comes_back(screens, free, ada) -> None:
    screens.fill(screens.here("espaces:lend_key", ada.pk), label="Clé de la mairie")
    loan = KeyLoan.objects.get()
    assert (loan.person, loan.lent_on.isoformat(), loan.returned_on) == (ada, "2023-09-04", None)
    screens.at("2023-09-05 18:00")
    screens.client().post(screens.here("espaces:return_key", ada.pk, loan.pk))
    loan.refresh_from_db()
    assert loan.returned_on is not None
    assert loan.returned_on.isoformat() == "2023-09-05"
