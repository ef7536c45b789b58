"""What a venue needs before the public sees it, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Step(StrEnum):
    """The steps of the guided creation, in order."""

    ADDRESS = "address"
    HOURS = "hours"
    DESKS = "desks"
    PRICES = "prices"
    PUBLISH = "publish"


@dataclass(frozen=True)
class VenueFacts:
    has_municipality: bool
    has_address: bool
    has_hours: bool
    has_places: bool
    is_affiliated: bool
    has_summary: bool
    has_photo: bool
    has_access_instructions: bool
    has_contact: bool


@dataclass(frozen=True)
class Lack:
    """One thing that is not there: the sentence, and the step where it is given (None: not a matter of steps)."""

    code: str
    sentence: str | Promise
    step: Step | None = None


def missing_to_publish(facts: VenueFacts) -> list[Lack]:
    """What must be there, in the order of the steps."""
    needs = [
        (facts.has_municipality, Lack("municipality", _("The municipality is not known yet."), Step.ADDRESS)),
        (facts.has_address, Lack("address", _("The street or the place is not written yet."), Step.ADDRESS)),
        (facts.has_hours, Lack("hours", _("There are no opening hours yet."), Step.HOURS)),
        (facts.has_places, Lack("places", _("There is nothing to book yet."), Step.DESKS)),
        (
            facts.is_affiliated,
            Lack(
                "affiliation",
                _("The structure belongs to no network today: its coordinator must affiliate it first."),
            ),
        ),
    ]
    return [lack for fulfilled, lack in needs if not fulfilled]


def worth_adding(facts: VenueFacts) -> list[Lack]:
    """What visitors look for and will miss; nothing that stops the publication."""
    wishes = [
        (facts.has_summary, Lack("summary", _("A sentence that says what one finds there."))),
        (facts.has_photo, Lack("photo", _("A photo: it is what people look at first."))),
        (facts.has_contact, Lack("contact", _("A phone number or an e-mail address."))),
        (
            facts.has_access_instructions,
            Lack("access_instructions", _("How one gets in: door code, key, bell.")),
        ),
    ]
    return [lack for fulfilled, lack in wishes if not fulfilled]


def steps_done(facts: VenueFacts) -> list[Step]:
    """Prices may be left out: their step counts as done with the one before."""
    open_steps = {lack.step for lack in missing_to_publish(facts)}
    done = [step for step in (Step.ADDRESS, Step.HOURS, Step.DESKS) if step not in open_steps]
    return [*done, Step.PRICES] if Step.DESKS in done else done
