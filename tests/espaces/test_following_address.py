"""The address to go on with is written by strangers: elsewhere, or no address at all, leads to the home page."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import NetworkFactory, login_of

pytestmark = pytest.mark.django_db
NOT_OURS = ["https://ailleurs.example/", "//ailleurs.example", "99999", "mot", "javascript:alert(1)"]


@pytest.mark.parametrize("following", NOT_OURS)
def test_nobody_is_sent_elsewhere(client: Client, following: str) -> None:
    NetworkFactory()
    answer = client.post("/langue/", {"language": "en", "next": following})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    client.force_login(login_of().user)
    answer = client.get("/conditions/accepter/", {"next": following})
    assert (answer.status_code, answer["Location"]) == (302, "/")
