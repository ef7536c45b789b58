""" "Why this price?": a stored quote told in sentences that anybody understands, from its trace only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy

from billing.rules.pricing.covers_in_words import UNITS, cover_in_words, when_in_words
from billing.rules.pricing.quotes import Quote, Step
from billing.rules.pricing.rounding import cents
from espaces.rules.amounts_in_words import euros, number_in_words, units_in_words
from espaces.rules.dates_in_words import day_in_words, duration_in_words, time_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AUDIENCES: dict[str, StrOrPromise] = {
    "first_visit": gettext_lazy("first visit"),
    "association": gettext_lazy("members of the association"),
    "plan": gettext_lazy("holders of a plan"),
    "reduced": gettext_lazy("reduced price"),
    "customer": gettext_lazy("own price"),
}
LIMITS: dict[str, StrOrPromise] = {
    "day": gettext_lazy("Never more than %(limit)s a day."),
    "week": gettext_lazy("Never more than %(limit)s a week."),
    "month": gettext_lazy("Never more than %(limit)s a month."),
}

Facts = dict[str, str]
Money = Callable[[str], str]


def sentences(quote: Quote) -> list[str]:
    """In the order of the decisions. What was compared is with tax, and says so where the list is without."""
    compared = _euros if quote.includes_tax else _with_tax
    return [_sentence(line.step, line.facts, compared) for line in quote.trace]


def audience_in_words(audience: str, name: str) -> str:
    """The name that the host gave, else what kind of audience it is; nothing for everybody."""
    return name or str(AUDIENCES.get(audience, ""))


def _sentence(step: Step, facts: Facts, compared: Money) -> str:
    if step is Step.COVER:
        return _cover(facts, compared)
    if step is Step.CHOSEN:
        words = {"cover": capfirst(cover_in_words(facts["chosen"])), "due": compared(facts["due"])}
        return _("%(cover)s, as chosen: %(due)s.") % words
    return _SENTENCES[step](facts)


def _cover(facts: Facts, compared: Money) -> str:
    words = {
        "when": when_in_words(facts),
        "cover": cover_in_words(facts["chosen"]),
        "due": compared(facts["due"]),
    }
    if "other" not in facts:
        return _("%(when)s: %(cover)s at %(due)s.") % words
    words |= {"other": cover_in_words(facts["other"]), "other_due": compared(facts["other_due"])}
    if Decimal(facts["due"]) == Decimal(facts["other_due"]):
        return _("%(when)s: %(cover)s at %(due)s, the same price as %(other)s.") % words
    return _("%(when)s: %(cover)s at %(due)s, cheaper than %(other)s (%(other_due)s).") % words


def _counted(facts: Facts) -> str:
    words = {
        "day": capfirst(day_in_words(date.fromisoformat(facts["date"]))),
        "duration": duration_in_words(int(facts["minutes"])),
        "longest": duration_in_words(int(facts["longest"])),
        "boundary": time_in_words(time.fromisoformat(facts["boundary"])),
    }
    return _COUNTED[facts["by"], "second" in facts["halves"] and "first" in facts["halves"]] % words


_COUNTED: dict[tuple[str, bool], StrOrPromise] = {
    ("clock", False): gettext_lazy("%(day)s: %(duration)s in all, within one half-day."),
    ("clock", True): gettext_lazy(
        "%(day)s: %(duration)s in all, before and after %(boundary)s, that is two half-days."
    ),
    ("duration", False): gettext_lazy(
        "%(day)s: %(duration)s in all, at most %(longest)s, that is one half-day."
    ),
    ("duration", True): gettext_lazy("%(day)s: %(duration)s in all, more than %(longest)s, that is a day."),
    ("hours", False): gettext_lazy("%(day)s: %(duration)s in all."),
    ("hours", True): gettext_lazy("%(day)s: %(duration)s in all."),
}


def _units(facts: Facts) -> str:
    return _("Taken from what you have: %(units)s.") % {"units": _amount_of(facts, "quantity")}


def _units_short(facts: Facts) -> str:
    words = {"needed": _amount_of(facts, "needed"), "available": _amount_of(facts, "available")}
    return _("This takes %(needed)s and there is no other price; you have %(available)s left.") % words


def _included(facts: Facts) -> str:
    return _("Included in your plan “%(plan)s”: nothing to pay.") % {"plan": facts["plan"]}


def _not_on_sale(facts: Facts) -> str:
    return _("There is no price for you here: ask the host.")


def _audience(facts: Facts) -> str:
    words = {
        "audience": audience_in_words(facts["audience"], facts["name"]),
        "price": _euros(facts["price"]),
        "unit": UNITS[facts["unit"]],
    }
    if Decimal(facts["price"]) == 0:
        return _("Free at the price “%(audience)s”.") % words
    return _("The price “%(audience)s” applies: %(price)s for %(unit)s.") % words


def _discount(facts: Facts) -> str:
    words = {"percent": number_in_words(Decimal(facts["percent"])), "name": facts["name"]}
    if facts["reason"] == "colleague":
        return _("%(percent)s %% off, as several people come for the same customer.") % words
    if facts["name"]:
        return _("Your plan “%(name)s” takes %(percent)s %% off.") % words
    return _("Your plan takes %(percent)s %% off.") % words


def _cap(facts: Facts) -> str:
    return f"{LIMITS[facts['period']] % {'limit': _euros(facts['limit'])}}{_already_spent(facts)}"


def _week_price(facts: Facts) -> str:
    said = _("A week costs %(limit)s in all.") % {"limit": _euros(facts["limit"])}
    return f"{said}{_already_spent(facts)}"


def _already_spent(facts: Facts) -> str:
    """With the space before it; nothing where no other day counts."""
    if Decimal(facts["spent"]) == 0:
        return ""
    words = {"spent": _euros(facts["spent"]), "left": _euros(facts["left"])}
    return " " + _("Already counted: %(spent)s, so %(left)s at most are left to pay.") % words


def _no_tax(facts: Facts) -> str:
    return _("No tax is added: this is the final price.")


def _deposit(facts: Facts) -> str:
    percent = number_in_words(Decimal(facts["percent"]))
    words = {"percent": percent, "deposit": _euros(facts["deposit"]), "due": _euros(facts["due"])}
    return _("To pay when booking: %(deposit)s, %(percent)s %% of %(due)s.") % words


def _to_settle(facts: Facts) -> str:
    return _("Your next period is not open yet: you will pay %(most)s at most.") % {
        "most": _euros(facts["most"])
    }


def _awaited(facts: Facts) -> str:
    return _("Your next period is not open yet: %(units)s of it will pay.") % {
        "units": _amount_of(facts, "quantity")
    }


def _kept(facts: Facts) -> str:
    return _("%(percent)s %% are kept, as the cancellation is late.") % {
        "percent": number_in_words(Decimal(facts["percent"]))
    }


def _amount_of(facts: Facts, name: str) -> str:
    return units_in_words(Decimal(facts[name]), facts["unit"], facts["plural"])


def _euros(amount: str) -> str:
    return euros(cents(Decimal(amount)))


def _with_tax(amount: str) -> str:
    return _("%(amount)s with tax") % {"amount": _euros(amount)}


_SENTENCES: dict[Step, Callable[[Facts], str]] = {
    Step.COUNTED: _counted,
    Step.UNITS: _units,
    Step.UNITS_SHORT: _units_short,
    Step.INCLUDED: _included,
    Step.NOT_ON_SALE: _not_on_sale,
    Step.AUDIENCE: _audience,
    Step.DISCOUNT: _discount,
    Step.CAP: _cap,
    Step.WEEK_PRICE: _week_price,
    Step.NO_TAX: _no_tax,
    Step.DEPOSIT: _deposit,
    Step.TO_SETTLE: _to_settle,
    Step.AWAITED: _awaited,
    Step.KEPT: _kept,
}
