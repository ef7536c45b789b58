"""Lines and caps of a price list, changed in place: in its draft, which the first change opens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from billing.models import Cap, PriceEdition, PriceList, Tariff
from billing.queries.price_lists import draft_of, edition_on
from billing.rules.price_copies import COPIED, conditions_of
from billing.services.price_editions import open_draft
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person
from espaces.services.acts import record_act

FIELDS = {name for field in COPIED if field != "position" for name in (field, field.removesuffix("_id"))}


@locking_transaction
def add_tariff(*, actor: Person | None, price_list: PriceList, today: date, **values: Any) -> Tariff:
    """`values`: among FIELDS. Raises ValidationError for what a line cannot say."""
    draft = open_draft(actor=actor, price_list=price_list, today=today)
    tariff = Tariff(edition=draft, position=_last_position(draft) + 1)
    _put(tariff, values)
    record_act(actor=actor, verb="tariff_added", target=tariff, **_told(tariff))
    return tariff


@locking_transaction
def change_tariff(*, actor: Person | None, tariff: Tariff, today: date, **values: Any) -> Tariff:
    """The line in the draft: itself, or its copy where it is published."""
    line = _in_draft(actor, tariff, today)
    before = _told(line)
    _put(line, values)
    record_act(actor=actor, verb="tariff_changed", target=line, before=before, **_told(line))
    return line


@locking_transaction
def remove_tariff(*, actor: Person | None, tariff: Tariff, today: date) -> None:
    line = _in_draft(actor, tariff, today)
    record_act(actor=actor, verb="tariff_removed", target=line, **_told(line))
    line.delete()


@locking_transaction
def set_cap(
    *,
    actor: Person | None,
    price_list: PriceList,
    today: date,
    kind: str,
    period: str,
    scope: str,
    amount: Decimal,
) -> Cap:
    """One for each period and kind ("" for all): setting it again changes it."""
    draft = open_draft(actor=actor, price_list=price_list, today=today)
    cap = draft.caps.filter(kind=kind, period=period).first() or Cap(edition=draft, kind=kind, period=period)
    cap.scope, cap.amount = scope, amount
    cap.full_clean()
    cap.save()
    record_act(actor=actor, verb="cap_set", target=cap, kind=kind, period=period, amount=str(amount))
    return cap


@locking_transaction
def remove_cap(*, actor: Person | None, cap: Cap, today: date) -> None:
    own = _in_draft(actor, cap, today)
    record_act(actor=actor, verb="cap_removed", target=own, period=own.period, amount=str(own.amount))
    own.delete()


def _in_draft[Row: (Tariff, Cap)](actor: Person | None, row: Row, today: date) -> Row:
    """A line of the draft is itself; one of the edition in force is found again in its fresh copy.

    A page opened before somebody else began to prepare new prices shows lines that are no longer those to change.
    """
    price_list = row.edition.price_list
    if row.edition.published_at is None:
        return row
    if draft_of(price_list) or edition_on(price_list, today) != row.edition:
        raise Refused("stale", _("New prices are being prepared meanwhile: open the page again."))
    draft = open_draft(actor=actor, price_list=price_list, today=today)
    rank = _pks(row, row.edition).index(row.pk)
    found: Row = type(row)._default_manager.get(pk=_pks(row, draft)[rank])
    return found


def _pks(row: models.Model, edition: PriceEdition) -> list[int]:
    """In the order in which `copy_lines` writes them."""
    order = ["position", "pk"] if isinstance(row, Tariff) else ["pk"]
    rows = type(row)._default_manager.filter(edition=edition).order_by(*order)
    return list(rows.values_list("pk", flat=True))


def _put(tariff: Tariff, values: dict[str, Any]) -> None:
    assert not values.keys() - FIELDS, "not a field of a line"
    for name, value in values.items():
        setattr(tariff, name, value)
    tariff.full_clean()
    others = Tariff.objects.filter(edition=tariff.edition).exclude(pk=tariff.pk)
    if conditions_of(tariff) in {conditions_of(other) for other in others.order_by("pk")}:
        raise Refused("same_price", _("There is already such a price: change that one."))
    tariff.save()


def _last_position(draft: PriceEdition) -> int:
    last: int = draft.tariffs.aggregate(last=models.Max("position", default=0))["last"]
    return last


def _told(tariff: Tariff) -> dict[str, str | int | None]:
    return {
        "kind": tariff.kind,
        "resource": tariff.resource_id,
        "unit": tariff.unit,
        "audience": tariff.audience,
        "amount": str(tariff.amount),
    }
