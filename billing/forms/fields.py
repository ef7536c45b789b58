"""Amounts as people type them: "5", "5,50", "5.50 €"."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format


class DecimalField(forms.DecimalField):
    """With a comma or a point, shown without useless zeros."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".").rstrip("€%")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        plain = value.normalize()
        return number_format(plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain)


class MoneyField(DecimalField):
    """Shown with cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"min_value": 0, "max_digits": 10, "decimal_places": 4} | kwargs))

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        cents = value.quantize(Decimal("0.01"))
        return number_format(cents if cents == value else value.normalize())


def percent_field(label: Any, *, help_text: Any = "", required: bool = False) -> DecimalField:
    return DecimalField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
