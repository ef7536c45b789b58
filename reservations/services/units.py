"""What stays take from the ledger of units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _
from psycopg.errors import CheckViolation

from espaces.errors import Refused
from espaces.locks import locking_transaction
from espaces.models import Person
from reservations.locks import lock_grants
from reservations.models import Use
from reservations.queries.units import taken_by_reservations

Taken = Mapping[tuple[int, int], Decimal]
"""By (grant, reservation)."""


@locking_transaction
def settle_units(
    *,
    actor: Person | None,
    person: Person,
    day: date,
    reservation_ids: list[int],
    wanted: Taken,
    now: datetime,
) -> None:
    """Brings what these reservations take to `wanted`: gives back first, then takes. Nothing to do, nothing written.

    The caller holds the lock of the person; this locks the grants concerned, by number. Raises Refused when
    somebody else took the units meanwhile; nothing has changed then.
    """
    current = taken_by_reservations(reservation_ids)
    changes = {key: wanted.get(key, Decimal(0)) - current.get(key, Decimal(0)) for key in {*wanted, *current}}
    rows = [
        Use(
            grant_id=grant_id,
            kind=Use.Kind.STAY,
            reservation_id=reservation_id,
            person=person,
            amount=amount,
            day=day,
            made_by=actor,
            made_at=now,
        )
        for (grant_id, reservation_id), amount in sorted(
            changes.items(), key=lambda item: (item[1] > 0, item[0])
        )
        if amount
    ]
    if not rows:
        return
    lock_grants({row.grant_id for row in rows})
    try:
        Use.objects.bulk_create(rows)
    except IntegrityError as error:
        if not _is_overdrawn(error):
            raise
        raise Refused("units_gone", _("These units have just been used. Nothing was booked.")) from error


def _is_overdrawn(error: IntegrityError) -> bool:
    cause = error.__cause__
    return isinstance(cause, CheckViolation) and cause.diag.constraint_name == "grant_never_overdrawn"
