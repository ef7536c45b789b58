"""Every way of selling against the published rules: the schema (when written), EN 16931, and those of France."""

from __future__ import annotations

import pytest

from tests.billing.documents import corpus
from tests.billing.documents.conftest import Broken


@pytest.mark.parametrize("name", corpus.ALL)
def test_every_document_keeps_the_rules_of_en_16931(name: str, broken_rules: Broken) -> None:
    assert broken_rules[name]["en16931"] == []


@pytest.mark.parametrize("name", corpus.PROFESSIONAL)
def test_every_document_between_professionals_keeps_the_rules_of_france(
    name: str, broken_rules: Broken
) -> None:
    assert broken_rules[name]["fr"] == []


@pytest.mark.parametrize("name", corpus.AT_RANDOM)
def test_any_amounts_keep_the_rules(name: str, broken_rules: Broken) -> None:
    assert broken_rules[name] == {"en16931": [], "fr": []}


def test_a_consumer_is_only_missing_the_mentions_between_professionals(broken_rules: Broken) -> None:
    assert {rule.split("/")[0] for rule in broken_rules["consumer"]["fr"]} == {"BR-FR-05"}


@pytest.mark.parametrize(
    ("control", "rules", "said"),
    [
        ("wrong-total", "en16931", "BR-CO-15"),
        ("spaced", "fr", "BR-FR-02"),
        ("silent", "fr", "BR-FR-05"),
        ("alone", "fr", "BR-FR-CO-05"),
    ],
)
def test_control_a_broken_document_is_refused(
    control: str, rules: str, said: str, broken_rules: Broken
) -> None:
    assert any(said in rule for rule in broken_rules[control][rules]), broken_rules[control]
