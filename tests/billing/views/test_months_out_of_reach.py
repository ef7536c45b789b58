"""A month nobody can mean, written in an address, is no month: the page answers."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import VenueFactory, manager_of
from tests.factories.invoicing import make_biller

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("month", ["9999-12", "0001-01"])
def test_the_first_and_the_last_months_of_the_calendar_break_no_page(client: Client, month: str) -> None:
    venue = VenueFactory(structure=make_biller())
    client.force_login(manager_of(venue.structure).user)
    for page in ("factures", "argent/encaissements", "montants"):
        assert client.get(f"/accueil/{venue.slug}/{page}/?month={month}").status_code == 200
    assert client.get(f"/accueil/{venue.slug}/mois/{month}/").status_code == 404
