"""The accounts under which a structure's accountant posts, where they are not the usual ones."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from billing.locks import lock_chain_head
from billing.models import LedgerAccount
from billing.queries.accounting import own_accounts, usual_accounts_written
from billing.rules.accounting.chart import Account, Role
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person, Structure
from espaces.services.acts import record_act


@locking_transaction
def save_ledger_accounts(*, actor: Person, structure: Structure, wanted: Mapping[str, Account]) -> None:
    """`wanted`: by purpose; what is left out, or as usual, is the usual one again. The change is kept.

    Locks the head of the books. Raises ValidationError for a wrong number, Refused for an unknown purpose or for one
    number under two labels.
    """
    lock_chain_head(structure.pk)
    usual = usual_accounts_written()
    own = {purpose: account for purpose, account in wanted.items() if account != usual.get(purpose)}
    if not own.keys() <= usual.keys() | {Role.CREDIT_NOTES.value}:
        raise Refused("no_purpose", _("There is no such purpose."))
    _refuse_two_labels({**usual, **own})
    before = own_accounts(structure.pk)
    if own == before:
        return
    rows = [
        LedgerAccount(structure=structure, purpose=purpose, number=account.number, label=account.label)
        for purpose, account in own.items()
    ]
    for row in rows:
        row.full_clean(validate_unique=False, validate_constraints=False)
    LedgerAccount.objects.filter(structure=structure).delete()
    LedgerAccount.objects.bulk_create(rows)
    record_act(
        actor=actor,
        verb="ledger_accounts_changed",
        target=structure,
        before={purpose: f"{one.number} {one.label}" for purpose, one in before.items()},
        after={purpose: f"{one.number} {one.label}" for purpose, one in own.items()},
    )


def _refuse_two_labels(accounts: Mapping[str, Account]) -> None:
    labels: dict[str, str] = {}
    for account in accounts.values():
        if labels.setdefault(account.number, account.label) != account.label:
            raise Refused(
                "two_labels",
                _("Account %(number)s has two labels: write the same one everywhere.")
                % {"number": account.number},
            )
