from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Municipality(models.Model):
    """A French municipality of the official geographic code (INSEE). Codes change each 1 January: `code_year`."""

    code = models.CharField(_("INSEE code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    search_key = models.CharField(max_length=80, editable=False)
    postcodes = ArrayField(models.CharField(max_length=5), verbose_name=_("postcodes"), default=list)
    epci_code = models.CharField(_("intermunicipality code"), max_length=9, blank=True)
    epci_name = models.CharField(_("intermunicipality"), max_length=160, blank=True)
    departement_code = models.CharField(_("département code"), max_length=3)
    departement_name = models.CharField(_("département"), max_length=40)
    region_code = models.CharField(_("région code"), max_length=2)
    region_name = models.CharField(_("région"), max_length=40)
    population = models.PositiveIntegerField(_("population"), default=0)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    code_year = models.PositiveSmallIntegerField(_("year of the code list"))

    objects: ClassVar[models.Manager[Municipality]] = models.Manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        indexes = [
            GinIndex(fields=["postcodes"], name="municipality_postcodes"),
            models.Index(
                fields=["search_key"], name="municipality_search", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(fields=["departement_code"], name="municipality_departement"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.departement_code})"
