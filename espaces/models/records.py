from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from espaces.models.networks import Network
from espaces.models.people import Person


class Act(models.Model):
    """Who did what to which row, for acts that have no table of their own. Never updated, never deleted, but for
    `details` that would name somebody who was erased.

    `actor` is empty when the system did it. `target_kind` is a model label, so that no row is ever held back.
    """

    actor = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, verbose_name=_("by"))
    verb = models.CharField(_("act"), max_length=40)
    target_kind = models.CharField(_("kind"), max_length=60)
    target_id = models.CharField(_("identifier"), max_length=40)
    details = models.JSONField(_("details"), default=dict)
    at = models.DateTimeField(_("on"), auto_now_add=True)

    objects: ClassVar[models.Manager[Act]] = models.Manager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        indexes = [models.Index(fields=["target_kind", "target_id", "at"], name="act_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.verb} {self.target_kind} {self.target_id}"


class Outgoing(models.Model):
    """What must leave: written in the transaction that causes it, done once by a worker.

    `kind` names a handler of settings.OUTGOING_HANDLERS. `key` makes a second writing harmless.
    """

    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=120, unique=True)
    payload = models.JSONField(_("content"), default=dict)
    created_at = models.DateTimeField(_("written on"), auto_now_add=True)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("last error"), blank=True)
    done_at = models.DateTimeField(_("done on"), null=True, blank=True)

    objects: ClassVar[models.Manager[Outgoing]] = models.Manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="outgoing_waiting", condition=models.Q(done_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Terms(models.Model):
    """The terms of use of a network, by version. A published version never changes."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="terms", verbose_name=_("network"))
    version = models.PositiveSmallIntegerField(_("version"))
    text_fr = models.TextField(_("text in French"))
    text_en = models.TextField(_("text in English"), blank=True)
    published_at = models.DateTimeField(_("published on"))

    class Meta:
        verbose_name = _("terms of use")
        verbose_name_plural = _("terms of use")
        constraints = [models.UniqueConstraint(fields=["network", "version"], name="terms_version_once")]

    def __str__(self) -> str:
        return f"{self.network} v{self.version}"


class TermsAcceptance(models.Model):
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="acceptances", verbose_name=_("terms"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    accepted_at = models.DateTimeField(_("accepted on"), auto_now_add=True)

    class Meta:
        verbose_name = _("acceptance of terms")
        verbose_name_plural = _("acceptances of terms")
        constraints = [models.UniqueConstraint(fields=["terms", "person"], name="terms_accepted_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.terms}"
