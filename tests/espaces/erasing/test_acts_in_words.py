"""What somebody takes away says in words who did what: each act of the code has its own."""

import ast
from collections.abc import Iterator

import pytest
from django.utils import timezone
from django.utils.translation import override

from espaces.models import Act
from espaces.ports import all_records, verb_in_words
from espaces.queries.personal_data import data_of
from espaces.services.acts import record_act
from espaces.services.people import record_person_seen
from tests.factories import VenueFactory, host_of, login_of
from tests.house.source import python_files, tree_of

APPS = ("espaces", "reservations", "billing", "reporting")


def strings_of(value: ast.expr) -> Iterator[str]:
    """Of a constant, or of both sides of a choice."""
    if isinstance(value, ast.Constant):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from (*strings_of(value.body), *strings_of(value.orelse))


def verbs_of(tree: ast.Module) -> Iterator[str]:
    """`verb=…` in a call, `verb = …` before it, or handed to the module's own `_record`."""
    for node in ast.walk(tree):
        is_named = isinstance(node, ast.keyword) and node.arg == "verb"
        if isinstance(node, ast.Assign):
            is_named = getattr(node.targets[0], "id", "") in {"verb", "SEEN"}
        if is_named:
            yield from strings_of(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_record":
            yield from strings_of(node.args[1])


def test_every_act_has_its_words_and_no_words_are_of_no_act() -> None:
    recorded = {verb for path in python_files(*APPS) for verb in verbs_of(tree_of(path))}
    worded = {verb for records in all_records() for verb in records.verbs}
    assert (recorded - worded, worded - recorded) == (set(), set())


@pytest.mark.django_db
def test_acts_are_told_in_french_with_what_they_were_about() -> None:
    venue = VenueFactory()
    host, ines = host_of(venue), login_of()
    record_person_seen(actor=host, person=ines, venue=venue, now=timezone.now())
    Act.objects.filter(actor=host).exclude(verb="person_seen").delete()
    with override("fr"):
        (about,) = [table.rows for table in data_of(ines) if table.name == "espaces.Act"]
        (done,) = [table.rows for table in data_of(host) if table.name == "espaces.Act"]
    assert about[-1]["verb"] == "fiche d’une personne ouverte"
    assert [(row["verb"], row["target_kind"]) for row in done] == [
        ("fiche d’une personne ouverte", "personne")
    ]


@pytest.mark.django_db
def test_an_act_that_nobody_records_any_more_is_told_by_its_code() -> None:
    ines = login_of()
    record_act(actor=ines, verb="once_upon_a_time", target=ines)
    assert verb_in_words("once_upon_a_time") == "once_upon_a_time"
    Act.objects.filter(actor=ines).update(target_kind="espaces.gone")
    (done,) = [
        table.rows
        for table in data_of(ines)
        if table.name == "espaces.Act" and "target_kind" in table.columns
    ]
    assert [row["target_kind"] for row in done if row["verb"] == "once_upon_a_time"] == ["espaces.gone"]
