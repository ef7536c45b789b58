"""Addresses that hold a secret: what cannot be one is not found, and never asked of the database."""

import pytest
from django.test import Client

from tests.factories import login_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/agenda/%00.ics", "/arrivee/%00/", "/invitation/%00/", "/invitation/a%20b/"]
)
def test_what_cannot_be_a_secret_is_not_found(address: str) -> None:
    client = Client()
    client.force_login(login_of().user)
    assert client.get(address).status_code == 404
