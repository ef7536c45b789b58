"""What a charge says on an invoice: "Open space, Thursday 3 December 2026, day · La Fontaine"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _, npgettext, pgettext

from billing.rules.period_amounts import PeriodAmount
from billing.rules.pricing.quotes import MoneyLine
from espaces.rules.amounts_in_words import number_in_words
from espaces.rules.dates_in_words import day_in_words, duration_in_words

LONGEST = 240
HOUR = 60


def day_label(
    kind: str, day: date, lines: Iterable[MoneyLine], *, kept: bool, venue: str, person: str = ""
) -> str:
    """`lines`: those of one tax rate. `kept`: a late cancellation left something due. `person`: when somebody else
    pays for him."""
    contents = [capfirst(kind), dated(day), *_contents(list(lines))]
    if kept:
        contents.append(_("late cancellation"))
    return _joined(", ".join(contents), venue, person)


def dated(day: date) -> str:
    """With the year: whoever reads it does so much later."""
    return _("%(day)s %(year)s") % {"day": day_in_words(day), "year": day.year}


def _contents(lines: list[MoneyLine]) -> list[str]:
    counts = Counter(line.unit for line in lines)
    minutes = round(sum((line.quantity for line in lines if line.unit == "hour"), Decimal(0)) * HOUR)
    days, halves = counts["day"], counts["half_day"]
    said = []
    if days:
        said.append(npgettext("on an invoice", "day", "%(count)s days", days) % {"count": days})
    if halves:
        said.append(npgettext("on an invoice", "half-day", "%(count)s half-days", halves) % {"count": halves})
    if minutes:
        said.append(duration_in_words(minutes))
    if counts["window"]:
        said.append(_("price of these hours"))
    return said


def period_label(amount: PeriodAmount) -> str:
    words = {"plan": amount.plan_name, "first": dated(amount.first_day), "last": dated(amount.last_day)}
    said = _("%(plan)s, from %(first)s to %(last)s") % words
    if not amount.is_prorated:
        return _cut(said)
    shares = {"period": said, "days": amount.charged_days, "of": amount.full_days}
    return _cut(_("%(period)s (%(days)s days out of %(of)s)") % shares)


def credit_label(amount: PeriodAmount) -> str:
    since = dated(amount.closed_on) if amount.closed_on else ""
    return _cut(_("%(plan)s, days not used from %(since)s on") % {"plan": amount.plan_name, "since": since})


def joining_label(amount: PeriodAmount) -> str:
    return _cut(pgettext("on an invoice", "Joining fee, %(plan)s") % {"plan": amount.plan_name})


def deposit_label(amount: PeriodAmount) -> str:
    return _cut(pgettext("on an invoice", "Security deposit, %(plan)s") % {"plan": amount.plan_name})


def advance_label(kind: str, day: date, venue: str) -> str:
    said = _("Advance on a reservation: %(kind)s, %(day)s") % {"kind": kind, "day": dated(day)}
    return _joined(said, venue)


def advance_off_label(reference: str, issued_on: date) -> str:
    words = {"reference": reference, "day": dated(issued_on)}
    return _cut(_("Advance already invoiced: %(reference)s of %(day)s") % words)


def pack_label(name: str, bought_on: date, person: str = "") -> str:
    words = {"pack": name, "day": dated(bought_on)}
    return _joined(_("%(pack)s, bought on %(day)s") % words, person)


def pack_refund_label(name: str, units: Decimal, unit_name: str) -> str:
    words = {"pack": name, "units": number_in_words(units), "unit": unit_name}
    return _cut(_("%(pack)s given back (%(units)s %(unit)s)") % words)


def _joined(*parts: str) -> str:
    return _cut(" · ".join(part for part in parts if part))


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"
