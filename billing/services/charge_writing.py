"""The charges of a source, brought to those it should have.

What was invoiced stays: the difference is another charge, and what comes back says of which one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from billing.locks import lock_live_charges
from billing.models import Charge
from billing.queries.charges_wanted import Origin, Wanted
from billing.queries.invoiced import charge_to_give_back, invoiced_among, reductions_of
from billing.rules.charges import Difference, differences_of
from billing.rules.pricing.rounding import ZERO, total_of


def bring_charges(origins: Iterable[Origin], now: datetime, reason: str = "") -> bool:
    """Strikes out what is no longer owed, for `reason`, and writes what is missing; whether there was anything.

    Locks the live charges. The caller holds the lock of the row they come from, so that two of them do not write
    the same; if they did, the database would refuse the second one.
    """
    with translation.override(settings.LANGUAGE_CODE):
        reason = reason or _("the amount owed has changed")
    return sum(_bring(origin, now, reason) for origin in origins) > 0


def _bring(origin: Origin, now: datetime, reason: str) -> int:
    """How many charges were struck out or written."""
    charges = lock_live_charges(origin.kind, origin.number)
    invoiced = invoiced_among(charges)
    changed = 0
    for part in dict.fromkeys([*origin.wanted, *(charge.part for charge in charges)]):
        settled = [charge for charge in charges if charge.part == part and charge.pk in invoiced]
        waiting = [charge for charge in charges if charge.part == part and charge.pk not in invoiced]
        meant = _missing(origin, part, settled, now)
        if [_money(charge) for charge in waiting] != [_money(charge) for charge in meant]:
            for charge in waiting:
                strike_out(charge, now, reason)
            Charge.objects.bulk_create(meant)
            changed += len(waiting) + len(meant)
    return changed


def _missing(origin: Origin, part: str, settled: Sequence[Charge], now: datetime) -> list[Charge]:
    """The charges that should stand beside the invoiced ones."""
    wanted = origin.wanted.get(part)
    revision = max((charge.revision for charge in settled), default=-1) + 1
    by_number = {charge.pk: charge for charge in settled}
    missing: list[Charge] = []
    amount = wanted.part.amount if wanted else ZERO
    for difference in _differences(origin, amount, settled):
        corrected = by_number.get(difference.corrects or 0)
        latest = settled[-1] if settled else None
        says = (
            _given_back(corrected, difference)
            if corrected
            else _owed(origin, part, wanted, difference, latest)
        )
        missing.append(_charge(origin, part, revision + len(missing), now, says))
    return missing


def _differences(origin: Origin, amount: Decimal, settled: Sequence[Charge]) -> list[Difference]:
    """What gives back corrects what it gives back, whatever was already given."""
    if origin.gives_back:
        missing = amount - total_of(charge.amount for charge in settled)
        return [Difference(missing)] if missing else []
    return differences_of(amount, settled, reductions_of(settled) if settled else ())


def _money(charge: Charge) -> tuple[Decimal, int | None]:
    return charge.amount, charge.corrects_id


def strike_out(charge: Charge, now: datetime, reason: str) -> None:
    """One that no document bears, whose lock the caller holds."""
    charge.voided_at, charge.void_reason = max(now, charge.made_at), reason
    charge.save(update_fields=["voided_at", "void_reason"])


def _given_back(corrected: Charge, difference: Difference) -> dict[str, object]:
    """In the words of the charge of which something comes back."""
    return {
        "corrects": corrected,
        "label": corrected.label,
        "unit_price": abs(difference.amount),
        "amount": difference.amount,
        "includes_tax": corrected.includes_tax,
        "tax_rate": corrected.tax_rate,
    }


def _owed(
    origin: Origin, part: str, wanted: Wanted | None, difference: Difference, latest: Charge | None
) -> dict[str, object]:
    """The whole as the source says it; of what was invoiced in part, the rest. What gives back and gives back too
    much corrects the `latest` of its own charges."""
    if wanted is None:
        assert latest is not None
        return _given_back(latest, difference)
    says: dict[str, object] = {
        "label": wanted.label,
        "unit_price": abs(difference.amount),
        "amount": difference.amount,
        "includes_tax": wanted.part.includes_tax,
        "tax_rate": wanted.part.tax_rate,
    }
    if difference.amount == wanted.part.amount and wanted.unit_price is not None:
        says |= {"quantity": wanted.quantity, "unit_price": wanted.unit_price}
    if origin.gives_back:
        says["corrects"] = charge_to_give_back(origin, part) if difference.amount < 0 else latest
    return says


def _charge(origin: Origin, part: str, revision: int, now: datetime, says: dict[str, object]) -> Charge:
    return Charge(
        structure=origin.structure,
        customer=origin.customer,
        person=origin.person,
        venue=origin.venue,
        source_kind=origin.kind,
        source_id=origin.number,
        part=part,
        revision=revision,
        happened_on=origin.happened_on,
        at_once=origin.at_once,
        made_at=now,
        **says,
    )
