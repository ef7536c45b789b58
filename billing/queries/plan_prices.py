"""The price of a plan and its discounts, for a member or for who agrees today."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, ngettext

from billing.models import MembershipAmount, PlanDiscount, PlanPrice, TaxRegime
from billing.rules.period_amounts import PlanPriceFacts
from billing.rules.prices_in_words import price_in_words
from espaces.models import Membership, Plan
from espaces.queries.for_members import versions_for
from espaces.rules.dates_in_words import date_in_words as in_words
from espaces.rules.for_members import version_for

NO_TAX = Decimal(0)


def price_for(membership: Membership, period_start: date) -> PlanPrice | None:
    """Of the period that begins on that day: as agreed, or as told since. None: the plan has no price."""
    return version_for(
        _versions([membership.plan_id])[membership.plan_id], membership.agreed_on, period_start
    )


def price_offered(plan: Plan, day: date) -> PlanPrice | None:
    """To who agrees on that day."""
    return version_for(_versions([plan.pk])[plan.pk], day, day)


def discounts_for(membership: Membership, on: date) -> list[PlanDiscount]:
    rows = PlanDiscount.objects.filter(plan=membership.plan_id).order_by("kind", "pk")
    return versions_for(rows, membership.agreed_on, on, each=lambda row: row.kind)


def discounts_offered(plan: Plan, day: date) -> list[PlanDiscount]:
    rows = PlanDiscount.objects.filter(plan=plan).order_by("kind", "pk")
    return versions_for(rows, day, day, each=lambda row: row.kind)


def current_price(plan: Plan) -> PlanPrice | None:
    """The last one announced: a change to come, if there is one."""
    return PlanPrice.objects.filter(plan=plan, agreed_until=None).first()


def current_discounts(plan: Plan) -> dict[str, PlanDiscount]:
    return {row.kind: row for row in PlanDiscount.objects.filter(plan=plan, agreed_until=None)}


def has_had_a_price(plan: Plan) -> bool:
    return PlanPrice.objects.filter(plan=plan).exists()


def price_history(plan: Plan) -> list[PlanPrice]:
    """Latest first, without those that were replaced on the day they began."""
    rows = PlanPrice.objects.filter(plan=plan).order_by("-agreed_from", "-pk")
    return [row for row in rows if row.agreed_until != row.agreed_from]


def members_told(plan: Plan, agreed_before: date, day: date) -> QuerySet[Membership]:
    """Earlier members whose membership goes on after `day`: those whom a price for everybody concerns."""
    goes_on = Q(ends_on=None) | Q(ends_on__gt=day)
    rows = Membership.objects.filter(goes_on, plan=plan, agreed_on__lt=agreed_before)
    return rows.select_related("customer__person").order_by("pk")


def price_change_told(
    plan: Plan, price: PlanPrice, *, on: date, others_from: date | None, first: bool, today: date
) -> list[str]:
    """Whom a new price concerns and from when, before it is recorded."""
    amount = price_in_words(price.amount, includes_tax=price.includes_tax)
    said = [_("Who agrees from %(day)s on pays %(amount)s.") % {"day": in_words(on), "amount": amount}]
    others_from = on if first else others_from
    count = members_told(plan, on, others_from or today).count()
    if not count:
        return [*said, _("Nobody holds this plan yet.")]
    words = {"count": count, "day": in_words(others_from) if others_from else ""}
    if others_from is None:
        return [
            *said,
            ngettext(
                "%(count)s member of today keeps the present price.",
                "%(count)s members of today keep the present price.",
                count,
            )
            % words,
        ]
    return [
        *said,
        ngettext(
            "%(count)s member of today pays it for periods from %(day)s on, and is written to now.",
            "%(count)s members of today pay it for periods from %(day)s on, and are written to now.",
            count,
        )
        % words,
    ]


class PlanPrices:
    """Prices of many memberships, loaded once: four queries whatever their number."""

    def __init__(self, memberships: Collection[Membership]) -> None:
        """`memberships` come with their plan."""
        self._versions = _versions({membership.plan_id for membership in memberships})
        chosen = MembershipAmount.objects.filter(membership__in=[one.pk for one in memberships])
        self._chosen = dict(chosen.values_list("membership", "amount"))
        self._regimes = _regimes({membership.plan.structure_id for membership in memberships})

    def facts(self, membership: Membership, day: date) -> PlanPriceFacts | None:
        """Of the period that begins on `day`. A free amount chosen above the least is what the member pays."""
        row = version_for(self._versions[membership.plan_id], membership.agreed_on, day)
        return (
            None if row is None else self._facts(row, membership.plan, self._chosen.get(membership.pk), day)
        )

    def offered(self, plan: Plan, day: date, chosen: Decimal | None = None) -> PlanPriceFacts | None:
        """To who agrees on `day`; `plan` is that of one of the memberships."""
        row = version_for(self._versions[plan.pk], day, day)
        return None if row is None else self._facts(row, plan, chosen, day)

    def _facts(self, row: PlanPrice, plan: Plan, chosen: Decimal | None, day: date) -> PlanPriceFacts:
        amount = max(row.amount, chosen) if row.free_amount and chosen is not None else row.amount
        taxed = not plan.is_association and self._is_taxed(plan.structure_id, day)
        return PlanPriceFacts(
            amount,
            row.includes_tax,
            row.tax_rate if taxed else NO_TAX,
            joining_fee=row.joining_fee,
            deposit=row.deposit,
        )

    def _is_taxed(self, structure_id: int, day: date) -> bool:
        since = [row for row in self._regimes.get(structure_id, ()) if row.valid_from <= day]
        return bool(since) and since[-1].regime == TaxRegime.Regime.NORMAL


def price_facts_offered(plan: Plan, day: date, chosen: Decimal | None = None) -> PlanPriceFacts | None:
    return PlanPrices([Membership(plan=plan)]).offered(plan, day, chosen)


def _versions(plan_ids: Iterable[int]) -> dict[int, list[PlanPrice]]:
    found: dict[int, list[PlanPrice]] = {plan_id: [] for plan_id in plan_ids}
    for row in PlanPrice.objects.filter(plan__in=found).order_by("pk"):
        found[row.plan_id].append(row)
    return found


def _regimes(structure_ids: Iterable[int]) -> dict[int, list[TaxRegime]]:
    found: dict[int, list[TaxRegime]] = {}
    for row in TaxRegime.objects.filter(structure__in=list(structure_ids)).order_by("valid_from"):
        found.setdefault(row.structure_id, []).append(row)
    return found
