from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from espaces.models import Person
from espaces.signals import municipalities_located, person_erased
from reporting.services.forgetting import forget_home_of
from reporting.services.home_distances import look_for_lacking_distances


@receiver(person_erased)
def forget_home(person: Person, **_kwargs: Any) -> None:
    forget_home_of(person)


@receiver(municipalities_located)
def homes_may_be_located(**_kwargs: Any) -> None:
    look_for_lacking_distances()
