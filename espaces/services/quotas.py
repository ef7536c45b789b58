from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from espaces.models import Person, Quota, Resource, Venue
from espaces.services.acts import record_act

Limits = Mapping[tuple[str, str], int | None]
"""By period and measure of `Quota`, the limit for one person; None: no limit."""


@transaction.atomic
def set_quotas(*, actor: Person | None, of: Venue | Resource, limits: Limits) -> None:
    """Writes what differs; what is not named stays. Recorded only if something changed."""
    scope = {"venue": of} if isinstance(of, Venue) else {"resource": of}
    known = {(row.period, row.measure): row for row in Quota.objects.filter(**scope).order_by("pk")}
    changed = {
        key: limit for key, limit in limits.items() if limit != (known[key].limit if key in known else None)
    }
    for (period, measure), limit in changed.items():
        quota = known.get((period, measure)) or Quota(**scope, period=period, measure=measure)
        if limit is None:
            quota.delete()
            continue
        quota.limit = limit
        quota.full_clean()
        quota.save()
    if changed:
        in_words = {f"{period} {measure}": limit for (period, measure), limit in changed.items()}
        record_act(actor=actor, verb="quotas_set", target=of, limits=in_words)
