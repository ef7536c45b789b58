"""Which network an address means, how a request is named, and how an answer is packed."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_script_prefix, reverse

from espaces.middleware import choose_network, name_request, pack_text
from espaces.views.access import network_of
from tests.factories import NetworkFactory

pytestmark = pytest.mark.django_db


def seen(path: str, host: str = "example.org") -> tuple[object, str, str]:
    """The network, the path the views see, and how they link to the venues."""
    found = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append((network_of(request), request.path_info, reverse("reservations:my_reservations")))
        return HttpResponse()

    request = RequestFactory().get(path, headers={"host": host})
    choose_network(view)(request)
    assert get_script_prefix() == "/"
    return found[0]


@pytest.fixture(autouse=True)
def any_host(settings: pytest.FixtureRequest) -> None:
    settings.ALLOWED_HOSTS = ["*"]


def test_the_only_network_of_an_installation_needs_no_address() -> None:
    network = NetworkFactory()
    assert seen("/espaces/") == (network, "/espaces/", "/mes-reservations/")


def test_a_prefix_chooses_the_network_and_every_link_keeps_it() -> None:
    network, _other = NetworkFactory(slug="causses"), NetworkFactory()
    assert seen("/r/causses/espaces/") == (network, "/espaces/", "/r/causses/mes-reservations/")


def test_a_host_name_chooses_the_network_whatever_the_port() -> None:
    network, _other = NetworkFactory(host="bureaux.example.org"), NetworkFactory()
    assert seen("/", "bureaux.example.org:8000")[0] == network


def test_an_unknown_host_with_several_networks_chooses_none() -> None:
    NetworkFactory(host="bureaux.example.org")
    NetworkFactory()
    assert seen("/")[0] is None


def test_an_unknown_prefix_is_a_page_like_any_other() -> None:
    NetworkFactory()
    assert seen("/r/ailleurs/")[:2] == (None, "/r/ailleurs/")


@pytest.mark.parametrize(("given", "kept"), [("abcdef12-34", True), ("x\ny<script>", False), ("", False)])
def test_a_request_keeps_the_proxys_id_when_it_is_plausible(given: str, kept: bool) -> None:
    request = RequestFactory().get("/")
    request.META["HTTP_X_REQUEST_ID"] = given
    answer = name_request(lambda _request: HttpResponse())(request)
    assert (answer.headers["X-Request-ID"] == given) is kept
    assert len(answer.headers["X-Request-ID"]) >= 8


def test_a_page_travels_packed_for_whoever_can_unpack_it(client: Client) -> None:
    NetworkFactory()
    packed = client.get("/confidentialite/", headers={"accept-encoding": "gzip, br"})
    plain = client.get("/confidentialite/")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    for answer in (packed, plain):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert b"</html>" in gzip.decompress(packed.content)


def test_the_length_of_a_packed_page_tells_nothing(client: Client) -> None:
    NetworkFactory()

    def size() -> int:
        return len(client.get("/confidentialite/", headers={"accept-encoding": "gzip"}).content)

    assert len({size() for _ in range(12)}) > 1


@pytest.mark.parametrize(("kind", "packed"), [("text/calendar", True), ("image/webp", False)])
def test_photos_are_not_packed_again(kind: str, packed: bool) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    answer = pack_text(lambda _request: HttpResponse(b"a" * 5000, content_type=kind))(request)
    assert ("Content-Encoding" in answer.headers) is packed
