"""Which reminder leaves on a day, and what its words become."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from billing.rules.reminders import (
    EARLIEST,
    LATEST,
    Owed,
    check_wording,
    due_step,
    filled,
    proposed_steps,
    told_with,
    unknown_placeholders,
    values_of,
)
from espaces.errors import Refused

DUE = dt.date(2026, 6, 10)
STEPS = [-5, 3, 15, 30]


def owed(*sent: int, due_on: dt.date = DUE) -> Owed:
    return Owed(1, "FA-2026-000001", due_on, Decimal("24.00"), frozenset(sent))


@pytest.mark.parametrize(
    ("days", "sent", "expected"),
    [
        (-6, (), None),
        (-5, (), -5),
        (0, (), -5),
        (1, (), None),
        (2, (), None),
        (3, (), 3),
        (4, (3,), None),
        (14, (), 3),
        (15, (3,), 15),
        (400, (), 30),
        (400, (30,), None),
        (20, (30,), None),
    ],
)
def test_only_the_latest_step_that_is_due_leaves_and_once(days, sent, expected):
    assert due_step(owed(*sent), STEPS, DUE + dt.timedelta(days=days)) == expected


def test_without_steps_nothing_leaves():
    assert due_step(owed(), [], DUE + dt.timedelta(days=30)) is None


def test_names_are_read_without_accents_capitals_or_spaces():
    values = {"numéro": "FA-1", "reste à payer": "24,00 €"}
    assert filled("{NUMERO} : { reste  a payer }", values) == "FA-1 : 24,00 €"


def test_a_value_that_holds_braces_is_put_in_as_it_is():
    assert filled("{nom}", {"nom": "{numéro} & <b>"}) == "{numéro} & <b>"


def test_unknown_names_are_named_as_they_are_written():
    assert unknown_placeholders("{montant} {numéro} {0} {montant} {} }") == ["{montant}", "{0}", "{}", "}"]
    assert unknown_placeholders("{nom.__class__}") == ["{nom.__class__}"]


@pytest.mark.parametrize("subject", ["Facture {prix}", "Facture\nBcc: autre@example.org"])
def test_words_that_cannot_be_are_refused(subject):
    with pytest.raises(Refused):
        check_wording(subject, "Bonjour")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_proposed_words_are_accepted_in_each_language(language):
    with translation.override(language):
        steps = proposed_steps()
    assert [step.days for step in steps] == [-5, 3, 15, 30]
    for step in steps:
        check_wording(step.subject, step.text)
        assert EARLIEST <= step.days <= LATEST
        assert "{reste à payer}" in step.text


def test_the_words_of_several_invoices_add_them_up():
    second = Owed(2, "FA-2026-000002", DUE + dt.timedelta(days=2), Decimal("10.50"))
    values = values_of("Zoé", [owed(), second], "…", DUE + dt.timedelta(days=3))
    assert values["numéro"] == "FA-2026-000001, FA-2026-000002"
    assert values["reste à payer"] == "34,50\xa0€"
    assert values["échéance"] == "10 juin 2026"
    assert values["retard"] == "3 jours"


def test_what_is_not_due_yet_is_listed_apart_from_what_is_late():
    later = owed(due_on=DUE + dt.timedelta(days=20))
    assert told_with([owed(), later], 3, DUE + dt.timedelta(days=3)) == [owed()]
    assert told_with([later], -5, DUE) == [later]
