from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Municipality(models.Model):
    """A French municipality of the official geographic code (INSEE). Codes change each 1 January: `code_year`.

    Written by `load_municipalities` only. A municipality that left the list stays, since venues and persons
    may refer to it, with `is_current` false: look-ups no longer offer it.
    """

    code = models.CharField(_("INSEE code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    postcodes = ArrayField(models.CharField(max_length=5), verbose_name=_("postcodes"), default=list)
    part_codes = ArrayField(
        models.CharField(max_length=5),
        verbose_name=_("codes of its parts"),
        default=list,
        help_text=_("Municipalities merged into it, and its municipal arrondissements."),
    )
    epci_code = models.CharField(_("intermunicipality code"), max_length=9, blank=True)
    epci_name = models.CharField(_("intermunicipality"), max_length=160, blank=True)
    departement_code = models.CharField(_("département code"), max_length=3)
    departement_name = models.CharField(_("département"), max_length=60)
    region_code = models.CharField(_("région code"), max_length=3)
    region_name = models.CharField(_("région"), max_length=60)
    population = models.PositiveIntegerField(_("population"), default=0)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    code_year = models.PositiveSmallIntegerField(_("year of the code list"))
    is_current = models.BooleanField(_("in the current list"), default=True)
    # Written from the names and postcodes by rules.place_names: what is compared, and what is searched.
    search_key = models.CharField(max_length=80, editable=False)
    search_text = models.TextField(editable=False, default="")

    objects: ClassVar[models.Manager[Municipality]] = models.Manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="municipality_coordinates_possible",
                violation_error_message=_("Latitude and longitude go together, in degrees."),
            ),
        ]
        indexes = [
            # Every word of every name and postcode, also by its beginning.
            GinIndex(SearchVector("search_text", config="simple"), name="municipality_words"),
            models.Index(fields=["departement_code"], name="municipality_departement"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.departement_code})"
