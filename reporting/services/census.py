from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from espaces.models import Person, Venue
from espaces.services.acts import record_act
from reporting.models import CensusSheet
from reporting.rules.census import TYPED


@transaction.atomic
def save_census(
    *, actor: Person, venue: Venue, year: int, answers: Mapping[str, str], now: datetime
) -> CensusSheet:
    """Keeps what was written, and nothing for what was left empty: what is known then stands again."""
    written = {one.code: answers[one.code] for one in TYPED if answers.get(one.code)}
    sheet, _new = CensusSheet.objects.update_or_create(
        venue=venue, year=year, defaults={"answers": written, "changed_by": actor, "changed_at": now}
    )
    record_act(actor=actor, verb="census_written", target=sheet, year=year, answers=sorted(written))
    return sheet
