from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models import Person, Structure, Venue
from reservations.models.reservations import Reservation


class Presence(models.Model):
    """A person was really there. `day` is the venue's presence day (from cut-off to cut-off)."""

    class Source(models.TextChoices):
        PERSON = "person", _("the person")
        QR = "qr", _("the code on the door")
        HOST = "host", _("a host")
        RULE = "rule", _("the closing time")

    reservation = models.ForeignKey(
        Reservation, models.PROTECT, related_name="presences", verbose_name=_("reservation")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    day = models.DateField(_("day"))
    started_at = models.DateTimeField(_("arrived"))
    start_source = models.CharField(_("recorded by"), max_length=6, choices=Source.choices)
    ended_at = models.DateTimeField(_("left"), null=True, blank=True)
    end_source = models.CharField(_("end recorded by"), max_length=6, choices=Source.choices, blank=True)
    voided_at = models.DateTimeField(_("struck out on"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[Presence]] = models.Manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="presence_ends_after_start",
                violation_error_message=_("A departure is not before the arrival."),
            ),
            models.UniqueConstraint(
                fields=["reservation"],
                condition=Q(ended_at=None, voided_at=None),
                name="presence_open_once",
                violation_error_message=_("This person is already here."),
            ),
        ]
        indexes = [
            models.Index(fields=["venue", "day"], name="presence_venue_day"),
            models.Index(fields=["person", "-day"], name="presence_person_day"),
            models.Index(fields=["updated_at"], name="presence_since"),
            models.Index(
                fields=["venue", "started_at"],
                name="presence_open",
                condition=Q(ended_at=None, voided_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.venue} · {self.day}"


class PresenceCorrection(models.Model):
    """A host changed a presence afterwards. `before` and `after` hold the corrected fields; undone once at most."""

    presence = models.ForeignKey(
        Presence, models.PROTECT, related_name="corrections", verbose_name=_("presence")
    )
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("on"))
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)

    objects: ClassVar[models.Manager[PresenceCorrection]] = models.Manager()

    class Meta:
        verbose_name = _("correction of a presence")
        verbose_name_plural = _("corrections of presences")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.presence} {self.at:%Y-%m-%d %H:%M}"
