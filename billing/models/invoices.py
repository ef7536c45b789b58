from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.charges import Charge
from espaces.models import Customer, Person, Structure


class InvoiceSeries(models.Model):
    """Numbers without a gap, one series for each structure, kind and year. Locked by whoever issues.

    `last_number` is raised by hand only before the first issue: a structure that arrives in mid-year goes on from
    where it was, and one whose backup was restored from where its exported head says.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoices")
        CREDIT_NOTE = "credit_note", _("credit notes")

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)
    last_issued_at = models.DateTimeField(_("last issued on"), null=True, blank=True)

    objects: ClassVar[models.Manager[InvoiceSeries]] = models.Manager()

    class Meta:
        verbose_name = _("series of invoices")
        verbose_name_plural = _("series of invoices")
        constraints = [
            models.UniqueConstraint(fields=["structure", "kind", "year"], name="invoice_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.structure} {self.kind} {self.year}"


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def invoices(self) -> InvoiceQuerySet:
        """Advances too."""
        return self.exclude(kind=Invoice.Kind.CREDIT_NOTE)

    def credit_notes(self) -> InvoiceQuerySet:
        return self.filter(kind=Invoice.Kind.CREDIT_NOTE)


class Invoice(models.Model):
    """An issued invoice or credit note. Never updated, never deleted: a credit note corrects it.

    `content` is the whole of it (billing.rules.invoices.content.Document); the columns repeat what is looked for.
    Amounts are positive on a credit note too.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        ADVANCE = "advance", _("advance invoice")
        CREDIT_NOTE = "credit_note", _("credit note")

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="invoices", verbose_name=_("customer")
    )
    series = models.ForeignKey(
        InvoiceSeries, models.PROTECT, related_name="invoices", verbose_name=_("series")
    )
    number = models.PositiveIntegerField(_("number in the series"))
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    reference = models.CharField(_("number"), max_length=35)
    issued_at = models.DateTimeField(_("issued at"))
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    net = models.DecimalField(_("without tax"), max_digits=12, decimal_places=2)
    tax = models.DecimalField(_("tax"), max_digits=12, decimal_places=2)
    gross = models.DecimalField(_("with tax"), max_digits=12, decimal_places=2)
    content = models.JSONField(_("content"))
    corrects = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, blank=True, verbose_name=_("corrects")
    )
    token = models.UUIDField(_("token"), unique=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects: ClassVar = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["issued_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="invoice_number_once"),
            models.UniqueConstraint(
                fields=["structure", "reference"],
                name="invoice_reference_once",
                violation_error_message=_("An invoice already bears this number."),
            ),
            models.CheckConstraint(
                condition=Q(net__gte=0, tax__gte=0, gross=F("net") + F("tax")), name="invoice_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(kind="credit_note", corrects__isnull=False)
                | ~Q(kind="credit_note") & Q(corrects=None),
                name="credit_note_corrects_an_invoice",
                violation_error_message=_("A credit note says which invoice it corrects."),
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="invoice_due_after_issue"),
        ]
        indexes = [
            models.Index(fields=["structure", "issued_on"], name="invoice_by_day"),
            models.Index(fields=["customer", "structure"], name="invoice_of_customer"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_credit_note(self) -> bool:
        return self.kind == self.Kind.CREDIT_NOTE


class InvoiceLine(models.Model):
    """A line of an issued document, frozen with it. A charge is billed by one line at most.

    `purpose` is what the accountant posts it under. On a credit note the amounts are positive and `corrects` is the
    line that is given back.
    """

    class Purpose(models.TextChoices):
        DESK = "desk", _("desks")
        OFFICE = "office", _("offices")
        ROOM = "room", _("rooms")
        MEMBERSHIP = "membership", _("memberships")
        ASSOCIATION = "association", _("association memberships")
        JOINING = "joining", _("joining fees")
        DEPOSIT = "deposit", _("security deposits")
        PACK = "pack", _("packs")
        SALE = "sale", _("other sales")
        ADVANCE = "advance", _("advances")

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines", verbose_name=_("invoice"))
    position = models.PositiveSmallIntegerField(_("position"))
    charge = models.OneToOneField(
        Charge, models.PROTECT, related_name="line", null=True, blank=True, verbose_name=_("charge")
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, related_name="corrections", null=True, blank=True, verbose_name=_("corrects")
    )
    purpose = models.CharField(_("purpose"), max_length=11, choices=Purpose.choices)
    label = models.CharField(_("label"), max_length=240)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    includes_tax = models.BooleanField(_("with tax"))
    tax_rate = models.DecimalField(_("tax rate (%)"), max_digits=4, decimal_places=2)
    net = models.DecimalField(_("without tax"), max_digits=12, decimal_places=2)

    objects: ClassVar[models.Manager[InvoiceLine]] = models.Manager()

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once"),
        ]

    def __str__(self) -> str:
        return self.label


class InvoiceDocument(models.Model):
    """The stored file of an issued document: made once, known by its sum."""

    invoice = models.OneToOneField(
        Invoice, models.PROTECT, related_name="document", verbose_name=_("invoice")
    )
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("size (bytes)"))
    made_at = models.DateTimeField(_("made on"))

    objects: ClassVar[models.Manager[InvoiceDocument]] = models.Manager()

    class Meta:
        verbose_name = _("document of an invoice")
        verbose_name_plural = _("documents of invoices")

    def __str__(self) -> str:
        return self.name


class BillingRun(models.Model):
    """One billing of a structure: seen first, confirmed, then issued customer by customer."""

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="billing_runs", verbose_name=_("structure")
    )
    until = models.DateField(_("what was used before (excluded)"))
    token = models.UUIDField(_("form token"), unique=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("prepared on"))
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("confirmed by")
    )
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped on"), null=True, blank=True)

    objects: ClassVar[models.Manager[BillingRun]] = models.Manager()

    class Meta:
        verbose_name = _("billing run")
        verbose_name_plural = _("billing runs")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(confirmed_at__isnull=False),
                name="billing_run_confirmed_before_finished",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | Q(confirmed_at=None), name="billing_run_dropped_or_confirmed"
            ),
            models.UniqueConstraint(
                fields=["structure"],
                condition=Q(finished_at=None, dropped_at=None),
                name="billing_run_one_at_a_time",
                violation_error_message=_("Another billing of this structure is not finished."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure} {self.until}"


class InvoiceDraft(models.Model):
    """What one customer would be asked in a billing run, without a number, until it is issued.

    `announced` is the amount with tax that was shown: if it has changed, nothing is issued before it is seen again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("to issue")
        EXCLUDED = "excluded", _("not this time")
        ISSUED = "issued", _("issued")
        NOTHING = "nothing", _("nothing left to bill")
        CHANGED = "changed", _("has changed since it was shown")
        FAILED = "failed", _("failed")

    run = models.ForeignKey(BillingRun, models.PROTECT, related_name="drafts", verbose_name=_("billing run"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    announced = models.DecimalField(_("amount shown"), max_digits=12, decimal_places=2)
    engagement = models.CharField(_("order number"), max_length=50, blank=True)
    service_code = models.CharField(_("service code"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    error = models.CharField(_("error"), max_length=240, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, validators=[MinValueValidator(0)])
    invoices = models.ManyToManyField(Invoice, related_name="drafts", verbose_name=_("issued"))

    objects: ClassVar[models.Manager[InvoiceDraft]] = models.Manager()

    class Meta:
        verbose_name = _("draft invoice")
        verbose_name_plural = _("draft invoices")
        constraints = [
            models.UniqueConstraint(fields=["run", "customer"], name="draft_once_per_customer"),
        ]
        indexes = [
            models.Index(
                fields=["run", "attempts", "id"], name="draft_to_issue", condition=Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.announced}"
