"""What is left to deliver when the year ends, from the ledger of units and the days of services."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from billing.models import Charge
from billing.queries.accounting import closings_in
from billing.queries.book_facts import all_facts
from billing.queries.deferrals import deferrals_at
from billing.rules.books.closings import Period
from billing.services.crediting import credit_invoice
from reservations.models import MembershipPeriod, Use
from tests.factories import PersonFactory, PlanFactory, UnitFactory, VenueFactory
from tests.factories.invoicing import invoiced
from tests.factories.memberships import member, noon
from tests.factories.prices import payer
from tests.factories.units import pack_of, sold

pytestmark = pytest.mark.django_db
CLOSING = dt.date(2026, 6, 30)
BOUGHT = dt.date(2026, 6, 15)


@pytest.fixture
def person():
    return PersonFactory()


def pack(structure, person, months: int | None = 6):
    """Ten for 60 € with tax at 20 %: 50 € net, 3 of them used on 20 June and 1 on 1 July."""
    unit = UnitFactory(structure=structure)
    sale = sold(pack_of(structure, unit, valid_months=months), person, BOUGHT, now=noon(BOUGHT))
    invoice = invoiced(
        structure, payer(person), 60, source_kind=Charge.Source.PACK, source_id=sale.pk, label="Carnet"
    )
    for day, amount in ((20, 3), (31, 1)):
        Use.objects.create(
            grant=sale.grant,
            kind="other",
            amount=amount,
            day=dt.date(2026, 6, 1) + dt.timedelta(days=day - 1),
            reason="Essai",
            made_at=noon(BOUGHT),
        )
    return sale, invoice


def deferred(structure, closing: dt.date = CLOSING) -> list[tuple[str, Decimal]]:
    return [(one.piece, one.net) for one in deferrals_at(structure.pk, [closing], [])]


def test_units_left_of_a_pack_at_its_net_price(structure, person) -> None:
    _sale, invoice = pack(structure, person)
    assert deferred(structure) == [(invoice.reference, Decimal("35.00"))], "50 × 7 ÷ 10"
    assert deferred(structure, dt.date(2026, 7, 1)) == [(invoice.reference, Decimal("30.00"))]
    assert deferred(structure, dt.date(2026, 6, 14)) == [], "not sold yet"


def test_a_pack_without_end_is_deferred_and_one_that_ended_is_earned(structure, person) -> None:
    pack(structure, person, months=None)
    assert deferred(structure, dt.date(2030, 12, 31))[0][1] == Decimal("30.00")
    other = PersonFactory()
    sale, _invoice = pack(structure, other)
    last_day = sale.grant.valid_to - dt.timedelta(days=1)
    assert len(deferred(structure, last_day - dt.timedelta(days=1))) == 2
    assert len(deferred(structure, last_day)) == 1


def test_a_pack_given_back_is_not_deferred_and_a_reduction_lowers_it(structure, person) -> None:
    _sale, invoice = pack(structure, person)
    wanted = {1: Decimal("12.00")}
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted=wanted, reason="Geste", token=uuid4())
    assert deferred(structure) == [(invoice.reference, Decimal("28.00"))], "(50 − 10) × 7 ÷ 10"
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted=None, reason="Erreur", token=uuid4())
    assert deferred(structure) == []


def test_a_pack_that_is_not_invoiced_has_nothing_to_defer(structure, person) -> None:
    sold(pack_of(structure, UnitFactory(structure=structure)), person, BOUGHT, now=noon(BOUGHT))
    assert deferred(structure) == []


def test_a_period_over_the_end_of_the_year_by_days(structure, person) -> None:
    venue = VenueFactory(structure=structure)
    membership = member(PlanFactory(structure=structure), venue, "2026-06-16", person)
    days = {"starts_on": dt.date(2026, 6, 16), "ends_on": dt.date(2026, 7, 16)}
    whole = {f"full_{name}": day for name, day in days.items()}
    period, _is_new = MembershipPeriod.objects.get_or_create(
        membership=membership, number=1, defaults={**days, **whole, "opened_at": noon("2026-06-16")}
    )
    invoiced(
        structure,
        payer(person),
        36,
        source_kind=Charge.Source.PERIOD,
        source_id=period.pk,
        happened_on=dt.date(2026, 6, 16),
    )
    facts = all_facts(structure.pk, [CLOSING])
    assert [(one.net, one.purpose) for one in facts.deferrals] == [(Decimal("15.00"), "membership")]


def test_only_years_that_are_over_are_closed() -> None:
    def found(first: dt.date, end: dt.date, today: dt.date) -> list[dt.date]:
        return closings_in(Period(first, end), 9, today)

    end_of = [dt.date(year, 8, 31) for year in (2025, 2026)]
    assert found(dt.date(2025, 9, 1), dt.date(2026, 9, 1), dt.date(2026, 9, 1)) == end_of
    assert found(dt.date(2025, 9, 1), dt.date(2026, 9, 1), dt.date(2026, 8, 31)) == end_of[:1]
    assert found(dt.date(2025, 9, 2), dt.date(2026, 8, 31), dt.date(2026, 9, 1)) == []
