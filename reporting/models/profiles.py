"""What people tell about themselves for the figures: asked, optional, dated. And how far they live."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren

from espaces.models import Person, Venue


def check_company(value: str) -> None:
    if value and not siren.is_valid(value):
        raise ValidationError({"company": _("This SIREN number is not valid: check its nine digits.")})


class Status(models.TextChoices):
    EMPLOYEE = "employee", _("teleworking employee")
    INDEPENDENT = "independent", _("independent worker")
    HEAD = "head", _("head of a company")
    JOB_SEEKER = "job_seeker", _("job-seeker")
    STUDENT = "student", _("student, apprentice")
    ASSOCIATION = "association", _("association")
    PUBLIC_AGENT = "public_agent", _("public agent")
    OTHER = "other", _("other situation")


class Transport(models.TextChoices):
    CAR = "car", _("car, with others")
    CAR_ALONE = "car_alone", _("car, alone")
    ELECTRIC_CAR = "electric_car", _("electric car")
    TRANSIT = "transit", _("bus, coach, train")
    BICYCLE = "bicycle", _("bicycle")
    FOOT = "foot", _("on foot")


class Question(models.TextChoices):
    STATUS = "status", _("situation")
    HOME = "home", _("home municipality")
    WORK = "work", _("employer’s municipality")
    TRANSPORT = "transport", _("usual transport")
    COMMUTE = "commute", _("commute replaced")
    COMPANY = "company", _("company")


class Profile(models.Model):
    """One person's answers from a day (included) to a day (excluded). An answer that is empty was not given;
    one whose question is in `declined` was refused ("prefer not to say").

    Codes are those of the official code list of `code_year`, written beside one another so that a figure of that
    time needs no later list. `home_work_km` is the way by road, one way: declared, or estimated when it was recorded.
    """

    class Source(models.TextChoices):
        PERSON = "person", _("the person")
        PAPER = "paper", _("a paper form")

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until (excluded)"), null=True, blank=True)
    declined = ArrayField(
        models.CharField(max_length=9, choices=Question.choices),
        verbose_name=_("prefers not to say"),
        default=list,
        blank=True,
    )
    status = models.CharField(_("situation"), max_length=12, choices=Status.choices, blank=True)
    home = models.CharField(_("home municipality"), max_length=5, blank=True)
    home_epci = models.CharField(_("intermunicipality"), max_length=9, blank=True)
    home_departement = models.CharField(_("département"), max_length=3, blank=True)
    home_region = models.CharField(_("région"), max_length=3, blank=True)
    work = models.CharField(_("employer’s municipality"), max_length=5, blank=True)
    code_year = models.PositiveSmallIntegerField(_("year of the code list"), null=True, blank=True)
    home_work_km = models.DecimalField(
        _("home to work (km)"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    km_declared = models.BooleanField(_("distance declared"), default=False)
    transport = models.CharField(_("usual transport"), max_length=12, choices=Transport.choices, blank=True)
    replaces_commute = models.BooleanField(_("coming here replaces the way to work"), null=True, blank=True)
    company = models.CharField(_("SIREN of the company"), max_length=9, blank=True)
    company_created_on = models.DateField(_("company created on"), null=True, blank=True)
    source = models.CharField(_("answered by"), max_length=6, choices=Source.choices)
    recorded_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded on"))

    objects: ClassVar[models.Manager[Profile]] = models.Manager()

    class Meta:
        verbose_name = _("answers")
        verbose_name_plural = _("answers")
        ordering = ["person", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="profile_dates_ordered"
            ),
            ExclusionConstraint(
                name="profile_once_at_a_time",
                expressions=[
                    (Func("person_id", "person_id", models.Value("[]"), function="int8range"), "&&"),
                    (Func("valid_from", "valid_to", function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("There is already an answer for that time."),
            ),
            models.CheckConstraint(
                condition=Q(company="") | Q(company__regex=r"^[0-9]{9}$"),
                name="profile_company_is_nine_digits",
                violation_error_message=_("A SIREN number has nine digits."),
            ),
            models.CheckConstraint(
                condition=Q(home_work_km=None) | Q(home_work_km__range=(0, 2000)),
                name="profile_distance_possible",
                violation_error_message=_("A distance lies between 0 and 2000 km."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.valid_from}"

    def clean(self) -> None:
        check_company(self.company)


class HomeDistance(models.Model):
    """From the home told in these answers to a venue, by road, one way, as estimated when it was first needed."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="distances", verbose_name=_("answers"))
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    km = models.DecimalField(_("km"), max_digits=6, decimal_places=1)

    objects: ClassVar[models.Manager[HomeDistance]] = models.Manager()

    class Meta:
        verbose_name = _("distance to a venue")
        verbose_name_plural = _("distances to venues")
        constraints = [models.UniqueConstraint(fields=["profile", "venue"], name="distance_once")]

    def __str__(self) -> str:
        return f"{self.venue}: {self.km} km"


class QuestionPause(models.Model):
    """The person does not want to be asked before a day, or never again (no day)."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    until = models.DateField(_("until (excluded)"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked on"))

    objects: ClassVar[models.Manager[QuestionPause]] = models.Manager()

    class Meta:
        verbose_name = _("questions put off")
        verbose_name_plural = _("questions put off")

    def __str__(self) -> str:
        return f"{self.person} {self.until or '–'}"
