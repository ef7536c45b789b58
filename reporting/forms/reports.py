from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.models import Programme, Report, ReportDeclaration
from reporting.rules.periods import MONTHS, Period


class PeriodField(forms.ChoiceField):
    """A month, a quarter or a year of the programme, the latest that is over first; gives the Period."""

    def clean(self, value: Any) -> Any:
        return Period.parse(super().clean(value))


class StartReportForm(forms.Form):
    period = PeriodField(label=_("Period"))

    def __init__(self, *args: Any, programme: Programme, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["period"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(p.code, p.in_words.capitalize()) for p in periods_of(programme, today)]


def periods_of(programme: Programme, today: date) -> list[Period]:
    """Years, quarters, months that it meets and that have begun, each kind the latest first."""
    until = min(programme.ends_on, today + timedelta(days=1))
    if until <= programme.starts_on:
        return []
    return [period for kind in reversed(MONTHS) for period in _backwards(programme.starts_on, until, kind)]


def _backwards(first: date, until: date, kind: str) -> Iterator[Period]:
    period = Period.holding(until - timedelta(days=1), kind)
    while period.after > first:
        yield period
        period = Period.holding(period.first - timedelta(days=1), kind)


class CommentForm(forms.ModelForm):
    class Meta:
        model = Report
        fields = ["comment"]
        widgets = {"comment": forms.Textarea(attrs={"rows": 8})}


class DeclarationForm(forms.ModelForm):
    class Meta:
        model = ReportDeclaration
        fields = ["value", "evidence"]
        help_texts = {"evidence": _("The document that proves it: its name, its date, where it is kept.")}


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("What changed, and why"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The funder reads it on the new version."),
    )
