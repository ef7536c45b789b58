"""Booking over HTTP, the page that says everything and the confirmation, against an empty page of the same server."""

from __future__ import annotations

import time
from datetime import date

from bench import database, server
from bench.measure import Table, arguments, timed

TIMES = 60


def main() -> None:
    args = arguments(__doc__).parse_args()
    database.use(args.size)
    from bench.booking import coming_days
    from bench.cleaning import nothing_left
    from bench.measure import Times
    from espaces.models import Person, Resource

    pool = Resource.objects.get(venue=2, kind="open_space")
    halves = [(day, half) for day in coming_days() for half in ("morning", "afternoon")]
    table = Table("http_booking", args.size)
    with nothing_left(), server.running() as (port, _process):
        new = Person.objects.create(first_name="Sans", last_name="Réservation")
        visitor = server.logged_in(port, new)
        floor = timed(lambda: visitor.get("/mes-reservations/"), TIMES)
        visitors = [server.logged_in(port, person) for person in Person.objects.order_by("pk")[: TIMES // 20]]
        flows = [
            book(visitors[number % len(visitors)], pool.pk, *halves[number // len(visitors) % len(halves)])
            for number in range(TIMES)
        ]
        new.delete()
    table.add("an empty page, logged in", floor)
    for what, values in zip(
        ["the page that proposes", "the confirmation"], zip(*flows, strict=True), strict=True
    ):
        times = Times(values)
        table.add(what, times, ratio=times.median / floor.median)
    whole = Times([sum(flow) for flow in flows])
    table.add("both", whole, ratio=whole.median / floor.median, target="≤ 3 × the empty page")
    table.show()


def book(visitor: server.Visitor, resource: int, day: date, half: str) -> tuple[float, float]:
    """Seconds for the page that proposes and for the confirmation, until the whole answer is there."""
    path = f"/reserver/{resource}/?slot={day}.{half}"
    started = time.perf_counter()
    page = visitor.get(path)
    shown = time.perf_counter() - started
    fields = server.booking_form(page)
    started = time.perf_counter()
    answer = visitor.post(path, fields)
    assert answer.status == 302, f"not booked: {answer.status}"
    return shown, time.perf_counter() - started


if __name__ == "__main__":
    main()
