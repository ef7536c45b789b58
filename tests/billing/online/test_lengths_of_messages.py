"""Whatever length a message says it has, the door answers before it is read."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("length", "answer"), [("abc", 400), ("-1", 400), ("9" * 5000, 400), ("600000", 413), ("", 400)]
)
def test_no_length_breaks_the_door(client: Client, length: str, answer: int) -> None:
    sent = client.post(
        "/paiements/evenements/", b"{}", content_type="application/json", CONTENT_LENGTH=length
    )
    assert sent.status_code == answer
