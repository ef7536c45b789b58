"""Fills the facts that figures are made of: the days that are over, and those of the past that changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from espaces.models import Venue
from reporting.services.facts import fill_facts


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--venue", metavar="SLUG", help="only the days of this venue")

    def handle(self, *args: Any, venue: str | None = None, **options: Any) -> None:
        chosen = Venue.objects.filter(slug=venue).first() if venue else None
        if venue and chosen is None:
            raise CommandError(f"There is no venue {venue!r}.")
        filled = fill_facts(timezone.now(), chosen)
        if filled.busy:
            self.stdout.write("Another fill is at work, and goes on.")
        elif filled.failed:
            raise CommandError(f"{filled.days} days filled, {filled.failed} venues not: see the log.")
        else:
            self.stdout.write(f"{filled.days} days filled.")
