"""Public pages, warm, for one reader and for twenty at a time: time to the first byte, and weight."""

from __future__ import annotations

import threading

from bench import database, server
from bench.measure import Table, Times, arguments

PAGES = {"home": "/", "list of venues": "/espaces/", "a venue": "/espaces/espace-2/"}
READERS = 20
EACH = 10


def main() -> None:
    args = arguments(__doc__).parse_args()
    database.use(args.size)
    table = Table("public_page", args.size)
    with server.running() as (port, _process):
        for what, path in PAGES.items():
            alone = server.Visitor(port)
            answers = [alone.get(path) for _ in range(23)][3:]
            assert {answer.status for answer in answers} == {200}
            weight = len(answers[-1].body) / 1000
            table.add(f"{what}, one reader", Times([a.first_byte for a in answers]), note=f"{weight:.0f} kB")
            table.add(f"{what}, 20 readers", crowd(port, path), target="p95 ≤ 50 ms, ≤ 100 kB")
    table.show()


def crowd(port: int, path: str) -> Times:
    times: list[float] = []

    def read() -> None:
        visitor = server.Visitor(port)
        times.extend(visitor.get(path).first_byte for _ in range(EACH))

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Times(times)


if __name__ == "__main__":
    main()
