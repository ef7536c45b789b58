"""Programmes through their pages: made, followed, opened to a reader, closed again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from espaces.models import Act
from reporting.models import Programme
from tests.reporting.reports.world import World


@pytest.fixture
def client(world: World) -> Client:
    browser = Client()
    browser.force_login(world.coordinator.user)
    return browser


AGREEMENT = {
    "funder": "GAL des Causses",
    "fund": "leader",
    "name": "Travailler au pays",
    "starts_on": "2025-01-01",
    "last_day": "2026-12-31",
}


def test_a_programme_is_made_with_its_territory(world: World, client: Client) -> None:
    page = f"/reseaux/{world.network.slug}/programmes/nouveau/"
    refused = client.post(page, AGREEMENT | {"territory": "epci"})
    assert refused.status_code == 422
    assert "commune du territoire" in refused.content.decode()
    assert not Programme.objects.exists()
    made = client.post(page, AGREEMENT | {"territory": "epci", "place": "Mende"})
    programme = Programme.objects.get()
    assert made.status_code == 302
    assert (programme.territory, programme.territory_codes) == ("epci", ["20000000A"])
    assert programme.ends_on == dt.date(2027, 1, 1)
    assert Act.objects.filter(verb="programme_made", actor=world.coordinator).count() == 1
    assert "EPCI A" in client.get(f"/programmes/{programme.pk}/").content.decode()


def test_it_ends_after_it_starts_and_small_counts_need_an_agreement(world: World, client: Client) -> None:
    page = f"/reseaux/{world.network.slug}/programmes/nouveau/"
    for wrong in ({"last_day": "2024-12-31"}, {"exact_counts": "on"}):
        answer = client.post(page, AGREEMENT | {"territory": "network"} | wrong)
        assert answer.status_code == 422, wrong
    assert not Programme.objects.exists()


def test_changing_it_is_written_down(world: World, client: Client) -> None:
    programme = world.programme()
    page = f"/programmes/{programme.pk}/modifier/"
    agreed = {"exact_counts": "on", "exact_counts_agreement": "A-12", "exact_counts_on": "2025-02-01"}
    assert client.post(page, AGREEMENT | agreed).status_code == 302
    programme.refresh_from_db()
    assert (programme.exact_counts, programme.exact_counts_agreement) == (True, "A-12")
    act = Act.objects.get(verb="programme_changed")
    assert act.details["values"]["exact_counts_agreement"] == "A-12"


def test_an_indicator_of_the_fund_says_the_rest_by_itself(world: World, client: Client) -> None:
    programme = world.programme()
    page = f"/programmes/{programme.pk}/indicateurs/nouveau/"
    assert client.post(page, {"of_fund": "R.37", "target": "2"}).status_code == 302
    row = programme.indicators.get(external_code="R.37")
    assert row.label
    assert row.unit
    twice = client.post(page, {"indicator": "desk_days", "target": "2"})
    assert twice.status_code == 422
    assert "déjà suivi" in twice.content.decode()
    nothing = client.post(page, {"target": "2"})
    assert nothing.status_code == 422
    assert programme.indicators.count() == 3
    client.post(f"/programmes/{programme.pk}/indicateurs/{row.pk}/retirer/")
    assert programme.indicators.count() == 2


def test_only_a_funder_of_the_network_becomes_a_reader(world: World, client: Client) -> None:
    programme = world.programme()
    page = f"/programmes/{programme.pk}/lecteurs/nouveau/"
    assert client.post(page, {"person": world.people[0].pk}).status_code == 422
    assert client.post(page, {"person": world.other_funder.pk, "audits": "on"}).status_code == 302
    reader = programme.readers.get(person=world.other_funder, ended_at=None)
    assert reader.audits
    client.post(f"/programmes/{programme.pk}/lecteurs/{reader.pk}/fin/")
    reader.refresh_from_db()
    assert reader.ended_at is not None
    assert Act.objects.filter(verb="programme_shut", target_id=str(programme.pk)).count() == 1


def test_a_funder_lands_on_his_programmes(world: World) -> None:
    programme = world.programme()
    world.frozen(programme)
    user = world.funder.user
    user.set_password("un long secret")
    user.save()
    browser = Client()
    answer = browser.post("/comptes/login/", {"login": user.email, "password": "un long secret"})
    assert answer["Location"] == "/financeur/"
    text = browser.get("/financeur/").content.decode()
    assert programme.name in text
    assert "70\xa0% de l’objectif" in text or "70 % de l’objectif" in text
