from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.price_lists import PERCENT
from espaces.models import Customer, Person, Structure, Unit, Venue
from reservations.models import Grant


class PackProduct(models.Model):
    """Prepaid units sold together: ten tickets valid six months. Its price today; a sale keeps what was agreed."""

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="pack_products", verbose_name=_("sold by")
    )
    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    amount = models.DecimalField(_("units"), max_digits=8, decimal_places=2)
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    includes_tax = models.BooleanField(_("with tax"), default=True)
    tax_rate = models.DecimalField(
        _("tax rate (%)"), max_digits=4, decimal_places=2, default=20, validators=PERCENT
    )
    valid_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), null=True, blank=True, help_text=_("Empty: without end.")
    )
    same_day_included = models.BooleanField(
        _("the same day of the last month still counts"),
        default=False,
        help_text=_("Bought on 10 March for six months: until 10 September included, instead of the 9th."),
    )
    venues = models.ManyToManyField(Venue, related_name="+", blank=True, verbose_name=_("only at"))
    nominative = models.BooleanField(
        _("for one person"), default=True, help_text=_("Otherwise shared by the persons of the customer.")
    )
    offered_online = models.BooleanField(_("bought online"), default=True)
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)

    objects: ClassVar[models.Manager[PackProduct]] = models.Manager()

    class Meta:
        verbose_name = _("pack on sale")
        verbose_name_plural = _("packs on sale")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, price__gte=0),
                name="pack_product_positive",
                violation_error_message=_("A pack holds units and has a price."),
            ),
            models.CheckConstraint(
                condition=Q(valid_months=None) | Q(valid_months__range=(1, 120)),
                name="pack_product_validity_possible",
                violation_error_message=_("A pack is valid between one month and ten years."),
            ),
            models.UniqueConstraint(
                fields=["structure", "name"],
                condition=Q(archived_at=None),
                name="pack_product_name_unique",
                violation_error_message=_("This structure already sells a pack of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PackSale(models.Model):
    """A pack bought: what was agreed, and the grant it gave. `refunded` is what came back of the price."""

    product = models.ForeignKey(PackProduct, models.PROTECT, related_name="sales", verbose_name=_("pack"))
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("sold by"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("for")
    )
    grant = models.OneToOneField(Grant, models.PROTECT, related_name="+", verbose_name=_("units"))
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2)
    includes_tax = models.BooleanField(_("with tax"))
    tax_rate = models.DecimalField(_("tax rate (%)"), max_digits=4, decimal_places=2)
    bought_on = models.DateField(_("bought on"))
    token = models.UUIDField(_("form token"), unique=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("on"))
    refunded_units = models.DecimalField(
        _("units refunded"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    refunded = models.DecimalField(_("refunded"), max_digits=10, decimal_places=2, null=True, blank=True)
    refunded_on = models.DateField(_("refunded on"), null=True, blank=True)
    refund_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects: ClassVar[models.Manager[PackSale]] = models.Manager()

    class Meta:
        verbose_name = _("pack bought")
        verbose_name_plural = _("packs bought")
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="pack_sale_not_negative"),
            models.CheckConstraint(
                condition=Q(refunded=None, refunded_on=None, refunded_units=None)
                | Q(
                    refunded__gte=0,
                    refunded__lte=models.F("price"),
                    refunded_on__isnull=False,
                    refunded_units__gt=0,
                )
                & ~Q(refund_reason=""),
                name="pack_sale_refund_possible",
                violation_error_message=_("A refund has a day, a reason, and is no more than the price."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.customer}"


class Article(models.Model):
    """Something else that is sold: an access card, a locker, prints. Kept as a list so that it is typed once."""

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="articles", verbose_name=_("sold by")
    )
    name = models.CharField(_("name"), max_length=120)
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=4, validators=[MinValueValidator(0)]
    )
    includes_tax = models.BooleanField(_("with tax"), default=True)
    tax_rate = models.DecimalField(
        _("tax rate (%)"), max_digits=4, decimal_places=2, default=20, validators=PERCENT
    )
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)

    objects: ClassVar[models.Manager[Article]] = models.Manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=0),
                name="article_not_negative",
                violation_error_message=_("A price is not negative."),
            ),
            models.UniqueConstraint(
                fields=["structure", "name"],
                condition=Q(archived_at=None),
                name="article_name_unique",
                violation_error_message=_("This structure already sells an article of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sale(models.Model):
    """Something else sold to a customer; `label` and prices as they were that day."""

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("sold by"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("for")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("article")
    )
    label = models.CharField(_("what"), max_length=160)
    quantity = models.DecimalField(_("quantity"), max_digits=8, decimal_places=2, default=1)
    unit_price = models.DecimalField(_("price"), max_digits=10, decimal_places=4)
    includes_tax = models.BooleanField(_("with tax"), default=True)
    tax_rate = models.DecimalField(
        _("tax rate (%)"), max_digits=4, decimal_places=2, default=20, validators=PERCENT
    )
    sold_on = models.DateField(_("sold on"))
    token = models.UUIDField(_("form token"), unique=True)
    made_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("on"))
    cancelled_at = models.DateTimeField(_("struck out on"), null=True, blank=True)

    objects: ClassVar[models.Manager[Sale]] = models.Manager()

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price__gte=0),
                name="sale_positive",
                violation_error_message=_("One sells something, at a price that is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.customer}"
