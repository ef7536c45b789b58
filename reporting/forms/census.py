from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from reporting.rules.census import TYPED, Known, Question

MOST = 10_000_000


class CensusForm(forms.Form):
    """One field for each question that hosts may answer; what is known stands beside it, not in it."""

    def __init__(self, *args: Any, known: Mapping[str, Known], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in TYPED:
            self.fields[question.code] = _field(question, known.get(question.code))

    def answers(self) -> dict[str, str]:
        return {code: str(value) for code, value in self.cleaned_data.items() if value not in (None, "")}


def _field(question: Question, known: Known | None) -> forms.Field:
    beside = _("Known here: %(answer)s. Write only what differs.") % {"answer": known.text} if known else ""
    common: dict[str, Any] = {"label": question.label, "required": False, "help_text": beside}
    if question.typed == "choice":
        return forms.ChoiceField(choices=[("", "—"), *question.choices], **common)
    if question.typed == "number":
        return forms.DecimalField(min_value=0, max_value=MOST, max_digits=10, decimal_places=1, **common)
    return forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), **common)
