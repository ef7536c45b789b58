from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from espaces.forms.choices import choose_among
from espaces.models import Network, Plan, Quota, Venue

HOURS = 60
QUOTAS = {
    "future_reservations": (_("reservations to come"), Quota.Period.FUTURE, Quota.Measure.RESERVATIONS),
    "day_reservations": (_("reservations per day"), Quota.Period.DAY, Quota.Measure.RESERVATIONS),
    "week_reservations": (_("reservations per week"), Quota.Period.WEEK, Quota.Measure.RESERVATIONS),
    "future_hours": (_("hours to come"), Quota.Period.FUTURE, Quota.Measure.MINUTES),
    "day_hours": (_("hours per day"), Quota.Period.DAY, Quota.Measure.MINUTES),
    "week_hours": (_("hours per week"), Quota.Period.WEEK, Quota.Measure.MINUTES),
}


class PlanForm(forms.ModelForm):
    """The rights of a plan. Hours on screen, minutes in the rows."""

    class Meta:
        model = Plan
        fields = [
            "name",
            "description",
            "scope",
            "venues",
            "network",
            "horizon_days",
            "notice_minutes",
            "extended_access",
        ]
        labels = {
            "scope": _("Where it is valid"),
            "venues": _("The chosen venues"),
            "network": _("The whole network"),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 3}), "venues": forms.CheckboxSelectMultiple}

    def __init__(
        self, *args: Any, venues: QuerySet[Venue], networks: QuerySet[Network], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "venues", venues)
        choose_among(self, "network", networks)
        self.fields["horizon_days"].help_text = _("Empty: as each venue says.")
        self.fields["notice_minutes"].help_text = _("Empty: as each venue says.")
        self.fields["extended_access"].help_text = _("May come outside public hours, with a key or badge.")
        known = self._limits()
        for name, (label, _period, _measure) in QUOTAS.items():
            self.fields[name] = forms.IntegerField(
                label=_("At most: %(what)s") % {"what": label},
                required=False,
                min_value=1,
                max_value=10_000,
                initial=known.get(name),
            )

    def _limits(self) -> dict[str, int]:
        if self.instance.pk is None:
            return {}
        limits = {(quota.period, quota.measure): quota.limit for quota in self.instance.quotas.all()}
        return {
            name: limits[period, measure] // _unit(measure)
            for name, (_label, period, measure) in QUOTAS.items()
            if (period, measure) in limits
        }

    def quotas(self) -> list[tuple[str, str, int]]:
        """(period, measure, limit) of every limit that was written."""
        return [
            (period, measure, self.cleaned_data[name] * _unit(measure))
            for name, (_label, period, measure) in QUOTAS.items()
            if self.cleaned_data[name]
        ]

    def rights(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name != "venues"}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("scope") == Plan.Scope.LIST and not cleaned.get("venues"):
            self.add_error("venues", _("Choose at least one venue."))
        return cleaned


def _unit(measure: str) -> int:
    return HOURS if measure == Quota.Measure.MINUTES else 1
