"""Who books: a visitor who logs in or signs up in the middle, and what everybody has accepted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from espaces.models import (
    Network,
    Person,
    Resource,
    Terms,
    TermsAcceptance,
)
from reservations.models import Reservation
from tests.factories import (
    NetworkFactory,
    ResourceFactory,
    StructureFactory,
    VenueFactory,
    login_of,
    open_every_day,
)
from tests.reservations.views.checkout_page import address, choose, hidden, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> str:
    return (timezone.localdate() + dt.timedelta(days=3)).isoformat()


@pytest.fixture
def resource() -> Resource:
    venue = VenueFactory(name="La Filature", slug="la-filature", access_instructions="Code 4321")
    open_every_day(venue, ("08:30", "12:30"), ("13:30", "18:00"))
    return ResourceFactory(venue=venue, name="Open space", places=3)


@pytest.fixture
def person(client: Client) -> Person:
    person = login_of(first_name="Camille")
    client.force_login(person.user)
    return person


def test_a_visitor_reads_the_page_and_keeps_his_choice_through_the_login(
    client: Client, resource: Resource, day: str
) -> None:
    resource.places.filter(number=2).update(features=["quiet"])
    page = choose(client, resource, day=day, half="morning")
    answer = send(client, resource, page, needs="quiet", note="J’arrive tôt")
    assert answer.status_code == 302
    assert not Reservation.objects.exists()
    following = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    person = login_of()
    answer = client.post(
        "/comptes/login/",
        {"login": person.user.email, "password": "un mot de passe sûr", "next": following},
    )
    again = client.get(answer["Location"])
    assert "J’arrive tôt" in again.content.decode()
    send(client, resource, again, needs="quiet", note="J’arrive tôt")
    made = Reservation.objects.get()
    assert (made.person, made.needs, made.note, made.half_day) == (
        person,
        ["quiet"],
        "J’arrive tôt",
        "morning",
    )


def test_a_newcomer_signs_up_in_the_middle_and_loses_nothing(
    client: Client,
    resource: Resource,
    day: str,
    deliver_outgoing: Callable[[], None],
    mailoutbox: list[EmailMessage],
) -> None:
    network_of(resource)
    answer = send(client, resource, choose(client, resource, day=day, half="day"), note="Bonjour")
    login_page = client.get(answer["Location"]).content.decode()
    sign_up = re.search(r'href="(/comptes/signup/\?next=[^"]*)"', login_page)
    assert sign_up
    following = parse_qs(urlsplit(sign_up[1].replace("&amp;", "&")).query)["next"][0]
    answer = client.post(
        "/comptes/signup/",
        {
            "email": "nouvelle@example.org",
            "password1": "un mot de passe sûr",
            "first_name": "Inès",
            "last_name": "Roux",
            "accept_terms": "on",
            "terms_version": "1",
            "next": following,
        },
    )
    deliver_outgoing()
    code = re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4})\s*$", str(mailoutbox[-1].body), re.MULTILINE)
    assert code, mailoutbox[-1].body
    answer = client.post(answer["Location"], {"code": code[1]})
    again = client.get(answer["Location"])
    assert ", la journée" in text(again)
    assert "Bonjour" in text(again)
    assert "conditions d’utilisation" not in text(again)
    done = client.get(send(client, resource, again)["Location"])
    made = Reservation.objects.get()
    assert (made.person.first_name, made.half_day) == ("Inès", "day")
    assert "C’est réservé." in text(done)


def network_of(resource: Resource) -> Network:
    network = NetworkFactory(slug="reseau")
    structure = StructureFactory(network=network)
    type(resource.venue).objects.filter(pk=resource.venue_id).update(structure=structure)
    Terms.objects.create(network=network, version=1, text_fr="Un", published_at=timezone.now())
    return network


def test_the_terms_are_accepted_with_their_version(
    client: Client, resource: Resource, person: Person, day: str
) -> None:
    network = network_of(resource)
    page = choose(client, resource, day=day, half="morning")
    assert "(version 1)" in text(page)
    assert send(client, resource, page).status_code == 422
    assert not Reservation.objects.exists()
    assert send(client, resource, page, accept_terms="on").status_code == 302
    assert Reservation.objects.count() == 1
    assert TermsAcceptance.objects.get().terms.version == 1
    Terms.objects.create(network=network, version=2, text_fr="Deux", published_at=timezone.now())
    other = {**hidden(page), "slot": f"{day}.afternoon", "accept_terms": "on"}
    answer = client.post(address(resource), other)
    assert answer.status_code == 422
    assert "relisez" in text(answer)
    assert hidden(answer)["terms_version"] == ["2"]
    assert "checked" not in text(answer)
