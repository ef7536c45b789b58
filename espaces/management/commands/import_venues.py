from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from espaces.errors import Refused
from espaces.models import Network, Structure
from espaces.queries.territories import has_municipalities
from espaces.rules.venue_lists import FORMATS
from espaces.services.venue_import import ImportSettings, Plan, import_venues, read_list
from espaces.services.venue_import.reporting import sentences_of, write_report

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Imports venues from a CSV list, as drafts. Without --apply nothing is written: the report says "
        "what would be. A refused row stops the whole import unless --keep-good. Running it again changes nothing; "
        "what people changed at a venue since is kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", choices=list(FORMATS), help="known by the columns unless given")
        parser.add_argument(
            "--source", help="name of the list, if several use one mapping (the mapping's name)"
        )
        parser.add_argument("--network", metavar="SLUG", help="affiliate the structures to this network")
        parser.add_argument("--structure", type=int, metavar="ID", help="all venues belong to this structure")
        parser.add_argument(
            "--structure-kind",
            choices=Structure.Kind.values,
            default=Structure.Kind.ASSOCIATION.value,
            help="without --structure: each venue gets its own structure, to be completed, of this kind",
        )
        parser.add_argument("--apply", action="store_true", help="write")
        parser.add_argument(
            "--keep-good", action="store_true", help="write the good rows, leave the refused ones"
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE.csv", help="every row and what becomes of it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not has_municipalities():
            raise CommandError(_("Load the list of municipalities first: manage.py load_municipalities"))
        try:
            list_format, rows = read_list(options["file"], options["mapping"] or "")
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        plan, written = import_venues(
            actor=None,
            rows=rows,
            list_format=list_format,
            settings=self.settings_of(options, list_format.name),
            write=options["apply"],
            keep_good=options["keep_good"],
            now=timezone.now(),
        )
        if options["report"]:
            write_report(plan, options["report"])
        self.say(plan)
        if options["apply"] and not written:
            raise CommandError(
                _("Nothing was written: rows were refused. Add --keep-good to write the others.")
            )
        self.stdout.write(_("Written.") if written else _("Nothing was written: add --apply."))

    def settings_of(self, options: dict[str, Any], format_name: str) -> ImportSettings:
        structure = network = None
        if options["structure"] and not (
            structure := Structure.objects.filter(pk=options["structure"]).first()
        ):
            raise CommandError(_("There is no structure %(id)s.") % {"id": options["structure"]})
        if options["network"] and not (network := Network.objects.filter(slug=options["network"]).first()):
            raise CommandError(_("There is no network %(slug)s.") % {"slug": options["network"]})
        return ImportSettings(
            source=options["source"] or format_name,
            structure=structure,
            structure_kind=options["structure_kind"],
            network=network,
        )

    def say(self, plan: Plan) -> None:
        for title, lines in sentences_of(plan):
            self.stdout.write(f"{title} ({len(lines)})" if lines else title)
            for line in lines[:SHOWN]:
                self.stdout.write(f"  {line}")
            if len(lines) > SHOWN:
                self.stdout.write(
                    "  " + _("… and %(count)s more (see --report)") % {"count": len(lines) - SHOWN}
                )
