from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from espaces.forms.choices import choose_among
from espaces.models import (
    TERMS,
    Network,
    Plan,
    PlanAllowance,
    Quota,
    ReducedAudience,
    Structure,
    Unit,
    Venue,
)

HOURS = 60
QUOTAS = {
    "future_reservations": (_("reservations to come"), Quota.Period.FUTURE, Quota.Measure.RESERVATIONS),
    "day_reservations": (_("reservations per day"), Quota.Period.DAY, Quota.Measure.RESERVATIONS),
    "week_reservations": (_("reservations per week"), Quota.Period.WEEK, Quota.Measure.RESERVATIONS),
    "future_hours": (_("hours to come"), Quota.Period.FUTURE, Quota.Measure.MINUTES),
    "day_hours": (_("hours per day"), Quota.Period.DAY, Quota.Measure.MINUTES),
    "week_hours": (_("hours per week"), Quota.Period.WEEK, Quota.Measure.MINUTES),
}


RIGHTS = [
    "name",
    "description",
    "scope",
    "venues",
    "network",
    "horizon_days",
    "notice_minutes",
    "extended_access",
]
SALE = ["offered_online", "seats", "sold_at_most", "requires", "reduced_audience", "is_association"]


class PlanForm(forms.ModelForm):
    """The rights of a plan, its terms and what each period gives. Hours on screen, minutes in the rows."""

    class Meta:
        model = Plan
        fields = [*RIGHTS, *TERMS, *SALE]
        labels = {
            "scope": _("Where it is valid"),
            "venues": _("The chosen venues"),
            "network": _("The whole network"),
            "cycle": _("One pays by the"),
            "anchor": _("A period goes"),
            "first_period": _("Who begins in the middle of a period pays"),
            "leaving": _("Who leaves, leaves"),
            "seats": _("How many persons share it"),
        }
        help_texts = {
            "anchor": _(
                "By the calendar: from 16 June, then from 1 July. From date to date: 16 June to 15 July."
            ),
            "first_period": _(
                "100 € a month from 16 June: 50.00 € by the days that are left, 100 € at the whole price."
            ),
            "commitment": _("2: who begins in March cannot leave before the end of April. 0: none."),
            "notice_days": _(
                "14, from date to date since 16 May: asked by 2 June, it ends on 16 June; on 3 June, on 16 July."
            ),
            "leaving": _("On any day, the days left of the period are given back."),
            "pauses_per_year": _("Whole periods that are neither paid nor given. 0: none."),
            "requires": _("The association membership, for instance."),
            "reduced_audience": _("A host must have seen a dated proof: a student card."),
            "sold_at_most": _("8 desks of residents: the ninth is refused. Empty: without limit."),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 3}), "venues": forms.CheckboxSelectMultiple}

    def __init__(
        self,
        *args: Any,
        structure: Structure,
        venues: QuerySet[Venue],
        networks: QuerySet[Network],
        units: QuerySet[Unit],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "venues", venues)
        choose_among(self, "network", networks)
        others = Plan.objects.filter(structure=structure, archived_at=None)
        choose_among(self, "requires", others.exclude(pk=self.instance.pk).order_by("name", "pk"))
        audiences = ReducedAudience.objects.filter(structure=structure, archived_at=None)
        choose_among(self, "reduced_audience", audiences.order_by("name", "pk"))
        self._add_limits()
        self.units = list(units)
        for unit in self.units:
            self._add_unit(unit)

    def _add_limits(self) -> None:
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

    def _add_unit(self, unit: Unit) -> None:
        """Three fields for each unit that counts at the structure; a plan that gives none leaves them empty."""
        known = self.given().get(unit.pk)
        number: dict[str, Any] = {
            "max_digits": 8,
            "decimal_places": 2,
            "min_value": Decimal("0.01"),
            "required": False,
        }
        self.fields[f"gives_{unit.pk}"] = forms.DecimalField(
            label=_("Given each period: %(units)s") % {"units": unit.plural},
            help_text=_("Empty: none. A change concerns who agrees from today on."),
            initial=plain(known.amount) if known else None,
            **number,
        )
        self.fields[f"keeps_{unit.pk}"] = forms.IntegerField(
            label=_("%(units)s: kept for (periods)") % {"units": unit.plural},
            help_text=_(
                "0 or empty: what is not used is lost with its period. 2: it counts two periods more."
            ),
            initial=known.carry_over if known else None,
            required=False,
            min_value=0,
            max_value=60,
        )
        self.fields[f"each_{unit.pk}"] = forms.DecimalField(
            label=_("%(units)s: at most for one person of a team") % {"units": unit.plural},
            initial=plain(known.cap_per_person) if known and known.cap_per_person else None,
            **number,
        )

    def given(self) -> dict[int, PlanAllowance]:
        """By unit, what who agrees today would get."""
        if self.instance.pk is None:
            return {}
        if not hasattr(self, "_given"):
            rows = PlanAllowance.objects.filter(plan=self.instance, agreed_until=None)
            self._given = {row.unit_id: row for row in rows}
        return self._given

    def allowances(self) -> list[PlanAllowance]:
        """Not saved."""
        return [
            PlanAllowance(
                unit=unit,
                amount=self.cleaned_data[f"gives_{unit.pk}"],
                carry_over=self.cleaned_data[f"keeps_{unit.pk}"] or 0,
                cap_per_person=self.cleaned_data[f"each_{unit.pk}"],
            )
            for unit in self.units
            if self.cleaned_data[f"gives_{unit.pk}"]
        ]

    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """Title, sentence and fields, in the order in which a host thinks of them."""
        units = [f"{name}_{unit.pk}" for unit in self.units for name in ("gives", "keeps", "each")]
        return [
            (_("What it allows"), _("Counts at once for everybody who holds it."), self._bound(RIGHTS)),
            (
                _("Its rhythm"),
                _("Who holds it already keeps the terms agreed; these are for who agrees from now on."),
                self._bound(TERMS),
            ),
            (_("What each period gives"), "", self._bound(units)),
            (_("To whom it is sold"), "", self._bound(SALE)),
            (
                _("How much one may book"),
                _("In place of the limits of the venue; empty: those of the venue."),
                self._bound(QUOTAS),
            ),
        ]

    def _bound(self, names: Iterable[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]

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


def plain(amount: Decimal) -> str:
    """10 and 2.5: without useless zeros, and never 1E+1."""
    return f"{amount.normalize():f}"
