"""Funding agreements: what is promised to whom, and who may read what was reached."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models import Network, Person, Structure


class Programme(models.Model):
    """A funding agreement of a network, from a day (included) to a day (excluded).

    Its venues are those of the network on each day, of `structures` if any is named, inside the territory. The
    territory also says who comes from inside. `exact_counts`: the agreement lets the funder read small counts (never
    those of sensitive situations): its reference and date are kept, and who said so.
    """

    class Fund(models.TextChoices):
        ERDF = "erdf", _("ERDF (FEDER)")
        ESF = "esf", _("ESF+ (FSE+)")
        LEADER = "leader", _("LEADER")
        STATE = "state", _("State")
        REGION = "region", _("région")
        DEPARTEMENT = "departement", _("département")
        EPCI = "epci", _("intermunicipality")
        OTHER = "other", _("other funder")

    class Territory(models.TextChoices):
        NETWORK = "network", _("the whole network")
        REGION = "region", _("régions")
        DEPARTEMENT = "departement", _("départements")
        EPCI = "epci", _("intermunicipalities")
        MUNICIPALITIES = "municipality", _("a list of municipalities")

    network = models.ForeignKey(Network, models.PROTECT, related_name="programmes", verbose_name=_("network"))
    name = models.CharField(_("name"), max_length=160)
    fund = models.CharField(_("fund"), max_length=12, choices=Fund.choices)
    funder = models.CharField(_("funder"), max_length=160)
    convention = models.CharField(_("number of the agreement"), max_length=80, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"))
    territory = models.CharField(
        _("territory"), max_length=12, choices=Territory.choices, default=Territory.NETWORK
    )
    territory_codes = ArrayField(
        models.CharField(max_length=9), verbose_name=_("codes of the territory"), default=list, blank=True
    )
    structures = models.ManyToManyField(
        Structure, related_name="+", blank=True, verbose_name=_("structures, if not all")
    )
    exact_counts = models.BooleanField(_("small counts may be read"), default=False)
    exact_counts_agreement = models.CharField(_("reference of the agreement"), max_length=120, blank=True)
    exact_counts_on = models.DateField(_("date of the agreement"), null=True, blank=True)
    created_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)

    objects: ClassVar[models.Manager[Programme]] = models.Manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-starts_on", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="programme_dates_ordered",
                violation_error_message=_("A programme ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(territory="network", territory_codes=[])
                | ~Q(territory="network") & ~Q(territory_codes=[]),
                name="programme_names_its_territory",
                violation_error_message=_("Name the territory, or choose the whole network."),
            ),
            models.CheckConstraint(
                condition=Q(exact_counts=False)
                | Q(exact_counts_on__isnull=False) & ~Q(exact_counts_agreement=""),
                name="programme_exact_by_agreement",
                violation_error_message=_("Small counts need the reference and the date of an agreement."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeIndicator(models.Model):
    """A figure that the programme follows, under the funder's own code if it has one.

    `indicator` names a definition of the product, or is empty: then each report says a declared value and on what it
    rests.
    """

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="indicators", verbose_name=_("programme")
    )
    indicator = models.CharField(_("indicator"), max_length=40, blank=True)
    external_code = models.CharField(_("the funder’s code"), max_length=20, blank=True)
    label = models.CharField(_("name"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[models.Manager[ProgrammeIndicator]] = models.Manager()

    class Meta:
        verbose_name = _("indicator of a programme")
        verbose_name_plural = _("indicators of programmes")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "indicator", "external_code"],
                name="programme_indicator_once",
                violation_error_message=_("This indicator is already followed."),
            ),
            models.CheckConstraint(
                condition=~Q(indicator="") | ~Q(label=""),
                name="programme_indicator_has_a_name",
                violation_error_message=_("Name the indicator."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.indicator


class ProgrammeReader(models.Model):
    """A funder's account may read the frozen reports of a programme; with `audits`, their evidence line by line."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="readers", verbose_name=_("programme")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    audits = models.BooleanField(
        _("may read the evidence"),
        default=False,
        help_text=_(
            "Dates, venues and pseudonyms behind each figure: for an audit foreseen by the agreement."
        ),
    )
    added_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added on"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)

    objects: ClassVar[models.Manager[ProgrammeReader]] = models.Manager()

    class Meta:
        verbose_name = _("reader of a programme")
        verbose_name_plural = _("readers of programmes")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=Q(ended_at=None),
                name="programme_reader_once",
                violation_error_message=_("This person may already read this programme."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.programme}"
