"""What the figures forget of a person who is erased: he stays a visit, in a situation, from a département."""

from __future__ import annotations

from django.db.models import DecimalField, Expression, F
from django.db.models.functions import Round

from espaces.models import Person
from reporting.models import HomeDistance, Profile, QuestionPause

STEP_KM = 5
"""A distance to the tenth of a kilometre, or two of them, would tell the municipality again."""


def forget_home_of(person: Person) -> None:
    """A SIREN is the name of an independent worker in a public register: it goes too."""
    answers = Profile.objects.filter(person=person)
    HomeDistance.objects.filter(profile__in=answers.values("pk")).update(km=_coarse("km"))
    answers.update(
        home="",
        home_epci="",
        work="",
        home_work_km=_coarse("home_work_km"),
        company="",
        company_created_on=None,
    )
    QuestionPause.objects.filter(person=person).delete()


def _coarse(field: str) -> Expression:
    return Round(F(field) / STEP_KM, output_field=DecimalField()) * STEP_KM
