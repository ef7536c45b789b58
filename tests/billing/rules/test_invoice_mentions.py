"""Which sentences a document bears, and their wording on its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from billing.rules.invoices.content import Kind, Mention
from billing.rules.invoices.layout import Exemption
from billing.rules.invoices.mentions import (
    DatedMention,
    Facts,
    MentionMissing,
    codes_needed,
    exemption_among,
    worded,
)
from billing.rules.invoices.standard_mentions import STANDARD_MENTIONS

DAY = date(2026, 11, 23)
CONSUMER = Facts(Kind.INVOICE, "normal")
PROFESSIONAL = replace(CONSUMER, buyer_is_professional=True)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (CONSUMER, ()),
        (PROFESSIONAL, ("PMT", "PMD", "AAB")),
        (replace(PROFESSIONAL, kind=Kind.CREDIT_NOTE), ("PMT", "PMD", "AAB")),
        (replace(PROFESSIONAL, regime="franchise"), ("FRANCHISE", "PMT", "PMD", "AAB")),
        (replace(CONSUMER, regime="exempt", tax_on_debits=True, has_deposit=True), ("EXEMPT",)),
        (replace(CONSUMER, tax_on_debits=True), ("DEBITS",)),
        (replace(CONSUMER, has_deposit=True, has_association_fee=True), ("DEPOSIT", "ASSOCIATION")),
        (replace(CONSUMER, buyer_is_public=True), ("PMT_PUBLIC", "PMD_PUBLIC", "AAB")),
    ],
)
def test_the_codes_of_a_document(facts: Facts, codes: tuple[str, ...]) -> None:
    assert codes_needed(facts) == codes


def test_the_law_asks_a_professional_for_40_euros_and_a_consumer_for_nothing() -> None:
    texts = {one.code: one.text for one in worded(codes_needed(PROFESSIONAL), STANDARD_MENTIONS, DAY)}
    assert "40 €" in texts["PMT"]
    assert "10 points" in texts["PMD"]
    assert "escompte" in texts["AAB"]
    assert worded(codes_needed(CONSUMER), STANDARD_MENTIONS, DAY) == ()


def test_a_public_buyer_has_his_own_wording_under_the_same_codes() -> None:
    public = worded(codes_needed(replace(CONSUMER, buyer_is_public=True)), STANDARD_MENTIONS, DAY)
    assert [one.code for one in public] == ["PMT", "PMD", "AAB"]
    assert "8 points" in public[1].text


def test_the_regime_is_worded_as_the_law_says_until_the_last_day_of_the_cgi() -> None:
    franchise = codes_needed(replace(CONSUMER, regime="franchise"))
    literal = (Mention("FRANCHISE", "TVA non applicable, article 293 B du CGI"),)
    assert worded(franchise, STANDARD_MENTIONS, DAY) == literal
    assert worded(franchise, STANDARD_MENTIONS, date(2028, 6, 30)) == literal
    with pytest.raises(MentionMissing) as missing:
        worded(franchise, STANDARD_MENTIONS, date(2028, 7, 1))
    assert (missing.value.code, missing.value.day) == ("FRANCHISE", date(2028, 7, 1))


def test_the_wording_that_came_last_is_taken() -> None:
    rows = [DatedMention("X", "old"), DatedMention("X", "new", date(2027, 1, 1)), DatedMention("Y", "other")]
    assert worded(["X"], rows, date(2026, 12, 31)) == (Mention("X", "old"),)
    assert worded(["X"], rows, date(2027, 1, 1)) == (Mention("X", "new"),)


def test_why_lines_at_zero_bear_no_tax() -> None:
    def exemption(**facts: object) -> Exemption | None:
        codes = codes_needed(replace(PROFESSIONAL, **facts))
        return exemption_among(worded(codes, STANDARD_MENTIONS, DAY))

    assert exemption() is None
    assert exemption(regime="franchise") == Exemption(
        "VATEX-FR-FRANCHISE", "TVA non applicable, article 293 B du CGI"
    )
    assert exemption(regime="exempt") == Exemption(
        "VATEX-FR-CGI261-7", "Exonération de TVA, art. 261, 7-1° du CGI"
    )
    both = exemption(has_deposit=True, has_association_fee=True)
    assert both
    assert both.code == ""
    assert both.text.startswith("Dépôt de garantie")
    assert "Adhésion" in both.text


def test_every_standard_mention_has_its_source_and_one_wording_a_day() -> None:
    assert all(one.source for one in STANDARD_MENTIONS)
    assert len({one.code for one in STANDARD_MENTIONS}) == len(STANDARD_MENTIONS)
