from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from billing.models import ChainHead
from billing.queries.book_check import Wrong, check_books
from billing.rules.books.head import Standing
from billing.services.book_heads import check_head, restart_books
from espaces.errors import Refused

WRONG, CANNOT_VERIFY = 1, 2


class Command(BaseCommand):
    help = (
        "Replays the books: signatures, rows, numbers, sums, closings, and the stored files with --files. "
        "Says what is wrong and where; ends with 1 if something is, with 2 if a key is missing to say. "
        "--head compares with a seal that left the house and suspends books that are older than it; "
        "--restart then lets them go on from the numbers of that seal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--structure", type=int, help="number of one structure; all of them otherwise")
        parser.add_argument("--files", action="store_true", help="read every stored document too")
        parser.add_argument("--head", type=Path, help="file of a seal")
        parser.add_argument("--restart", action="store_true", help="with --head: go on after a restore")

    def handle(self, *args: Any, **options: Any) -> None:
        codes = {self._check(number, files=options["files"]) for number in _structures(options["structure"])}
        if options["head"]:
            codes.add(self._head(options["head"].read_text(), restart=options["restart"]))
        code = WRONG if WRONG in codes else max(codes, default=0)
        if code:
            sys.exit(code)

    def _check(self, structure_id: int, *, files: bool) -> int:
        code = found = 0
        for finding in check_books(structure_id, files=files):
            found += 1
            code = max(code, CANNOT_VERIFY if finding.wrong is Wrong.UNVERIFIABLE else WRONG, key=_gravity)
            self.stdout.write(f"structure {structure_id}: {finding.where}: {finding.what}")
        links = ChainHead.objects.values_list("position", flat=True).get(structure=structure_id)
        self.stdout.write(f"structure {structure_id}: {links} links, {found or 'no'} problems")
        return code

    def _head(self, text: str, *, restart: bool) -> int:
        try:
            found = check_head(text)
            self.stdout.write(f"seal: {found.standing}")
            if found.standing is Standing.SAME:
                return 0
            if found.missing:
                self.stdout.write(f"links {found.missing[0]} to {found.missing[1]} are gone")
            if not restart:
                self.stdout.write("The books are suspended. --restart lets them go on from this seal.")
                return WRONG
            link = restart_books(text, actor=None, now=timezone.now())
            self.stdout.write(f"The books go on at link {link.position}.")
        except Refused as error:
            self.stdout.write(str(error))
            return CANNOT_VERIFY if error.code == "unknown_key" else WRONG
        return 0


def _gravity(code: int) -> int:
    """Wrong is worse than unable to say."""
    return {0: 0, CANNOT_VERIFY: 1, WRONG: 2}[code]


def _structures(number: int | None) -> list[int]:
    rows = ChainHead.objects.order_by("structure")
    if number is not None:
        rows = rows.filter(structure=number)
    return list(rows.values_list("structure", flat=True))
