"""The page of open data and the files of a network's venues, as anybody gets them."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from espaces.models import Act, Affiliation, Closure, HolidayOpening, Network, Venue
from tests.factories import NetworkFactory, ResourceFactory, StructureFactory, VenueFactory, open_every_day
from tests.factories.prices import price, sell
from tests.factories.reservations import at
from tests.factories.territories import municipality
from tests.reporting.open_data import validators

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
FILES = ["espaces.geojson", "espaces.csv", "espaces.schema.json", "gogocarto.json"]


@pytest.fixture
def november():
    with time_machine.travel("2026-11-23 10:00+01:00", tick=False):
        yield


@pytest.fixture
def network() -> Network:
    return NetworkFactory(name="Réseau des Vallées", slug="vallees", contact_email="contact@vallees.example")


def venue_of(network: Network, **fields: object) -> Venue:
    return VenueFactory(structure=StructureFactory(network=network), **fields)


@pytest.fixture
def filature(network: Network) -> Venue:
    town = municipality("48061", "Florac Trois Rivières", "48400")
    town.save()
    venue = venue_of(
        network,
        name="La Filature",
        slug="la-filature",
        municipality=town,
        postcode="48400",
        address="4 rue de la Gare",
        latitude=44.3253,
        longitude=3.5936,
        phone="04 66 00 00 00",
        services=["fibre", "digital_help"],
        access_instructions="Code 4321",
        summary="Une ancienne filature au bord du Tarnon.",
    )
    open_every_day(venue, ("09:00", "12:00"), ("14:00", "18:00"), weekdays=range(5))
    desks = ResourceFactory(venue=venue, places=8)
    ResourceFactory(venue=venue, kind="private_office", capacity=3)
    ResourceFactory(venue=venue, kind="meeting_room", booking_mode="slots", capacity=12)
    ResourceFactory(venue=venue, kind="meeting_room", booking_mode="slots", archived_at=venue.published_at)
    sell(venue, price("half_day", 7), price("day", 12))
    Closure.objects.create(
        venue=venue, starts_at=at("2026-12-24 00:00", desks), ends_at=at("2027-01-04 00:00", desks)
    )
    HolidayOpening.objects.create(venue=venue, day=dt.date(2027, 1, 1), is_open=True)
    Venue.objects.filter(pk=venue.pk).update(created_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    return venue


def read(client: Client, name: str) -> str:
    answer = client.get(f"/data/{name}")
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client: Client) -> list[dict]:
    return validators.table(read(client, "espaces.csv"), json.loads(read(client, "espaces.schema.json")))


def test_a_venue_in_the_table(client: Client, filature: Venue) -> None:
    (row,) = rows(client)
    assert {name: value for name, value in row.items() if value is not None} == {
        "id": f"espace-{filature.pk}",
        "nom": "La Filature",
        "commune": "Florac Trois Rivières",
        "code_postal": "48400",
        "code_insee": "48061",
        "adresse": "4 rue de la Gare",
        "latitude": Decimal("44.3253"),
        "longitude": Decimal("3.5936"),
        "typologie": "TIERS_LIEUX",
        "telephone": "+33466000000",
        "site_web": "http://testserver/espaces/la-filature/",
        "horaires": "Mo-Fr 09:00-12:00,14:00-18:00; PH off; 2026 Dec 24-2026 Dec 31 off",
        "presentation_resume": "Une ancienne filature au bord du Tarnon.",
        "structure_parente": filature.structure.name,
        "date_maj": dt.date(2026, 3, 1),
        "services": "Maîtrise des outils numériques du quotidien",
        "frais_a_charge": "Payant",
        "prise_rdv": "http://testserver/espaces/la-filature/",
        "nb_postes": 11,
        "nb_salles": 1,
        "tarif_journee_ttc": Decimal("12.00"),
        "acces_24_7": False,
        "equipements": "fibre|digital_help",
    }


def test_the_same_venue_on_a_map(client: Client, filature: Venue) -> None:
    (feature,) = validators.geojson(read(client, "espaces.geojson"))
    assert feature["id"] == f"espace-{filature.pk}"
    assert feature["geometry"] == {"type": "Point", "coordinates": [3.5936, 44.3253]}
    assert feature["properties"]["tarif_journee_ttc"] == 12.0
    assert feature["properties"]["equipements"] == ["fibre", "digital_help"]
    (element,) = validators.gogocarto(read(client, "gogocarto.json"))
    assert element["taxonomy"] == ["espace de coworking", "fibre", "aide au numérique"]
    assert element["url"] == "http://testserver/espaces/la-filature/"


def test_without_coordinates_hours_or_prices_nothing_is_made_up(client: Client, network: Network) -> None:
    venue_of(network)
    (row,) = rows(client)
    assert [row[name] for name in ("latitude", "horaires", "acces_24_7", "tarif_journee_ttc")] == [None] * 4
    assert row["nb_postes"] == 0
    assert validators.geojson(read(client, "espaces.geojson"))[0]["geometry"] is None
    assert "latitude" not in validators.gogocarto(read(client, "gogocarto.json"))[0]


def test_only_what_a_visitor_of_this_network_sees(client: Client, network: Network) -> None:
    shown = venue_of(network, name="Montré")
    venue_of(network, name="Brouillon", published_at=None)
    venue_of(network, name="Archivé", archived_at=shown.published_at)
    venue_of(NetworkFactory(), name="D’ailleurs")
    left = venue_of(network, name="Parti")
    Affiliation.objects.filter(structure=left.structure).update(ends_on=dt.date(2026, 11, 1))
    named = re.compile("Montré|Brouillon|Archivé|D’ailleurs|Parti")
    Network.objects.filter(pk=network.pk).update(host="testserver")
    for name in FILES[:2] + FILES[3:]:
        assert set(named.findall(read(client, name))) == {"Montré"}, name


def test_no_secret_of_the_venue_is_told(client: Client, filature: Venue) -> None:
    for name in FILES:
        assert "4321" not in read(client, name)
        assert filature.check_in_secret not in read(client, name)


def test_the_date_is_that_of_the_last_change(client: Client, filature: Venue) -> None:
    Act.objects.create(
        verb="venue_changed", target_kind="espaces.venue", target_id=str(filature.pk), details={}
    )
    Act.objects.create(verb="venue_changed", target_kind="espaces.person", target_id=str(filature.pk))
    Act.objects.update(at=dt.datetime(2026, 10, 5, 23, 30, tzinfo=dt.UTC))
    assert rows(client)[0]["date_maj"] == dt.date(2026, 10, 6)
    assert "Dernière mise à jour : 6 octobre 2026." in read(client, "").replace("\u00a0", " ")


@pytest.mark.parametrize("name", FILES)
def test_files_are_for_every_site_and_kept_by_caches(client: Client, filature: Venue, name: str) -> None:
    answer = client.get(f"/data/{name}")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=300"
    again = client.get(f"/data/{name}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    Venue.objects.update(name="Renommée", slug="renommee")
    Act.objects.create(verb="x", target_kind="espaces.venue", target_id=str(filature.pk))
    assert client.get(f"/data/{name}", headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_files_do_not_depend_on_the_language_and_pages_are_for_this_site(
    client: Client, filature: Venue
) -> None:
    french = read(client, "gogocarto.json")
    client.cookies["language"] = "en"
    assert read(client, "gogocarto.json") == french
    page = client.get("/data/")
    assert "Access-Control-Allow-Origin" not in page
    assert "Last update: March 1, 2026." in page.content.decode()


def test_files_are_kept_for_visitors_as_pages_are(client: Client, filature: Venue, settings: object) -> None:
    settings.PUBLIC_PAGES_KEPT = 30
    first = client.get("/data/espaces.csv")
    Venue.objects.update(name="Renommée")
    second = client.get("/data/espaces.csv")
    assert second.content == first.content
    assert second["Access-Control-Allow-Origin"] == "*"
    assert second["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("name", ["", *FILES])
def test_one_venue_or_eight_the_same_queries(
    client: Client, network: Network, filature: Venue, name: str
) -> None:
    with CaptureQueriesContext(connection) as for_one:
        read(client, name)
    for _ in range(7):
        venue = venue_of(network)
        open_every_day(venue, ("09:00", "18:00"))
        ResourceFactory(venue=venue, places=3)
        sell(venue, price("day", 10))
    with CaptureQueriesContext(connection) as for_eight:
        read(client, name)
    assert len(for_eight) == len(for_one)


def test_the_page_names_licence_and_files_for_people_and_machines(client: Client, filature: Venue) -> None:
    page = read(client, "")
    assert "Licence Ouverte 2.0" in page
    for name in FILES:
        assert f'href="http://testserver/data/{name}"' in page
    blocks = re.findall(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page)
    found = [json.loads(block) for block in blocks]
    assert found[0]["@type"] == "Dataset"
    assert found[0]["creator"]["name"] == "Réseau des Vallées"
    assert {one["name"] for one in found[0]["distribution"]} == set(FILES)
    assert [one["@id"] for one in found] == [
        f"http://testserver/data/#{code}" for code in ("espaces", "frequentation")
    ]


def test_a_network_without_venues_has_empty_files(client: Client, network: Network) -> None:
    assert rows(client) == []
    assert validators.geojson(read(client, "espaces.geojson")) == []
    assert "Rien n’est encore publié." in read(client, "")


def test_where_several_networks_share_an_address_one_chooses(client: Client, filature: Venue) -> None:
    NetworkFactory(slug="autre")
    page = read(client, "")
    assert 'href="/r/vallees/data/"' in page
    assert client.get("/data/espaces.csv").status_code == 404
    answer = client.get("/r/vallees/data/espaces.geojson")
    (feature,) = validators.geojson(answer.content.decode())
    assert feature["properties"]["prise_rdv"] == "http://testserver/r/vallees/espaces/la-filature/"


@pytest.mark.parametrize("name", ["nothing.csv", "..%2Fespaces.csv", "espaces.CSV"])
def test_there_is_no_other_file(client: Client, network: Network, name: str) -> None:
    assert client.get(f"/data/{name}").status_code == 404


def test_robots_find_the_public_pages_and_no_draft(client: Client, network: Network, filature: Venue) -> None:
    venue_of(network, slug="brouillon", published_at=None)
    told = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in told
    assert "Disallow: /admin/" in told
    found = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    assert "http://testserver/espaces/la-filature/" in found
    assert "http://testserver/data/" in found
    assert not [address for address in found if "brouillon" in address]
    for address in found:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def test_the_page_of_a_venue_leads_to_the_data_and_says_its_own_address(
    client: Client, filature: Venue
) -> None:
    page = client.get("/espaces/la-filature/", {"week": "2026-12-01"}).content.decode()
    assert '<link rel="canonical" href="http://testserver/espaces/la-filature/">' in page
    assert '<link rel="alternate" type="application/geo+json" href="/data/espaces.geojson">' in page
