"""Which network an address means, and how a request is named."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import get_script_prefix, reverse

from espaces.middleware import choose_network, name_request
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
