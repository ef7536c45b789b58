from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from espaces.models import Person
from espaces.signals import person_erased
from reporting.services.forgetting import forget_home_of


@receiver(person_erased)
def forget_home(person: Person, **_kwargs: Any) -> None:
    forget_home_of(person)
