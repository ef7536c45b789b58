""" "Why this price?": what a person reads, from the stored quote alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given

from billing.rules.pricing.day import price_day
from billing.rules.pricing.facts import DayFacts
from billing.rules.pricing.lines_in_words import line_in_words
from billing.rules.pricing.quote_in_words import sentences
from billing.rules.pricing.quotes import MoneyLine, Quote
from billing.rules.pricing.settings import Audience, Cap, CapPeriod, Discount, Part
from billing.rules.pricing.stored import as_json, from_json
from reservations.rules.units import Per
from tests.billing.rules.pricing_strategies import facts_of_days
from tests.billing.rules.pricing_world import (
    HT,
    TTC,
    as_chosen,
    booklet,
    by_duration,
    day,
    for_,
    half_day,
    hour,
    quote,
    tickets,
    window,
)

WHOLE_DAY = "09:00-18:00"
MORNING = "09:00-12:00"
DESK = (half_day("5"), day("9"))


def said(priced: Quote, language: str = "fr") -> list[str]:
    """As it is read back from where it is stored."""
    with override(language):
        return [
            sentence.replace("\u00a0", " ").replace("\u202f", " ")
            for sentence in sentences(from_json(as_json(priced)))
        ]


def test_the_day_that_is_cheaper_than_two_half_days() -> None:
    priced = quote(WHOLE_DAY, tariffs=(half_day("5"), day("9")))
    assert said(priced) == [
        "Mardi 24 novembre : 9 h en tout, avant et après 13 h 30, soit deux demi-journées.",
        "Mardi matin et après-midi : la journée à 9,00 €, moins cher que deux demi-journées (10,00 €).",
    ]
    assert said(priced, "en") == [
        "Tuesday 24 November: 9 h in all, before and after 13:30, that is two half-days.",
        "Tuesday morning and afternoon: the day at €9.00, cheaper than two half-days (€10.00).",
    ]


def test_a_half_day_and_some_time_by_the_hour() -> None:
    priced = quote(
        "09:00-13:00", "14:00-15:30", tariffs=(hour("2", part=Part.PRO_RATA), half_day("5"), day("20"))
    )
    assert said(priced)[1] == (
        "Mardi matin et après-midi : une demi-journée et 1 h 30 à l’heure à 8,00 €, "
        "moins cher que deux demi-journées (10,00 €)."
    )


def test_the_same_price_in_a_wider_unit_is_said() -> None:
    priced = quote(MORNING, tariffs=(hour("3"), half_day("9")))
    assert said(priced)[1] == "Mardi matin : une demi-journée à 9,00 €, au même prix que 3 h à l’heure."


def test_hours_of_the_clock_for_an_audience_by_name() -> None:
    evening = window("12", "17:00-20:00", **for_(Audience.REDUCED, "étudiants"))
    assert said(quote("16:30-20:00", tariffs=(hour("6"), evening))) == [
        "Mardi 24 novembre : 3 h 30 en tout.",
        (
            "Mardi après-midi : le forfait de 17 h à 20 h et 30 min à l’heure à 18,00 €, "
            "moins cher que 3 h 30 à l’heure (24,00 €)."
        ),
        "Le tarif « étudiants » s’applique : 12,00 € pour ce créneau.",
    ]


@pytest.mark.parametrize(
    ("stay", "counted"),
    [
        ("09:00-11:00", "2 h en tout, pas plus de 5 h, soit une demi-journée."),
        (WHOLE_DAY, "9 h en tout, plus de 5 h, soit une journée."),
    ],
)
def test_half_days_by_duration(stay: str, counted: str) -> None:
    assert said(quote(stay, tariffs=DESK, rules=by_duration(TTC, 300)))[0] == f"Mardi 24 novembre : {counted}"


def test_tickets_are_told_before_money() -> None:
    world = {"tariffs": DESK, "rates": (tickets(Per.HALF_DAY, "1"),)}
    assert said(quote(WHOLE_DAY, **world, grants=(booklet("1"),)))[1:] == [
        "Pris sur ce que vous avez : 1 ticket.",
        "Mardi après-midi : une demi-journée à 5,00 €, moins cher que la journée (9,00 €).",
    ]
    assert said(quote(WHOLE_DAY, **world, grants=(booklet("4"),)))[1:] == [
        "Pris sur ce que vous avez : 2 tickets."
    ]


def test_what_is_missing_or_not_on_sale() -> None:
    office = (tickets(Per.HALF_DAY, "2"),)
    assert said(quote(MORNING, rates=office, grants=(booklet("1"),))) == [
        "Il faut 2 tickets, sans autre tarif possible ; il vous reste 1 ticket."
    ]
    assert said(quote(MORNING)) == ["Il n’y a pas de tarif pour vous ici : adressez-vous à l’accueil."]


def test_an_included_day() -> None:
    assert said(quote(MORNING, included="Mois")) == ["Compris dans votre formule « Mois » : rien à payer."]


@pytest.mark.parametrize(
    ("discount", "sentence"),
    [
        (Discount(Decimal(10), "plan", "Essentiel"), "Votre formule « Essentiel » donne 10 % de remise."),
        (Discount(Decimal("12.5"), "plan"), "Votre formule donne 12,5 % de remise."),
        (
            Discount(Decimal(20), "colleague"),
            "20 % de remise, car plusieurs personnes viennent pour le même client.",
        ),
    ],
)
def test_discounts(discount: Discount, sentence: str) -> None:
    assert said(quote(MORNING, tariffs=DESK, discounts=(discount,)))[2] == sentence


def test_caps_and_the_week() -> None:
    caps = (
        Cap(CapPeriod.DAY, Decimal(8)),
        Cap(CapPeriod.WEEK, Decimal(40), Decimal(36), tariff_id=4),
        Cap(CapPeriod.MONTH, Decimal(270), Decimal("269.50")),
    )
    assert said(quote(WHOLE_DAY, tariffs=DESK, caps=caps))[2:] == [
        "Jamais plus de 8,00 € par jour.",
        "La semaine coûte 40,00 € en tout. Déjà compté : 36,00 € ; il reste au plus 4,00 € à payer.",
        "Jamais plus de 270,00 € par mois. Déjà compté : 269,50 € ; il reste au plus 0,50 € à payer.",
    ]


def test_without_tax_what_was_compared_is_said_to_be_with_it() -> None:
    priced = quote(WHOLE_DAY, tariffs=(half_day("5", "20"), day("9", "20")), rules=HT)
    assert said(priced)[1] == (
        "Mardi matin et après-midi : la journée à 10,80 € taxes comprises, "
        "moins cher que deux demi-journées (12,00 € taxes comprises)."
    )


def test_what_is_said_of_the_whole() -> None:
    rules = replace(TTC, charges_tax=False, deposit_percent=Decimal(30))
    assert said(quote(WHOLE_DAY, tariffs=DESK, rules=rules, to_settle=True))[2:] == [
        "Aucune taxe ne s’ajoute : c’est le prix final.",
        "À payer à la réservation : 2,70 €, soit 30 % de 9,00 €.",
        "Votre prochaine période n’est pas encore ouverte : vous paierez au plus 9,00 €.",
    ]


def test_each_reservation_in_the_unit_chosen() -> None:
    priced = quote(MORNING, "14:00-18:00", tariffs=DESK, rules=as_chosen(TTC), by_half_days=True)
    assert said(priced)[1:] == ["Une demi-journée, comme choisi : 5,00 €."] * 2


def test_a_free_price_names_who_has_it() -> None:
    trial = day("0", **for_(Audience.FIRST_VISIT))
    assert said(quote(WHOLE_DAY, tariffs=(*DESK, trial)))[-1] == "Gratuit au tarif « première visite »."


@given(facts_of_days())
def test_every_quote_can_be_told(facts: DayFacts) -> None:
    priced = price_day(facts)
    assert all(said(priced))
    assert all(line_in_words(line) for line in priced.lines)


def words_of(line: MoneyLine) -> str:
    with override("fr"):
        return line_in_words(line).replace("\u00a0", " ")


def test_lines_in_words() -> None:
    members = half_day("4", **for_(Audience.ASSOCIATION))
    [a_half_day] = quote(MORNING, tariffs=(members,)).lines
    [hours] = quote("09:00-11:30", tariffs=(hour("6", part=Part.PRO_RATA),), on=date(2026, 11, 25)).lines
    capped = quote(WHOLE_DAY, tariffs=DESK, caps=(Cap(CapPeriod.DAY, Decimal(8)),)).lines
    [included] = quote(MORNING, included="Mois").lines
    assert words_of(a_half_day) == "Demi-journée (adhérents)"
    assert words_of(hours) == "2 h 30 à 6,00 € l’heure"
    assert [words_of(line) for line in capped] == ["Journée", "Plafond atteint"]
    assert words_of(included) == "Compris dans la formule (Mois)"
