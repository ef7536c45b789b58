"""A manager enters real price lists through the screens; the box beside them answers what their owners published."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from billing.models import PriceEdition, TaxRegime
from billing.queries.editions import edition_in_force
from espaces.models import Resource, Structure, Unit, Venue
from reservations.models import UnitRate
from tests.factories import (
    NetworkFactory,
    PlanFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    manager_of,
    open_every_day,
)
from tests.factories.price_lists import BEGINNING
from tests.journeys.axe import accessibility_faults
from tests.journeys.sessions import become

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TUESDAY, WEDNESDAY, SATURDAY = "2026-11-24", "2026-11-25", "2026-11-28"
NBSP = "\u00a0"


@pytest.fixture
def venue() -> Venue:
    structure = StructureFactory(network=NetworkFactory(), name="Les Ateliers")
    made = VenueFactory(structure=structure, name="La Filature", half_day_boundary="13:30")
    open_every_day(made, ("07:00", "23:00"))
    ResourceFactory(venue=made, places=4, name="Grande salle", position=1)
    return made


@pytest.fixture
def room(venue: Venue) -> Resource:
    kind, mode = Resource.Kind.MEETING_ROOM, Resource.BookingMode.SLOTS
    return ResourceFactory(venue=venue, name="Petite salle", kind=kind, booking_mode=mode, position=2)


@pytest.fixture
def office(venue: Venue) -> Resource:
    return ResourceFactory(venue=venue, name="Bureau fermé", kind=Resource.Kind.PRIVATE_OFFICE, position=3)


@pytest.fixture
def screen(at_desk: Page, venue: Venue, live_server) -> Page:
    become(at_desk, manager_of(venue.structure), live_server.url)
    return at_desk


def charges_vat(structure: Structure) -> None:
    TaxRegime.objects.create(structure=structure, regime="normal", valid_from=BEGINNING)


def open_prices(screen: Page, venue: Venue) -> None:
    screen.goto(reverse("billing:prices", args=[venue.slug]))


def first_prices(screen: Page, venue: Venue, **amounts: str) -> None:
    """`open_space_half_day="12"`: one field each, then the list."""
    open_prices(screen, venue)
    for name, amount in amounts.items():
        screen.fill(f"[name={name}]", amount)
    screen.get_by_role("button", name="Voir la grille").click()
    screen.wait_for_selector("#list")


def add_price(
    screen: Page, venue: Venue, unit: str, amount: str, *, days: Iterable[str] = (), **more: str
) -> None:
    """Fields by their names; `what` and `who` by the words of the list."""
    open_prices(screen, venue)
    screen.get_by_role("link", name="Ajouter un prix").click()
    screen.wait_for_selector("[name=amount]")
    screen.evaluate("document.querySelector('details.disclosure').open = true")
    screen.select_option("[name=unit]", unit)
    screen.fill("[name=amount]", amount)
    for name in ("what", "who"):
        if name in more:
            screen.select_option(f"[name={name}]", label=more.pop(name))
    for name, value in more.items():
        if name in {"part", "on_holidays"}:
            screen.select_option(f"[name={name}]", value)
        else:
            screen.fill(f"[name={name}]", value)
    for day in days:
        screen.get_by_label(day, exact=True).check()
    screen.locator("main form .button").first.click()
    screen.wait_for_selector("#list")


def try_it(
    screen: Page,
    when: str,
    *,
    day: str = TUESDAY,
    where: str = "Grande salle",
    who: str | None = None,
    with_unit: str | None = None,
) -> None:
    """`when`: morning, afternoon, day, or "09:00-12:00", or two of them with a comma."""
    if who:
        screen.select_option("#try [name=who]", label=who)
    screen.select_option("#try [name=resource]", label=where)
    screen.fill("#try [name=day]", day)
    times = when if "-" not in when else "times"
    screen.locator(f"#try input[name=when][value={times}]").check()
    if "-" in when:
        spans = [*when.split(","), "-"][:2]
        for suffix, span in zip(("", "_again"), spans, strict=True):
            start, end = span.split("-")
            screen.fill(f"#try [name=start{suffix}]", start)
            screen.fill(f"#try [name=end{suffix}]", end)
    if with_unit:
        screen.select_option("#try [name=unit]", label=with_unit)
    screen.evaluate("document.querySelector('#tried')?.remove()")
    screen.get_by_role("button", name="Quel prix").click()
    screen.wait_for_selector("#tried")


def expect_due(screen: Page, amount: str) -> None:
    expect(screen.locator("#due")).to_have_text(f"{amount}{NBSP}€")


def test_A10_half_day_12_and_day_20_are_entered_tried_and_published(screen: Page, venue: Venue) -> None:
    venue.structure.kind = Structure.Kind.PUBLIC_BODY
    venue.structure.save()
    first_prices(screen, venue, open_space_half_day="12", open_space_day="20")
    assert accessibility_faults(screen) == []
    try_it(screen, "morning")  # A10-1
    expect_due(screen, "12,00")
    try_it(screen, "day")
    expect_due(screen, "20,00")
    expect(screen.locator("#tried")).to_contain_text("24,00")
    try_it(screen, "09:00-12:00,14:00-18:00")  # A10-2, cheapest
    expect_due(screen, "20,00")
    screen.get_by_role("button", name="Publier").click()  # A10-5: refused without the council's decision
    expect(screen.locator("#form-errors")).to_contain_text("délibération")
    screen.fill("[name=decision_number]", "2026-14")
    screen.fill("[name=decision_date]", "2026-05-12")
    screen.get_by_role("button", name="Publier").click()
    expect(screen.locator("main")).to_contain_text("Délibération n°\u00a02026-14")
    edition = PriceEdition.objects.get()
    assert edition_in_force(venue, edition.valid_from) == edition


def test_A5_hours_with_the_first_in_full_a_day_and_students(screen: Page, venue: Venue) -> None:
    charges_vat(venue.structure)
    venue.structure.reduced_audiences.create(name="Étudiants", proof="carte de l’année")
    first_prices(screen, venue, open_space_day="29")
    hours = {"first_amount": "6", "part": "pro_rata", "tax_rate": "10"}
    add_price(screen, venue, "hour", "6", **hours)
    week = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
    evening = {"who": "Étudiants", "from_time": "17:00", "to_time": "20:00", "on_holidays": "no"}
    add_price(screen, venue, "window", "12", days=week, **evening)
    add_price(screen, venue, "day", "24", days=("samedi", "dimanche"), who="Étudiants", on_holidays="yes")
    for when, due in [
        ("09:00-09:40", "6,00"),  # A5-1
        ("09:00-11:30", "15,00"),  # A5-2
        ("09:00-13:40", "28,00"),  # A5-3
        ("09:00-13:50", "29,00"),  # A5-4
        ("09:00-16:00", "29,00"),  # A5-5
        ("09:00-14:00,16:00-18:00", "29,00"),  # A5-6
    ]:
        try_it(screen, when)
        expect_due(screen, due)
    try_it(screen, "09:00-11:30")
    expect(screen.locator("#tried")).to_contain_text(f"13,64{NBSP}€ hors taxe")
    try_it(screen, "17:00-20:00", day=WEDNESDAY, who="Étudiants")  # A5-8
    expect_due(screen, "12,00")
    try_it(screen, "09:00-17:00", day=SATURDAY, who="Étudiants")
    expect_due(screen, "24,00")


def test_A11_desks_offices_and_a_room(screen: Page, venue: Venue, room: Resource, office: Resource) -> None:
    first_prices(
        screen,
        venue,
        open_space_half_day="5",
        private_office_half_day="15",
        meeting_room_half_day="45",
        meeting_room_day="75",
    )
    try_it(screen, "morning")  # A11-1
    expect_due(screen, "5,00")
    try_it(screen, "day", where="Petite salle")  # A11-2
    expect_due(screen, "75,00")
    try_it(screen, "day", where="Bureau fermé")  # A11-3
    expect_due(screen, "30,00")


def test_A7_rooms_without_tax_for_firms_and_members(screen: Page, venue: Venue, room: Resource) -> None:
    charges_vat(venue.structure)
    PlanFactory(structure=venue.structure, name="Adhérent", is_association=True)
    first_prices(screen, venue, meeting_room_half_day="80", meeting_room_day="150")
    screen.get_by_role("link", name="Modifier la façon de compter").click()
    screen.locator("[name=includes_tax][value=no]").check()
    screen.locator("[name=combination][value=chosen]").check()
    screen.fill("[name=deposit_percent]", "50")
    screen.locator("main .button").click()
    add_price(screen, venue, "day", "105", what="salle de réunion", who="adhérents")
    expect(screen.locator("#list")).to_contain_text(f"150,00{NBSP}€ HT")
    try_it(screen, "day", where="Petite salle", who="adhérents")  # A7-1
    expect(screen.locator("#tried")).to_contain_text(f"105,00{NBSP}€ hors taxe")
    try_it(screen, "day", where="Petite salle", who="tout le monde")  # A7-2: half at booking
    expect_due(screen, "180,00")
    expect(screen.locator("#tried .lines")).to_contain_text(f"90,00{NBSP}€")


def test_A4_a_free_first_day_then_15_without_tax(screen: Page, venue: Venue) -> None:
    charges_vat(venue.structure)
    first_prices(screen, venue, open_space_day="15")
    screen.get_by_role("link", name="Modifier la façon de compter").click()
    screen.locator("[name=includes_tax][value=no]").check()
    screen.locator("main .button").click()
    add_price(screen, venue, "day", "0", who="une première visite")
    try_it(screen, "day", who="une première visite")  # A4-1
    expect_due(screen, "0,00")
    try_it(screen, "day", who="tout le monde")  # A4-2: 18 a day with tax
    expect_due(screen, "18,00")
    expect(screen.locator("#list")).to_contain_text("gratuit")


def test_A26_one_euro_for_students_and_15_for_others(screen: Page, venue: Venue) -> None:
    screen.goto(reverse("espaces:add_audience", args=[venue.structure_id]))
    screen.fill("[name=name]", "Étudiants")
    screen.fill("[name=proof]", "carte d’étudiant de l’année")
    screen.locator("main .button").click()
    first_prices(screen, venue, open_space_day="15")
    add_price(screen, venue, "day", "1", who="Étudiants")
    try_it(screen, "day", who="Étudiants")  # A26-1
    expect_due(screen, "1,00")
    try_it(screen, "day", who="tout le monde")  # A26-2
    expect_due(screen, "15,00")
    expect(screen.locator("#list")).to_contain_text("carte d’étudiant de l’année")


def test_A1_tickets_are_tried_by_the_boundary(
    screen: Page, venue: Venue, room: Resource, office: Resource
) -> None:
    ticket = Unit.objects.create(structure=venue.structure, name="ticket", plural="tickets")
    for kind, per, amount in [
        ("open_space", "half_day", 1),
        ("private_office", "half_day", 2),
        ("meeting_room", "hour", 1),
    ]:
        UnitRate.objects.create(unit=ticket, kind=kind, per=per, amount=amount)
    first_prices(screen, venue, open_space_half_day="6")
    for when, where, tickets in [
        ("09:00-12:00", "Grande salle", "1 ticket"),  # A1-1
        ("11:00-14:30", "Grande salle", "2 tickets"),  # A1-2
        ("09:00-18:00", "Bureau fermé", "4 tickets"),  # A1-3
        ("14:00-17:00", "Petite salle", "3 tickets"),  # A1-4
    ]:
        try_it(screen, when, where=where, with_unit="ticket")
        expect(screen.locator("#tried .lines")).to_contain_text(tickets)
        expect_due(screen, "0,00")


def test_a_price_is_changed_in_place_on_a_phone(page: Page, venue: Venue, live_server) -> None:
    become(page, manager_of(venue.structure), live_server.url)
    first_prices(page, venue, open_space_half_day="5", open_space_day="9")
    page.get_by_role("button", name="Publier").click()
    expect(page.locator(".pill.success")).to_be_visible()
    page.get_by_role("link", name="Modifier espace ouvert, la journée").click()
    page.wait_for_selector("#list form [name=amount]")
    assert "/prix/" not in page.url  # it came into the list, not on a page of its own
    page.fill("#list [name=amount]", "10")
    page.locator("#list form .button").first.click()
    expect(page.locator("#list")).to_contain_text(f"10,00{NBSP}€")
    expect(page.locator("#publish-title")).to_contain_text("visiteurs lisent encore")
    assert accessibility_faults(page) == []
