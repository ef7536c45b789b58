"""A membership on a phone: agreed in mid-month, used for a morning, ended; and one that a host pauses."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from billing.models import PlanPrice, PricedDay
from espaces.models import Membership, Plan, Resource, Venue
from espaces.rules.dates_in_words import date_in_words
from espaces.services.people import enrol_person
from reservations.models import UnitRate, Use
from tests.factories import (
    PersonFactory,
    PlanFactory,
    ResourceFactory,
    StructureFactory,
    UnitFactory,
    VenueFactory,
    host_of,
    login_of,
    open_every_day,
)
from tests.factories.memberships import LONG_AGO, allowance, member
from tests.factories.prices import price, sell
from tests.journeys.axe import accessibility_faults
from tests.journeys.sessions import become

pytestmark = pytest.mark.django_db(transaction=True)
NBSP = "\u00a0"
PRICE = Decimal(60)
TICKETS = 10


@pytest.fixture
def venue() -> Venue:
    made = VenueFactory(structure=StructureFactory(name="Les Ateliers"), name="La Filature")
    made.open_on_holidays = True
    made.save()
    open_every_day(made, ("08:30", "12:30"), ("13:30", "18:00"))
    sell(made, price("half_day", 8), price("day", 15))
    return made


@pytest.fixture
def desks(venue: Venue) -> Resource:
    return ResourceFactory(venue=venue, name="Grande salle", places=4)


@pytest.fixture
def plan(venue: Venue) -> Plan:
    """60 € and 10 tickets a month, by the calendar; a ticket is a half-day."""
    made = PlanFactory(
        structure=venue.structure, name="Nomade", offered_online=True, notice_days=30, pauses_per_year=2
    )
    PlanPrice.objects.create(plan=made, amount=PRICE, joining_fee=Decimal(6), agreed_from=LONG_AGO)
    ticket = UnitFactory(structure=venue.structure, name="ticket", plural="tickets")
    UnitRate.objects.create(unit=ticket, kind="open_space", per="half_day", amount=1)
    allowance(made, str(TICKETS), ticket)
    return made


def last_of_month(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def mid_next_month() -> dt.date:
    return (last_of_month(timezone.localdate()) + dt.timedelta(days=1)).replace(day=16)


def euros(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",") + f"{NBSP}€"


def date_fr(day: dt.date) -> str:
    with translation.override("fr"):
        return date_in_words(day)


def told(page: Page) -> Any:
    return page.locator("main .notice[role=status]")


def subscribe(page: Page, plan: Plan, day: dt.date) -> None:
    """From the list of plans; what is due for the days that are left is read before agreeing."""
    page.goto("/mes-abonnements/")
    expect(page.locator("main")).to_contain_text("Vous venez sans abonnement")
    expect(page.locator("main")).to_contain_text(f"Nomade · {euros(PRICE)} par mois")
    page.get_by_role("link", name="Voir les conditions").tap()
    page.get_by_label("À partir du").fill(day.isoformat())
    page.get_by_role("button", name="Voir ce qui va se passer").tap()


def test_read_agreed_used_and_ended(page: Page, live_server: Any, plan: Plan, desks: Resource) -> None:
    person, begins = login_of(), mid_next_month()
    last = last_of_month(begins)
    days, of_month = (last - begins).days + 1, last.day
    first_amount = (PRICE * days / of_month).quantize(Decimal("0.01"))
    become(page, person, live_server.url)

    subscribe(page, plan, begins)
    for words in (
        f"Il commence le {date_fr(begins)}.",
        f"jusqu’au {date_fr(last)} inclus{NBSP}: {euros(first_amount)} ({days} jours sur {of_month})",
        f"Frais d’inscription, une fois{NBSP}: {euros(Decimal(6))}",
        f"{TICKETS} tickets",
    ):
        expect(told(page)).to_contain_text(words)
    assert accessibility_faults(page) == []
    assert not Membership.objects.exists()
    page.get_by_role("button", name="J’accepte ces conditions").tap()
    expect(page.locator("main")).to_contain_text("à venir")
    membership = Membership.objects.get()
    assert (membership.starts_on, membership.plan, membership.customer.person) == (begins, plan, person)
    assert membership.agreement["first_amount"] == f"{first_amount:.2f}"


def test_a_morning_takes_a_ticket_and_leaving_says_its_day(
    page: Page, live_server: Any, plan: Plan, desks: Resource
) -> None:
    """Periods of thirty days, two of them at least: begun today, it ends on the sixtieth day."""
    today, person = timezone.localdate(), login_of()
    for term, value in {"cycle": "days", "cycle_days": 30, "anchor": "anniversary", "commitment": 2}.items():
        setattr(plan, term, value)
    plan.save()
    membership = member(plan, desks.venue, today.isoformat(), person)
    become(page, person, live_server.url)
    page.goto("/mes-abonnements/")
    expect(page.locator("main")).to_contain_text(f"{TICKETS} tickets jusqu’au")

    page.goto(f"/reserver/{desks.pk}/?slot={today + dt.timedelta(days=1)}.morning")
    expect(page.locator("main")).to_contain_text("1 ticket")
    page.locator("main form[method=post] button[type=submit]").last.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est réservé.")
    assert [(use.amount, use.reservation_id is not None) for use in Use.objects.all()] == [(1, True)]
    assert PricedDay.objects.get().owed == 0
    page.goto("/mes-abonnements/")
    expect(page.locator("main")).to_contain_text(f"{TICKETS - 1} tickets jusqu’au")

    end = today + dt.timedelta(days=59)
    page.get_by_role("link", name="Nomade").tap()
    page.get_by_role("link", name="Partir").tap()
    expect(told(page)).to_contain_text(f"Son dernier jour est le {date_fr(end)}.")
    page.get_by_role("button", name="Partir ce jour-là").tap()
    expect(page.locator("main .pill")).to_have_text("se termine bientôt")
    membership.refresh_from_db()
    assert (membership.ends_on, membership.leaving_asked_on) == (end + dt.timedelta(days=1), today)


def test_a_host_pauses_a_member(at_desk: Page, live_server: Any, plan: Plan, venue: Venue) -> None:
    ana = PersonFactory(first_name="Ana", last_name="Diaz")
    enrol_person(person=ana, structure=venue.structure)
    membership = member(plan, venue, timezone.localdate().replace(day=1).isoformat(), ana)
    first = mid_next_month().replace(day=1)
    become(at_desk, host_of(venue), live_server.url)

    at_desk.goto(reverse("billing:members", args=[venue.slug]))
    at_desk.get_by_role("link", name="Ana Diaz").click()
    at_desk.get_by_role("link", name="Mettre en pause").click()
    paused = f"du {date_fr(first)} au {date_fr(last_of_month(first))}"
    at_desk.get_by_label(paused).check()
    at_desk.get_by_role("button", name="Voir ce qui va se passer").click()
    expect(told(at_desk)).to_contain_text("rien n’est dû")
    assert accessibility_faults(at_desk) == []
    assert not membership.pauses.exists()
    at_desk.get_by_role("button", name="Mettre en pause").click()
    expect(at_desk.get_by_role("heading", name="Pauses")).to_be_visible()
    pause = membership.pauses.get()
    assert (pause.starts_on, pause.ends_on) == (first, last_of_month(first) + dt.timedelta(days=1))
    expect(at_desk.locator("main")).to_contain_text(paused)
