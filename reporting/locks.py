"""Row locks of `reporting`: FillState, VenueDay, and then the rows of that day.

A fill takes none of the house's other locks. A merge of two persons locks the rows of facts that bear the old one,
and marks a VenueDay after that: where it meets a fill, the database ends one of the two, which tries again.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from espaces.models import Network
from reporting.models import FillState, Programme, Report, Session, VenueDay


def lock_fill(name: str) -> FillState | None:
    """None: another pass is at work on these facts. Held until the transaction ends: each step takes it anew."""
    rows = FillState.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    return rows.filter(name=name).first()


def lock_venue_days(wanted: Q) -> list[VenueDay]:
    """Whoever marks one of them waits until it is filled, and so is not forgotten."""
    rows = VenueDay.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(wanted).order_by("venue", "day"))


def lock_programme(programme_id: int) -> Programme:
    """Before everything else, by who changes what it promises, and by who starts a report on it."""
    rows = Programme.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("network").get(pk=programme_id)


def lock_report(report_id: int) -> Report:
    """After its programme and before what is published: its stages follow one another."""
    rows = Report.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("programme__network").get(pk=report_id)


def lock_publications(network_ids: Iterable[int]) -> None:
    """After the report, and last: publications of networks that share venues follow one another."""
    rows = Network.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(pk__in=set(network_ids)).order_by("pk").values_list("pk", flat=True))


def lock_session(session_id: int) -> Session:
    """On its own: who changes or strikes out a session takes no other lock."""
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("venue__structure").get(pk=session_id)
