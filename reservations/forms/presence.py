from __future__ import annotations

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class PresenceForm(forms.Form):
    """`reservation` is only asked at the door, where several may be expected."""

    class Act(models.TextChoices):
        ARRIVE = "arrive", _("I am here")
        LEAVE = "leave", _("I am leaving")

    act = forms.ChoiceField(choices=Act.choices)
    reservation = forms.IntegerField(required=False)
