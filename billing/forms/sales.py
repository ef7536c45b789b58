from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from billing.models import Article
from billing.rules.prices_in_words import price_in_words
from espaces.forms.choices import choose_among
from espaces.forms.days import FIRST, LAST
from reservations.forms.units import ForOneOrShared, SentOnce, amount_field

MONTH_LENGTH = len("2026-12")


class SellArticleForm(ForOneOrShared):
    """`holder` is who pays: asked where somebody else may."""

    article = forms.ModelChoiceField(Article.objects.none(), label=_("Article"))
    quantity = amount_field(_("How many"))

    field_order = ("article", "quantity", "holder")

    def __init__(self, *args: Any, articles: QuerySet[Article], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "article", articles)
        field = self.fields["article"]
        assert isinstance(field, forms.ModelChoiceField)
        field.label_from_instance = _named  # type: ignore[assignment, method-assign]
        self.fields["holder"].label = _("Who pays")
        self.fields["quantity"].initial = Decimal(1)


def _named(article: Any) -> str:
    price = price_in_words(article.price, includes_tax=article.includes_tax)
    return f"{article.name} · {price}"


class StrikeOutSaleForm(SentOnce):
    reason = forms.CharField(label=_("Why"), max_length=200)


def month_of(text: str) -> date | None:
    """ "2026-12" as it stands in an address; None for all months, and for what is none that somebody can mean."""
    try:
        first = date.fromisoformat(f"{text}-01") if len(text) == MONTH_LENGTH else None
    except ValueError:
        return None
    return first if first and FIRST <= first <= LAST else None
