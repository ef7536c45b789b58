"""How the demo's structures bill: settings, reminders, where cards and debits are paid. Identifiers are invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from stdnum import iban

from billing.models import StructureAccount
from billing.services.online.accounts import open_account, refresh_account
from billing.services.reminders import adopt_proposed_steps
from billing.services.structure_accounts import save_account
from devtools.stripe_sandbox.sandbox import Sandbox
from espaces.models import Person, Structure
from espaces.rules.plan_terms.months import add_months

Filing = StructureAccount.TaxFiling
LAST_BILLING_DAY = 28

SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "filature": {
        "legal_form": "Association loi 1901",
        "register": "RNA W481002345",
        "payment_days": 15,
        "cash_ceiling": 300,
        "arrears_days": 90,
        "accountant_email": "cabinet@comptable.example",
    },
    "comptoir": {
        "legal_form": "SAS au capital de 10 000 €",
        "register": "RCS Romans 999 400 415",
        "tax_on_debits": True,
        "tax_filing": Filing.MONTHLY,
        "billing_day": 1,
        "accountant_email": "cabinet@comptable.example",
    },
    "halles": {
        "legal_form": "SARL au capital de 5 000 €",
        "register": "RCS Mende 999 300 342",
        "tax_filing": Filing.QUARTERLY,
        "billing_day": 5,
        "payment_days": 0,
    },
    "lices": {"legal_form": "Syndicat mixte ouvert", "billing_day": 3},
    "hautes-vallees": {"legal_form": "Établissement public de coopération intercommunale", "billing_day": 10},
    "magnanerie": {
        "legal_form": "Association loi 1901",
        "register": "RNA W262003456",
        "prefix": "LM",
        "billing_day": 25,
    },
    "laine": {"legal_form": "Association loi 1901", "register": "RNA W232004567", "billing_day": 25},
}
"""By structure. Those that are left out have not said yet how they bill: their pages say what is missing."""
PAID_ONLINE = ("filature", "comptoir")


def settle_in(actor: Person, structures: Mapping[str, Structure], today: date) -> None:
    """The association bills on the day of the month that it is today, so that a billing waits to be confirmed; its
    fiscal year began last month, so that one is closed."""
    of_today = {
        "billing_day": min(today.day, LAST_BILLING_DAY),
        "fiscal_year_month": add_months(today.replace(day=1), -1).month,
    }
    for key, fields in SETTINGS.items():
        structure = structures[key]
        fields = {"holder": structure.name, "iban": _iban(structure.siren), "bic": "DEMOFRPPXXX", **fields}
        if fields.get("tax_filing"):
            fields["vat_number"] = _vat_number(structure.siren)
        if key == "filature":
            fields |= of_today
        save_account(actor=actor, structure=structure, fields=fields)
    adopt_proposed_steps(actor=actor, structure=structures["filature"])
    adopt_proposed_steps(actor=actor, structure=structures["comptoir"])


def open_stripe_accounts(actor: Person, structures: Mapping[str, Structure], sandbox: Sandbox) -> None:
    for key in PAID_ONLINE:
        account = open_account(actor=actor, structure=structures[key])
        sandbox.finish_onboarding(account.account)
        refresh_account(account)


def _iban(siren: str) -> str:
    """Of a bank that does not exist."""
    account = f"99999{siren[:5]}{siren.zfill(11)}00"
    return f"FR{iban.calc_check_digits('FR00' + account)}{account}"


def _vat_number(siren: str) -> str:
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
