"""What hosts record for the figures: sessions, signed sheets, the yearly census."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from espaces.models import Person, Venue


class Session(models.Model):
    """An event, a workshop or a surgery that took place at a venue. `unnamed`: who came without being named."""

    class Kind(models.TextChoices):
        EVENT = "event", _("event")
        WORKSHOP = "workshop", _("workshop")
        SURGERY = "surgery", _("advisor’s surgery")

    class Theme(models.TextChoices):
        DIGITAL = "digital", _("digital help")
        PAPERWORK = "paperwork", _("paperwork, rights")
        EMPLOYMENT = "employment", _("employment")
        BUSINESS = "business", _("starting and running a business")
        TRAINING = "training", _("training")
        CULTURE = "culture", _("culture")
        COMMUNITY = "community", _("meeting people")
        OTHER = "other", _("other theme")

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length (minutes)"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme.choices)
    title = models.CharField(_("title"), max_length=160)
    unnamed = models.PositiveSmallIntegerField(
        _("participants without a name"), default=0, help_text=_("Counted, not named.")
    )
    persons = models.ManyToManyField(
        Person, through="SessionParticipant", related_name="+", verbose_name=_("participants")
    )
    recorded_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded on"))
    struck_out_at = models.DateTimeField(_("struck out on"), null=True, blank=True)
    token = models.UUIDField(_("form token"), unique=True)

    objects: ClassVar[models.Manager[Session]] = models.Manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(5, 1440)),
                name="session_length_possible",
                violation_error_message=_("A session lasts between 5 minutes and a day."),
            ),
        ]
        indexes = [models.Index(fields=["venue", "day"], name="session_of_venue")]

    def __str__(self) -> str:
        return self.title


class SessionParticipant(models.Model):
    session = models.ForeignKey(
        Session, models.CASCADE, related_name="participants", verbose_name=_("session")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))

    objects: ClassVar[models.Manager[SessionParticipant]] = models.Manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"


class AttendanceSheet(models.Model):
    """The scan of a sheet signed at a venue on a day. The file never changes; a wrong one is struck out."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    day = models.DateField(_("day"))
    name = models.CharField(_("file"), max_length=200)
    content_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    added_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added on"))
    struck_out_at = models.DateTimeField(_("struck out on"), null=True, blank=True)

    objects: ClassVar[models.Manager[AttendanceSheet]] = models.Manager()

    class Meta:
        verbose_name = _("attendance sheet")
        verbose_name_plural = _("attendance sheets")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "day", "sha256"],
                condition=Q(struck_out_at=None),
                name="sheet_kept_once",
                violation_error_message=_("This scan is already kept for that day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue} {self.day}"


class CensusSheet(models.Model):
    """What a venue answers to the yearly questionnaire beside what is known: `answers` holds the typed ones only."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    year = models.PositiveSmallIntegerField(_("year"))
    answers = models.JSONField(_("answers"), default=dict)
    changed_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed on"))

    objects: ClassVar[models.Manager[CensusSheet]] = models.Manager()

    class Meta:
        verbose_name = _("census sheet")
        verbose_name_plural = _("census sheets")
        constraints = [models.UniqueConstraint(fields=["venue", "year"], name="census_once_a_year")]

    def __str__(self) -> str:
        return f"{self.venue} {self.year}"
