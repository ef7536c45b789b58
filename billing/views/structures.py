"""What a structure decides of money for all its venues: VAT, and what else it sells."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.forms.structures import ArticleForm, TaxRegimeForm
from billing.models import Article
from billing.queries.structures import articles_of, tax_regimes_of
from billing.services.articles import archive_article as archive, save_article
from billing.services.tax import set_tax_regime
from espaces.models import Structure
from espaces.queries.access import today
from espaces.views.access import acting_person, managed_structure
from espaces.views.structures import back_to_structure
from espaces.views.submitting import accepted, form_page


def tax(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    regimes = list(tax_regimes_of(structure))
    form = TaxRegimeForm(request.POST or None, initial={"valid_from": today()})

    def decide() -> None:
        set_tax_regime(actor=acting_person(request), structure=structure, **form.cleaned_data)

    if accepted(request, form, decide):
        messages.success(request, _("The VAT regime is noted."))
        return redirect("billing:tax", structure.pk)
    return form_page(
        request,
        form,
        template="billing/tax.html",
        title=_("VAT"),
        submit=_("Save"),
        back=back_to_structure(structure),
        regimes=regimes,
        today=today(),
    )


def articles(request: HttpRequest, pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    context = {
        "structure": structure,
        "articles": articles_of(structure),
        "back": back_to_structure(structure),
    }
    return render(request, "billing/articles.html", context)


def add_article(request: HttpRequest, pk: int) -> HttpResponse:
    return article_page(request, managed_structure(request, pk), None)


def change_article(request: HttpRequest, pk: int, article_pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    return article_page(request, structure, get_object_or_404(articles_of(structure), pk=article_pk))


def article_page(request: HttpRequest, structure: Structure, article: Article | None) -> HttpResponse:
    form = ArticleForm(request.POST or None, instance=copy.copy(article))

    def save() -> None:
        save_article(actor=acting_person(request), structure=structure, article=article, **form.values())

    back = (reverse("billing:articles", args=[structure.pk]), _("Other sales"))
    if accepted(request, form, save):
        messages.success(request, _("Saved."))
        return redirect(back[0])
    title = str(article) if article else _("A new article")
    return form_page(request, form, title=title, submit=_("Save"), back=back)


@require_POST
def archive_article(request: HttpRequest, pk: int, article_pk: int) -> HttpResponse:
    structure = managed_structure(request, pk)
    article = get_object_or_404(articles_of(structure), pk=article_pk)
    archive(actor=acting_person(request), article=article, now=timezone.now())
    messages.success(request, _("It is no longer sold."))
    return redirect("billing:articles", structure.pk)
