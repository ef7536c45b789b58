"""The end of a month, as a manager decides it: its books are closed, its seal leaves, its days are locked."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from billing.errors import NotReadyToIssue
from billing.locks import lock_account, lock_chain_head
from billing.models import StructureAccount
from billing.queries.accounts import WITHOUT_ACCOUNT
from billing.queries.payments import today_of
from billing.rules.books.closings import Period
from billing.services.book_heads import export_head
from billing.services.closings import close_due
from billing.services.structure_accounts import save_account
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person, Structure


def close_month(*, actor: Person, structure: Structure, month: Period, now: datetime) -> StructureAccount:
    """Closes what is over (each period in its transaction), then locks the month and sends the seal, together.

    A second click finds the month locked and changes nothing; a later lock date stays. Raises Refused before the end
    of the month, and what `save_account` raises.
    """
    if today_of(structure.pk) < month.ends_on:
        raise Refused("month_running", _("This month is not over yet."))
    close_due(structure.pk, now)
    return _lock(actor, structure, month, now)


@locking_transaction
def _lock(actor: Person, structure: Structure, month: Period, now: datetime) -> StructureAccount:
    """Locks the head of the books, then the settings."""
    lock_chain_head(structure.pk)
    account = lock_account(structure.pk)
    if account is None:
        raise NotReadyToIssue([str(WITHOUT_ACCOUNT)])
    if account.lock_date and account.lock_date >= month.ends_on:
        return account
    export_head(structure.pk, now)
    return save_account(actor=actor, structure=structure, fields={"lock_date": month.ends_on})
