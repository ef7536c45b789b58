"""Prices of plans. A change concerns new members; earlier ones keep theirs until a later day they are told of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing.models import PlanDiscount, PlanPrice
from billing.queries.plan_prices import current_discounts, current_price, has_had_a_price, members_told
from espaces.errors import Refused
from espaces.models import Person, Plan
from espaces.services.acts import record_act
from espaces.services.for_members import begin_version
from espaces.services.outgoing import send_later

TOLD_AHEAD = timedelta(days=30)


@transaction.atomic
def set_plan_price(
    *,
    actor: Person | None,
    plan: Plan,
    price: PlanPrice,
    discounts: Mapping[str, Decimal],
    on: date,
    others_from: date | None = None,
    today: date,
) -> PlanPrice:
    """`price` (not saved) and `discounts` (percent by kind) hold for who agrees from `on` on.

    For earlier members too from `others_from` on, a month ahead at least: each is written to. The first price of
    a plan holds for everybody from its first day, since there was none to keep. What is the same stays as it is.
    """
    first = not has_had_a_price(plan)
    others_from = on if first else others_from
    refuse_days(on, others_from, today, first=first)
    former = current_price(plan)
    price.plan, price.others_from = plan, others_from
    price = begin_version(current=former, new=price, on=on) or price
    _set_discounts(plan, discounts, on, others_from)
    if others_from is not None:
        _tell(price)
    record_act(actor=actor, verb="plan_price_set", target=plan, amount=str(price.amount), on=on.isoformat())
    return price


def refuse_days(on: date, others_from: date | None, today: date, *, first: bool) -> None:
    if on < today:
        raise Refused("in_the_past", _("A price never changes the past: choose today or a later day."))
    if others_from is None or first:
        return
    if others_from < on:
        raise Refused("others_first", _("Earlier members follow the new ones, not the other way round."))
    if others_from < today + TOLD_AHEAD:
        raise Refused("told_late", _("Members are told at least 30 days before their price changes."))


def _set_discounts(plan: Plan, discounts: Mapping[str, Decimal], on: date, others_from: date | None) -> None:
    known = current_discounts(plan)
    for kind in sorted({*known, *discounts}):
        percent = discounts.get(kind)
        new = None
        if percent:
            new = PlanDiscount(plan=plan, kind=kind, percent=percent, others_from=others_from)
        begin_version(current=known.get(kind), new=new, on=on)


def _tell(price: PlanPrice) -> None:
    """One letter for each membership; the letter itself finds out whether it is still true when it leaves."""
    assert price.others_from is not None
    for membership in members_told(price.plan, price.agreed_from, price.others_from):
        send_later(
            kind="plan_price",
            key=f"plan-price-{price.pk}-{membership.pk}",
            payload={"price": price.pk, "membership": membership.pk},
        )
