""" "Try it": who comes, to what, when."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from billing.forms.choices import Offered, audience_and_number
from billing.queries.trials import Tried
from espaces.forms.choices import choose_among
from espaces.forms.networks import date_field
from espaces.models import Resource, Unit
from reservations.rules.half_days import HalfDay

TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
TIMES = "times"


class TrialForm(forms.Form):
    who = forms.ChoiceField(label=_("Who"))
    resource = forms.ModelChoiceField(Resource.objects.none(), label=_("Where"), empty_label=None)
    day = date_field(_("On which day"))
    when = forms.ChoiceField(
        label=_("When"),
        choices=[
            (HalfDay.MORNING, _("morning")),
            (HalfDay.AFTERNOON, _("afternoon")),
            (HalfDay.DAY, pgettext_lazy("how long", "day")),
            (TIMES, _("hours")),
        ],
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    start = forms.TimeField(label=pgettext_lazy("time of day", "From"), required=False, widget=TIME)
    end = forms.TimeField(label=pgettext_lazy("time of day", "Until"), required=False, widget=TIME)
    start_again = forms.TimeField(label=_("Again from"), required=False, widget=TIME)
    end_again = forms.TimeField(label=pgettext_lazy("time of day", "Until"), required=False, widget=TIME)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Has units"), required=False, empty_label=_("none: pays in money")
    )
    hide_optional = True

    def __init__(
        self,
        *args: Any,
        offered: Offered,
        resources: QuerySet[Resource],
        units: QuerySet[Unit],
        today: date,
        **kwargs: Any,
    ) -> None:
        initial = {
            "day": today,
            "when": HalfDay.MORNING,
            "who": "everybody",
            "start": time(9),
            "end": time(12),
        }
        super().__init__(*args, **{"initial": initial, "auto_id": "try_%s"} | kwargs)
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [*offered.who(), ("colleague", _("the second colleague of a customer"))]
        choose_among(self, "resource", resources)
        choose_among(self, "unit", units)
        if not units:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("when") == TIMES:
            self._check_pair("start", "end", required=True)
            self._check_pair("start_again", "end_again", required=False)
        return cleaned

    def _check_pair(self, start: str, end: str, *, required: bool) -> None:
        first, last = self.cleaned_data.get(start), self.cleaned_data.get(end)
        if not first and not last and not required:
            return
        if not first or not last or first == last:
            self.add_error(end, _("Say from when until when."))

    def tried(self) -> Tried:
        cleaned = self.cleaned_data
        if cleaned["when"] != TIMES:
            return Tried(cleaned["resource"], cleaned["day"], half=HalfDay(cleaned["when"]))
        pairs = ((cleaned["start"], cleaned["end"]), (cleaned["start_again"], cleaned["end_again"]))
        times = tuple((start, end) for start, end in pairs if start and end)
        return Tried(cleaned["resource"], cleaned["day"], times=times)

    def audience(self) -> tuple[str, int | None]:
        return audience_and_number(self.cleaned_data["who"])
