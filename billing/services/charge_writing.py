"""The charges of a source, brought to those it should have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from billing.locks import lock_live_charges
from billing.models import Charge
from billing.queries.charges_wanted import Origin, Wanted
from billing.rules.charges import is_as_owed


def bring_charges(origins: Iterable[Origin], now: datetime, reason: str = "") -> bool:
    """Strikes out what is no longer owed, for `reason`, and writes what is missing; whether there was anything.

    Locks the live charges. The caller holds the lock of the row they come from, so that two of them do not write
    the same; if they did, the database would refuse the second one.
    """
    with translation.override(settings.LANGUAGE_CODE):
        reason = reason or _("the amount owed has changed")
    return sum(_bring(origin, now, reason) for origin in origins) > 0


def _bring(origin: Origin, now: datetime, reason: str) -> int:
    standing, struck_out = set(), 0
    for charge in lock_live_charges(origin.kind, origin.number):
        meant = origin.wanted.get(charge.part)
        if meant is not None and is_as_owed(charge, meant.part):
            standing.add(charge.part)
        else:
            _strike_out(charge, now, reason)
            struck_out += 1
    missing = [meant for name, meant in origin.wanted.items() if name not in standing]
    Charge.objects.bulk_create(_charge(origin, meant, now) for meant in missing)
    return struck_out + len(missing)


def _strike_out(charge: Charge, now: datetime, reason: str) -> None:
    charge.voided_at, charge.void_reason = max(now, charge.made_at), reason
    charge.save(update_fields=["voided_at", "void_reason"])


def _charge(origin: Origin, meant: Wanted, now: datetime) -> Charge:
    part = meant.part
    return Charge(
        structure=origin.structure,
        customer=origin.customer,
        person=origin.person,
        venue=origin.venue,
        source_kind=origin.kind,
        source_id=origin.number,
        part=part.name,
        label=meant.label,
        happened_on=origin.happened_on,
        quantity=meant.quantity,
        unit_price=part.amount if meant.unit_price is None else meant.unit_price,
        amount=part.amount,
        includes_tax=part.includes_tax,
        tax_rate=part.tax_rate,
        at_once=origin.at_once,
        made_at=now,
    )
