"""Figures leave the network: what was told, and that some of it was secret, is kept for good."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from espaces.models import Network
from reporting.locks import lock_publications
from reporting.models import Publication, PublishedCell, Report
from reporting.queries.published import neighbours, nesting_for
from reporting.rules.confidentiality import Hidden, KnownCell, hide, rounded, told
from reporting.rules.figures import Figures, as_json
from reporting.rules.scopes import Scope

OPEN_DATA = Publication.Kind.OPEN_DATA


def wait_for_other_publications(network: Network) -> None:
    """Held until the end of the transaction: before `protect`, and while what it hides is published.

    Two publications protected at the same time would know nothing of one another, and one could give away the other.
    """
    lock_publications(neighbours(network))


@transaction.atomic
def publish(
    *,
    network: Network,
    figures: Figures,
    hidden: list[Hidden],
    scope: Scope,
    kind: str,
    now: datetime,
    report: Report | None = None,
    exact: bool = False,
) -> Publication:
    """In the transaction that protected and froze them, under `wait_for_other_publications`.

    Open data are rounded, and kept as they are shown.
    """
    public = kind == OPEN_DATA
    publication = Publication(network=network, kind=kind, report=report, exact=exact, published_at=now)
    if public:
        publication.first, publication.after = (
            date.fromisoformat(figures.first),
            date.fromisoformat(figures.after),
        )
        publication.figures = as_json(rounded(hide(figures, hidden)))
    publication.save()
    cells = told(figures, hidden, nesting=nesting_for(network, figures, scope), public=public)
    PublishedCell.objects.bulk_create([_row(publication, cell) for cell in cells], batch_size=1000)
    return publication


def _row(publication: Publication, cell: KnownCell) -> PublishedCell:
    return PublishedCell(
        publication=publication,
        region=[list(span) for span in sorted(cell.region)],
        dimension=cell.dimension,
        value=cell.value,
        hidden=cell.is_secret,
        counts=dict(cell.counts),
        step=cell.step,
    )
