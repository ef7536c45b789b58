"""Members and balances of a venue that arrives: tried, refused line by line, written once."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from espaces.models import Membership, Person
from espaces.rules.person_names import folded
from espaces.services.people import enrol_person
from reservations.models import Grant, MembershipPeriod
from reservations.services.member_import import import_members, lines_of, read_members
from reservations.services.periods import open_due_periods
from tests.factories import (
    PersonFactory,
    PlanFactory,
    StructureFactory,
    UnitFactory,
    VenueFactory,
    manager_of,
)
from tests.factories.memberships import allowance, noon

pytestmark = pytest.mark.django_db
NOW = noon("2026-06-10")
HEADER = "Prénom;Nom;E-mail;Téléphone;Formule;Début;Unité;Solde;Valable jusqu’au;Motif\n"
LASTING = "15/06/2026", "15/06/2099"
GOOD = (
    HEADER
    + "Ana;Diaz;ana@example.org;0601020304;Nomade;16/05/2026;ticket;7;15/06/2026;reprise Excel\n"
    + "Luc;Petit;;;;;ticket;2,5;;carnet papier\n"
)


@pytest.fixture
def venue():
    venue = VenueFactory(structure=StructureFactory())
    unit = UnitFactory(structure=venue.structure, name="ticket", plural="tickets", step=Decimal("0.5"))
    plan = PlanFactory(structure=venue.structure, name="Nomade", anchor="anniversary", commitment=3)
    allowance(plan, "10", unit)
    return venue


def imported(venue, text: str, *, write: bool = True, keep_good: bool = False):
    return import_members(
        actor=None,
        venue=venue,
        entries=read_members(text.encode()),
        write=write,
        keep_good=keep_good,
        now=NOW,
    )


def rows_written() -> tuple[int, int, int, int]:
    return tuple(model.objects.count() for model in (Person, Membership, Grant, MembershipPeriod))


def test_a_trial_writes_nothing(venue) -> None:
    result = imported(venue, GOOD, write=False)
    assert (result.written, result.count("taken"), result.count("refused")) == (False, 2, 0)
    assert rows_written() == (0, 0, 0, 0)


def test_the_rhythm_and_the_commitment_go_on_and_what_was_paid_is_not_charged(venue) -> None:
    assert imported(venue, GOOD).written
    membership = Membership.objects.get()
    assert (membership.starts_on, membership.anchor_on) == (dt.date(2026, 6, 10), dt.date(2026, 5, 16))
    assert membership.commitment == 3
    period = MembershipPeriod.objects.get()
    assert (period.ends_on, period.paused) == (dt.date(2026, 6, 16), True)
    assert open_due_periods(noon("2026-06-16")) == 1
    assert MembershipPeriod.objects.get(number=1).paused is False


def test_balances_keep_their_reason_and_their_last_day(venue) -> None:
    imported(venue, GOOD)
    ana, luc = Grant.objects.order_by("pk")
    assert (ana.amount, ana.valid_to, ana.reason) == (7, dt.date(2026, 6, 16), "reprise Excel")
    assert (luc.amount, luc.valid_to, luc.origin) == (Decimal("2.5"), None, Grant.Origin.TAKEOVER)
    assert {grant.made_at for grant in (ana, luc)} == {NOW}


def test_the_same_file_again_changes_nothing(venue) -> None:
    imported(venue, GOOD)
    before = rows_written()
    result = imported(venue, GOOD.replace(";7;", ";9;"))
    assert rows_written() == before
    assert result.count("unchanged") == 2
    assert "9" in result.outcomes[0].remarks[0]
    assert Grant.objects.order_by("pk").first().amount == 7


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (";;x@example.org;;;;;;;", "nom"),
        ("A;B;pas une adresse;;;;;;;", "e-mail"),
        ("A;B;;;Inconnue;01/06/2026;;;;", "formule"),
        ("A;B;;;Nomade;31/02/2026;;;;", "debut"),
        ("A;B;;;Nomade;;;;;", "debut"),
        ("A;B;;;;;jeton;3;;motif", "unite"),
        ("A;B;;;;;ticket;-3;;motif", "solde"),
        ("A;B;;;;;ticket;1,3;;motif", "solde"),
        ("A;B;;;;;ticket;3;;", "motif"),
        ("A;B;;;;;ticket;3;09/06/2026;motif", "solde"),
        ("A;B;;;;;;3;;motif", "unite"),
    ],
)
def test_a_bad_line_says_its_column_and_stops_the_import(line: str, column: str, venue) -> None:
    result = imported(venue, GOOD + line + "\n")
    assert rows_written() == (0, 0, 0, 0)
    assert (result.written, result.count("refused")) == (False, 1)
    with translation.override("en"):
        told = [one for one in lines_of(result) if one.startswith("line 4")]
    assert len(told) == 1
    assert folded(column) in folded(told[0])


def test_good_lines_are_kept_when_asked(venue) -> None:
    result = imported(venue, GOOD + "A;B;;;Inconnue;01/06/2026;;;;\n", keep_good=True)
    assert (result.written, result.count("taken"), result.count("refused")) == (True, 2, 1)
    assert Person.objects.count() == 2


def test_somebody_known_is_found_and_two_alike_are_refused(venue) -> None:
    known = PersonFactory(first_name="Luc", last_name="Petit", email="luc@example.org")
    enrol_person(person=known, structure=venue.structure)
    imported(venue, GOOD)
    assert Grant.objects.get(amount=Decimal("2.5")).person == known
    twin = PersonFactory(first_name="luc", last_name="PETIT")
    enrol_person(person=twin, structure=venue.structure)
    result = imported(venue, HEADER + "Luc;Petit;;;;;ticket;4;;motif\n")
    assert result.count("refused") == 1


def test_a_person_of_another_structure_stays_unknown_here(venue) -> None:
    stranger = PersonFactory(email="ana@example.org")
    imported(venue, GOOD)
    assert not Membership.objects.filter(persons=stranger).exists()


def test_the_command_tries_unless_told(venue, tmp_path: Path, capsys) -> None:
    file = tmp_path / "membres.csv"
    file.write_text(GOOD.replace(*LASTING))
    with translation.override("en"):
        call_command("import_members", str(file), venue=venue.slug)
    assert rows_written() == (0, 0, 0, 0)
    assert "2 taken over" in capsys.readouterr().out
    file.write_text(GOOD.replace(*LASTING) + "A;B;;;Inconnue;01/06/2026;;;;\n")
    with pytest.raises(CommandError):
        call_command("import_members", str(file), venue=venue.slug, commit=True)
    assert rows_written() == (0, 0, 0, 0)


def test_the_page_tries_then_writes(venue) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(manager_of(venue.structure).user)
    page = reverse("reservations:member_import", args=[venue.slug])
    people = Person.objects.count()
    tried = client.post(page, {"text": GOOD.replace(*LASTING), "act": "try"})
    assert "2" in tried.context["lines"][0]
    assert Person.objects.count() == people
    assert client.post(page, {"text": GOOD.replace(*LASTING), "act": "write"}).status_code == 302
    assert Membership.objects.count() == 1
    assert client.post(page, {"text": "", "act": "write"}).status_code == 422
    assert client.post(page, {"text": "a;b\n1;2\n", "act": "write"}).status_code == 422
