"""Where what is charged is not what is owed. Nothing announces it: it is asked, and found until it is put right."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Greatest, Least, Round

from billing.models import Charge, PackSale, PlanPrice, Sale
from reservations.models import MembershipPeriod

Source = Charge.Source
LATEST_ZONE = timedelta(hours=14)

DAYS = """
    WITH days AS (
        SELECT day.id, day.quote, day.kept,
               NOT day.to_settle
               AND (day.pay_now OR day.day < (%(now)s::timestamptz AT TIME ZONE venue.time_zone)::date) AS is_due
        FROM billing_pricedday day JOIN espaces_venue venue ON venue.id = day.venue_id
        WHERE day.day >= %(since)s AND (day.pay_now OR day.day <= %(latest)s)
          AND (%(structure)s::bigint IS NULL OR day.structure_id = %(structure)s)
    ), amounts AS (
        SELECT days.id, (line ->> 'tax_rate')::numeric AS tax_rate,
               (days.quote ->> 'includes_tax')::boolean AS includes_tax, (line ->> 'amount')::numeric AS amount
        FROM days, jsonb_array_elements(days.quote -> 'lines') AS line WHERE days.is_due
        UNION ALL
        SELECT days.id, (line ->> 'tax_rate')::numeric,
               (line ->> 'includes_tax')::boolean, (line ->> 'amount')::numeric
        FROM days, jsonb_array_elements(days.kept) AS line WHERE days.is_due
    ), owed AS (
        SELECT id, tax_rate, includes_tax, sum(amount) AS amount
        FROM amounts GROUP BY id, tax_rate, includes_tax HAVING sum(amount) <> 0
    ), charged AS (
        SELECT charge.source_id AS id, charge.tax_rate, charge.includes_tax,
               sum(charge.amount) AS amount
        FROM billing_charge charge JOIN days ON days.id = charge.source_id
        WHERE charge.source_kind = 'day' AND charge.voided_at IS NULL
        GROUP BY charge.source_id, charge.tax_rate, charge.includes_tax HAVING sum(charge.amount) <> 0
    ), reduced AS (
        SELECT charge.source_id AS id, charge.tax_rate, charge.includes_tax, sum(gesture.amount) AS amount
        FROM billing_charge charge JOIN days ON days.id = charge.source_id
            JOIN billing_charge gesture ON gesture.corrects_id = charge.id
        WHERE charge.source_kind = 'day' AND charge.voided_at IS NULL
            AND gesture.source_kind = 'credit' AND gesture.voided_at IS NULL
        GROUP BY charge.source_id, charge.tax_rate, charge.includes_tax
    )
    SELECT DISTINCT id FROM owed FULL JOIN charged USING (id, tax_rate, includes_tax)
        LEFT JOIN reduced USING (id, tax_rate, includes_tax)
    WHERE owed.amount IS DISTINCT FROM charged.amount
        AND NOT (coalesce(charged.amount, 0) > coalesce(owed.amount, 0)
                 AND coalesce(owed.amount, 0) >= coalesce(charged.amount, 0) + coalesce(reduced.amount, 0))
    ORDER BY id
"""
LONG_AGO = date(1900, 1, 1)


def days_to_charge(now: datetime, *, since: date | None = None, structure_id: int | None = None) -> list[int]:
    """Days over, or paid when booking, whose live charges are not, rate by rate, what they owe.

    A day is over when the date has changed at its venue. `since`: no day before it.
    """
    facts = {
        "now": now,
        "since": since or LONG_AGO,
        "latest": (now + LATEST_ZONE).date(),
        "structure": structure_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(DAYS, facts)
        return [number for (number,) in cursor.fetchall()]


def live_charges(kind: str, number: F | OuterRef | int) -> QuerySet[Charge]:
    rows: QuerySet[Charge] = Charge.objects.live().filter(source_kind=kind, source_id=number)
    return rows


def charged(kind: str, number: OuterRef) -> Coalesce:
    """The sum of the live charges of a source, invoiced or not."""
    return _summed(live_charges(kind, number))


def reduced(kind: str, number: OuterRef) -> Coalesce:
    """The sum of the gestures on the charges of a source, zero or less."""
    gestures: QuerySet[Charge] = Charge.objects.live().filter(source_kind=Source.CREDIT)
    return _summed(gestures.filter(corrects__source_kind=kind, corrects__source_id=number))


def _summed(charges: QuerySet[Charge]) -> Coalesce:
    rows = charges.order_by().values("voided_at").annotate(sum=Sum("amount"))
    return Coalesce(Subquery(rows.values("sum")), Decimal(0), output_field=DecimalField())


def periods_to_charge(structure_id: int | None = None) -> QuerySet[MembershipPeriod]:
    """Opened and not charged, or credited to be billed again; closed since and not given back, or given back and
    closed on another day or not at all.

    Periods that cost nothing are asked again each time, which does nothing: those of plans without any price are
    left out.
    """
    priced = PlanPrice.objects.filter(plan=OuterRef("membership__plan"))
    first = Q(number=0, membership__replaces=None)
    given_back = Q(credited__lt=0)
    credits = live_charges(Source.PERIOD_CREDIT, OuterRef("pk")).filter(line=None)
    given_back_otherwise = Exists(credits.exclude(happened_on=OuterRef("closed_on")))
    gives_back = Q(membership__leaving="any_day") | Q(membership__replaced_by__isnull=False)
    due = (
        Q(charged=0, paused=False)
        | Q(Q(~given_back, closed_on__lt=F("ends_on"), paused=False), gives_back)
        | Q(given_back, closed_on=None)
        | Q(given_back_otherwise)
        | first & Q(Exists(priced.filter(joining_fee__gt=0)), joined=0)
        | first & Q(Exists(priced.filter(deposit__gt=0)), secured=0)
    )
    sums = Q(amount__gt=0) | Q(free_amount=True) | Q(joining_fee__gt=0) | Q(deposit__gt=0)
    periods = MembershipPeriod.objects.alias(
        charged=charged(Source.PERIOD, OuterRef("pk")),
        credited=charged(Source.PERIOD_CREDIT, OuterRef("pk")),
        joined=charged(Source.JOINING, OuterRef("membership")),
        secured=charged(Source.DEPOSIT, OuterRef("membership")),
    )
    periods = periods.filter(due, Exists(priced.filter(sums)))
    if structure_id is not None:
        periods = periods.filter(membership__plan__structure=structure_id)
    return periods.order_by("membership", "number")


def packs_to_charge(structure_id: int | None = None) -> QuerySet[PackSale]:
    """Sold and not charged so, or refunded and not given back so, as far as gestures have left something of it."""
    left = Greatest(F("price") + reduced(Source.PACK, OuterRef("pk")), Decimal(0))
    sales = PackSale.objects.alias(
        charged=charged(Source.PACK, OuterRef("pk")),
        given_back=charged(Source.PACK_REFUND, OuterRef("pk")),
        to_give_back=Least(Coalesce(F("refunded"), Decimal(0)), left),
    ).filter(~Q(charged=F("price")) | ~Q(given_back=-F("to_give_back")))
    return _of(sales, structure_id)


def sales_to_charge(structure_id: int | None = None) -> QuerySet[Sale]:
    """Sold and not charged, or struck out and still charged."""
    owed = Case(
        When(cancelled_at=None, then=Round(F("quantity") * F("unit_price"), precision=2)),
        default=Decimal(0),
        output_field=DecimalField(),
    )
    sales = Sale.objects.alias(
        owed=owed,
        charged=charged(Source.SALE, OuterRef("pk")),
        left=charged(Source.SALE, OuterRef("pk")) + reduced(Source.SALE, OuterRef("pk")),
    )
    sales = sales.exclude(charged=F("owed")).exclude(charged__gt=F("owed"), left__lte=F("owed"))
    return _of(sales, structure_id)


def _of[Row: (PackSale, Sale)](rows: QuerySet[Row], structure_id: int | None) -> QuerySet[Row]:
    if structure_id is not None:
        rows = rows.filter(structure=structure_id)
    return rows.order_by("pk")
