"""What was invoiced and who was a member, in the shape that figures read. Written by services/facts.py only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models import InvoiceLine
from espaces.models import Customer, Membership, Person, Structure, Venue


class Revenue(models.Model):
    """One line of an issued invoice or credit note (then negative), without tax, on its day of issue.

    `recurring`: paid per period. A line that names no venue counts for the structure alone. Security deposits are not
    revenue and have no row.
    """

    line = models.OneToOneField(InvoiceLine, models.PROTECT, related_name="+", verbose_name=_("invoice line"))
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", null=True, verbose_name=_("venue"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("customer"))
    day = models.DateField(_("day"))
    net = models.DecimalField(_("without tax"), max_digits=12, decimal_places=2)
    recurring = models.BooleanField(_("recurring"))

    objects: ClassVar[models.Manager[Revenue]] = models.Manager()

    class Meta:
        verbose_name = _("revenue")
        verbose_name_plural = _("revenue")
        indexes = [models.Index(fields=["structure", "day"], name="revenue_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.net}"


class MemberSpan(models.Model):
    """A person is a member from a day (included) to a day (excluded), at the home venue of the membership.

    `followed`: another membership takes over at its end, so that nobody left.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name=_("membership"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+", verbose_name=_("venue"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (excluded)"), null=True, blank=True)
    followed = models.BooleanField(_("followed by another one"), default=False)

    objects: ClassVar[models.Manager[MemberSpan]] = models.Manager()

    class Meta:
        verbose_name = _("time as a member")
        verbose_name_plural = _("times as a member")
        constraints = [models.UniqueConstraint(fields=["membership", "person"], name="member_span_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on}"
