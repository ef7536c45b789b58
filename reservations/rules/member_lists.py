"""A list of members that a venue brings with it: one line for a person, with a plan, a balance of units, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from espaces.rules.person_names import folded
from espaces.rules.venue_lists import Issue

COLUMNS: dict[str, tuple[str, ...]] = {
    "first_name": ("prénom", "first name"),
    "last_name": ("nom", "name", "last name"),
    "email": ("e-mail", "email", "courriel", "mail"),
    "phone": ("téléphone", "phone"),
    "plan": ("formule", "plan"),
    "start": ("début", "start"),
    "unit": ("unité", "unit"),
    "balance": ("solde", "balance"),
    "valid_until": ("valable jusqu’au", "valid until"),
    "reason": ("motif", "reason"),
}
REQUIRED = ("last_name",)
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d.%m.%Y")


@dataclass
class MemberEntry:
    """One line. `valid_until` is the last day on which the balance counts; None: without end."""

    line: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    plan: str = ""
    start: date | None = None
    unit: str = ""
    balance: Decimal | None = None
    valid_until: date | None = None
    reason: str = ""
    problems: list[Issue] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def columns_of(header: list[str]) -> dict[str, str]:
    """By field, the name of its column in this file."""
    written = {folded(name).strip(): name for name in header}
    found = {}
    for name, known in COLUMNS.items():
        column = next((written[folded(one)] for one in known if folded(one) in written), None)
        if column is not None:
            found[name] = column
    return found


def read_entry(line: int, cells: Mapping[str, str], columns: Mapping[str, str]) -> MemberEntry:
    """Every cell is looked at, so that one reading tells all that is wrong with a line."""
    text = {name: " ".join(cells.get(column, "").split()) for name, column in columns.items()}
    entry = MemberEntry(line)
    for name in ("first_name", "last_name", "email", "phone", "plan", "unit", "reason"):
        setattr(entry, name, text.get(name, ""))

    def wrong(name: str, reason: str) -> None:
        entry.problems.append(Issue(columns.get(name, COLUMNS[name][0]), reason))

    if not entry.last_name:
        wrong("last_name", _("The name is missing."))
    if entry.email and not _is_email(entry.email):
        wrong("email", _("This is not an e-mail address."))
    for name in ("start", "valid_until"):
        if text.get(name):
            day = _day(text[name])
            setattr(entry, name, day)
            if day is None:
                wrong(name, _("This is not a date: write 31/12/2026."))
    if text.get("balance"):
        entry.balance = _amount(text["balance"])
        if entry.balance is None or entry.balance <= 0:
            wrong("balance", _("This is not a number of units above 0."))
    _check_together(entry, text, wrong)
    return entry


def _check_together(entry: MemberEntry, text: Mapping[str, str], wrong: object) -> None:
    assert callable(wrong)
    if entry.plan and not text.get("start"):
        wrong("start", _("A plan needs the day it began."))
    if entry.unit and not text.get("balance"):
        wrong("balance", _("Say how many units are left."))
    if text.get("balance") and not entry.unit:
        wrong("unit", _("Say of which unit."))
    if entry.unit and not entry.reason:
        wrong("reason", _("Say where these units come from."))


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _day(text: str) -> date | None:
    for form in DATES:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if 2000 <= found.year <= 2200 else None
    return None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", ".").replace("\u202f", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount < 100_000 else None
