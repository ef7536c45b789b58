from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from espaces.models import Membership, Person
from espaces.signals import membership_ended, person_erased
from reservations.services.forgetting import forget_texts_about
from reservations.services.period_ends import follow_end


@receiver(membership_ended)
def end_periods_and_units(
    membership: Membership, actor: Person | None, now: datetime, **_kwargs: Any
) -> None:
    follow_end(membership=membership, actor=actor, now=now)


@receiver(person_erased)
def forget_texts(person: Person, **_kwargs: Any) -> None:
    forget_texts_about(person)
