from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from espaces.models import Network, Person, Terms, TermsAcceptance


def versions_of_terms(network: Network) -> QuerySet[Terms]:
    return Terms.objects.filter(network=network).order_by("-version")


def current_terms(network: Network | None) -> Terms | None:
    return versions_of_terms(network).first() if network else None


def terms_of_version(network: Network, version: int) -> Terms | None:
    return versions_of_terms(network).filter(version=version).first()


def terms_to_accept(person: Person, network: Network | None) -> Terms | None:
    """The current terms of the network, unless the person accepted this very version. One query."""
    if network is None:
        return None
    accepted = TermsAcceptance.objects.filter(terms=OuterRef("pk"), person=person)
    terms = versions_of_terms(network).annotate(accepted=Exists(accepted)).first()
    return None if terms is None or terms.accepted else terms


def terms_of_number(pk: int | None) -> Terms | None:
    return Terms.objects.filter(pk=pk).first() if pk else None
