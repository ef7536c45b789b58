"""Declarations made: once for the same figures, a correction that replaces them where they have changed."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.locks import lock_chain_head
from billing.models import EReport
from billing.queries.accounts import account_of
from billing.queries.ereports import declaration
from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person, Structure
from espaces.services.acts import record_act


@locking_transaction
def note_declared(
    *, actor: Person, structure: Structure, kind: str, starts_on: date, seen: str, today: date
) -> EReport | None:
    """What was declared of a period, in its next version; None when the last one says the same.

    `seen`: the fingerprint of the figures on the page. Locks the head of the books, so that nothing is issued or
    received meanwhile. Raises Refused when the figures have changed since, or there is no such period.
    """
    lock_chain_head(structure.pk)
    found = declaration(structure, account_of(structure), today, kind, starts_on)
    if found is None:
        raise Refused("no_period", _("This period is not over, or is not one of this structure."))
    if found.fingerprint != seen:
        raise Refused("figures_changed", _("The figures have changed meanwhile: read and export them again."))
    if found.todo is None:
        return None
    report = EReport.objects.create(
        structure=structure,
        kind=found.kind.value,
        starts_on=found.period.starts_on,
        ends_on=found.period.ends_on,
        version=found.todo.version,
        content=found.content,
        made_at=timezone.now(),
        made_by=actor,
    )
    record_act(
        actor=actor,
        verb="sales_declared",
        target=report,
        kind=report.kind,
        starts_on=starts_on.isoformat(),
        version=report.version,
        replaces=found.todo.replaces,
    )
    return report
