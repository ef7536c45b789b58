"""How a structure bills, as its managers decide it; what it keeps of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.locks import lock_account, lock_chain_head, lock_series
from billing.models import ChainLink, Invoice, StructureAccount
from billing.models.accounts import check_vat_number
from billing.queries.accounts import customer_account
from billing.rules.invoices.numbers import is_prefix
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Customer, Person, Structure
from espaces.services.acts import record_act
from espaces.services.customers import change_customer

HIGHEST = 10_000_000


@locking_transaction
def save_account(
    *, actor: Person, structure: Structure, fields: Mapping[str, Any], reason: str = ""
) -> StructureAccount:
    """Creates the settings or changes some; what they were before is kept.

    `reason` is needed when the lock date goes back. Locks the head of the books, so that nothing is being dated
    meanwhile, then the settings. Raises ValidationError for a wrong value, Refused for a lock date that cannot be.
    """
    lock_chain_head(structure.pk)
    account = lock_account(structure.pk) or StructureAccount(structure=structure)
    before = {name: _plain(getattr(account, name)) for name in fields} if account.pk else {}
    former_lock = account.lock_date
    for name, value in fields.items():
        setattr(account, name, value)
    if account.prefix and not is_prefix(account.prefix):
        raise Refused("prefix", _("A prefix is one to ten capital letters or digits, and not FA nor AV."))
    _check_lock_date(account, former_lock, reason)
    account.full_clean()
    account.save()
    _record(actor, "billing_settings_changed", account, before, fields, reason)
    return account


def _check_lock_date(account: StructureAccount, former: date | None, reason: str) -> None:
    day = account.lock_date
    if day and day > timezone.localdate(timezone=ZoneInfo(account.time_zone)):
        raise Refused("lock_in_future", _("The books are closed before today at the latest."))
    goes_back = former is not None and (day is None or day < former)
    if goes_back and not reason.strip():
        raise Refused(
            "lock_goes_back", _("Books that are closed are opened again for a reason: write it down.")
        )


@locking_transaction
def start_series(*, actor: Person, structure: Structure, kind: str, year: int, last_number: int) -> None:
    """The last number that another tool gave in this year: the next document goes on from there.

    Locks the series. Raises Refused once it has issued something, or after a restore.
    """
    series = lock_series(structure.pk, kind, year)
    restored = ChainLink.objects.filter(structure=structure, kind=ChainLink.Kind.RESTART)
    if series.last_issued_at or Invoice.objects.filter(series=series).exists() or restored.exists():
        raise Refused(
            "already_issued", _("Documents were already issued in this series: its numbers follow.")
        )
    if not 0 <= last_number < HIGHEST:
        raise Refused("number", _("This is not the number of an invoice."))
    before, series.last_number = series.last_number, last_number
    series.save(update_fields=["last_number"])
    record_act(
        actor=actor,
        verb="series_started",
        target=series,
        kind=kind,
        year=year,
        before=before,
        after=last_number,
    )


@locking_transaction
def save_billing_details(
    *,
    actor: Person,
    customer: Customer,
    details: Mapping[str, Any],
    structure: Structure | None = None,
    kept: Mapping[str, Any] | None = None,
) -> None:
    """What invoices say of a customer (`details`), and what this structure keeps of him (`kept`). Invoices already
    issued do not change. Raises ValidationError for a wrong number."""
    check_vat_number(details.get("vat_number", ""))
    change_customer(actor=actor, customer=customer, details=details)
    if structure is not None and kept:
        account = customer_account(structure.pk, customer.pk)
        before = {name: _plain(getattr(account, name)) for name in kept}
        for name, value in kept.items():
            setattr(account, name, value)
        account.full_clean()
        account.save()
        _record(actor, "customer_account_changed", account, before, kept)


def _record(
    actor: Person,
    verb: str,
    target: models.Model,
    before: Mapping[str, Any],
    fields: Mapping[str, Any],
    reason: str = "",
) -> None:
    """Only what changed; nothing when nothing did."""
    after = {name: _plain(value) for name, value in fields.items()}
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    if changed or not before:
        was = {name: before[name] for name in changed if name in before}
        record_act(actor=actor, verb=verb, target=target, before=was, after=changed, reason=reason)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)
