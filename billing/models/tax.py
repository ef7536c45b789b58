from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from espaces.models import Structure


class TaxRegime(models.Model):
    """Whether a structure charges VAT, from a day on: the rate of a tariff applies only under the normal regime."""

    class Regime(models.TextChoices):
        NORMAL = "normal", _("charges VAT")
        FRANCHISE = "franchise", _("VAT not applicable, article 293 B of the CGI")
        EXEMPT = "exempt", _("exempt: not-for-profit body or public service")

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="tax_regimes", verbose_name=_("structure")
    )
    regime = models.CharField(_("VAT"), max_length=9, choices=Regime.choices)
    valid_from = models.DateField(_("from"))

    objects: ClassVar[models.Manager[TaxRegime]] = models.Manager()

    class Meta:
        verbose_name = _("VAT regime")
        verbose_name_plural = _("VAT regimes")
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "valid_from"],
                name="tax_regime_once_a_day",
                violation_error_message=_("The regime already changes on that day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure}: {self.get_regime_display()}"
