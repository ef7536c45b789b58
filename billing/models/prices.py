from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.price_lists import PriceEdition
from espaces.models import Customer, Membership, Person, Resource, Structure, Venue
from reservations.models import Reservation


class PricedDay(models.Model):
    """What one person owes for one day at one venue, for one kind of resource and one payer.

    Every act on a reservation of that day prices the whole of it again (same-day fairness): `quote` is what the
    reservations still open cost, `kept` what late cancellations left due. `edition` is the price list of its
    first reservation. `owed` = quote + kept, with tax once on each rate. Serialised by the lock of the person.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("paid by"))
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    kind = models.CharField(_("kind"), max_length=16, choices=Resource.Kind.choices)
    day = models.DateField(_("day"))
    edition = models.ForeignKey(
        PriceEdition, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("price list")
    )
    quote = models.JSONField(_("quote"), default=dict, encoder=DjangoJSONEncoder)
    kept = models.JSONField(_("kept"), default=list, encoder=DjangoJSONEncoder, blank=True)
    total = models.DecimalField(
        _("total of the quote"),
        max_digits=10,
        decimal_places=2,
        default=0,
        help_text=_("With or without tax, as the list says: what caps count."),
    )
    owed = models.DecimalField(_("owed"), max_digits=10, decimal_places=2, default=0)
    to_settle = models.BooleanField(_("to settle"), default=False)
    pay_now = models.BooleanField(_("paid when booking"), default=False)

    objects: ClassVar[models.Manager[PricedDay]] = models.Manager()

    class Meta:
        verbose_name = _("priced day")
        verbose_name_plural = _("priced days")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "customer", "venue", "kind", "day"], name="priced_day_once"
            ),
            models.CheckConstraint(condition=Q(owed__gte=0), name="priced_day_not_negative"),
        ]
        indexes = [
            models.Index(fields=["structure", "day"], name="priced_day_structure"),
            models.Index(fields=["day"], name="priced_day_to_settle", condition=Q(to_settle=True)),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.day} {self.owed}"


class ReservationPrice(models.Model):
    """What an act on a reservation cost: the quote that was accepted, with its trace. Never changed afterwards.

    `difference` = owed(after) − owed(before) with tax, which may be negative. `quote` is that of the whole day
    after the act; `kept` the lines a late cancellation leaves due.
    """

    class Act(models.TextChoices):
        BOOKED = "booked", _("booked")
        MOVED = "moved", _("moved")
        CANCELLED = "cancelled", _("cancelled")
        ENDED = "ended", _("ended otherwise")
        USED = "used", _("priced on what was used")
        SETTLED = "settled", _("settled")
        CORRECTED = "corrected", _("corrected")

    reservation = models.ForeignKey(
        Reservation, models.PROTECT, related_name="+", verbose_name=_("reservation")
    )
    day = models.ForeignKey(PricedDay, models.PROTECT, related_name="prices", verbose_name=_("day"))
    number = models.PositiveSmallIntegerField(_("number"))
    act = models.CharField(_("act"), max_length=9, choices=Act.choices)
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("membership")
    )
    quote = models.JSONField(_("quote"), encoder=DjangoJSONEncoder)
    kept = models.JSONField(_("kept"), default=list, encoder=DjangoJSONEncoder, blank=True)
    percent_kept = models.PositiveSmallIntegerField(_("percent kept"), null=True, blank=True)
    difference = models.DecimalField(_("cost of the act"), max_digits=10, decimal_places=2)
    actor = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )
    at = models.DateTimeField(_("on"))

    objects: ClassVar[models.Manager[ReservationPrice]] = models.Manager()

    class Meta:
        verbose_name = _("price of a reservation")
        verbose_name_plural = _("prices of reservations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reservation", "number"], name="reservation_price_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reservation} {self.difference}"
