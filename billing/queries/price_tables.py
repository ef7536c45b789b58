"""The price list of a venue as a visitor reads it, of any edition: the one in force or a draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from billing.models import Cap, PackProduct, PlanDiscount, PlanPrice, PriceEdition, Tariff, TaxRegime
from billing.queries.price_lists import caps_of, lines_of
from billing.rules.packs_in_words import months_in_words, pack_price
from billing.rules.prices_in_words import (
    audience_in_words,
    cap_in_words,
    decision_in_words,
    price_in_words,
    rules_in_words,
    terms_in_words,
    unit_in_words,
    with_tax_in_words,
)
from espaces.models import Plan, Resource, Venue
from espaces.queries.venues import plans_valid_at
from espaces.rules.amounts_in_words import euros, number_in_words, units_in_words
from reservations.models import UnitRate
from reservations.ports import PriceBlock, PriceGroup, PriceLine, PriceTable
from reservations.rules.unit_rates_in_words import taken_by_stay


def regime_on(structure_id: int, day: date) -> TaxRegime | None:
    """None: the structure has said nothing, and charges no tax."""
    rows = TaxRegime.objects.filter(structure=structure_id, valid_from__lte=day)
    return rows.order_by("-valid_from").first()


def table_of(edition: PriceEdition, venue: Venue, day: date) -> PriceTable:
    """Every line and cap, for who edits them."""
    return _table(edition, venue, day, lines_of(edition), caps_of(edition))


def public_table_of(edition: PriceEdition, venue: Venue, day: date) -> PriceTable:
    """What concerns a visitor: of what can be booked there, without the own prices of customers."""
    bookable = list(Resource.objects.active().filter(venue=venue).values_list("pk", "kind"))
    resources, kinds = {pk for pk, _kind in bookable}, {kind for _pk, kind in bookable}
    lines = [
        line
        for line in lines_of(edition)
        if (line.kind in kinds or line.resource_id in resources) and line.audience != Tariff.Audience.CUSTOMER
    ]
    caps = [cap for cap in caps_of(edition) if not cap.kind or cap.kind in kinds]
    return _table(edition, venue, day, lines, caps)


def _table(
    edition: PriceEdition, venue: Venue, day: date, lines: Sequence[Tariff], caps: Sequence[Cap]
) -> PriceTable:
    regime = regime_on(venue.structure_id, day)
    taxed = regime is not None and regime.regime == TaxRegime.Regime.NORMAL
    net = taxed and not edition.includes_tax
    return PriceTable(
        blocks=_blocks(lines, net=net),
        caps=[PriceLine(cap_in_words(cap), "", number=cap.pk) for cap in caps],
        offers=[*_packs(venue), *_plans(venue, day)],
        rules=rules_in_words(edition, venue, {line.unit for line in lines}),
        basis=_basis(edition, regime),
        includes_tax=not net,
        decision=decision_in_words(edition, date_format(edition.decision_date or day, "DATE_FORMAT")),
        note=edition.note,
    )


def _basis(edition: PriceEdition, regime: TaxRegime | None) -> str:
    if regime is None:
        return ""
    if regime.regime == TaxRegime.Regime.FRANCHISE:
        return str(TaxRegime.Regime.FRANCHISE.label)
    if regime.regime == TaxRegime.Regime.EXEMPT:
        return _("No VAT: not-for-profit body or public service.")
    return _("Prices with tax.") if edition.includes_tax else _("Prices without tax; VAT is added.")


def _blocks(lines: Iterable[Tariff], *, net: bool) -> list[PriceBlock]:
    return [
        PriceBlock(
            what, [PriceGroup(name, [_line(line, net) for line in rows]) for name, rows in by_audience]
        )
        for what, own in groupby(lines, key=_what)
        for by_audience in [
            [(name, list(rows)) for name, rows in groupby(own, key=audience_in_words)],
        ]
    ]


def _what(line: Tariff) -> str:
    return str(line.resource) if line.resource else str(line.get_kind_display())


def _line(line: Tariff, net: bool) -> PriceLine:
    terms = terms_in_words(line)
    if net and line.amount:
        terms = [with_tax_in_words(line.amount, line.tax_rate), *terms]
    price = price_in_words(line.amount, includes_tax=not net)
    return PriceLine(unit_in_words(line), price, terms, line.pk, amount=line.amount, unit=line.unit)


def _packs(venue: Venue) -> list[PriceLine]:
    packs = list(
        PackProduct.objects.filter(Q(venues=None) | Q(venues=venue), structure=venue.structure_id)
        .filter(archived_at=None)
        .select_related("unit")
        .order_by("price", "name", "pk")
    )
    stays = _stays(venue, {pack.unit_id for pack in packs})
    return [
        PriceLine(pack.name, pack_price(pack), [*_pack_terms(pack), *stays.get(pack.unit_id, [])], pack.pk)
        for pack in packs
    ]


def _stays(venue: Venue, units: set[int]) -> dict[int, list[str]]:
    """By unit, what stays there take of it: "open space: 1 ticket per half-day"."""
    bookable = Resource.objects.active().filter(venue=venue).order_by()
    there = Q(resource__in=bookable.values("pk")) | Q(kind__in=bookable.values("kind"))
    rates = UnitRate.objects.filter(there, unit__in=units).select_related("unit", "resource")
    told: dict[int, list[str]] = {}
    for rate in rates.order_by("kind", "resource__name", "pk") if units else ():
        words = {"what": rate.resource or rate.get_kind_display(), "units": taken_by_stay(rate)}
        told.setdefault(rate.unit_id, []).append(_("%(what)s: %(units)s") % words)
    return told


def _pack_terms(pack: PackProduct) -> list[str]:
    return [units_in_words(pack.amount, pack.unit.name, pack.unit.plural), months_in_words(pack)]


def _plans(venue: Venue, day: date) -> list[PriceLine]:
    """Those with a price today for who joins today."""
    current = Q(agreed_from__lte=day) & (Q(agreed_until=None) | Q(agreed_until__gt=day))
    plans = plans_valid_at(venue, day).order_by().values("pk")
    prices = list(
        PlanPrice.objects.filter(current, plan__in=plans)
        .select_related("plan")
        .order_by("amount", "plan__name", "pk")
    )
    discounts: dict[int, list[PlanDiscount]] = {}
    for discount in PlanDiscount.objects.filter(current, plan__in=plans).order_by("kind"):
        discounts.setdefault(discount.plan_id, []).append(discount)
    return [_plan_line(price, discounts.get(price.plan_id, [])) for price in prices]


def _plan_line(price: PlanPrice, discounts: Sequence[PlanDiscount]) -> PriceLine:
    per = _("%(price)s per %(period)s") % {
        "price": price_in_words(price.amount),
        "period": _period_in_words(price.plan),
    }
    terms = [_discount_in_words(discount) for discount in discounts]
    if price.joining_fee:
        terms.append(_("%(price)s when joining") % {"price": euros(price.joining_fee)})
    return PriceLine(price.plan.name, per, terms, price.plan_id)


def _period_in_words(plan: Plan) -> str:
    if plan.cycle == Plan.Cycle.DAYS:
        return ngettext("%(days)d day", "%(days)d days", plan.cycle_days) % {"days": plan.cycle_days}
    return str(plan.get_cycle_display())


def _discount_in_words(discount: PlanDiscount) -> str:
    what = {"what": discount.get_kind_display(), "percent": number_in_words(discount.percent)}
    if discount.percent == 100:
        return _("%(what)s included") % what
    return _("%(percent)s %% off %(what)s") % what
