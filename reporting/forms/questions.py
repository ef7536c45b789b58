"""The questions, for the person himself and for a host who copies a signed paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _, gettext_lazy

from espaces.forms.municipalities import MunicipalityField
from espaces.forms.networks import date_field
from espaces.models import Municipality
from reporting.models import Profile, Status, Transport
from reporting.models.profiles import check_company
from reporting.rules.questions import ASKED, Asked, siren_of

NO_ANSWER = ("", "–")
YES_NO = [
    NO_ANSWER,
    ("yes", gettext_lazy("Yes, I would have gone there that day")),
    ("no", gettext_lazy("No")),
]
MOST_KM = Decimal(2000)


class QuestionsForm(forms.Form):
    """`answers` and `declined` are what the service takes. A question that is refused has no other answer."""

    hide_optional = True
    status = forms.ChoiceField(
        label=gettext_lazy("Situation"), choices=[NO_ANSWER, *Status.choices], required=False
    )
    home = MunicipalityField(
        label=gettext_lazy("Home municipality"), required=False, help_text=gettext_lazy("Name or postcode.")
    )
    work = MunicipalityField(
        label=gettext_lazy("Municipality of work"),
        required=False,
        help_text=gettext_lazy("Name or postcode."),
    )
    home_work_km = forms.DecimalField(
        label=gettext_lazy("Kilometres from home, one way"),
        required=False,
        min_value=Decimal(0),
        max_value=MOST_KM,
        max_digits=6,
        decimal_places=1,
        help_text=gettext_lazy("If you know them; otherwise they are estimated."),
    )
    transport = forms.ChoiceField(
        label=gettext_lazy("Usual transport"), choices=[NO_ANSWER, *Transport.choices], required=False
    )
    replaces_commute = forms.ChoiceField(
        label=gettext_lazy("Replaces the way to work"), choices=YES_NO, required=False
    )
    company = forms.CharField(
        label=gettext_lazy("SIREN number"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Nine digits, on every document of the company."),
    )
    company_created_on = date_field(gettext_lazy("Created on"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for asked in ASKED:
            self.fields[f"decline_{asked.question.value}"] = forms.BooleanField(
                label=gettext_lazy("I prefer not to answer"), required=False
            )

    def questions(self) -> Iterator[tuple[Asked, list[BoundField], BoundField]]:
        """Each with its fields and the box by which it is refused."""
        for asked in ASKED:
            yield asked, [self[name] for name in asked.fields], self[f"decline_{asked.question.value}"]

    def clean_company(self) -> str:
        number = siren_of(self.cleaned_data["company"])
        if not self._is_declined("company"):
            check_siren(number)
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        created_on = cleaned.get("company_created_on")
        if created_on and created_on > self.today:
            self.add_error("company_created_on", _("This day is still to come."))
        if created_on and not cleaned.get("company") and "company" not in self.errors:
            self.add_error("company", _("Of which company? Give its SIREN number."))
        return cleaned

    def _is_declined(self, question: str) -> bool:
        return bool(self.data.get(self.add_prefix(f"decline_{question}")))

    def declined(self) -> list[str]:
        return [
            asked.question.value
            for asked in ASKED
            if self.cleaned_data.get(f"decline_{asked.question.value}")
        ]

    def answers(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for asked in ASKED for name in asked.fields}
        given["replaces_commute"] = {"yes": True, "no": False}.get(given["replaces_commute"])
        return given


class PaperForm(QuestionsForm):
    """What stands on the paper is copied; what it leaves empty changes nothing."""

    signed_on = date_field(gettext_lazy("Signed on"))
    field_order = ["signed_on"]

    def clean_signed_on(self) -> date:
        signed_on: date = self.cleaned_data["signed_on"]
        if signed_on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return signed_on

    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in super().answers().items() if value not in (None, "")}


def check_siren(number: str) -> None:
    """The model's refusal, on the field that was typed."""
    try:
        check_company(number)
    except forms.ValidationError as error:
        raise forms.ValidationError(error.message_dict["company"]) from None


def initial_of(
    profile: Profile | None, home: Municipality | None, work: Municipality | None
) -> dict[str, Any]:
    """What was answered last; somebody who never answered finds the home of his profile, which he may take out."""
    if profile is None:
        return {"home": home}
    replaces = {True: "yes", False: "no", None: ""}[profile.replaces_commute]
    return {
        "status": profile.status,
        "home": home,
        "work": work,
        "home_work_km": profile.home_work_km if profile.km_declared else None,
        "transport": profile.transport,
        "replaces_commute": replaces,
        "company": profile.company,
        "company_created_on": profile.company_created_on,
        **{f"decline_{question}": True for question in profile.declined},
    }
