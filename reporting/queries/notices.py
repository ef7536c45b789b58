"""What the figures ask of a coworker, on his first page."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from espaces.models import Person
from reporting.queries.profiles import is_time_to_ask
from reservations.ports import Notice


class Questions:
    """reservations.ports.Notices: six questions, once somebody has come three times and never before."""

    def notice_for(self, person: Person, now: datetime) -> Notice | None:
        if not is_time_to_ask(person, now):
            return None
        return Notice(
            title=_("Six questions, if you like"),
            text=_(
                "Where people come from, and what coming here avoids: figures without names, for those who fund."
            ),
            href=reverse("reporting:my_answers"),
            action=_("Answer (two minutes)"),
            put_off=reverse("reporting:questions_later"),
        )
