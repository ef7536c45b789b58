from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from espaces.models import Customer, Network, Person, Plan, ReducedAudience, Resource, Structure, Venue

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class PriceList(models.Model):
    """The prices of one or several venues: of a structure, or shared by the whole network.

    What it says from which day on is in its editions. Money goes to the structure of the venue in any case.
    """

    structure = models.ForeignKey(
        Structure,
        models.PROTECT,
        related_name="price_lists",
        null=True,
        blank=True,
        verbose_name=_("structure"),
    )
    network = models.ForeignKey(
        Network, models.PROTECT, related_name="price_lists", null=True, blank=True, verbose_name=_("network")
    )
    name = models.CharField(_("name"), max_length=120)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)

    objects: ClassVar[models.Manager[PriceList]] = models.Manager()

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(structure=None) ^ Q(network=None),
                name="price_list_of_a_structure_or_a_network",
                violation_error_message=_("A price list belongs to a structure or to a network."),
            ),
            models.UniqueConstraint(
                fields=["structure", "network", "name"],
                condition=Q(archived_at=None),
                nulls_distinct=False,
                name="price_list_name_unique",
                violation_error_message=_("There is already a price list of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VenuePriceList(models.Model):
    """Which price list a venue uses, from a day on."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    price_list = models.ForeignKey(
        PriceList, models.PROTECT, related_name="venues", verbose_name=_("price list")
    )
    valid_from = models.DateField(_("from"))

    objects: ClassVar[models.Manager[VenuePriceList]] = models.Manager()

    class Meta:
        verbose_name = _("price list of a venue")
        verbose_name_plural = _("price lists of venues")
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "valid_from"],
                name="venue_price_list_once_a_day",
                violation_error_message=_("This venue already changes its price list on that day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue} · {self.price_list}"


class EditionQuerySet(models.QuerySet["PriceEdition"]):
    def published(self) -> EditionQuerySet:
        return self.filter(published_at__isnull=False)

    def valid_on(self, day: date) -> EditionQuerySet:
        """The published one in force comes first."""
        return self.published().filter(valid_from__lte=day).order_by("-valid_from", "-pk")


class PriceEdition(models.Model):
    """What a price list says from `valid_from` on, until the next edition. Once published it never changes.

    An edition without `published_at` is a draft: it prices nothing but what is tried beside it.
    """

    class HalfDayBy(models.TextChoices):
        CLOCK = "clock", _("by the clock: the venue's boundary decides")
        DURATION = "duration", _("by duration: so many hours are a half-day")

    class Combination(models.TextChoices):
        CHEAPEST = "cheapest", _("the cheapest price that covers the day")
        CHOSEN = "chosen", _("strictly the unit that was chosen")

    class BilledOn(models.TextChoices):
        BOOKED = "booked", _("what was booked")
        USED = "used", _("what was used, by arrival and departure")

    price_list = models.ForeignKey(
        PriceList, models.PROTECT, related_name="editions", verbose_name=_("price list")
    )
    valid_from = models.DateField(_("valid from"))
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    published_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("published by")
    )
    includes_tax = models.BooleanField(_("prices include tax"), default=True)
    half_day_by = models.CharField(
        _("a half-day is counted"), max_length=8, choices=HalfDayBy.choices, default=HalfDayBy.CLOCK
    )
    half_day_minutes = models.PositiveSmallIntegerField(_("longest half-day (minutes)"), default=240)
    exactly_is_half = models.BooleanField(_("exactly so many minutes are still a half-day"), default=True)
    combination = models.CharField(
        _("what is due"), max_length=8, choices=Combination.choices, default=Combination.CHEAPEST
    )
    billed_on = models.CharField(_("billed"), max_length=6, choices=BilledOn.choices, default=BilledOn.BOOKED)
    pay_now = models.BooleanField(
        _("paid when booking"), default=False, help_text=_("Otherwise on the invoice after the stay.")
    )
    deposit_percent = models.DecimalField(
        _("deposit when booking (%)"), max_digits=5, decimal_places=2, default=0, validators=PERCENT
    )
    colleague_percent = models.DecimalField(
        _("off from the second person of a customer (%)"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT,
    )
    decision_number = models.CharField(_("decision of the council"), max_length=60, blank=True)
    decision_date = models.DateField(_("decided on"), null=True, blank=True)
    note = models.CharField(_("note to visitors"), max_length=280, blank=True)

    objects: ClassVar = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a price list")
        verbose_name_plural = _("editions of price lists")
        constraints = [
            models.UniqueConstraint(
                fields=["price_list"],
                condition=Q(published_at=None),
                name="price_edition_one_draft",
                violation_error_message=_("This price list already has a draft."),
            ),
            models.UniqueConstraint(
                fields=["price_list", "valid_from"],
                condition=Q(published_at__isnull=False),
                name="price_edition_once_a_day",
                violation_error_message=_("Prices of this list already change on that day."),
            ),
            models.CheckConstraint(
                condition=Q(half_day_minutes__range=(30, 720)),
                name="price_edition_half_day_possible",
                violation_error_message=_("A half-day lasts between half an hour and twelve hours."),
            ),
            models.CheckConstraint(
                condition=Q(deposit_percent__range=(0, 100), colleague_percent__range=(0, 100)),
                name="price_edition_percents_possible",
                violation_error_message=_("A percentage lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(decision_number="", decision_date=None)
                | ~Q(decision_number="") & Q(decision_date__isnull=False),
                name="price_edition_decision_dated",
                violation_error_message=_("A decision of the council has a number and a date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_list} {self.valid_from}"


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
