"""What else a structure sells: an access card, a locker, prints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from billing.models import Article
from espaces.models import Person, Structure
from espaces.services.acts import record_act


@transaction.atomic
def save_article(*, actor: Person, structure: Structure, article: Article | None, **values: Any) -> Article:
    """Creates or changes it. What was sold keeps its price."""
    changed = article or Article(structure=structure)
    for name, value in values.items():
        setattr(changed, name, value)
    changed.full_clean()
    changed.save()
    verb = "article_changed" if article else "article_created"
    record_act(actor=actor, verb=verb, target=changed, name=changed.name, price=str(changed.price))
    return changed


@transaction.atomic
def archive_article(*, actor: Person, article: Article, now: datetime) -> None:
    """No longer sold; what was sold stays."""
    if article.archived_at is None:
        article.archived_at = now
        article.save(update_fields=["archived_at"])
        record_act(actor=actor, verb="article_archived", target=article)
