"""Reserving a place by the service, eight clients at distinct venues, against the bare INSERT.

The floor is one INSERT a transaction into the same table, with every index, constraint and foreign key it has.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from bench import database
from bench.clients import Act, together
from bench.measure import Table, arguments

TIMES = 150
FIRST_DAY, LAST_DAY = 32, 55
"""Days from today: after the generated ones, before the horizon."""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="for each of the eight clients")
    parser.add_argument("--profile", action="store_true", help="profile one client instead")
    args = parser.parse_args()
    database.use(args.size)
    from bench.cleaning import nothing_left

    if args.profile:
        with nothing_left():
            profile(args.times)
        return
    table = Table("booking", args.size)
    with nothing_left():
        bare, floor = together(partial(inserts, args.times))
    with nothing_left():
        reserved, rate = together(partial(reservations, args.times))
    table.add("bare INSERT", bare, note=f"{floor:.0f} a second")
    table.add("reserve()", reserved, ratio=rate / floor, target="≥ 0.33", note=f"{rate:.0f} a second")
    table.show()


def coming_days() -> list[date]:
    """Without Sundays, on which the venues are closed, and without public holidays."""
    from django.utils import timezone

    from espaces.rules.public_holidays import public_holidays

    today = timezone.localdate()
    days = [today + timedelta(days=n) for n in range(FIRST_DAY, LAST_DAY)]
    holidays = public_holidays("48", days[0], days[-1])
    return [day for day in days if day.weekday() < 6 and day not in holidays]


def reservations(times: int, client: int) -> Sequence[Act]:
    """Half-days of the pool of one venue, each for somebody else: every one of them is granted."""
    from espaces.models import Person, Resource
    from reservations.rules.booking import BookingRequest, HalfDayWanted
    from reservations.rules.half_days import HalfDay
    from reservations.services.booking import reserve

    pool = Resource.objects.select_related("venue").get(venue=client + 2, kind="open_space")
    halves = [(day, half) for day in coming_days() for half in (HalfDay.MORNING, HalfDay.AFTERNOON)]
    persons = list(Person.objects.order_by("pk")[client * 18 : client * 18 + 18])
    acts: list[Act] = []
    for number in range(times):
        round_, which = divmod(number, len(halves))
        person = persons[(round_ + which) % len(persons)]
        request = BookingRequest(HalfDayWanted(*halves[which]))
        acts.append(
            partial(reserve, actor=person, person=person, resource=pool, request=request, token=uuid.uuid4())
        )
    return acts


def inserts(times: int, client: int) -> Sequence[Act]:
    """Distinct places, so that nobody waits for anybody."""
    from django.db import connection

    from espaces.models import Place

    places = list(
        Place.objects.filter(resource__venue=client + 2, resource__kind="open_space").order_by("pk")
    )
    days = coming_days()

    def insert(number: int) -> None:
        place, day = places[number % len(places)], days[number // len(places) % len(days)]
        with connection.cursor() as cursor:
            cursor.execute(INSERT, {"place": place.pk, "resource": place.resource_id, "day": day})

    return [partial(insert, number) for number in range(times)]


INSERT = """
    INSERT INTO reservations_reservation (person_id, structure_id, venue_id, resource_id, place_id, status,
        starts_at, ends_at, blocked, buffer_before_minutes, buffer_after_minutes, booking_day, minutes, half_day,
        party_size, needs, pinned, hold_reason, channel, token, note, created_at)
    SELECT 1 + %(place)s %% 150, v.structure_id, v.id, r.id, %(place)s, 'confirmed', %(day)s::date + time '08:00',
        %(day)s::date + time '11:30', tstzrange(%(day)s::date + time '08:00', %(day)s::date + time '11:30'), 0, 0,
        %(day)s, 210, 'morning', 1, '{}', FALSE, '', 'online', gen_random_uuid(), '', now()
    FROM espaces_resource r JOIN espaces_venue v ON v.id = r.venue_id WHERE r.id = %(resource)s"""


def profile(times: int) -> None:
    """Processor time, which neighbours do not lengthen; and the queries of one reservation."""
    import cProfile
    import pstats
    import time

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    acts = reservations(times, 0)
    with CaptureQueriesContext(connection) as captured:
        acts[0]()
    for number, query in enumerate(captured.captured_queries, start=1):
        print(f"{number:3} {query['sql'][:150]}")
    profiler = cProfile.Profile(time.process_time)
    profiler.enable()
    for act in acts[1:]:
        act()
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
