"""What was sold and given at the counter since prices are kept here: packs, articles, gifts, prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from billing.models import PackProduct, PackSale
from billing.services.packs import refund_pack, sell_pack
from billing.services.sales import sell_article
from devtools.demo_data.population import Population
from devtools.demo_data.selling import Goods, Units, at_noon, token
from devtools.demo_data.venues import Built
from espaces.models import Person
from espaces.services.subscribing import payer_for
from reservations.services.grants import give_units, use_units_otherwise


def sell_packs(population: Population, goods: Goods, units: Units, first_day: date, today: date) -> None:
    """Before the life of these weeks is priced, so that it takes from them."""
    host, regulars, visitors = population.hosts["filature"], population.regulars, population.visitors
    filature, ecole, gare = regulars["filature"], regulars["ecole"], regulars["gare"]
    week = timedelta(days=7)
    for person, day in [
        (filature[16], first_day),
        (ecole[4], first_day + week),
        (visitors["filature"][3], today),
    ]:
        _sell(host, goods.booklet, person, day)
    for person, day in [(gare[0], first_day), (gare[1], first_day + week), (gare[2], today - week)]:
        _sell(population.hosts["gare"], goods.valley_booklet, person, day)
    _sell(population.hosts["comptoir"], goods.room_hours, regulars["comptoir"][9], first_day + week)
    _share(host, population, goods, first_day + week)
    leaving = _sell(host, goods.booklet, visitors["filature"][4], first_day + week)
    day = today - week
    refund_pack(actor=host, sale=leaving, reason="Déménagement", refunded_on=day, now=at_noon(day))
    give_units(
        actor=host,
        unit=units.ticket,
        holder=ecole[1],
        amount=Decimal(2),
        reason="A animé l’atelier couture",
        valid_from=day,
        valid_to=day + timedelta(days=90),
        token=token("gift", ecole[1].pk),
        now=at_noon(day),
    )


def _sell(host: Person, product: PackProduct, person: Person, day: date) -> PackSale:
    return sell_pack(
        actor=host,
        product=product,
        customer=payer_for(person, None, day),
        person=person,
        bought_on=day,
        token=token("pack", product.pk, person.pk),
        now=at_noon(day),
    )


def _share(host: Person, population: Population, goods: Goods, day: date) -> None:
    """The employer of the team; its persons take from it once their allowance is used."""
    customer = population.payers[population.regulars["filature"][11].pk]
    sell_pack(
        actor=host,
        product=goods.team_booklet,
        customer=customer,
        bought_on=day,
        token=token("pack", customer.pk),
        now=at_noon(day),
    )


def sell_at_the_counter(
    population: Population, venues: Mapping[str, Built], goods: Goods, units: Units, today: date
) -> None:
    """A badge for the new resident; prints beyond the allowance of another."""
    host, residents = population.hosts["filature"], population.regulars["filature"][1:11]
    day = today - timedelta(days=2)
    sell_article(
        actor=host,
        article=goods.badge,
        person=residents[1],
        sold_on=day,
        token=token("badge", residents[1].pk),
        now=at_noon(day),
    )
    printed = use_units_otherwise(
        actor=host,
        unit=units.page,
        person=residents[0],
        payer=payer_for(residents[0], None, day),
        venue=venues["filature"].venue,
        amount=Decimal(62),
        reason="Rapport annuel imprimé",
        day=day,
        token=token("prints", residents[0].pk),
        now=at_noon(day),
    )
    if printed.missing:
        sell_article(
            actor=host,
            article=goods.page,
            person=residents[0],
            quantity=printed.missing,
            sold_on=day,
            token=token("pages", residents[0].pk),
            now=at_noon(day),
        )
