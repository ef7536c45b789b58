"""Nothing is dated before the day until which a structure has closed its books."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from billing.models import StructureAccount
from billing.queries.accounts import account_of
from espaces.errors import Refused
from espaces.models import Structure


def refuse_locked_day(account: StructureAccount, day: date) -> None:
    if account.lock_date and day < account.lock_date:
        raise Refused(
            "locked_day",
            _("The books are closed before %(day)s: nothing can be dated before that day.")
            % {"day": account.lock_date.strftime("%d/%m/%Y")},
        )


def refuse_locked(structure: Structure, day: date) -> None:
    """As refuse_locked_day, for what a structure without billing settings may do too."""
    account = account_of(structure)
    if account is not None:
        refuse_locked_day(account, day)
