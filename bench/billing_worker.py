"""A worker of bench/billing.py: draws and stores a share of the documents, says how long it took and its memory."""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    import django

    django.setup()
    from bench.memory import resident
    from billing.models import Invoice
    from billing.services.documents import make_document

    structure, first, step, count = map(int, sys.argv[1:])
    rows = Invoice.objects.filter(structure=structure, document=None).order_by("pk")
    mine = list(rows[first : first + step * count : step])
    marks = []
    started = time.perf_counter()
    for number, invoice in enumerate(mine, 1):
        make_document(invoice)
        if number in {min(50, len(mine)), len(mine)}:
            marks.append(resident(os.getpid()))
    seconds = time.perf_counter() - started
    json.dump({"seconds": seconds, "first": marks[0], "last": marks[-1]}, sys.stdout)


if __name__ == "__main__":
    main()
