"""Publishes the open data of one network and closed period, for good: the worker does it two weeks after each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from espaces.queries.networks import network_of_slug
from reporting.errors import ReportRefused
from reporting.rules.periods import Period
from reporting.services.open_data import publish_open_data


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--network", required=True, metavar="SLUG")
        parser.add_argument("--period", required=True, metavar="2026-T3", help="a quarter, or a year (2026)")

    def handle(self, *args: Any, network: str, period: str, **options: Any) -> None:
        chosen = network_of_slug(network)
        if chosen is None:
            raise CommandError(f"There is no network {network!r}.")
        try:
            wanted = Period.parse(period)
        except ValueError as error:
            raise CommandError(f"{period!r} is neither a quarter (2026-T3) nor a year (2026).") from error
        try:
            with translation.override("en"):
                made = publish_open_data(network=chosen, period=wanted, now=timezone.now())
        except ReportRefused as refused:
            raise CommandError(str(refused)) from refused
        secret = made.cells.filter(hidden=True).count()
        self.stdout.write(f"{made.cells.count()} rows published, {secret} of them secret.")
