"""Which reminder leaves on a day, and what it says: the words are the structure's, the facts take their places.

The names between braces are French words whatever the language of the page: they are part of the text that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from billing.rules.arrears import days_late
from espaces.errors import Refused
from espaces.rules.amounts_in_words import euros
from espaces.rules.dates_in_words import date_in_words
from espaces.rules.person_names import folded

PLACEHOLDER = re.compile(r"\{([^{}\n]{0,40})\}")
EARLIEST, LATEST = -30, 120
"""Days around the due day on which a reminder may leave."""

NAME, NUMBER, LEFT, DUE, DAYS, HOW = "nom", "numéro", "reste à payer", "échéance", "retard", "comment payer"
MEANINGS = {
    NAME: gettext_lazy("the name of the customer"),
    NUMBER: gettext_lazy("the number of the invoice, or of each one"),
    LEFT: gettext_lazy("what is still to pay"),
    DUE: gettext_lazy("the day by which it had to be paid, the oldest one if there are several"),
    DAYS: gettext_lazy("how long it has been late, in days"),
    HOW: gettext_lazy("the page where one pays online, and the bank account"),
}


@dataclass(frozen=True)
class Wording:
    """`days` after the due day; negative: before it."""

    days: int
    subject: str
    text: str


def proposed_steps() -> list[Wording]:
    """To begin with, in the language in force: a structure reads and changes them before any leaves."""
    how = f"{{{HOW}}}"
    ending = _(
        "If you paid in the meantime, please take no notice of this message. If something is wrong with this "
        "invoice, or if you cannot pay it at once, tell us: we will find a way."
    )
    texts = {
        -5: (
            _("To be paid soon: invoice {numéro}"),
            _("A word to tell you that {reste à payer} are to be paid by {échéance} (invoice {numéro})."),
        ),
        3: (
            _("Invoice {numéro}: has it slipped your mind?"),
            _("Unless we are mistaken, {reste à payer} of invoice {numéro} had to be paid by {échéance}."),
        ),
        15: (
            _("Reminder: invoice {numéro} is not paid"),
            _(
                "Invoice {numéro} had to be paid by {échéance}, {retard} ago. {reste à payer} are still to pay."
            ),
        ),
        30: (
            _("Last reminder: invoice {numéro}"),
            _(
                "In spite of our reminders, {reste à payer} of invoice {numéro} are still not paid, {retard} after "
                "the day agreed ({échéance}). Please pay now, or call us."
            ),
        ),
    }
    return [
        Wording(days, subject, "\n\n".join([_("Hello,"), text, how, *([ending] if days > 0 else [])]))
        for days, (subject, text) in texts.items()
    ]


@dataclass(frozen=True)
class Owed:
    """An invoice of which something is left to pay. `sent`: the steps already sent for it."""

    invoice: int
    reference: str
    due_on: date
    left: Decimal
    sent: frozenset[int] = frozenset()


def due_step(owed: Owed, steps: Collection[int], today: date) -> int | None:
    """The latest step that is due, unless it or a later one left: those before it are never made up for.

    A step before the due day leaves by the due day at the latest.
    """
    late = days_late(owed.due_on, today)
    due = [days for days in steps if days <= late and (days >= 0 or late <= 0)]
    step = max(due, default=None)
    return None if step is None or any(sent >= step for sent in owed.sent) else step


def unknown_placeholders(text: str) -> list[str]:
    """As they are written, in order: neither accents nor capitals count. A lone brace is one too."""
    names = [f"{{{name}}}" for name in PLACEHOLDER.findall(text) if _known(name) is None]
    rest = PLACEHOLDER.sub("", text)
    return list(dict.fromkeys([*names, *(brace for brace in "{}" if brace in rest)]))


def check_wording(subject: str, text: str) -> None:
    """Raises Refused for names that mean nothing, and for a subject on several lines."""
    unknown = unknown_placeholders(subject) + unknown_placeholders(text)
    if unknown:
        words = {"unknown": ", ".join(unknown), "known": ", ".join(f"{{{name}}}" for name in MEANINGS)}
        raise Refused(
            "placeholder", _("These names mean nothing here: %(unknown)s. Write %(known)s.") % words
        )
    if "\n" in subject or "\r" in subject:
        raise Refused("subject", _("A subject is one line."))


def _known(name: str) -> str | None:
    wanted = folded(" ".join(name.split()))
    return next((known for known in MEANINGS if folded(known) == wanted), None)


def filled(text: str, values: Mapping[str, str]) -> str:
    """A value is put in as it is: braces inside it mean nothing. Spaces before the end of a line go."""

    def value(found: re.Match[str]) -> str:
        known = _known(found[1])
        return found[0] if known is None else values[known]

    return re.sub(r"[ \t]+\n", "\n", PLACEHOLDER.sub(value, text)).strip()


def values_of(name: str, owed: Collection[Owed], how_to_pay: str, today: date) -> dict[str, str]:
    """In the language in force, of one invoice or of several together."""
    oldest = min(one.due_on for one in owed)
    late = max(days_late(oldest, today), 0)
    return {
        NAME: name,
        NUMBER: ", ".join(one.reference for one in owed),
        LEFT: euros(sum((one.left for one in owed), Decimal(0))),
        DUE: date_in_words(oldest),
        DAYS: ngettext("%(n)s day", "%(n)s days", late) % {"n": late},
        HOW: how_to_pay,
    }


def told_with(owed: Collection[Owed], step: int, today: date) -> list[Owed]:
    """Those that the words of a step are about: after the due day, only late ones; the others are listed below."""
    late = [one for one in owed if days_late(one.due_on, today) > 0]
    return late if step > 0 and late else list(owed)


def step_in_words(days: int) -> str:
    if days < 0:
        return ngettext("%(n)s day before", "%(n)s days before", -days) % {"n": -days}
    if days == 0:
        return _("on the day itself")
    return ngettext("%(n)s day after", "%(n)s days after", days) % {"n": days}
