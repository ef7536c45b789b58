from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet


def choose_among(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Only these rows can be chosen: the list shown is also what is accepted."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
