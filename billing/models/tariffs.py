from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.models.price_lists import PERCENT, PriceEdition
from espaces.models import Customer, Plan, ReducedAudience, Resource


class Tariff(models.Model):
    """One line of a price list: what a resource, or all of a kind, costs per time unit for an audience.

    No tariff for an audience: not for sale to it. An explicit 0 is free. See billing.rules.pricing.settings.
    """

    class Unit(models.TextChoices):
        HOUR = "hour", _("hour")
        HALF_DAY = "half_day", _("half-day")
        DAY = "day", _("day")
        WEEK = "week", _("week")
        WINDOW = "window", _("hours of the clock")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("everybody")
        FIRST_VISIT = "first_visit", _("first visit")
        ASSOCIATION = "association", _("members of the association")
        PLAN = "plan", _("holders of a plan")
        REDUCED = "reduced", _("reduced price, on proof")
        CUSTOMER = "customer", _("one customer")

    class Part(models.TextChoices):
        STARTED = "started", _("each started part is due")
        PRO_RATA = "pro_rata", _("by the minute")

    edition = models.ForeignKey(
        PriceEdition, models.CASCADE, related_name="tariffs", verbose_name=_("edition")
    )
    resource = models.ForeignKey(
        Resource, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("resource")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Resource.Kind.choices, blank=True)
    unit = models.CharField(_("per"), max_length=8, choices=Unit.choices)
    amount = models.DecimalField(
        _("price"), max_digits=10, decimal_places=4, validators=[MinValueValidator(0)]
    )
    tax_rate = models.DecimalField(
        _("tax rate (%)"), max_digits=4, decimal_places=2, default=20, validators=PERCENT
    )
    audience = models.CharField(_("for"), max_length=11, choices=Audience.choices, default=Audience.EVERYBODY)
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("plan")
    )
    reduced_audience = models.ForeignKey(
        ReducedAudience,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("reduced-price audience"),
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("customer")
    )
    first_amount = models.DecimalField(
        _("first hour"),
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("When the first hour of a day has a price of its own, due in full."),
    )
    part = models.CharField(_("part of an hour"), max_length=8, choices=Part.choices, default=Part.STARTED)
    step_minutes = models.PositiveSmallIntegerField(_("counted by (minutes)"), default=60)
    tolerance_minutes = models.PositiveSmallIntegerField(_("tolerance (minutes)"), default=0)
    minimum_minutes = models.PositiveSmallIntegerField(_("at least (minutes)"), default=0)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("days of the week"),
        default=list,
        blank=True,
        help_text=_("None: every day. 0 is Monday."),
    )
    on_holidays = models.BooleanField(
        _("public holidays"),
        null=True,
        blank=True,
        help_text=_("Yes: also on public holidays. No: never on them. Unknown: like other days."),
    )
    from_time = models.TimeField(_("from"), null=True, blank=True)
    to_time = models.TimeField(_("until"), null=True, blank=True)
    whole_stay_only = models.BooleanField(
        _("only for a stay wholly inside these hours"),
        default=False,
        help_text=_("Otherwise the minutes outside are paid beside it."),
    )
    on_the_spot_only = models.BooleanField(
        _("only without booking"), default=False, help_text=_("For who comes to what is free.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[models.Manager[Tariff]] = models.Manager()

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resource=None) ^ Q(kind=""),
                name="tariff_of_a_resource_or_a_kind",
                violation_error_message=_("A price is that of a resource or of a kind of resource."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & (Q(first_amount=None) | Q(first_amount__gte=0)),
                name="tariff_not_negative",
                violation_error_message=_("A price is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__range=(0, 99)),
                name="tariff_tax_possible",
                violation_error_message=_("The tax rate lies between 0 and 99 %."),
            ),
            models.CheckConstraint(
                condition=Q(audience="plan", plan__isnull=False) | ~Q(audience="plan") & Q(plan=None),
                name="tariff_for_a_plan_names_it",
                violation_error_message=_("Say for the holders of which plan."),
            ),
            models.CheckConstraint(
                condition=Q(audience="reduced", reduced_audience__isnull=False)
                | ~Q(audience="reduced") & Q(reduced_audience=None),
                name="tariff_reduced_names_its_audience",
                violation_error_message=_("Say for whom the price is reduced."),
            ),
            models.CheckConstraint(
                condition=Q(audience="customer", customer__isnull=False)
                | ~Q(audience="customer") & Q(customer=None),
                name="tariff_for_a_customer_names_it",
                violation_error_message=_("Say for which customer."),
            ),
            models.CheckConstraint(
                condition=Q(unit="window", from_time__isnull=False, to_time__gt=F("from_time"))
                | ~Q(unit="window") & Q(from_time=None, to_time=None),
                name="tariff_window_has_hours",
                violation_error_message=_("A price for hours of the clock says from when until when."),
            ),
            models.CheckConstraint(
                condition=Q(unit="window") | Q(whole_stay_only=False),
                name="tariff_whole_stay_in_a_window",
                violation_error_message=_(
                    "Only a price for hours of the clock can ask for the whole stay inside them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(unit="hour")
                | Q(
                    first_amount=None, part="started", step_minutes=60, tolerance_minutes=0, minimum_minutes=0
                ),
                name="tariff_parts_of_hours_only",
                violation_error_message=_("Only a price by the hour is divided."),
            ),
            models.CheckConstraint(
                condition=Q(step_minutes__range=(1, 60), tolerance_minutes__lt=F("step_minutes")),
                name="tariff_step_possible",
                violation_error_message=_("An hour is counted by 1 to 60 minutes, more than the tolerance."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} / {self.get_unit_display()}"


class Cap(models.Model):
    """At most so much per person and payer, and per day, ISO week or month: in one venue or over the structure's."""

    class Period(models.TextChoices):
        DAY = "day", _("per day")
        WEEK = "week", _("per week")
        MONTH = "month", _("per month")

    class Scope(models.TextChoices):
        VENUE = "venue", _("in each venue")
        STRUCTURE = "structure", _("over the venues of the structure")

    edition = models.ForeignKey(PriceEdition, models.CASCADE, related_name="caps", verbose_name=_("edition"))
    kind = models.CharField(_("kind"), max_length=16, choices=Resource.Kind.choices, blank=True)
    period = models.CharField(_("period"), max_length=5, choices=Period.choices)
    scope = models.CharField(_("counted"), max_length=9, choices=Scope.choices, default=Scope.VENUE)
    amount = models.DecimalField(
        _("at most"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )

    objects: ClassVar[models.Manager[Cap]] = models.Manager()

    class Meta:
        verbose_name = _("cap")
        verbose_name_plural = _("caps")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "period"],
                name="cap_once",
                violation_error_message=_("There is already such a cap."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="cap_not_negative",
                violation_error_message=_("A cap is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_period_display()}"
