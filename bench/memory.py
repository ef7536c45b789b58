"""Memory of one web worker over ten thousand requests of public pages."""

from __future__ import annotations

import itertools
from pathlib import Path

from bench import database, server
from bench.measure import Table, arguments
from bench.public_page import PAGES


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    args = parser.parse_args()
    database.use(args.size)
    table = Table("memory", args.size)
    with server.running(workers=1) as (port, process):
        visitor, paths = server.Visitor(port), itertools.cycle(PAGES.values())
        worker = _worker(process.pid)
        marks = sorted({args.requests // 10, args.requests // 2, args.requests})
        sizes = []
        for number in range(1, args.requests + 1):
            assert visitor.get(next(paths)).status == 200
            if number in marks:
                sizes.append(resident(worker))
                table.add(f"after {number} requests", note=f"{sizes[-1]:.0f} MB")
        growth = sizes[-1] / sizes[0]
        table.add("growth from the first tenth on", ratio=growth, target="≤ 150 MB, no growth")
    table.show()


def _worker(master: int) -> int:
    """gunicorn's only child; `setpriv` has given its place to the master."""
    return int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])


def resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    raise SystemExit(f"The worker {pid} has ended.")


if __name__ == "__main__":
    main()
