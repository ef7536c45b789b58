from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from espaces.models import Person, Structure


class ChainHead(models.Model):
    """The last link of a structure's books. Locked last by whoever adds one.

    `suspended_because` is filled when the books are found older than a head that left the house: nothing is issued
    until a manager has set the series from that head.
    """

    structure = models.OneToOneField(
        Structure, models.PROTECT, related_name="chain_head", verbose_name=_("structure")
    )
    position = models.PositiveBigIntegerField(_("links"), default=0)
    hash = models.CharField(_("hash"), max_length=64, blank=True)
    suspended_because = models.CharField(_("suspended because"), max_length=240, blank=True)

    objects: ClassVar[models.Manager[ChainHead]] = models.Manager()

    class Meta:
        verbose_name = _("head of the books")
        verbose_name_plural = _("heads of the books")

    def __str__(self) -> str:
        return f"{self.structure} {self.position}"


class ChainLink(models.Model):
    """One event of the books, signed with the one before it. Never updated, never deleted.

    `payload` is the canonical text that was signed, not parsed again: what was signed is what is kept.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        CREDIT_NOTE = "credit_note", _("credit note")
        PAYMENT = "payment", _("payment")
        REVERSAL = "reversal", _("payment taken back")
        CLOSING = "closing", _("closing")
        RESTART = "restart", _("restored from a backup")

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="chain_links", verbose_name=_("structure")
    )
    position = models.PositiveBigIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    object_id = models.BigIntegerField(_("number of the row"))
    payload = models.TextField(_("content"))
    previous = models.CharField(_("hash before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)
    key_id = models.CharField(_("key"), max_length=20)
    at = models.DateTimeField(_("on"))

    objects: ClassVar[models.Manager[ChainLink]] = models.Manager()

    class Meta:
        verbose_name = _("link of the books")
        verbose_name_plural = _("links of the books")
        ordering = ["structure", "position"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "position"], name="chain_position_once"),
            models.UniqueConstraint(fields=["structure", "kind", "object_id"], name="chain_object_once"),
            models.CheckConstraint(condition=Q(position__gt=0), name="chain_begins_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.structure} {self.position} {self.kind}"


class Closing(models.Model):
    """The totals of a day, a month or a fiscal year, and those since the beginning. Never updated, never deleted.

    `ends_on` is excluded. `totals` holds net and tax by rate, money by means, and counts.
    """

    class Level(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("fiscal year")

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="closings", verbose_name=_("structure")
    )
    level = models.CharField(_("level"), max_length=5, choices=Level.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"))
    totals = models.JSONField(_("totals"))
    period_total = models.DecimalField(_("total of the period"), max_digits=14, decimal_places=2)
    perpetual_total = models.DecimalField(_("perpetual total"), max_digits=16, decimal_places=2)
    last_position = models.PositiveBigIntegerField(_("last link before it"))
    made_at = models.DateTimeField(_("made on"))

    objects: ClassVar[models.Manager[Closing]] = models.Manager()

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        ordering = ["structure", "starts_on", "level"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "level", "starts_on"], name="closing_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="closing_dates_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.structure} {self.level} {self.starts_on}"

    @property
    def last_day(self) -> date:
        return self.ends_on - timedelta(days=1)

    @property
    def documents(self) -> int:
        """Invoices and credit notes."""
        return int(self.totals["invoices"]) + int(self.totals["credit_notes"])


class ExportedHead(models.Model):
    """A head of the books that left the house: what a restored backup is compared with."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    position = models.PositiveBigIntegerField(_("links"))
    content = models.TextField(_("content"))
    made_at = models.DateTimeField(_("made on"))
    sent_to = models.CharField(_("sent to"), max_length=254, blank=True)

    objects: ClassVar[models.Manager[ExportedHead]] = models.Manager()

    class Meta:
        verbose_name = _("head that left the house")
        verbose_name_plural = _("heads that left the house")

    def __str__(self) -> str:
        return f"{self.structure} {self.position}"


class BookArchive(models.Model):
    """A year of the books in an open format, made once and known by its sum."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"))
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size (bytes)"))
    made_at = models.DateTimeField(_("made on"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects: ClassVar[models.Manager[BookArchive]] = models.Manager()

    class Meta:
        verbose_name = _("archive of the books")
        verbose_name_plural = _("archives of the books")
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "starts_on"],
                name="book_archive_once",
                violation_error_message=_("This year is already archived."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BookCheck(models.Model):
    """A verification of the books that somebody asked for, and what it found (the first problems, in `findings`)."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    links = models.PositiveBigIntegerField(_("links"), default=0)
    problems = models.PositiveIntegerField(_("problems"), default=0)
    findings = models.JSONField(_("findings"), default=list, blank=True)

    objects: ClassVar[models.Manager[BookCheck]] = models.Manager()

    class Meta:
        verbose_name = _("verification of the books")
        verbose_name_plural = _("verifications of the books")
        constraints = [
            models.UniqueConstraint(
                fields=["structure"],
                condition=Q(finished_at=None),
                name="book_check_one_at_a_time",
                violation_error_message=_("The books are already being verified."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure} {self.asked_at}"


class EReport(models.Model):
    """What was declared for a period to the tax administration. A correction cancels and replaces."""

    class Kind(models.TextChoices):
        TRANSACTIONS = "transactions", _("sales to consumers")
        PAYMENTS = "payments", _("money received")

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"))
    version = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(_("content"))
    made_at = models.DateTimeField(_("made on"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects: ClassVar[models.Manager[EReport]] = models.Manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "kind", "starts_on", "version"], name="ereport_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure} {self.kind} {self.starts_on} v{self.version}"


class PortalDeposit(models.Model):
    """An invoice or a credit note of a public body that was deposited on the portal of public invoicing, once."""

    invoice = models.OneToOneField(
        Invoice,
        models.PROTECT,
        related_name="portal_deposit",
        verbose_name=_("invoice"),
        error_messages={"unique": _("This invoice was already deposited.")},
    )
    deposited_on = models.DateField(_("deposited on"))
    made_at = models.DateTimeField(_("noted on"))
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects: ClassVar[models.Manager[PortalDeposit]] = models.Manager()

    class Meta:
        verbose_name = _("deposit on the public portal")
        verbose_name_plural = _("deposits on the public portal")

    def __str__(self) -> str:
        return f"{self.invoice} {self.deposited_on}"
