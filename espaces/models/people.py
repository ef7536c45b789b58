from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext, gettext_lazy as _

from espaces.models.networks import Structure
from espaces.models.territories import Municipality
from espaces.models.venues import Venue


class PersonQuerySet(models.QuerySet["Person"]):
    def current(self) -> PersonQuerySet:
        """Neither merged into another nor erased: those whom somebody may look for."""
        return self.filter(merged_into=None, erased_at=None)


class Person(models.Model):
    """A human being, with or without a login. After a merge the old row stays and points to the new one.

    Once erased the row is a number without a name, which counts and books still refer to.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="person",
        null=True,
        blank=True,
        verbose_name=_("login"),
    )
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    municipality = models.ForeignKey(
        Municipality,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("home municipality"),
    )
    calendar_secret = models.CharField(max_length=43, unique=True, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, blank=True, verbose_name=_("merged into")
    )
    erased_at = models.DateTimeField(_("erased on"), null=True, blank=True, editable=False)

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="person_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(user=None),
                name="person_merged_has_no_login",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(
                    first_name="",
                    last_name="",
                    email="",
                    phone="",
                    municipality=None,
                    user=None,
                    calendar_secret=None,
                ),
                name="person_erased_says_nothing",
                violation_error_message=_("This person has been erased."),
            ),
        ]
        indexes = [
            models.Index(Lower("email"), name="person_email", condition=~Q(email="")),
            models.Index(Lower("last_name"), Lower("first_name"), name="person_name"),
        ]

    def __str__(self) -> str:
        if self.erased_at is not None:
            return gettext("erased person no. %(number)s") % {"number": self.pk}
        return f"{self.first_name} {self.last_name}".strip() or self.email or f"n° {self.pk}"

    @property
    def short_name(self) -> str:
        """Given name and initial, enough for a host and little enough for a screen at the door."""
        return f"{self.first_name} {self.last_name[:1]}.".strip() if self.last_name else str(self)


class Enrolment(models.Model):
    """A structure knows a person since a day: its hosts may find the person by name. No enrolment, no sight."""

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="enrolments", verbose_name=_("structure")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    since = models.DateTimeField(_("since"), auto_now_add=True)
    note = models.TextField(_("note for the hosts"), blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [models.UniqueConstraint(fields=["structure", "person"], name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.structure}"


class PersonDocument(models.Model):
    """A dated note that a host has seen a document; the document itself is not kept."""

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("identity document")
        INSURANCE = "insurance", _("insurance certificate")
        PROOF = "proof", _("proof for a reduced price")
        CHARTER = "charter", _("signed charter")
        INDUCTION = "induction", _("induction followed")

    person = models.ForeignKey(Person, models.PROTECT, related_name="documents", verbose_name=_("person"))
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    audience = models.ForeignKey(
        "espaces.ReducedAudience",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("proves"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("until (excluded)"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    seen_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("seen by"))
    seen_at = models.DateTimeField(_("seen on"), auto_now_add=True)

    class Meta:
        verbose_name = _("document seen")
        verbose_name_plural = _("documents seen")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="document_dates_ordered",
                violation_error_message=_("A document ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(audience=None) | Q(kind="proof", valid_to__isnull=False),
                name="document_proves_until_a_day",
                violation_error_message=_("A proof for a reduced price has an end date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.person}"


class KeyLoan(models.Model):
    person = models.ForeignKey(Person, models.PROTECT, related_name="keys", verbose_name=_("person"))
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="key_loans", verbose_name=_("venue"))
    label = models.CharField(_("key or badge"), max_length=80)
    lent_on = models.DateField(_("lent on"))
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("key lent")
        verbose_name_plural = _("keys lent")
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "label"],
                condition=Q(returned_on=None),
                name="key_lent_once",
                violation_error_message=_("This key is already lent."),
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("lent_on")),
                name="key_returned_after_lent",
                violation_error_message=_("A key is returned after it was lent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.person}"
