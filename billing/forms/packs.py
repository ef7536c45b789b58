from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from espaces.forms.networks import date_field
from reservations.forms.units import ForOneOrShared, SentOnce


class SellPackForm(ForOneOrShared):
    """`holder` is who pays."""

    bought_on = date_field(_("Bought on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["holder"].label = _("Who pays")
        self.fields["bought_on"].initial = today

    def clean_bought_on(self) -> date:
        day: date = self.cleaned_data["bought_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class BuyPackForm(ForOneOrShared):
    """`holder` is who pays: oneself, or a team that one manages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].label = _("Who pays")


class RefundPackForm(SentOnce):
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("The person reads it."))
