from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban
from stdnum.eu import at_02, vat

from espaces.models import Customer, Structure
from espaces.models.venues import check_time_zone

LONGEST_TERM = 60
"""Days between an invoice and its payment that the law allows at most (Code de commerce, L441-10)."""


def check_iban(value: str) -> None:
    if value and not iban.is_valid(value):
        raise ValidationError({"iban": _("This IBAN is not valid: copy it again from the bank's document.")})


def check_bic(value: str) -> None:
    if value and not bic.is_valid(value):
        raise ValidationError({"bic": _("This BIC is not valid: it has eight or eleven letters and digits.")})


def check_creditor(value: str) -> None:
    if value and not at_02.is_valid(value):
        raise ValidationError(
            {"creditor": _("This creditor identifier is not valid: copy it again from the bank's document.")}
        )


def check_vat_number(value: str) -> None:
    """Of a member state, with its key."""
    if value and not vat.is_valid(value):
        raise ValidationError({"vat_number": _("This VAT number is not valid.")})


class StructureAccount(models.Model):
    """How a structure bills, is paid and keeps its books. Without one, nothing is issued."""

    class TaxFiling(models.TextChoices):
        MONTHLY = "monthly", _("each month")
        QUARTERLY = "quarterly", _("each quarter")
        SIMPLIFIED = "simplified", _("once a year (simplified regime)")

    structure = models.OneToOneField(
        Structure, models.PROTECT, related_name="account", verbose_name=_("structure")
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    legal_form = models.CharField(
        _("legal form and capital"),
        max_length=120,
        blank=True,
        help_text=_("As it must stand on invoices: “Association loi 1901”, “SAS au capital de 10 000 €”."),
    )
    register = models.CharField(
        _("registration"),
        max_length=120,
        blank=True,
        help_text=_("“RCS Metz 123 456 789”, “RNA W572001234”."),
    )
    vat_number = models.CharField(_("VAT number"), max_length=16, blank=True)
    tax_on_debits = models.BooleanField(
        _("VAT is due when invoiced"),
        default=False,
        help_text=_("Only if the structure chose to pay VAT on debits. Otherwise it is due when paid."),
    )
    tax_filing = models.CharField(
        _("VAT returns"),
        max_length=10,
        blank=True,
        choices=TaxFiling.choices,
        help_text=_(
            "How often the structure files them: its declarations of sales follow. Without VAT, leave it empty."
        ),
    )
    prefix = models.CharField(
        _("prefix of invoice numbers"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^[A-Z0-9]*$", _("Capital letters and digits only."))],
        help_text=_("Only if several series are kept side by side."),
    )
    holder = models.CharField(_("account holder"), max_length=70, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    creditor = models.CharField(
        _("SEPA creditor identifier"),
        max_length=35,
        blank=True,
        help_text=_("In France “ICS”. Invoices that are debited name it."),
    )
    billing_day = models.PositiveSmallIntegerField(
        _("billing day of the month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    payment_days = models.PositiveSmallIntegerField(
        _("days to pay"), default=30, validators=[MaxValueValidator(LONGEST_TERM)]
    )
    fiscal_year_month = models.PositiveSmallIntegerField(
        _("first month of the fiscal year"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    lock_date = models.DateField(
        _("books are closed before"),
        null=True,
        blank=True,
        help_text=_("Nothing dated before that day can be issued, changed or paid."),
    )
    cash_ceiling = models.DecimalField(
        _("most that is taken in cash"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Never above the legal ceiling. 0: no cash at all."),
    )
    accountant_email = models.EmailField(
        _("accountant's e-mail"), blank=True, help_text=_("Receives the seal of the books after each month.")
    )
    arrears_days = models.PositiveSmallIntegerField(
        _("no booking online when an invoice is late by (days)"),
        null=True,
        blank=True,
        help_text=_("Empty: a late invoice never stops anybody from coming."),
    )
    collects = models.BooleanField(_("takes what is owed from saved cards and mandates"), default=True)

    objects: ClassVar[models.Manager[StructureAccount]] = models.Manager()

    class Meta:
        verbose_name = _("billing settings")
        verbose_name_plural = _("billing settings")
        constraints = [
            models.CheckConstraint(
                condition=Q(billing_day__range=(1, 28)),
                name="account_billing_day_in_every_month",
                violation_error_message=_("The billing day is between 1 and 28: every month has it."),
            ),
            models.CheckConstraint(
                condition=Q(payment_days__lte=LONGEST_TERM),
                name="account_payment_days_legal",
                violation_error_message=_("The law allows sixty days at most to pay an invoice."),
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year_month__range=(1, 12)), name="account_fiscal_year_month_exists"
            ),
            models.CheckConstraint(
                condition=Q(prefix__regex=r"^[A-Z0-9]*$"),
                name="account_prefix_plain",
                violation_error_message=_("Capital letters and digits only."),
            ),
            models.CheckConstraint(
                condition=Q(cash_ceiling=None) | Q(cash_ceiling__gte=0),
                name="account_cash_ceiling_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(tax_filing__in=["", "monthly", "quarterly", "simplified"]),
                name="account_tax_filing_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.structure)

    def clean(self) -> None:
        check_time_zone(self.time_zone)
        check_vat_number(self.vat_number)
        check_iban(self.iban)
        check_bic(self.bic)
        check_creditor(self.creditor)


class CustomerAccount(models.Model):
    """What a structure keeps of one customer: how he is invoiced, and his identifier where he pays online."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="accounts", verbose_name=_("customer")
    )
    engagement = models.CharField(
        _("order number"),
        max_length=50,
        blank=True,
        help_text=_("Public bodies ask for the “numéro d'engagement” of their order."),
    )
    service_code = models.CharField(_("service code"), max_length=100, blank=True)
    reminders_off = models.BooleanField(_("no reminders"), default=False)
    stripe_customer = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[models.Manager[CustomerAccount]] = models.Manager()

    class Meta:
        verbose_name = _("customer's account")
        verbose_name_plural = _("customers' accounts")
        constraints = [
            models.UniqueConstraint(fields=["structure", "customer"], name="customer_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} · {self.structure}"


class LegalMention(models.Model):
    """A sentence that invoices must carry, as worded from a day (included) to a day (excluded)."""

    code = models.CharField(_("code"), max_length=20)
    text = models.TextField(_("text"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until (excluded)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)

    objects: ClassVar[models.Manager[LegalMention]] = models.Manager()

    class Meta:
        verbose_name = _("legal mention")
        verbose_name_plural = _("legal mentions")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="legal_mention_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
                name="legal_mention_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"


class LedgerAccount(models.Model):
    """The number under which a structure's accountant posts a purpose, where it is not the usual one."""

    structure = models.ForeignKey(
        Structure, models.CASCADE, related_name="ledger_accounts", verbose_name=_("structure")
    )
    purpose = models.CharField(_("purpose"), max_length=30)
    number = models.CharField(
        _("account"),
        max_length=20,
        validators=[RegexValidator(r"^[0-9]{3}[0-9A-Z]*$", _("An account begins with three digits."))],
    )
    label = models.CharField(_("label"), max_length=80)

    objects: ClassVar[models.Manager[LedgerAccount]] = models.Manager()

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints = [
            models.UniqueConstraint(fields=["structure", "purpose"], name="ledger_account_once"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{3}[0-9A-Z]*$"),
                name="ledger_account_begins_with_digits",
                violation_error_message=_("An account begins with three digits."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"
