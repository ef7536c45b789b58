"""What coworkers are asked, each question with its purpose: every one may be left, refused, changed, taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren, siret

from reporting.models import Question

VISITS_BEFORE_ASKING = 3
PUT_OFF_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """`fields`: those of `Profile` that an answer fills."""

    question: Question
    title: Promise
    purpose: Promise
    fields: tuple[str, ...]


ASKED = (
    Asked(
        Question.STATUS,
        _("Your situation"),
        _("To say how many employees, independent workers, job-seekers… come: never who."),
        ("status",),
    ),
    Asked(
        Question.HOME,
        _("Where you live"),
        _("To say from which municipalities people come, and how far. Only the municipality, no address."),
        ("home",),
    ),
    Asked(
        Question.WORK,
        _("Where you would work otherwise"),
        _(
            "The municipality of your employer or of your office: to estimate the kilometres that coming here avoids."
        ),
        ("work", "home_work_km"),
    ),
    Asked(
        Question.TRANSPORT,
        _("How you would go there"),
        _("Kilometres by car are counted apart: an estimate of the carbon dioxide avoided rests on them."),
        ("transport",),
    ),
    Asked(
        Question.COMMUTE,
        _("Does coming here replace that way?"),
        _("Without this answer no kilometre is counted for you."),
        ("replaces_commute",),
    ),
    Asked(
        Question.COMPANY,
        _("Your company"),
        _("To count the companies that work here and those created meanwhile. The number is never shown."),
        ("company", "company_created_on"),
    ),
)
FIELDS_OF: dict[str, tuple[str, ...]] = {asked.question.value: asked.fields for asked in ASKED}


def declined_after(
    before: Collection[str], answered: Collection[str], declined: Collection[str]
) -> list[str]:
    """The questions refused from now on, in their order: an answer takes a refusal back."""
    kept = (set(before) - set(answered)) | set(declined)
    return [question for question in FIELDS_OF if question in kept]


def siren_of(typed: str) -> str:
    """Nine digits, of a SIREN or of the SIRET of an establishment, as they stand on letterheads.

    What is neither is given back without its spaces, for the model to refuse.
    """
    compact = "".join(typed.split()).replace(".", "")
    return siret.to_siren(compact) if siret.is_valid(compact) else siren.compact(compact)
