from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.models import Venue
from reservations.services.member_import import import_members, lines_of, read_members


class Command(BaseCommand):
    help = (
        "Takes over the members and opening balances of a venue from a CSV file. Without --commit nothing is "
        "written: the report says what would be. A refused line stops the whole import unless --keep-good. "
        "Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--venue", required=True, metavar="SLUG", help="home venue of the members")
        parser.add_argument("--commit", action="store_true", help="write")
        parser.add_argument("--keep-good", action="store_true", help="write the good lines, leave the others")

    def handle(self, *args: Any, **options: Any) -> None:
        venue = Venue.objects.select_related("structure").filter(slug=options["venue"]).first()
        if venue is None:
            raise CommandError(_("There is no venue %(slug)s.") % {"slug": options["venue"]})
        try:
            entries = read_members(options["file"].read_bytes())
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        result = import_members(
            actor=None,
            venue=venue,
            entries=entries,
            write=options["commit"],
            keep_good=options["keep_good"],
            now=timezone.now(),
        )
        for line in lines_of(result):
            self.stdout.write(line)
        if options["commit"] and not result.written:
            raise CommandError(
                _("Nothing was written: lines were refused. Add --keep-good to write the others.")
            )
        self.stdout.write(_("Written.") if result.written else _("Nothing was written: add --commit."))
