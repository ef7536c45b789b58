from __future__ import annotations

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.services.territories import (
    CODE_COLUMNS,
    LATITUDE_COLUMNS,
    LONGITUDE_COLUMNS,
    import_coordinates,
)


class Command(BaseCommand):
    help = (
        "Fills the coordinates of municipalities from an official CSV file with a header. Its columns: "
        f"code ({', '.join(CODE_COLUMNS)}), latitude ({', '.join(LATITUDE_COLUMNS)}), "
        f"longitude ({', '.join(LONGITUDE_COLUMNS)}); the first name found is taken, others are ignored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as lines:
                located = import_coordinates(lines=lines)
        except (Refused, OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Coordinates: %(updated)s updated, %(unchanged)s unchanged.")
            % {"updated": located.updated, "unchanged": located.unchanged}
        )
        if located.unknown:
            self.stdout.write(
                _("Unknown codes, left aside (%(count)s): %(codes)s")
                % {"count": len(located.unknown), "codes": ", ".join(located.unknown[:20])}
            )
        if located.unreadable:
            self.stdout.write(
                _("Lines that cannot be read, left aside (%(count)s): %(lines)s")
                % {"count": len(located.unreadable), "lines": ", ".join(map(str, located.unreadable[:20]))}
            )
