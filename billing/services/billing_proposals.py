"""On a structure's billing day its run is prepared and its managers are told; confirming it is theirs."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from billing.models import BillingRun
from billing.queries.billing_runs import structures_to_bill
from billing.services.billing_runs import prepare_run
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Structure
from espaces.services.outgoing import send_later

logger = logging.getLogger(__name__)
PROPOSALS = UUID("5d0c0b7e-6d0e-4c6e-9b0a-6f2c1f0e7a11")


def propose_runs(now: datetime) -> int:
    """How many were proposed. A structure that fails does not stop the others."""
    proposed = 0
    for structure, today in structures_to_bill(now):
        try:
            proposed += propose_run(structure, today)
        except Refused as refused:
            logger.info("no billing proposed to %s: %s", structure.pk, refused.code)
        except Exception:
            logger.exception("billing of %s was not proposed", structure.pk)
    return proposed


@locking_transaction
def propose_run(structure: Structure, today: date) -> bool:
    """Once a month, of everything used until `today`; dropped, it is not proposed again."""
    token = uuid5(PROPOSALS, f"{structure.pk} {today:%Y-%m}")
    if BillingRun.objects.filter(token=token).exists():
        return False
    run = prepare_run(actor=None, structure=structure, until=today + timedelta(days=1), token=token)
    send_later(kind="billing_proposal", key=f"billing proposal {run.pk}", payload={"run": run.pk})
    return True
