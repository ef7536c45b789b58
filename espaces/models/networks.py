from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren, siret


def check_siren(value: str) -> None:
    """Nine digits with the Luhn key of the national register (INSEE). Nothing written is no mistake."""
    if value and not siren.is_valid(value):
        message = _("This SIREN number is not valid: check its nine digits.")
        raise ValidationError({"siren": message})


def check_siret(value: str) -> None:
    """Fourteen digits: a SIREN and an establishment, with its key (La Poste has its own)."""
    if value and not siret.is_valid(value):
        message = _("This SIRET number is not valid: check its fourteen digits.")
        raise ValidationError({"siret": message})


class Network(models.Model):
    """A group of structures that share members, rules and figures. Served at `host`, or at /r/<slug>/."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), unique=True)
    host = models.CharField(_("host name"), max_length=253, unique=True, null=True, blank=True)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    contact_email = models.EmailField(_("contact e-mail"))
    publisher = models.TextField(
        _("publisher"),
        blank=True,
        help_text=_("Shown in the legal notice: legal body, address, director of publication."),
    )

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """What leads to this network at an address that serves several (see espaces.middleware)."""
        return f"/r/{self.slug}"


class Structure(models.Model):
    """A legal body that runs venues and to which the money of its venues belongs."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("association")
        COMPANY = "company", _("company")
        PUBLIC_BODY = "public_body", _("public body")

    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    networks = models.ManyToManyField(Network, through="Affiliation", related_name="structures")

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        constraints = [
            models.CheckConstraint(
                condition=Q(siren="") | Q(siren__regex=r"^[0-9]{9}$"),
                name="structure_siren_is_nine_digits",
                violation_error_message=_("A SIREN number has nine digits."),
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siret__regex=r"^[0-9]{14}$"),
                name="structure_siret_is_fourteen_digits",
                violation_error_message=_("A SIRET number has fourteen digits."),
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siren="") | Q(siret__startswith=F("siren")),
                name="structure_siret_begins_with_siren",
                violation_error_message=_("The SIRET number must begin with the SIREN number."),
            ),
            models.UniqueConstraint(
                fields=["siren"],
                condition=~Q(siren=""),
                name="structure_siren_unique",
                violation_error_message=_("A structure with this SIREN number already exists."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_siren(self.siren)
        check_siret(self.siret)


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def on(self, day: date) -> AffiliationQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Affiliation(models.Model):
    """A structure belongs to a network from a day (included) to a day (excluded)."""

    network = models.ForeignKey(
        Network, models.PROTECT, related_name="affiliations", verbose_name=_("network")
    )
    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="affiliations", verbose_name=_("structure")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"), null=True, blank=True)

    objects: ClassVar = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="affiliation_ends_after_start",
                violation_error_message=_("An affiliation ends after it starts."),
            ),
            ExclusionConstraint(
                name="affiliation_once_at_a_time",
                expressions=[
                    (Func("network_id", "network_id", models.Value("[]"), function="int8range"), "&&"),
                    (Func("structure_id", "structure_id", models.Value("[]"), function="int8range"), "&&"),
                    (Func("starts_on", "ends_on", function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This structure already belongs to this network at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure} → {self.network}"
