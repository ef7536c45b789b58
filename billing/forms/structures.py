"""VAT regime and articles of a structure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.forms.fields import DecimalField, MoneyField
from billing.models import Article, TaxRegime
from espaces.forms.networks import date_field


class TaxRegimeForm(forms.Form):
    regime = forms.ChoiceField(
        label=_("The structure"),
        choices=[
            (TaxRegime.Regime.NORMAL, _("charges VAT: each price has its rate")),
            (
                TaxRegime.Regime.FRANCHISE,
                _("is below the thresholds: VAT not applicable, article 293 B of the CGI"),
            ),
            (TaxRegime.Regime.EXEMPT, _("is exempt: not-for-profit body or public service")),
        ],
        widget=forms.RadioSelect(attrs={"class": "boxed"}),
    )
    valid_from = date_field(_("From"), help_text=_("Prices of days before keep the regime of their day."))


class ArticleForm(forms.ModelForm):
    price = MoneyField(label=_("Price (€)"))
    tax_rate = DecimalField(
        label=_("Tax rate (%)"), min_value=0, max_value=99, max_digits=4, decimal_places=2, initial=20
    )

    class Meta:
        model = Article
        fields = ["name", "price", "includes_tax", "tax_rate"]
        help_texts = {"name": _("Access card, locker, print…")}
        labels = {"includes_tax": _("The price includes tax")}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
