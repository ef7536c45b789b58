"""What figures mean, said to everybody: each indicator on a page of its own, none without its words in French."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from reporting.rules.definitions import CURRENT, DEFINITIONS, current
from reporting.rules.funding_codes import FUNDING_CODES, codes_of

pytestmark = pytest.mark.django_db
SAME = {"Participants", "Participations"}
"""Words of both languages."""


def test_a_visitor_reads_every_indicator_and_the_rule_of_secrecy(client: Client) -> None:
    page = client.get(reverse("reporting:definitions")).content.decode()
    for code in CURRENT:
        assert f'href="{reverse("reporting:definition", args=[code])}"' in page, code
    assert "Une personne dans un espace un jour donné" in page
    assert "Là où travaillent quatre personnes" in page


@pytest.mark.parametrize("code", ["visits", "co2e_avoided", "churn"])
def test_one_indicator_says_its_formula_its_source_and_its_queries(client: Client, code: str) -> None:
    page = client.get(reverse("reporting:definition", args=[code])).content.decode()
    with translation.override("fr"):
        meant = current(code)
        for text in (meant.name, meant.sentence, meant.formula, meant.source):
            assert str(text).replace("’", "&#x27;") in page or str(text) in page
    assert "<code>" in page
    assert f"{meant.queries[0]}" in page


def test_what_is_not_an_indicator_is_not_found(client: Client) -> None:
    assert client.get(reverse("reporting:definition", args=["money"])).status_code == 404


def test_every_word_of_a_definition_is_said_in_french() -> None:
    for one in DEFINITIONS.values():
        for text in (one.name, one.sentence, one.formula, one.source):
            with translation.override("en"):
                english = str(text)
            with translation.override("fr"):
                assert str(text) != english or english in SAME, english


def test_the_codes_of_funds_name_indicators_that_exist() -> None:
    assert {one.indicator for one in FUNDING_CODES} - {None} <= CURRENT.keys()
    assert [one.code for one in codes_of("erdf")][:3] == ["RCO01", "RCO02", "RCO04"]
    assert codes_of("region") == []
    assert len({one.code for one in FUNDING_CODES}) == len(FUNDING_CODES)
