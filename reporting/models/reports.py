"""Reports on programmes, what was frozen of them, and what was ever published."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models import Network, Person
from reporting.models.programmes import Programme, ProgrammeIndicator


class Report(models.Model):
    """The figures of a programme for a period: [first, after). Draft, reviewed, then frozen for good.

    `figures` is the exact result (reporting.rules.figures), `hidden` what the confidentiality rules hide of it: what
    a reader sees is one without the other. `definitions` are the versions of the indicators, `terms` what the
    programme had promised and the names of what the figures speak of, as they were. `sha256` signs all of them with
    the sums of the evidence: nobody who has only the shown figures can try values of the hidden ones against it. A
    correction is another version that says why.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        FROZEN = "frozen", _("frozen")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="reports", verbose_name=_("programme")
    )
    first = models.DateField(_("from"))
    after = models.DateField(_("until (excluded)"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    corrects = models.OneToOneField(
        "self", models.PROTECT, related_name="corrected_by", null=True, blank=True, verbose_name=_("corrects")
    )
    reason = models.TextField(_("what changed and why"), blank=True)
    comment = models.TextField(_("words to the funder"), blank=True)
    status = models.CharField(_("stage"), max_length=6, choices=Status.choices, default=Status.DRAFT)
    definitions = models.JSONField(_("definitions"), default=dict)
    terms = models.JSONField(_("what was agreed"), default=dict)
    figures = models.JSONField(_("figures"), default=dict, encoder=DjangoJSONEncoder)
    hidden = models.JSONField(_("hidden"), default=list)
    code_version = models.CharField(_("version of the definitions"), max_length=64, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    asked_at = models.DateTimeField(_("computing asked on"), null=True, blank=True)
    computed_at = models.DateTimeField(_("computed on"), null=True, blank=True)
    error = models.TextField(_("why it could not be computed"), blank=True)
    created_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    reviewed_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed on"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("frozen by")
    )
    frozen_at = models.DateTimeField(_("frozen on"), null=True, blank=True)

    objects: ClassVar[models.Manager[Report]] = models.Manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-first", "-version", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(after__gt=F("first")),
                name="report_dates_ordered",
                violation_error_message=_("A report ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["programme", "first", "after", "version"], name="report_version_once"
            ),
            models.UniqueConstraint(
                fields=["programme", "first", "after"],
                condition=~Q(status="frozen"),
                name="report_under_way_once",
                violation_error_message=_("A report on this period is already being prepared."),
            ),
            models.CheckConstraint(
                condition=Q(version=1, corrects=None)
                | Q(version__gt=1, corrects__isnull=False) & ~Q(reason=""),
                name="report_correction_says_why",
                violation_error_message=_("Say what changed since the version before, and why."),
            ),
            models.CheckConstraint(
                condition=~Q(status="frozen")
                | Q(frozen_at__isnull=False) & ~Q(sha256="") & ~Q(code_version=""),
                name="report_frozen_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.first} → {self.after}"

    @property
    def is_frozen(self) -> bool:
        return self.status == self.Status.FROZEN

    @property
    def is_being_computed(self) -> bool:
        return bool(
            self.asked_at and not self.error and (not self.computed_at or self.computed_at < self.asked_at)
        )

    @property
    def is_being_frozen(self) -> bool:
        """Somebody asked for it, and a worker has not done it yet."""
        return self.frozen_by_id is not None and not self.is_frozen


class ReportDeclaration(models.Model):
    """A value that nothing here can count (jobs created, square metres…), and the document on which it rests."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="declarations", verbose_name=_("report"))
    indicator = models.ForeignKey(
        ProgrammeIndicator, models.PROTECT, related_name="declarations", verbose_name=_("indicator")
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    evidence = models.CharField(_("on what it rests"), max_length=300)
    declared_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, verbose_name=_("declared by")
    )
    declared_at = models.DateTimeField(_("declared on"))

    objects: ClassVar[models.Manager[ReportDeclaration]] = models.Manager()

    class Meta:
        verbose_name = _("declared value")
        verbose_name_plural = _("declared values")
        constraints = [models.UniqueConstraint(fields=["report", "indicator"], name="declared_once")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class ReportEvidence(models.Model):
    """The facts of one kind behind a frozen report: a compressed CSV file, without identity, known by its sum.

    `columns` are its names and types, so that it can be loaded in many years whatever became of the tables.
    Pseudonyms are drawn with a key that is never written: nothing ties them to a person, nor to those of another
    report. The document that people read is kept beside them, as DOCUMENT.
    """

    DOCUMENT = "document"

    report = models.ForeignKey(Report, models.PROTECT, related_name="evidence", verbose_name=_("report"))
    fact = models.CharField(_("facts"), max_length=40)
    columns = models.JSONField(_("columns"))
    rows = models.PositiveIntegerField(_("rows"))
    name = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    objects: ClassVar[models.Manager[ReportEvidence]] = models.Manager()

    class Meta:
        verbose_name = _("evidence of a report")
        verbose_name_plural = _("evidence of reports")
        constraints = [models.UniqueConstraint(fields=["report", "fact"], name="evidence_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.fact}"


class Recomputation(models.Model):
    """A frozen report made again from its evidence because somebody asked, and what was found.

    `differing`: tables whose figures are others; `altered`: files and seals that are not what was stored. `error`:
    why it could not be done.
    """

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="recomputations", verbose_name=_("report")
    )
    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    differing = models.JSONField(_("other figures"), default=list, blank=True)
    altered = models.JSONField(_("altered"), default=list, blank=True)
    error = models.TextField(_("why it could not be computed"), blank=True)

    objects: ClassVar[models.Manager[Recomputation]] = models.Manager()

    class Meta:
        verbose_name = _("recomputation of a report")
        verbose_name_plural = _("recomputations of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(finished_at=None),
                name="recomputed_one_at_a_time",
                violation_error_message=_("This report is already being recomputed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.asked_at}"

    @property
    def is_equal(self) -> bool:
        return bool(self.finished_at) and not (self.differing or self.altered or self.error)


class Publication(models.Model):
    """Figures left the network: a frozen report, or the open data of a period. Never taken back.

    `exact`: shown by agreement to one funder alone; it tells nobody else anything. Of open data, [first, after) and
    `figures`, as everybody sees them: without what is secret, rounded.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        OPEN_DATA = "open_data", _("open data")

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", verbose_name=_("network"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    report = models.OneToOneField(
        Report, models.PROTECT, related_name="publication", null=True, blank=True, verbose_name=_("report")
    )
    exact = models.BooleanField(_("by agreement, to one funder"), default=False)
    first = models.DateField(_("from"), null=True, blank=True)
    after = models.DateField(_("until (excluded)"), null=True, blank=True)
    figures = models.JSONField(_("figures"), default=dict, encoder=DjangoJSONEncoder)
    published_at = models.DateTimeField(_("published on"))

    objects: ClassVar[models.Manager[Publication]] = models.Manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["published_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="report", report__isnull=False, first=None, after=None)
                | Q(kind="open_data", report=None, first__isnull=False, after__gt=F("first"), exact=False),
                name="publication_of_a_report_or_a_period",
            ),
            models.UniqueConstraint(
                fields=["network", "first", "after"],
                name="open_data_published_once",
                violation_error_message=_("The open data of this period are published already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.published_at:%Y-%m-%d}"


class PublishedCell(models.Model):
    """One cell that was published or hidden: a region of venues and days, and one value of one dimension of it.

    `region` is [[venue, first, after], …]. `dimension` is empty for everybody. The counts are as they were shown, and
    empty when hidden; `step` is to what they were rounded (1: exact).
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="cells", verbose_name=_("publication")
    )
    region = models.JSONField(_("venues and days"))
    dimension = models.CharField(_("dimension"), max_length=20, blank=True)
    value = models.CharField(_("value"), max_length=40, blank=True)
    hidden = models.BooleanField(_("hidden"))
    counts = models.JSONField(_("counts"), default=dict)
    step = models.PositiveSmallIntegerField(_("rounded to"), default=1)

    objects: ClassVar[models.Manager[PublishedCell]] = models.Manager()

    class Meta:
        verbose_name = _("published cell")
        verbose_name_plural = _("published cells")
        ordering = ["publication", "pk"]

    def __str__(self) -> str:
        return f"{self.dimension} {self.value}"
