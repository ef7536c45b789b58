"""VAT regimes and other sales of a structure, by their services and pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from billing.models import Article, Charge, TaxRegime
from billing.queries.editions import charges_tax
from billing.services.articles import archive_article, save_article
from billing.services.tax import set_tax_regime
from espaces.errors import Refused
from espaces.models import Customer, Person, Structure
from tests.factories import PersonFactory, StructureFactory, manager_of

pytestmark = pytest.mark.django_db

MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)


@pytest.fixture
def structure() -> Structure:
    return StructureFactory()


@pytest.fixture
def manager(structure: Structure) -> Person:
    return manager_of(structure)


def decide(manager: Person, structure: Structure, regime: str, since: dt.date) -> TaxRegime:
    return set_tax_regime(actor=manager, structure=structure, regime=regime, valid_from=since)


def test_A22_4_the_regime_has_an_effective_date(structure: Structure, manager: Person) -> None:
    assert not charges_tax(structure, MAY)
    decide(manager, structure, "franchise", MAY)
    decide(manager, structure, "normal", JUNE)
    assert [charges_tax(structure, day) for day in (MAY, JUNE - dt.timedelta(days=1), JUNE)] == [
        False,
        False,
        True,
    ]


def test_a_regime_of_the_same_day_is_corrected(structure: Structure, manager: Person) -> None:
    decide(manager, structure, "franchise", MAY)
    decide(manager, structure, "exempt", MAY)
    assert [row.regime for row in TaxRegime.objects.all()] == ["exempt"]


def test_what_is_already_owed_is_not_taxed_again(structure: Structure, manager: Person) -> None:
    person = PersonFactory()
    Charge.objects.create(
        structure=structure,
        customer=Customer.objects.create(person=person),
        source_kind="sale",
        source_id=1,
        label="Carte",
        happened_on=JUNE,
        unit_price=6,
        amount=6,
        includes_tax=True,
        tax_rate=0,
        made_at=timezone.now(),
    )
    with pytest.raises(Refused) as refused:
        decide(manager, structure, "normal", MAY)
    assert refused.value.code == "already_charged"
    assert not TaxRegime.objects.exists()
    decide(manager, structure, "normal", JUNE + dt.timedelta(days=1))


def test_the_page_says_and_takes_the_regime(client: Client, structure: Structure, manager: Person) -> None:
    client.force_login(manager.user)
    address = reverse("billing:tax", args=[structure.pk])
    client.post(address, {"regime": "franchise", "valid_from": "2026-05-01"})
    assert "293\xa0B" in client.get(address).content.decode()
    assert client.post(address, {"regime": "none", "valid_from": "2026-06-01"}).status_code == 422
    assert TaxRegime.objects.count() == 1


def test_A2_1_an_access_card_at_6_is_written_once(
    client: Client, structure: Structure, manager: Person
) -> None:
    client.force_login(manager.user)
    sent = {"name": "Carte d’accès", "price": "6", "includes_tax": "on", "tax_rate": "20"}
    client.post(reverse("billing:add_article", args=[structure.pk]), sent)
    article = Article.objects.get()
    assert (article.name, article.price, article.structure) == ("Carte d’accès", 6, structure)
    page = client.get(reverse("billing:articles", args=[structure.pk])).content.decode()
    assert "6,00\xa0€" in page
    refused = client.post(reverse("billing:add_article", args=[structure.pk]), sent)
    assert refused.status_code == 422
    assert Article.objects.count() == 1


def test_an_article_is_changed_and_archived(client: Client, structure: Structure, manager: Person) -> None:
    article = save_article(actor=manager, structure=structure, article=None, name="Casier", price=Decimal(3))
    client.force_login(manager.user)
    sent = {"name": "Casier", "price": "3,50", "tax_rate": "20"}
    client.post(reverse("billing:change_article", args=[structure.pk, article.pk]), sent)
    article.refresh_from_db()
    assert (article.price, article.includes_tax) == (Decimal("3.5"), False)
    archive_article(actor=manager, article=article, now=timezone.now())
    assert article.archived_at is not None
