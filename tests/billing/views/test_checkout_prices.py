"""The page that confirms a booking says what it costs, and books at that price or not at all."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.models import PriceEdition, ReservationPrice
from espaces.models import CancellationStep, Customer, CustomerMember, Person, Resource
from reservations.models import Grant, Reservation, UnitRate
from tests.factories import PlanFactory, ResourceFactory, UnitFactory, VenueFactory, login_of, open_every_day
from tests.factories.memberships import allowance, member
from tests.factories.prices import price, sell, taxed
from tests.factories.reservations import book, half
from tests.reservations.views.checkout_page import address, choose, hidden, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> str:
    """A Wednesday to come, so that the days after it are of the same week."""
    today = timezone.localdate()
    return (today + dt.timedelta(days=(2 - today.weekday()) % 7 or 7)).isoformat()


@pytest.fixture
def resource() -> Resource:
    venue = VenueFactory(name="La Filature", slug="la-filature")
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    return ResourceFactory(venue=venue, name="Open space", places=3)


@pytest.fixture
def person(client: Client) -> Person:
    person = login_of(first_name="Camille")
    client.force_login(person.user)
    return person


def button(answer: object) -> str:
    """The words of the button that books."""
    main = text(answer).partition("<main")[2]
    return re.sub(r"<[^>]+>", "", re.findall(r'type="submit"><span>(.*?)</span></button>', main)[-1])


def differences() -> list[object]:
    return list(ReservationPrice.objects.order_by("pk").values_list("difference", flat=True))


def tickets(person: Person, resource: Resource, amount: int) -> None:
    unit = UnitFactory(structure=resource.venue.structure, name="ticket", plural="tickets")
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    Grant.objects.create(
        unit=unit,
        person=person,
        amount=amount,
        valid_from=dt.date(2026, 1, 1),
        origin="gift",
        reason="essai",
        made_at=timezone.now(),
    )


def on(day: str, after: int) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=after)).isoformat()


# ── what the page says ──────────────────────────────────────────────────────────────────


def test_the_total_stands_on_the_button_and_a_visitor_sees_everybody_s_price(
    client: Client, resource: Resource, day: str
) -> None:
    sell(resource.venue, price("half_day", 5), price("day", 9))
    page = choose(client, resource, day=day, half="morning")
    assert button(page) == "Réserver · 5,00 €"
    assert button(choose(client, resource, day=day, half="day")) == "Réserver · 9,00 €"
    assert "Demi-journée</dt><dd>5,00 €" in text(page)


def test_a_price_of_nothing_is_said_to_be_free(client: Client, resource: Resource, day: str) -> None:
    sell(resource.venue, price("half_day", 0))
    assert button(choose(client, resource, day=day, half="morning")) == "Réserver gratuitement"


def test_where_no_price_is_published_nothing_is_said_of_one(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    page = choose(client, resource, day=day, half="morning")
    assert button(page) == "Réserver"
    assert "Payé" not in text(page)
    assert send(client, resource, page).status_code == 302


def test_units_come_first_and_the_button_counts_them(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    tickets(person, resource, 1)
    sell(resource.venue, price("half_day", 5), price("day", 9))
    assert button(choose(client, resource, day=day, half="morning")) == "Réserver · 1 ticket"
    page = choose(client, resource, day=day, half="day")
    assert button(page) == "Réserver · 1 ticket et 5,00 €"
    assert "Cadeau</dt><dd>1 ticket</dd>" in text(page)
    assert send(client, resource, page).status_code == 302
    assert differences() == [5]


def test_MO4_the_afternoon_of_a_booked_morning_costs_what_is_left_of_the_day(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    sell(resource.venue, price("half_day", 5), price("day", 9))
    send(client, resource, choose(client, resource, day=day, half="morning"))
    page = choose(client, resource, day=day, half="afternoon")
    assert "La journée entière passe à 9,00 € : il reste 4,00 € à payer." in text(page)
    assert button(page) == "Réserver · 4,00 €"
    send(client, resource, page)
    assert differences() == [5, 4]


def test_a_list_without_tax_shows_it_first_and_the_total_with_tax(
    client: Client, resource: Resource, day: str
) -> None:
    taxed(resource.venue.structure)
    sell(resource.venue, price("half_day", 10), includes_tax=False)
    page = text(choose(client, resource, day=day, half="morning"))
    order = ["Demi-journée</dt><dd>10,00 €", "Total hors taxes</dt><dd>10,00 €", "TVA 20 %</dt><dd>2,00 €"]
    assert [words in page for words in order] == [True] * 3
    assert sorted(order, key=page.index) == order
    assert "Réserver · 12,00 €" in page


def test_a_list_with_tax_says_how_much_of_it_is_tax(client: Client, resource: Resource, day: str) -> None:
    taxed(resource.venue.structure)
    sell(resource.venue, price("half_day", 6))
    page = text(choose(client, resource, day=day, half="morning"))
    assert "dont TVA 20 %</dt><dd>1,00 €" in page


def test_what_a_cancellation_would_keep_is_said_in_euros(
    client: Client, resource: Resource, day: str
) -> None:
    CancellationStep.objects.create(venue=resource.venue, audience="others", hours_before=24, percent_kept=50)
    sell(resource.venue, price("half_day", 5))
    page = text(choose(client, resource, day=day, half="morning"))
    assert "Vous pouvez annuler sans frais jusqu’au" in page
    assert "2,50 € restent dus" in page


def test_a_deposit_and_its_balance_are_said(client: Client, resource: Resource, day: str) -> None:
    sell(resource.venue, price("half_day", 20), deposit_percent=30)
    page = text(choose(client, resource, day=day, half="morning"))
    assert "Acompte à la réservation : 6,00 € ; le solde, 14,00 €, le" in page


def test_a_list_billed_by_use_says_that_the_price_is_an_estimate(
    client: Client, resource: Resource, day: str
) -> None:
    sell(resource.venue, price("half_day", 5), billed_on=PriceEdition.BilledOn.USED)
    assert "C’est une estimation" in text(choose(client, resource, day=day, half="morning"))


# ── several at once ─────────────────────────────────────────────────────────────────────


def test_the_times_of_one_day_cost_together_what_the_day_costs(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    sell(resource.venue, price("half_day", 5), price("day", 9))
    page = choose(client, resource, slot=[f"{day}.morning", f"{day}.afternoon"])
    assert button(page) == "Réserver ces 2 créneaux · 9,00 €"
    assert hidden(page)["cost"] == [f"{day}.morning 5.00", f"{day}.afternoon 4.00"]
    send(client, resource, page)
    assert differences() == [5, 4]


def test_days_of_one_week_are_priced_in_turn_under_the_week_price(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    """Each alone would cost 9; the third reaches the week price of 20."""
    sell(resource.venue, price("half_day", 9), price("day", 9), price("week", 20))
    slots = [f"{on(day, after)}.morning" for after in range(3)]
    page = choose(client, resource, slot=slots)
    assert button(page) == "Réserver ces 3 créneaux · 20,00 €"
    send(client, resource, page)
    assert differences() == [9, 9, 2]


def test_tickets_run_out_in_the_middle_of_several_days(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    tickets(person, resource, 2)
    sell(resource.venue, price("half_day", 5))
    page = choose(client, resource, slot=[f"{on(day, after)}.morning" for after in range(3)])
    assert button(page) == "Réserver ces 3 créneaux · 2 tickets et 5,00 €"
    send(client, resource, page)
    assert differences() == [0, 0, 5]


def test_a_first_visit_is_free_once(client: Client, resource: Resource, person: Person, day: str) -> None:
    sell(resource.venue, price("half_day", 5), price("half_day", 0, audience="first_visit"))
    page = choose(client, resource, slot=[f"{day}.morning", f"{on(day, 1)}.morning"])
    assert hidden(page)["cost"] == [f"{day}.morning 0.00", f"{on(day, 1)}.morning 5.00"]
    send(client, resource, page)
    assert differences() == [0, 5]


# ── refusals ────────────────────────────────────────────────────────────────────────────


def test_another_price_than_the_one_shown_books_nothing_and_shows_the_new_one(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    sell(resource.venue, price("half_day", 5))
    page = choose(client, resource, day=day, half="morning")
    sell(resource.venue, price("half_day", 6), since=timezone.localdate())
    refused = send(client, resource, page)
    assert refused.status_code == 422
    assert not Reservation.objects.exists()
    assert "Le prix a changé entre-temps." in text(refused)
    assert button(refused) == "Réserver · 6,00 €"
    assert send(client, resource, refused).status_code == 302
    assert differences() == [6]


@pytest.mark.parametrize("cost", ["", "n'importe quoi", "NaN", "-5", "4.99"])
def test_a_price_that_was_never_shown_books_nothing(
    client: Client, resource: Resource, person: Person, day: str, cost: str
) -> None:
    sell(resource.venue, price("half_day", 5))
    page = choose(client, resource, day=day, half="morning")
    assert send(client, resource, page, cost=f"{day}.morning {cost}").status_code == 422
    assert not Reservation.objects.exists()


def test_what_is_not_on_sale_is_refused_before_and_after_the_click(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    free = choose(client, resource, day=day, half="morning")
    sell(resource.venue, price("hour", 12, kind="meeting_room"))
    page = choose(client, resource, day=day, half="morning")
    assert "Il n’y a pas de tarif pour vous ici" in text(page)
    assert "cost" not in hidden(page)
    assert send(client, resource, free).status_code == 422
    assert not Reservation.objects.exists()


def test_A1_5_missing_units_lead_to_the_packs(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    tickets(person, resource, 1)
    sell(resource.venue, price("hour", 12, kind="meeting_room"))
    page = choose(client, resource, day=day, half="day")
    assert "Il manque des unités : 1." in text(page)
    assert 'href="/mes-unites/carnets/"' in page.content.decode()
    assert not hidden(page)


def test_without_a_price_the_units_of_a_period_to_come_are_named_before_and_on_the_button(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    unit = UnitFactory(structure=resource.venue.structure, name="ticket", plural="tickets")
    UnitRate.objects.create(unit=unit, kind="open_space", per="half_day", amount=1)
    plan = PlanFactory(structure=resource.venue.structure)
    allowance(plan, "60", unit)
    member(plan, resource.venue, day, person)
    sell(resource.venue, price("hour", 12, kind="meeting_room"))
    page = choose(client, resource, day=day, half="morning")
    assert button(page) == "Réserver · 1 ticket de la prochaine période"
    assert "Rien à payer : ce sont des unités de votre prochaine période" in text(page)
    send(client, resource, page)
    assert differences() == [0]
    second = choose(client, resource, day=day, half="afternoon")
    assert button(second) == "Réserver · 1 ticket de la prochaine période"


# ── who pays ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def workshop(person: Person) -> Customer:
    customer = Customer.objects.create(organisation="Atelier du Lot")
    CustomerMember.objects.create(customer=customer, person=person, starts_on=dt.date(2026, 1, 1))
    return customer


def test_who_has_one_payer_is_not_asked(client: Client, resource: Resource, person: Person, day: str) -> None:
    sell(resource.venue, price("half_day", 5))
    assert "Moi-même" not in text(choose(client, resource, day=day, half="morning"))


def test_the_payer_is_chosen_pays_his_own_price_and_is_proposed_the_next_time(
    client: Client, resource: Resource, person: Person, workshop: Customer, day: str
) -> None:
    sell(resource.venue, price("half_day", 5), price("half_day", 3, audience="customer", customer=workshop))
    page = choose(client, resource, day=day, half="morning")
    assert button(page) == "Réserver · 5,00 €"
    link = re.search(r'<a href="([^"]+)">Atelier du Lot</a>', page.content.decode())
    assert link
    chosen = client.get(address(resource) + link[1].replace("&amp;", "&"))
    assert button(chosen) == "Réserver · 3,00 €"
    send(client, resource, chosen)
    assert Reservation.objects.get().customer == workshop
    assert differences() == [3]
    again = choose(client, resource, day=on(day, 1), half="morning")
    assert '<strong aria-current="true">Atelier du Lot</strong>' in text(again)
    assert button(again) == "Réserver · 3,00 €"


def test_who_does_not_pay_for_him_cannot_be_made_to(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    stranger = Customer.objects.create(organisation="Une autre maison")
    sell(resource.venue, price("half_day", 5))
    page = choose(client, resource, day=day, half="morning")
    refused = send(client, resource, page, payer=stranger.pk)
    assert refused.status_code == 422
    assert "ne paie pas pour vous" in text(refused)
    assert not Reservation.objects.exists()


# ── what it costs to ask ────────────────────────────────────────────────────────────────


def queries(client: Client, resource: Resource, **query: object) -> int:
    with CaptureQueriesContext(connection) as captured:
        choose(client, resource, **query)
    return len(captured)


def test_each_further_time_asks_the_same_number_of_queries_whatever_is_booked(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    sell(resource.venue, price("half_day", 5), price("day", 9), price("week", 40))
    queries(client, resource, day=day, half="morning")
    slots = [f"{on(day, after)}.morning" for after in range(3)]
    one, two, three = (queries(client, resource, slot=slots[:n]) for n in (1, 2, 3))
    assert three - two == two - one
    for _n in range(2):
        book(login_of(), resource, half(day, "morning"), now=timezone.now())
    assert queries(client, resource, slot=slots[:1]) == one


def test_two_taps_book_once_at_one_price(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    sell(resource.venue, price("half_day", 5))
    page = choose(client, resource, day=day, half="morning")
    first, second = (send(client, resource, page) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert (Reservation.objects.count(), differences()) == (1, [5])
    done = text(client.get(first["Location"]))
    assert "5,00 €" in done
    assert f'href="/mes-reservations/{Reservation.objects.get().pk}/prix/"' in done
