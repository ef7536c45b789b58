"""The prices of a venue on screen: read, changed in place, tried, published, copied and shared."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import PriceEdition, PriceList, Tariff, TaxRegime
from billing.queries.editions import edition_in_force
from billing.queries.entitlements import Entitlement
from billing.queries.price_lists import draft_of
from billing.queries.trials import Tried, try_prices
from espaces.models import Person, Resource, Structure, Venue
from reservations.rules.half_days import HalfDay
from tests.factories import (
    NetworkFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    coordinator_of,
    host_of,
    manager_of,
)
from tests.factories.price_lists import drafted, line, published

pytestmark = pytest.mark.django_db

FREE_HOURS = dt.date(2026, 11, 24)
"""A Tuesday; the venue has no hours, so that every minute counts."""


@pytest.fixture
def resource() -> Resource:
    structure = StructureFactory(network=NetworkFactory())
    return ResourceFactory(places=4, name="Grande salle", venue=VenueFactory(structure=structure))


@pytest.fixture
def venue(resource: Resource) -> Venue:
    return resource.venue


@pytest.fixture
def manager(venue: Venue, client: Client) -> Person:
    person = manager_of(venue.structure)
    client.force_login(person.user)
    return person


def page_of(venue: Venue, name: str = "prices", *args: Any) -> str:
    return reverse(f"billing:{name}", args=[venue.slug, *args])


def read(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def a_line(**fields: Any) -> dict[str, Any]:
    usual = {"what": "kind:open_space", "unit": "day", "amount": "9", "who": "everybody", "tax_rate": "20"}
    return usual | fields


def test_two_prices_for_a_desk_are_all_that_is_asked(client: Client, venue: Venue, manager: Person) -> None:
    client.post(page_of(venue), {"open_space_half_day": "5", "open_space_day": "8,50 €"})
    price_list = PriceList.objects.get()
    assert price_list.structure == venue.structure
    page = read(client, page_of(venue))
    assert "5,00 €" in page
    assert "8,50 €" in page
    today = timezone.localdate()
    answer = client.post(page_of(venue, "publish_prices", price_list.pk), {"valid_from": today.isoformat()})
    assert answer.status_code == 302
    edition = edition_in_force(venue, today)
    assert edition is not None
    assert [(row.unit, row.amount) for row in edition.tariffs.all()] == [
        ("half_day", 5),
        ("day", Decimal("8.5")),
    ]


def test_no_price_at_all_is_refused(client: Client, venue: Venue, manager: Person) -> None:
    answer = client.post(page_of(venue), {"open_space_half_day": ""})
    assert answer.status_code == 422
    assert not PriceList.objects.exists()


def test_a_published_price_is_changed_in_place_and_visitors_still_read_the_old_one(
    client: Client, venue: Venue, manager: Person
) -> None:
    price_list = published(venue)
    shown = Tariff.objects.get(unit="day")
    answer = client.post(page_of(venue, "change_tariff", price_list.pk, shown.pk), a_line(amount="10"))
    assert answer.status_code == 302
    assert "10,00 €" in read(client, page_of(venue))
    client.logout()
    public = read(client, reverse("reservations:venue", args=[venue.slug]))
    assert "9,00 €" in public
    assert "10,00 €" not in public


def test_the_form_of_a_line_comes_in_its_place(client: Client, venue: Venue, manager: Person) -> None:
    price_list = drafted(venue)
    address = page_of(venue, "change_tariff", price_list.pk, Tariff.objects.get(unit="day").pk)
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'value="9,00"' in fragment
    assert "<html" in client.get(address).content.decode()


def test_everything_that_a_line_can_say_is_entered(client: Client, venue: Venue, manager: Person) -> None:
    price_list = drafted(venue, ())
    sent = a_line(
        unit="hour",
        amount="6",
        tax_rate="10",
        first_amount="6",
        part="pro_rata",
        step_minutes="15",
        tolerance_minutes="5",
        minimum_minutes="30",
        weekdays=["5", "6"],
        on_holidays="yes",
        on_the_spot_only="on",
    )
    assert client.post(page_of(venue, "add_tariff", price_list.pk), sent).status_code == 302
    row = Tariff.objects.get()
    assert (row.first_amount, row.part, row.step_minutes, row.tolerance_minutes) == (6, "pro_rata", 15, 5)
    assert (row.minimum_minutes, row.weekdays, row.on_holidays, row.on_the_spot_only) == (
        30,
        [5, 6],
        True,
        True,
    )
    told = read(client, page_of(venue))
    assert "samedi, dimanche et jours fériés" in told
    assert "première heure 6,00 €, due en entier" in told


def test_hours_of_the_clock_need_their_hours(client: Client, venue: Venue, manager: Person) -> None:
    price_list = drafted(venue, ())
    answer = client.post(page_of(venue, "add_tariff", price_list.pk), a_line(unit="window"))
    assert answer.status_code == 422
    assert not Tariff.objects.exists()
    sent = a_line(unit="window", from_time="17:00", to_time="20:00")
    assert client.post(page_of(venue, "add_tariff", price_list.pk), sent).status_code == 302
    assert "de 17 h à 20 h" in read(client, page_of(venue))


def test_a_line_is_removed(client: Client, venue: Venue, manager: Person) -> None:
    price_list = drafted(venue)
    tariff = Tariff.objects.get(unit="day")
    client.post(page_of(venue, "remove_tariff", price_list.pk, tariff.pk))
    assert [row.unit for row in Tariff.objects.all()] == ["half_day"]


def test_settings_are_changed_in_plain_words(client: Client, venue: Venue, manager: Person) -> None:
    price_list = drafted(venue)
    sent = {
        "half_day_by": "duration",
        "half_day_hours": "5",
        "combination": "chosen",
        "billed_on": "used",
        "includes_tax": "no",
        "deposit_percent": "50",
        "colleague_percent": "20",
        "note": "Café compris",
    }
    assert client.post(page_of(venue, "edition_settings", price_list.pk), sent).status_code == 302
    draft = PriceEdition.objects.get()
    assert (draft.half_day_by, draft.half_day_minutes, draft.exactly_is_half) == ("duration", 300, False)
    assert (draft.combination, draft.billed_on, draft.includes_tax) == ("chosen", "used", False)
    assert (draft.deposit_percent, draft.colleague_percent, draft.note) == (50, 20, "Café compris")
    page = read(client, page_of(venue))
    assert "Café compris" in page
    assert "moins de 5 h" in page.lower()


def test_a_cap_is_set_and_removed(client: Client, venue: Venue, manager: Person) -> None:
    price_list = drafted(venue)
    sent = {"amount": "29", "period": "day", "kind": "", "scope": "venue"}
    client.post(page_of(venue, "set_cap", price_list.pk), sent)
    assert "29,00 €" in read(client, page_of(venue))
    cap = PriceEdition.objects.get().caps.get()
    client.post(page_of(venue, "remove_cap", price_list.pk, cap.pk))
    assert "29,00 €" not in read(client, page_of(venue))


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ({"when": "morning"}, "5,00 €"),
        ({"when": "day"}, "9,00 €"),
        ({"when": "times", "start": "11:00", "end": "14:30"}, "9,00 €"),
        (
            {
                "when": "times",
                "start": "09:00",
                "end": "10:00",
                "start_again": "15:00",
                "end_again": "16:00",
            },
            "9,00 €",
        ),
    ],
)
def test_the_box_says_what_the_draft_would_cost(
    client: Client, resource: Resource, venue: Venue, manager: Person, asked: dict[str, str], due: str
) -> None:
    drafted(venue)
    asked |= {"who": "everybody", "resource": resource.pk, "day": FREE_HOURS.isoformat()}
    page = read(client, page_of(venue), **asked)
    assert f'<dd id="due">{due}</dd>' in page


def test_the_box_gives_what_the_pure_rule_gives(
    client: Client, resource: Resource, venue: Venue, manager: Person
) -> None:
    TaxRegime.objects.create(structure=venue.structure, regime="normal", valid_from=dt.date(2026, 1, 1))
    price_list = drafted(venue, [line("15", "day")], includes_tax=False, deposit_percent=50)
    draft = draft_of(price_list)
    assert draft is not None
    quote = try_prices(draft, venue, Tried(resource, FREE_HOURS, half=HalfDay.DAY), Entitlement())
    assert (quote.total, quote.due, quote.deposit) == (15, 18, 9)
    asked = {"who": "everybody", "resource": resource.pk, "day": FREE_HOURS.isoformat(), "when": "day"}
    page = read(client, page_of(venue), **asked)
    assert "18,00 €" in page
    assert "15,00 € hors taxe + 3,00 € de TVA à 20 %" in page
    assert "9,00 €" in page


def test_the_box_says_that_nothing_is_sold(
    client: Client, resource: Resource, venue: Venue, manager: Person
) -> None:
    drafted(venue, [line("15", "day", kind="meeting_room")])
    asked = {"who": "everybody", "resource": resource.pk, "day": FREE_HOURS.isoformat(), "when": "day"}
    assert 'id="due"' not in read(client, page_of(venue), **asked)


def test_hosts_read_and_do_not_change(client: Client, venue: Venue) -> None:
    price_list = published(venue)
    host = host_of(venue)
    client.force_login(host.user)
    page = read(client, page_of(venue))
    assert "5,00 €" in page
    assert page_of(venue, "add_tariff", price_list.pk) not in page
    for name in (
        "add_tariff",
        "edition_settings",
        "publish_prices",
        "set_cap",
        "copy_prices",
        "share_prices",
    ):
        assert client.get(page_of(venue, name, price_list.pk)).status_code == 403


def test_a_host_reads_what_is_published_and_not_the_draft(
    client: Client, venue: Venue, manager: Person
) -> None:
    price_list = published(venue)
    shown = Tariff.objects.get(unit="day")
    client.post(page_of(venue, "change_tariff", price_list.pk, shown.pk), a_line(amount="10"))
    client.force_login(host_of(venue).user)
    assert "10,00 €" not in read(client, page_of(venue))


def test_who_has_not_said_anything_of_vat_is_told(client: Client, venue: Venue, manager: Person) -> None:
    drafted(venue)
    assert (
        reverse("billing:tax", args=[venue.structure_id]) in read(client, page_of(venue)).split("history")[0]
    )
    sent = {"regime": "franchise", "valid_from": "2026-01-01"}
    assert client.post(reverse("billing:tax", args=[venue.structure_id]), sent).status_code == 302
    assert "293 B" in read(client, page_of(venue))


def test_prices_are_copied_to_another_venue_and_what_is_not_as_it_was_is_said(
    client: Client, resource: Resource, venue: Venue, manager: Person
) -> None:
    other = VenueFactory(structure=venue.structure)
    price_list = published(
        venue, [line("5"), line("20", resource=resource), line("80", "day", resource=resource)]
    )
    answer = client.post(page_of(venue, "copy_prices", price_list.pk), {"venue": other.pk}, follow=True)
    page = answer.content.decode()
    copy = PriceList.objects.exclude(pk=price_list.pk).get()
    assert [(row.kind, row.unit, row.amount) for row in Tariff.objects.filter(edition__price_list=copy)] == [
        ("open_space", "half_day", 5),
        ("open_space", "day", 80),
    ]
    assert page.count("Grande salle") >= 2


def test_prices_are_not_copied_where_one_does_not_decide(
    client: Client, venue: Venue, manager: Person
) -> None:
    elsewhere = VenueFactory()
    price_list = published(venue)
    assert (
        client.post(page_of(venue, "copy_prices", price_list.pk), {"venue": elsewhere.pk}).status_code == 422
    )
    assert PriceList.objects.count() == 1


def test_a_shared_list_is_the_network_s_and_any_of_its_venues_may_use_it(
    client: Client, venue: Venue
) -> None:
    network = Structure.objects.get(pk=venue.structure_id).networks.get()
    neighbour = VenueFactory(structure=StructureFactory(network=network))
    price_list = published(venue)
    coordinator = coordinator_of(network)
    client.force_login(coordinator.user)
    client.post(
        page_of(venue, "share_prices", price_list.pk), {"network": network.pk, "name": "Tarif commun"}
    )
    shared = PriceList.objects.get(network=network)
    today = timezone.localdate()
    client.force_login(manager_of(neighbour.structure).user)
    use = {"price_list": shared.pk, "valid_from": today.isoformat()}
    assert client.post(page_of(neighbour, "use_price_list"), use).status_code == 422
    client.force_login(coordinator.user)
    client.post(page_of(venue, "publish_prices", shared.pk), {"valid_from": today.isoformat()})
    client.force_login(manager_of(neighbour.structure).user)
    assert client.post(page_of(neighbour, "use_price_list"), use).status_code == 302
    edition = edition_in_force(neighbour, today)
    assert edition is not None
    assert edition.price_list == shared
    assert client.get(page_of(neighbour, "add_tariff", shared.pk)).status_code == 403


def test_what_is_prepared_is_forgotten(client: Client, venue: Venue, manager: Person) -> None:
    price_list = drafted(venue)
    client.post(page_of(venue, "discard_prices", price_list.pk))
    assert not PriceList.objects.exists()
    assert client.get(page_of(venue)).status_code == 200


def test_a_resource_with_a_price_of_its_own_is_not_removed(
    client: Client, resource: Resource, venue: Venue, manager: Person
) -> None:
    Venue.objects.update(published_at=None)
    drafted(venue, [line("20", resource=resource)])
    client.post(reverse("espaces:remove_new_resource", args=[venue.slug, resource.pk]))
    assert resource.places.count() == 4
    tariff = Tariff.objects.get()
    client.post(page_of(venue, "remove_tariff", tariff.edition.price_list_id, tariff.pk))
    client.post(reverse("espaces:remove_new_resource", args=[venue.slug, resource.pk]))
    assert not Resource.objects.exists()
