"""A frozen report made again from its evidence when a reader asks: by a worker, and what was found is kept."""

from __future__ import annotations

import logging
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person
from espaces.queries.roles import login_of_person
from espaces.services.acts import record_act
from espaces.services.outgoing import send_later
from reporting.locks import lock_report
from reporting.models import Recomputation
from reporting.queries.access import reports_audited_by
from reporting.queries.evidence.recomputing import recompute
from reporting.services.reports import BROKE_DOWN

logger = logging.getLogger(__name__)


@locking_transaction
def ask_to_recompute(*, actor: Person, report_id: int) -> Recomputation:
    """Asked again while a worker is at it, it is done once. Raises Refused to who may not read the evidence."""
    report = lock_report(report_id)
    if not reports_audited_by(login_of_person(actor)).filter(pk=report.pk).exists():
        raise Refused(
            "not_allowed", _("The evidence is read by coordinators, and by auditors that they name.")
        )
    under_way = Recomputation.objects.filter(report=report, finished_at=None).first()
    if under_way is not None:
        return under_way
    asked = Recomputation.objects.create(report=report, asked_at=timezone.now(), asked_by=actor)
    record_act(actor=actor, verb="report_recomputed", target=report)
    send_later(kind="report_recomputing", key=f"recompute {asked.pk}", payload={"recomputation": asked.pk})
    return asked


def recompute_when_asked(payload: dict[str, Any]) -> None:
    """Handler of the outgoing kind "report_recomputing". Changes no report; killed in between, it begins again."""
    asked = Recomputation.objects.select_related("report__programme__network").get(
        pk=payload["recomputation"]
    )
    if asked.finished_at is not None:
        return
    try:
        found = recompute(asked.report)
        asked.differing, asked.altered = list(found.differing), list(found.altered)
    except Exception:
        logger.exception("report %s could not be recomputed", asked.report_id)
        asked.error = str(BROKE_DOWN)
    asked.finished_at = timezone.now()
    asked.save(update_fields=["differing", "altered", "error", "finished_at"])
