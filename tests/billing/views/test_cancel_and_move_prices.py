"""Cancelling and moving: what stays due, what comes back and what more is due, before the button."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from billing.models import PricedDay, ReservationPrice
from espaces.models import Person, Resource
from reservations.models import Grant, Reservation, UnitRate
from tests.factories import ResourceFactory, UnitFactory, VenueFactory, host_of, login_of, open_every_day
from tests.factories.prices import price, sell
from tests.factories.reservations import at, book, half
from tests.reservations.views.checkout_page import text
from tests.reservations.views.conftest import clock, logged_in

pytestmark = pytest.mark.django_db
DAY, NEXT = "2026-12-03", "2026-12-04"
EARLY, LATE = "2026-12-01 10:00", "2026-12-02 10:00"


@pytest.fixture
def person() -> Person:
    return login_of(first_name="Camille")


@pytest.fixture
def desks() -> Resource:
    """Half stays due from 24 h before the start."""
    venue = VenueFactory(name="La Filature")
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"))
    venue.cancellation_steps.create(audience="others", hours_before=24, percent_kept=50)
    return ResourceFactory(venue=venue, places=3)


def booked(person: Person, desks: Resource, half_day: str = "morning", day: str = DAY) -> Reservation:
    return book(person, desks, half(day, half_day), now=at("2026-11-20 10:00", desks))


def page_at(when: str, person: Person, desks: Resource, address: str, **sent: object):
    with clock(when, desks):
        client = logged_in(person)
        return client.post(address, sent) if sent else client.get(address)


def announced(answer: object) -> str:
    found = re.search(r'name="announced" value="([^"]+)"', text(answer))
    assert found
    return found[1]


def costs(reservation: Reservation) -> list[object]:
    prices = ReservationPrice.objects.filter(reservation=reservation).order_by("number")
    return list(prices.values_list("difference", flat=True))


def tickets(person: Person, desks: Resource, amount: int) -> Grant:
    unit = UnitFactory(structure=desks.venue.structure, name="ticket", plural="tickets")
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    return Grant.objects.create(
        unit=unit,
        person=person,
        amount=amount,
        valid_from=dt.date(2026, 1, 1),
        origin="gift",
        reason="essai",
        made_at=at("2026-11-01 10:00", desks),
    )


# ── cancelling ──────────────────────────────────────────────────────────────────────────


def test_MO4_the_cancelled_morning_gives_back_four_and_says_so(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    morning = booked(person, desks)
    booked(person, desks, "afternoon")
    address = f"/mes-reservations/{morning.pk}/annuler/"
    page = page_at(EARLY, person, desks, address)
    assert "En votre faveur</dt><dd>4,00 €" in text(page)
    assert "Le reste de cette journée coûte alors 5,00 €." in text(page)
    page_at(EARLY, person, desks, address, kept="0", announced=announced(page))
    assert costs(morning) == [5, -4]
    assert PricedDay.objects.get().owed == 5


def test_MO12_half_of_twenty_four_is_kept_and_both_amounts_are_said(person, desks) -> None:
    sell(desks.venue, price("half_day", 24))
    morning = booked(person, desks)
    address = f"/mes-reservations/{morning.pk}/annuler/"
    page = page_at(LATE, person, desks, address)
    assert "Reste dû</dt><dd>12,00 €" in text(page)
    assert "En votre faveur</dt><dd>12,00 €" in text(page)
    assert page_at(LATE, person, desks, address, kept="50", announced="-12.00").status_code == 302
    assert costs(morning) == [24, -12]


def test_tickets_that_come_back_are_counted_in_tickets(person, desks) -> None:
    tickets(person, desks, 10)
    sell(desks.venue, price("half_day", 5))
    day = booked(person, desks, "day")
    address = f"/mes-reservations/{day.pk}/annuler/"
    assert "En votre faveur</dt><dd>2 tickets" in text(page_at(EARLY, person, desks, address))
    late = text(page_at(LATE, person, desks, address))
    assert "Reste dû</dt><dd>1 ticket" in late
    assert "En votre faveur</dt><dd>1 ticket" in late


def test_another_amount_than_the_one_shown_cancels_nothing(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    morning = booked(person, desks)
    address = f"/mes-reservations/{morning.pk}/annuler/"
    shown = announced(page_at(EARLY, person, desks, address))
    booked(person, desks, "afternoon")
    refused = page_at(EARLY, person, desks, address, kept="0", announced=shown)
    morning.refresh_from_db()
    assert (refused.status_code, morning.status, costs(morning)) == (422, "confirmed", [5])
    assert "Le prix a changé entre-temps." in text(refused)
    assert announced(refused) == "-4.00"


def test_a_host_reads_what_comes_back_with_and_without_a_fee(person, desks) -> None:
    sell(desks.venue, price("half_day", 24))
    morning = booked(person, desks)
    host = host_of(desks.venue)
    address = f"/mes-reservations/{morning.pk}/annuler/"
    page = text(page_at(LATE, host, desks, address))
    assert "Rendu si rien n’est gardé</dt><dd>24,00 €" in page
    page_at(LATE, host, desks, address, kept="50", without_fee="on")
    assert costs(morning) == [24, -24]


# ── moving ──────────────────────────────────────────────────────────────────────────────


def move_address(reservation: Reservation, desks: Resource, day: str, half_day: str) -> str:
    return f"/mes-reservations/{reservation.pk}/deplacer/?resource={desks.pk}&day={day}&half={half_day}"


def move(person: Person, reservation: Reservation, desks: Resource, day: str, half_day: str, cost: str):
    sent = {"resource": desks.pk, "day": day, "half": half_day, "announced": cost}
    return page_at(EARLY, person, desks, f"/mes-reservations/{reservation.pk}/deplacer/", **sent)


def test_a_move_to_another_day_says_what_both_days_cost_together(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    morning = booked(person, desks)
    booked(person, desks, "afternoon")
    page = page_at(EARLY, person, desks, move_address(morning, desks, NEXT, "day"))
    assert "Déplacer la réservation · 5,00 €" in text(page)
    assert move(person, morning, desks, NEXT, "day", announced(page)).status_code == 302
    assert costs(morning) == [5, -4, 9]


def test_a_move_that_costs_nothing_more_says_so(person, desks) -> None:
    sell(desks.venue, price("half_day", 5))
    morning = booked(person, desks)
    page = page_at(EARLY, person, desks, move_address(morning, desks, NEXT, "morning"))
    assert "Ce déplacement coûte</dt><dd>rien de plus" in text(page)
    assert move(person, morning, desks, NEXT, "morning", announced(page)).status_code == 302


def test_a_free_first_visit_stays_one_when_it_is_moved(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("half_day", 0, audience="first_visit"))
    morning = booked(person, desks)
    page = page_at(EARLY, person, desks, move_address(morning, desks, NEXT, "morning"))
    assert announced(page) == "0.00"
    assert move(person, morning, desks, NEXT, "morning", "0.00").status_code == 302
    assert sum(costs(morning)) == 0


def test_the_last_ticket_moves_along(person, desks) -> None:
    grant = tickets(person, desks, 1)
    sell(desks.venue, price("half_day", 5))
    morning = booked(person, desks)
    page = page_at(EARLY, person, desks, move_address(morning, desks, NEXT, "morning"))
    assert announced(page) == "0.00"
    assert move(person, morning, desks, NEXT, "morning", "0.00").status_code == 302
    assert Grant.objects.with_balance().get(pk=grant.pk).balance == 0
    assert PricedDay.objects.get(day=NEXT).owed == 0


def test_another_cost_than_the_one_shown_moves_nothing_and_shows_the_new_one(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    morning = booked(person, desks)
    refused = move(person, morning, desks, NEXT, "day", "0.00")
    morning.refresh_from_db()
    assert (refused.status_code, morning.booking_day.isoformat(), costs(morning)) == (422, DAY, [5])
    assert announced(refused) == "4.00"
    assert "Déplacer la réservation · 4,00 €" in text(refused)


def test_nobody_moves_himself_to_what_nobody_sells_him(person, desks) -> None:
    """A cheap desk would else become a free one."""
    other = ResourceFactory(venue=desks.venue, places=1)
    sell(
        desks.venue,
        price("half_day", 5),
        price("half_day", 30, resource=other, audience="association"),
    )
    morning = booked(person, desks)
    page = page_at(EARLY, person, desks, move_address(morning, other, NEXT, "morning"))
    assert "Il n’y a pas de tarif pour vous ici" in text(page)
    assert "announced" not in text(page)
    for cost in ("0.00", "-5.00"):
        assert move(person, morning, other, NEXT, "morning", cost).status_code == 422
    morning.refresh_from_db()
    assert (morning.resource, costs(morning)) == (desks, [5])


# ── why this price ──────────────────────────────────────────────────────────────────────


def test_every_act_is_told_with_its_cost_and_its_reasons(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    afternoon = booked(person, desks, "afternoon")
    morning = booked(person, desks)
    page_at(EARLY, person, desks, f"/mes-reservations/{morning.pk}/annuler/", kept="0")
    address = f"/mes-reservations/{morning.pk}/prix/"
    told = text(page_at(EARLY, person, desks, address))
    assert told.index("Réservée · 4,00 €") < told.index("Annulée · 4,00 € rendus")
    assert "le jour à 9,00 €" in told or "la journée à 9,00 €" in told
    assert "La journée entière</dt><dd>5,00 €" in told
    kept = text(page_at(EARLY, host_of(desks.venue), desks, f"/mes-reservations/{afternoon.pk}/prix/"))
    assert "Réservée · 5,00 €" in kept


def test_the_reservation_s_page_says_its_price_and_leads_to_why(person, desks) -> None:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    booked(person, desks)
    afternoon = booked(person, desks, "afternoon")
    page = text(page_at(EARLY, person, desks, f"/mes-reservations/{afternoon.pk}/"))
    assert '4,00 € <span class="muted">(9,00 € pour la journée entière)' in page
    assert f'href="/mes-reservations/{afternoon.pk}/prix/"' in page


def test_others_do_not_read_why(client: Client, person, desks) -> None:
    sell(desks.venue, price("half_day", 5))
    morning = booked(person, desks)
    address = f"/mes-reservations/{morning.pk}/prix/"
    assert page_at(EARLY, login_of(), desks, address).status_code == 404
    assert client.get(address).status_code == 302
