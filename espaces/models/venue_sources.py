from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from espaces.models.venues import Venue


class VenueSource(models.Model):
    """Where an imported venue comes from: its identifier in a list, and what that list said last.

    `values` lets the next import tell a change of the list from a change by the people of the venue: what
    they wrote is never overwritten. A venue may be known to several lists, or twice to the same one.
    """

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="sources", verbose_name=_("venue"))
    source = models.SlugField(_("list"), max_length=40)
    external_id = models.CharField(_("identifier in the list"), max_length=100)
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        _("what the list said"), default=dict
    )
    imported_at = models.DateTimeField(_("imported on"))

    objects: ClassVar[models.Manager[VenueSource]] = models.Manager()

    class Meta:
        verbose_name = _("source of a venue")
        verbose_name_plural = _("sources of venues")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                name="venue_source_once",
                violation_error_message=_("This identifier of this list already has its venue."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
