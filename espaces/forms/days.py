from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(2000, 1, 1), date(2200, 12, 31)


class DayField(forms.DateField):
    """A day somebody can mean. The first and the last dates of Python have no day before or after them."""

    default_validators = [
        MinValueValidator(FIRST, message=_("This day is too far in the past.")),
        MaxValueValidator(LAST, message=_("This day is too far ahead.")),
    ]
