from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from espaces.models import Network, Person, Structure, Venue

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
