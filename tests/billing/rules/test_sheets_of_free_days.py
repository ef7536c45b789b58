"""Sheets A4, A22, A24, A25 and A26: trial days, no tax, nothing back, free places, solidarity prices."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from billing.rules.pricing.differences import difference, kept
from billing.rules.pricing.quotes import Step
from billing.rules.pricing.settings import Audience
from tests.billing.rules.pricing_world import HT, TTC, day, due, for_, half_day, quote

WHOLE_DAY = "09:00-18:00"
NOMAD = day("15", "20")
TRIAL = day("0", "20", **for_(Audience.FIRST_VISIT))


def test_A4_1_a_trial_day_is_free_and_still_a_line() -> None:
    priced = quote(WHOLE_DAY, tariffs=(NOMAD, TRIAL), rules=HT)
    assert (priced.is_possible, priced.due) == (True, 0)
    assert [(line.unit, line.amount, line.audience) for line in priced.lines] == [("day", 0, "first_visit")]


def test_A4_2_three_days_and_the_membership_are_78_with_tax() -> None:
    days = [quote(WHOLE_DAY, tariffs=(NOMAD,), rules=HT) for _ in range(3)]
    membership = Decimal(20) + Decimal(4)
    assert sum(each.total for each in days) == 45
    assert sum(each.due for each in days) + membership == 78


def test_A22_1_without_tax_the_price_is_the_total_whatever_its_rate() -> None:
    for basis in (HT, TTC):
        priced = quote(WHOLE_DAY, tariffs=(NOMAD,), rules=replace(basis, charges_tax=False))
        assert [(rate.tax_rate, rate.net, rate.tax) for rate in priced.rates] == [(0, 15, 0)]
        assert priced.due == 15
        assert Step.NO_TAX in [line.step for line in priced.trace]


def test_A22_2_a_space_that_is_unavailable_keeps_nothing() -> None:
    freed = difference(quote(WHOLE_DAY, tariffs=(NOMAD,)), None)
    assert freed.total == -15
    assert kept(freed, Decimal(0), {}).due == 0


def test_A24_2_where_nothing_is_refunded_everything_is_kept() -> None:
    freed = difference(quote(WHOLE_DAY, tariffs=(NOMAD,)), None)
    assert kept(freed, Decimal(100), {}).due == 15


def test_A25_1_a_village_at_0_is_on_sale_and_free() -> None:
    priced = quote(WHOLE_DAY, tariffs=(half_day("0"), day("0")))
    assert (priced.is_possible, priced.due) == (True, 0)
    assert [line.unit for line in priced.lines] == ["day"]


SOLIDARITY = (day("15"), day("1", **for_(Audience.REDUCED, "étudiants")))


def test_A26_1_three_days_are_3_for_a_student_and_45_for_others() -> None:
    assert 3 * Decimal(due(WHOLE_DAY, tariffs=SOLIDARITY)) == 3
    assert 3 * Decimal(due(WHOLE_DAY, tariffs=SOLIDARITY[:1])) == 45


def test_A26_2_a_student_without_card_is_entitled_to_the_full_price_only() -> None:
    priced = quote(WHOLE_DAY, tariffs=SOLIDARITY[:1])
    assert (priced.due, priced.lines[0].audience) == (15, Audience.EVERYBODY)


def test_A26_3_visits_of_0_or_1_have_a_line_to_be_counted_by() -> None:
    for tariffs in (SOLIDARITY, (day("0"),)):
        assert [line.reservation_id for line in quote(WHOLE_DAY, tariffs=tariffs).lines] == [1]
