from __future__ import annotations

from typing import Any

from django.db import models

from espaces.models import Act, Person


def record_act(*, actor: Person | None, verb: str, target: models.Model, **details: Any) -> Act:
    """Writes who did what, in the caller's transaction. `details` must be plain JSON values."""
    return Act.objects.create(
        actor=actor,
        verb=verb,
        target_kind=target._meta.label_lower,
        target_id=str(target.pk),
        details=details,
    )
