from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.queries.reconciliation import Discrepancy, discrepancies
from billing.services.reconciling import repair
from espaces.models import Structure

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Compares what is charged with what is owed: days, periods of memberships, packs, other sales. "
        "Ends with status 1 when something is wrong and was not repaired. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="write what is missing, strike out what is wrong"
        )
        parser.add_argument("--structure", type=int, metavar="ID", help="only what is owed to this structure")
        parser.add_argument("--all", action="store_true", help=f"every line, not only the first {SHOWN}")

    def handle(self, *args: Any, **options: Any) -> None:
        structure_id, now = options["structure"], timezone.now()
        if structure_id is not None and not Structure.objects.filter(pk=structure_id).exists():
            raise CommandError(_("There is no structure %(id)s.") % {"id": structure_id})
        found = list(discrepancies(now, structure_id))
        self.say(found, len(found) if options["all"] else SHOWN)
        if found and options["repair"]:
            repair(found, now)
            found = list(discrepancies(now, structure_id))
            self.stdout.write(_("After the repair: %(count)s left.") % {"count": len(found)})
        if found:
            raise CommandError(_("What is charged is not what is owed."))

    def say(self, found: list[Discrepancy], most: int) -> None:
        for one in found[:most]:
            amounts = f"{one.owed} ≠ {one.charged}"
            self.stdout.write(f"{one.wrong:10} {one.kind} {one.number}  {amounts:>20}  {one.what}")
        if len(found) > most:
            self.stdout.write("…")
        for (wrong, kind), count in sorted(Counter((one.wrong, one.kind) for one in found).items()):
            self.stdout.write(f"{count:8} {kind} {wrong}")
        if not found:
            self.stdout.write(_("Everything owed is charged once."))
