"""The yearly questionnaire on a shared workplace.

The categories are those which the national observatory (France Tiers-Lieux, census of 2023) has published: place,
typology, legal form, who started it, public services hosted, publics, premises, turnover, jobs, people trained,
structures hosted, partnerships. Its full questionnaire is not public: this sheet has the same subjects, in words of
ours, and is to be copied into the real one when it comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FIRST_YEAR = 2015


class Typology(TextChoices):
    COWORKING = "coworking", _("shared offices, coworking")
    CULTURAL = "cultural", _("cultural place")
    FABLAB = "fablab", _("fablab, digital manufacturing")
    CRAFT = "craft", _("shared craft workshop")
    LIVING_LAB = "living_lab", _("living lab")
    FOOD = "food", _("growing food")
    KITCHEN = "kitchen", _("shared kitchen")
    OTHER = "other", _("other")


class LegalForm(TextChoices):
    ASSOCIATION = "association", _("association")
    COMPANY = "company", _("company (SARL, SA, SAS)")
    PUBLIC = "public", _("local authority")
    SCIC = "scic", _("cooperative of collective interest (SCIC)")
    SCOP = "scop", _("workers’ cooperative (SCOP)")
    UNIVERSITY = "university", _("university")
    COLLECTIVE = "collective", _("collective without legal form")


class Initiator(TextChoices):
    CITIZENS = "citizens", _("inhabitants")
    ASSOCIATION = "association", _("association")
    COMPANY = "company", _("company")
    PUBLIC = "public", _("local authority")
    OTHER = "other", _("other")


class Premises(TextChoices):
    OWNER = "owner", _("owner")
    TENANT = "tenant", _("tenant")
    LENT = "lent", _("lent free of charge")
    OTHER = "other", _("other")


class YesNo(TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")


@dataclass(frozen=True)
class Question:
    """`typed`: what the host writes ("choice", "number", "text"), over what is known; empty: counted, not written."""

    code: str
    label: StrOrPromise
    typed: str = ""
    choices: Sequence[tuple[str, StrOrPromise]] = ()


@dataclass(frozen=True)
class Known:
    """What the product knows: `value` as it is stored, `text` as people read it, and where it comes from."""

    value: object
    text: str
    source: StrOrPromise


@dataclass(frozen=True)
class Answer:
    question: Question
    text: str
    source: StrOrPromise

    @property
    def is_missing(self) -> bool:
        return not self.text


CHAPTERS: Sequence[tuple[StrOrPromise, Sequence[Question]]] = (
    (
        _("The place"),
        (
            Question("name", _("Name")),
            Question("address", _("Address")),
            Question("municipality", _("Municipality and its INSEE code")),
            Question("typology", _("Typology"), "choice", Typology.choices),
            Question("legal_form", _("Legal form of who runs it"), "choice", LegalForm.choices),
            Question("initiator", _("Started by"), "choice", Initiator.choices),
            Question("opened", _("Open since (year)"), "number"),
            Question("surface", _("Surface (m²)"), "number"),
            Question("premises", _("Occupation of the premises"), "choice", Premises.choices),
            Question("public_service", _("A public service is hosted"), "choice", YesNo.choices),
            Question("accessible", _("Accessible by wheelchair")),
        ),
    ),
    (
        _("What one finds"),
        (
            Question("hours", _("Opening hours")),
            Question("desks", _("Desks")),
            Question("rooms", _("Meeting rooms")),
            Question("services", _("Services and equipment")),
        ),
    ),
    (
        _("Who comes"),
        (
            Question("users", _("Different persons in the year")),
            Question("visits", _("Visits in the year")),
            Question("days", _("Days of work in the year")),
            Question("publics", _("Publics, by number of persons")),
            Question("structures", _("Structures hosted (companies)")),
            Question("sessions", _("Events, workshops and surgeries")),
            Question("participations", _("Participations")),
            Question("trained", _("Persons trained"), "number"),
        ),
    ),
    (
        _("Means"),
        (
            Question("revenue", _("Revenue of the place, without tax")),
            Question("jobs", _("Direct jobs (full-time equivalents)"), "number"),
            Question("volunteers", _("Volunteers"), "number"),
            Question("partners", _("Partnerships"), "text"),
            Question("remarks", _("Anything else"), "text"),
        ),
    ),
)
QUESTIONS = {question.code: question for _title, questions in CHAPTERS for question in questions}
TYPED = [question for question in QUESTIONS.values() if question.typed]
BY_HOSTS = _("written by the hosts")


def answers(typed: Mapping[str, str], known: Mapping[str, Known]) -> list[tuple[StrOrPromise, list[Answer]]]:
    """By chapter. What was written comes before what is known."""
    return [
        (title, [_answer(question, typed.get(question.code, ""), known) for question in questions])
        for title, questions in CHAPTERS
    ]


def _answer(question: Question, written: str, known: Mapping[str, Known]) -> Answer:
    if written and question.typed:
        words = {str(value): str(label) for value, label in question.choices}
        return Answer(question, words.get(written, written), BY_HOSTS)
    found = known.get(question.code)
    return Answer(question, found.text, found.source) if found else Answer(question, "", "")
