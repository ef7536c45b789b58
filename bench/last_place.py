"""Fifty people ask for the last desk at the same moment, over HTTP: one gets it, forty-nine are told why not."""

from __future__ import annotations

import threading
import time
from collections import Counter

from bench import database, server
from bench.measure import Table, Times, arguments

PEOPLE = 50


def main() -> None:
    args = arguments(__doc__).parse_args()
    database.use(args.size)
    from bench.booking import coming_days
    from bench.cleaning import nothing_left
    from espaces.models import Person, Place, Resource
    from reservations.models import Reservation

    table = Table("last_place", args.size)
    with nothing_left(), server.running() as (port, _process):
        desk = Resource.objects.create(
            venue_id=2, name="Dernier poste", kind="open_space", booking_mode="half_days"
        )
        Place.objects.create(resource=desk, number=1)
        visitors = [server.logged_in(port, person) for person in Person.objects.order_by("pk")[:PEOPLE]]
        times, answers, elapsed = rush(visitors, f"/reserver/{desk.pk}/?slot={coming_days()[0]}.morning")
        made = Reservation.objects.filter(resource=desk).count()
    Place.objects.filter(resource=desk).delete()
    desk.delete()
    spread = ", ".join(f"{count} × {status}" for status, count in sorted(answers.items()))
    note = f"{spread}; {made} made; {elapsed:.2f} s in all"
    table.add("50 at once", times, target="1 × 302, 49 × 422, < 2 s", note=note)
    table.show()
    assert made == 1, "one desk, one reservation"
    assert answers == {302: 1, 422: PEOPLE - 1}


def rush(visitors: list[server.Visitor], path: str) -> tuple[Times, Counter[int], float]:
    """All have the page before their eyes; all confirm when the last one is ready."""
    forms = [server.booking_form(visitor.get(path)) for visitor in visitors]
    ready = threading.Barrier(len(visitors) + 1)
    found: list[tuple[int, float]] = []

    def confirm(number: int) -> None:
        ready.wait()
        started = time.perf_counter()
        answer = visitors[number].post(path, forms[number])
        found.append((answer.status, time.perf_counter() - started))

    threads = [threading.Thread(target=confirm, args=(number,)) for number in range(len(visitors))]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    return Times([seconds for _status, seconds in found]), Counter(status for status, _ in found), elapsed


if __name__ == "__main__":
    main()
