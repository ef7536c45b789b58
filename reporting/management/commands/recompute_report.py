from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting.models import Report
from reporting.queries.evidence.recomputing import recompute


class Command(BaseCommand):
    """Makes a frozen report again from its evidence; exit code 1 when it is not what was frozen."""

    help = "Recompute a frozen report from its evidence, and say whether it is equal, to the byte."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", type=int, help="number of the report, as in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report.objects.filter(pk=options["report"], status=Report.Status.FROZEN).first()
        if report is None:
            raise CommandError("there is no frozen report of this number")
        found = recompute(report)
        for name in found.altered:
            self.stderr.write(f"{name}: not what was stored")
        for table in found.differing:
            self.stderr.write(f"{table}: other figures")
        if not found.is_equal:
            raise CommandError(f"report {report.pk} does not recompute")
        self.stdout.write(f"report {report.pk}: equal ({report.sha256})")
