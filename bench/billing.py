"""Billing runs of 100, 1,000 and 10,000 customers with five charges each.

Then their documents, the verification of the books and the accounting file of the year.

In a database of its own, made anew: what is issued is never deleted. `--customers 100 1000` for other sizes,
`--documents` for how many are drawn by one worker and then by two.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any
from uuid import uuid4

from stdnum import luhn

from bench import database
from bench.measure import Table, Times, arguments, count_queries, once

NAME = "billing"
SIZES = (100, 1_000, 10_000)
CHARGES = [
    (Decimal("12.00"), 20),
    (Decimal("9.99"), 20),
    (Decimal("45.50"), 20),
    (Decimal(7), 10),
    (Decimal(5), 0),
]
AT_ONCE = 2_000


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=SIZES)
    parser.add_argument("--documents", type=int, default=1_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DOCUMENTS_ROOT"] = folder
        prepare()
        table = Table(NAME, args.size)
        structures = [biller(number) for number in args.customers]
        first = None
        for structure, number in zip(structures, args.customers, strict=True):
            first = billed(table, structure, number, first)
        largest = structures[-1]
        drawn(table, largest, min(args.documents, args.customers[-1] // 2))
        kept(table, largest, args.customers[-1])
        table.show()


def prepare() -> None:
    database.make_anew(NAME)
    database.point_at(NAME, pooled=False)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    database.use(NAME)


def biller(number: int) -> Any:
    from billing.models import StructureAccount, TaxRegime
    from espaces.models import Structure

    siren = f"{73_000_000 + number}"
    siren += luhn.calc_check_digit(siren)
    structure = Structure.objects.create(
        name=f"Structure {number}",
        kind="association",
        siren=siren,
        address="1 place de la Mairie",
        postcode="57260",
        town="Dieuze",
    )
    TaxRegime.objects.create(structure=structure, regime="normal", valid_from=date(2020, 1, 1))
    StructureAccount.objects.create(
        structure=structure,
        vat_number=f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}",
        iban="FR7630006000011234567890189",
        legal_form="Association loi 1901",
    )
    return structure


def owing(structure: Any, number: int) -> None:
    """So many customers with five charges each, at three rates."""
    from django.utils import timezone

    from billing.models import Charge
    from espaces.models import Customer

    now, day = timezone.now(), timezone.localdate()
    address = {"address": "14 rue du Lot", "postcode": "57260", "town": "Dieuze"}
    customers = Customer.objects.bulk_create(
        Customer(organisation=f"Client {one}", email=f"client{one}@example.org", **address)
        for one in range(number)
    )
    for some in batched(customers, AT_ONCE):
        Charge.objects.bulk_create(
            Charge(
                structure=structure,
                customer=customer,
                source_kind="sale",
                source_id=10 * customer.pk + rank,
                part=f"{rate:.2f}",
                label="Open space, demi-journée",
                happened_on=day,
                unit_price=amount,
                amount=amount,
                includes_tax=True,
                tax_rate=rate,
                made_at=now,
            )
            for customer in some
            for rank, (amount, rate) in enumerate(CHARGES)
        )


def billed(table: Table, structure: Any, number: int, first: float | None) -> float:
    """Prepared, confirmed and issued by one worker; how long one invoice took."""
    from billing.models import Invoice
    from billing.services.billing_runs import issue_drafts

    owing(structure, number)
    before = memory()
    runs: list[Any] = []
    table.add(f"{number:,} drafts prepared", Times([once(lambda: runs.append(confirmed(structure)))]))
    run = runs[0]
    took = once(lambda: issue_drafts(run.pk, patience=math.inf))
    assert Invoice.objects.filter(structure=structure).count() == number
    each = took / number
    owing(structure, 1)
    last = confirmed(structure)
    table.add(
        f"{number:,} invoices issued",
        Times([took]),
        ratio=each / first if first else None,
        queries=count_queries(lambda: issue_drafts(last.pk)) - WHEN_FINISHED,
        target="linear: ratio near 1",
        note=f"{1 / each:.0f} a second, memory +{memory() - before:.0f} MB",
    )
    return first or each


WHEN_FINISHED = 8
"""Statements that end a run rather than issue a draft."""


def confirmed(structure: Any) -> Any:
    from django.utils import timezone

    from billing.queries.billing_runs import progress_of
    from billing.services.billing_runs import confirm_run, prepare_run

    until = timezone.localdate() + timedelta(days=1)
    run = prepare_run(actor=None, structure=structure, until=until, token=uuid4())
    return confirm_run(actor=None, run_id=run.pk, announced=progress_of(run).amount)


def memory() -> float:
    from bench.memory import resident

    return resident(os.getpid())


def drawn(table: Table, structure: Any, count: int) -> None:
    """By one worker, then as many by two; processes of their own, as in production."""
    alone = workers(structure, count, 1)
    rate = count / alone[0]["seconds"]
    table.add(
        f"{count:,} documents, one worker",
        note=f"{rate:.1f} a second, {alone[0]['last']:.0f} MB "
        f"({alone[0]['last'] - alone[0]['first']:+.0f} from the 50th on)",
        target="no growth",
    )
    both = workers(structure, count, 2)
    together = count / max(one["seconds"] for one in both)
    table.add(
        f"{count:,} documents, two workers",
        ratio=together / rate,
        note=f"{together:.1f} a second",
        target="near 2",
    )


def workers(structure: Any, count: int, number: int) -> list[dict[str, float]]:
    command = [sys.executable, "-m", "bench.billing_worker", str(structure.pk)]
    share = str(count // number)
    running = [
        subprocess.Popen([*command, str(rank), str(number), share], stdout=subprocess.PIPE)
        for rank in range(number)
    ]
    return [json.loads(one.communicate()[0]) for one in running]


def kept(table: Table, structure: Any, number: int) -> None:
    """What an accountant asks for: the books replayed with their stored files, and the year as a file."""
    from django.utils import timezone

    from billing.queries.accounting import books_of, file_chunks
    from billing.queries.book_check import check_books
    from billing.rules.books.closings import Period

    took = once(lambda: refuse(list(check_books(structure.pk, files=True))))
    table.add(f"books of {number:,} invoices verified", Times([took]), note=f"{number / took:.0f} a second")
    today = timezone.localdate()
    year = Period(date(today.year, 1, 1), date(today.year + 1, 1, 1))
    size: list[int] = []
    took = once(lambda: size.append(sum(map(len, file_chunks(books_of(structure, year, 1, today))))))
    table.add(f"accounting file of {number:,} invoices", Times([took]), note=f"{size[0] / 1e6:.1f} MB")


def refuse(findings: list[object]) -> None:
    if findings:
        raise SystemExit(f"The books are wrong: {findings[:5]}")


if __name__ == "__main__":
    main()
