"""Every day, month and fiscal year is closed once, with totals that go on for ever."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from billing.models import Closing
from billing.services.closings import close_due
from billing.services.crediting import credit_invoice
from tests.factories.invoicing import invoiced, make_biller, paid
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 1, 30, 10, tzinfo=dt.UTC)


@pytest.fixture
def invoice(time_machine):
    time_machine.move_to(START, tick=False)
    return invoiced(make_biller(fiscal_year_month=3), payer(PersonFactory()), 100, rate=20)


def test_days_months_and_years_are_closed_in_their_order(invoice, time_machine):
    paid(invoice)
    time_machine.move_to(dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC), tick=False)
    assert close_due(invoice.structure_id, dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC))
    closings = list(Closing.objects.filter(structure=invoice.structure).order_by("pk"))
    assert [one.level for one in closings].count("day") == 30
    assert [(one.level, one.starts_on, one.ends_on) for one in closings if one.level != "day"] == [
        ("month", dt.date(2026, 1, 30), dt.date(2026, 2, 1)),
        ("month", dt.date(2026, 2, 1), dt.date(2026, 3, 1)),
        ("year", dt.date(2026, 1, 30), dt.date(2026, 3, 1)),
    ]
    assert closings[-1].totals["means"] == [{"means": "transfer", "amount": "100.00"}]
    assert not close_due(invoice.structure_id, dt.datetime(2026, 3, 1, 11, tzinfo=dt.UTC))


def test_the_perpetual_total_is_never_reset(invoice, time_machine):
    time_machine.move_to(START + dt.timedelta(days=3), tick=False)
    credit_invoice(actor=None, invoice_id=invoice.pk, wanted={1: Decimal(40)}, reason="Geste", token=uuid4())
    close_due(invoice.structure_id, START + dt.timedelta(days=5))
    days = Closing.objects.filter(level="day").order_by("starts_on")
    assert [(one.period_total, one.perpetual_total) for one in days] == [
        (Decimal(100), Decimal(100)),
        (Decimal(0), Decimal(100)),
        (Decimal(0), Decimal(100)),
        (Decimal(-40), Decimal(60)),
        (Decimal(0), Decimal(60)),
    ]


def test_a_day_is_not_closed_in_the_first_minutes_of_the_next(invoice):
    midnight = dt.datetime(2026, 1, 30, 23, 0, tzinfo=dt.UTC)
    assert not close_due(invoice.structure_id, midnight + dt.timedelta(minutes=14))
    assert close_due(invoice.structure_id, midnight + dt.timedelta(minutes=15))
