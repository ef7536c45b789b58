"""What else a structure sells, and its VAT regimes."""

from __future__ import annotations

from django.db.models import F, QuerySet

from billing.models import Article, TaxRegime
from espaces.models import Structure


def articles_of(structure: Structure) -> QuerySet[Article]:
    """Those still sold first."""
    articles = Article.objects.filter(structure=structure)
    return articles.order_by(F("archived_at").asc(nulls_first=True), "name", "pk")


def tax_regimes_of(structure: Structure) -> QuerySet[TaxRegime]:
    """The latest first."""
    return TaxRegime.objects.filter(structure=structure).order_by("-valid_from")
