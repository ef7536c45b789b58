from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from espaces.errors import Refused
from espaces.models import Network, Person, Terms, TermsAcceptance
from espaces.queries.terms import current_terms
from espaces.services.acts import record_act

DEFAULT_TEXTS = Path(__file__).resolve().parent.parent / "data"


def default_terms() -> dict[str, str]:
    """What a new network starts with, to be read and completed by its coordinator."""
    return {
        f"text_{language}": (DEFAULT_TEXTS / f"terms.{language}.txt").read_text(encoding="utf-8")
        for language in ("fr", "en")
    }


@transaction.atomic
def publish_terms(
    *, actor: Person | None, network: Network, text_fr: str, text_en: str, now: datetime
) -> Terms:
    """Adds the next version; everybody is asked to accept it at the next visit. Older versions stay readable."""
    current = current_terms(network)
    try:
        with transaction.atomic():
            terms = Terms.objects.create(
                network=network,
                version=current.version + 1 if current else 1,
                text_fr=text_fr,
                text_en=text_en,
                published_at=now,
            )
    except IntegrityError:
        raise Refused("published_meanwhile", _("Another version has just been published.")) from None
    record_act(actor=actor, verb="terms_published", target=terms, version=terms.version)
    return terms


def accept_terms(*, actor: Person, terms: Terms) -> TermsAcceptance:
    """Accepted twice is accepted once, at the first time."""
    return TermsAcceptance.objects.get_or_create(terms=terms, person=actor)[0]
