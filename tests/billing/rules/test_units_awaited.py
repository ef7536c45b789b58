"""Beyond the last opened period, where nothing has a price: what the next period will give pays, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from billing.rules.pricing.day import price_day
from billing.rules.pricing.differences import difference
from billing.rules.pricing.quote_in_words import sentences
from billing.rules.pricing.several import price_groups
from billing.rules.pricing.stored import as_json, from_json
from reservations.rules.units import Per
from tests.billing.rules.pricing_world import booklet, facts, half_day, hour, quote, tickets

MORNING, AFTERNOON = "09:00-12:00", "14:00-18:00"
TICKETS = (tickets(Per.HALF_DAY, "1"),)


def beyond(*hours: str, awaited: str, **more):
    return facts(*hours, rates=TICKETS, to_settle=True, awaited=(booklet(awaited, grant_id=-1),), **more)


def test_the_next_period_pays_for_what_has_no_price() -> None:
    priced = price_day(beyond(MORNING, awaited="1"))
    assert (priced.is_possible, priced.to_settle, priced.due, priced.units) == (True, True, 0, ())
    assert [line.quantity for line in priced.awaited] == [1]
    assert priced.waits_for_units


def test_one_unit_too_few_is_refused_and_says_how_many_are_missing() -> None:
    refused = price_day(beyond(MORNING, AFTERNOON, awaited="1"))
    assert (refused.is_possible, refused.missing_units, refused.to_settle) == (False, 1, False)


def test_nothing_left_of_the_next_period_is_refused() -> None:
    assert price_day(beyond(MORNING, awaited="0")).missing_units == 1


def test_units_that_are_there_go_first() -> None:
    priced = price_day(replace(beyond(MORNING, AFTERNOON, awaited="1"), grants=(booklet("1"),)))
    assert ([line.grant_id for line in priced.units], [line.grant_id for line in priced.awaited]) == (
        [1],
        [-1],
    )


def test_a_period_that_gives_nothing_for_this_kind_opens_nothing() -> None:
    refused = quote(MORNING, to_settle=True)
    assert (refused.not_on_sale, refused.to_settle) == (True, False)


def test_with_a_price_it_is_the_most_it_can_cost() -> None:
    priced = price_day(beyond(MORNING, awaited="1", tariffs=(half_day("5"),)))
    assert (priced.due, priced.to_settle, priced.waits_for_units) == (5, True, False)
    assert [line.quantity for line in priced.awaited] == [1], "counted on, so that a later booking does not"


def test_what_is_free_counts_on_nothing() -> None:
    assert price_day(beyond(MORNING, awaited="1", tariffs=(half_day("0"),))).awaited == ()


def test_resources_of_one_day_share_what_is_awaited() -> None:
    first, second = beyond(MORNING, awaited="1"), beyond(AFTERNOON, awaited="1")
    assert price_groups([first, second]).missing_units == 1


def test_a_second_half_day_counts_on_one_more_unit() -> None:
    one, two = (price_day(beyond(*hours, awaited="2")) for hours in ([MORNING], [MORNING, AFTERNOON]))
    added = difference(one, two)
    assert ([change.quantity for change in added.awaited], added.units, added.total) == ([1], (), 0)


def test_it_is_told_in_words_and_read_again_years_later() -> None:
    priced = price_day(beyond(MORNING, awaited="1"))
    assert sentences(priced)[-1] == (
        "Votre prochaine période n’est pas encore ouverte\N{NO-BREAK SPACE}: elle fournira 1 ticket."
    )
    assert from_json(as_json(priced)) == priced


def test_by_the_hour() -> None:
    room = facts(
        "09:00-10:30",
        rates=(tickets(Per.HOUR, "1"),),
        to_settle=True,
        awaited=(booklet("2", grant_id=-1),),
        tariffs=(),
    )
    assert sum(line.quantity for line in price_day(room).awaited) == 2
    assert price_day(replace(room, tariffs=(hour("6"),))).due == 12
