from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.invoices import Invoice
from espaces.models import Person, Structure


class ReminderStep(models.Model):
    """A reminder that a structure sends so many days after (or, negative, before) an invoice is due."""

    structure = models.ForeignKey(
        Structure, models.CASCADE, related_name="reminder_steps", verbose_name=_("structure")
    )
    days = models.SmallIntegerField(_("days after it is due"))
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("text"))
    is_active = models.BooleanField(_("sent"), default=True)

    objects: ClassVar[models.Manager[ReminderStep]] = models.Manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["structure", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "days"],
                name="reminder_step_once",
                violation_error_message=_("Another reminder already leaves on that day."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Reminder(models.Model):
    """A reminder that left, once for each invoice and step."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="reminders", verbose_name=_("invoice"))
    days = models.SmallIntegerField(_("days after it is due"))
    sent_at = models.DateTimeField(_("sent on"))
    sent_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects: ClassVar[models.Manager[Reminder]] = models.Manager()

    class Meta:
        verbose_name = _("reminder sent")
        verbose_name_plural = _("reminders sent")
        constraints = [
            models.UniqueConstraint(fields=["invoice", "days"], name="reminder_once_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} +{self.days}"
