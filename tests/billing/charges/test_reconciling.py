"""The command that compares what is charged with what is owed, and puts it right."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from billing.models import Article, Charge, PackSale, PricedDay, ReservationPrice
from billing.queries.reconciliation import discrepancies
from billing.services.charging import charge_all
from billing.services.sales import sell_article
from espaces.models import Person, Resource
from reservations.models import Reservation
from tests.billing.charges.conftest import AFTER, reserve
from tests.billing.charges.test_charging_other_sources import plan_at
from tests.factories import PersonFactory, UnitFactory
from tests.factories.charges import amounts
from tests.factories.memberships import member, noon
from tests.factories.prices import price, sell
from tests.factories.reservations import at
from tests.factories.units import pack_of, sold

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(desks: Resource, monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    frozen = at(AFTER, desks)
    monkeypatch.setattr(timezone, "now", lambda: frozen)
    return frozen


@pytest.fixture
def day(person: Person, desks: Resource, now: dt.datetime) -> Reservation:
    sell(desks.venue, price("half_day", 5), price("day", 9))
    return reserve(person, desks)


def run(*options: str) -> str:
    said = StringIO()
    call_command("reconcile_charges", *options, stdout=said)
    return said.getvalue()


def wrongs(now: dt.datetime, **more: int) -> list[tuple[str, str, Decimal, Decimal]]:
    return [(one.wrong, one.kind, one.owed, one.charged) for one in discrepancies(now, **more)]


def test_nothing_wrong_is_said_and_done(day: Reservation, now: dt.datetime) -> None:
    charge_all(now)
    assert run() == "Tout ce qui est dû est facturable une fois.\n"


def test_what_is_missing_is_said_by_source_and_repaired_once(day: Reservation, now: dt.datetime) -> None:
    with pytest.raises(CommandError):
        run()
    assert wrongs(now) == [("missing", "day", 9, 0)]
    assert not Charge.objects.exists()
    assert "1 day missing" in run("--repair")
    assert amounts() == [9]
    run("--repair")
    assert Charge.objects.count() == 1


def test_another_amount_is_said_with_both_and_repaired(day: Reservation, now: dt.datetime) -> None:
    charge_all(now)
    quote = PricedDay.objects.get().quote
    quote["lines"][0]["amount"] = "7.00"
    PricedDay.objects.update(quote=quote, owed=7)
    assert wrongs(now) == [("different", "day", 7, 9)]
    run("--repair")
    assert amounts() == [7]


def test_what_is_charged_and_not_owed_is_struck_out(day: Reservation, now: dt.datetime) -> None:
    charge_all(now)
    extra = Charge.objects.get()
    extra.pk, extra.part = None, "5.50"
    extra.save()
    assert wrongs(now) == [("too much", "day", 9, 18)]
    run("--repair")
    assert amounts() == [9]


def test_prices_come_before_charges(day: Reservation, now: dt.datetime) -> None:
    """Ended by a hand in the database: still priced, and charged."""
    charge_all(now)
    Reservation.objects.update(status="cancelled")
    assert wrongs(now) == [("unpriced", "reservation", 0, 0)]
    run("--repair")
    assert amounts() == []
    assert ReservationPrice.objects.get(number=2).act == "ended"


def test_periods_packs_and_sales_are_compared_too(desks: Resource, now: dt.datetime) -> None:
    structure = desks.venue.structure
    member(plan_at(desks.venue, price={"joining_fee": 10}), desks.venue, "2026-12-01")
    from reservations.services.periods import open_due_periods

    open_due_periods(now)
    sold(pack_of(structure, UnitFactory(structure=structure)), PersonFactory(), dt.date(2026, 12, 1))
    badge = Article.objects.create(structure=structure, name="Badge", price=12)
    sell_article(
        actor=None,
        article=badge,
        person=PersonFactory(),
        sold_on=dt.date(2026, 12, 1),
        token=uuid.uuid4(),
        now=noon("2026-12-01"),
    )
    Charge.objects.filter(source_kind="sale").update(voided_at=now, void_reason="à la main")
    assert wrongs(now) == [
        ("missing", "period", 100, 0),
        ("missing", "joining", 10, 0),
        ("missing", "pack", 60, 0),
        ("missing", "sale", 12, 0),
    ]
    run("--repair")
    assert sorted(amounts()) == [10, 12, 60, 100]
    assert PackSale.objects.count() == 1


def test_only_one_structure(day: Reservation, now: dt.datetime) -> None:
    assert wrongs(now, structure_id=day.structure_id + 1) == []
    assert len(wrongs(now, structure_id=day.structure_id)) == 1
    with pytest.raises(CommandError):
        run("--structure", "0")
