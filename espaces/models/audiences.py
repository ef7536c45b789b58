from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from espaces.models.networks import Structure


class ReducedAudience(models.Model):
    """People who pay less on dated proof: job-seekers, students. The proof is a PersonDocument."""

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="reduced_audiences", verbose_name=_("structure")
    )
    name = models.CharField(_("name"), max_length=80, help_text=_("Job-seekers, students…"))
    proof = models.CharField(
        _("what proves it"), max_length=160, blank=True, help_text=_("Student card of the year…")
    )
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True)

    objects: ClassVar[models.Manager[ReducedAudience]] = models.Manager()

    class Meta:
        verbose_name = _("reduced-price audience")
        verbose_name_plural = _("reduced-price audiences")
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "name"],
                condition=Q(archived_at=None),
                name="reduced_audience_name_unique",
                violation_error_message=_("There is already an audience of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
