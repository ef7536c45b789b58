"""Free places of one venue on one day, and over the fortnight its page shows, whatever the history behind it."""

from __future__ import annotations

from datetime import timedelta

from bench import database
from bench.measure import Table, arguments, count_queries, timed


def main() -> None:
    args = arguments(__doc__).parse_args()
    database.use(args.size)
    from django.db import connection
    from django.utils import timezone

    from espaces.models import Venue
    from reservations.queries.availability import bookable_resources, free_on, week_of
    from reservations.rules.half_days import HalfDay

    now = timezone.now()
    tomorrow = timezone.localdate() + timedelta(days=1)
    venue = Venue.objects.get(pk=2)
    resources = list(bookable_resources([venue.pk]))

    def look_up() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM reservations_reservation WHERE venue_id = %s AND booking_day = %s",
                [venue.pk, tomorrow],
            )
            cursor.fetchone()

    def one_day() -> object:
        return week_of(resources, tomorrow, 1, now)

    def fortnight() -> object:
        return week_of(resources, tomorrow, 14, now)

    def as_in_lists() -> object:
        return free_on([venue], tomorrow, HalfDay.MORNING, now)

    table = Table("availability", args.size)
    floor = timed(look_up, 200)
    table.add("one index look-up", floor)
    acts = [("one day", one_day, "≤ 3 queries"), ("a fortnight", fortnight, "≤ 3 queries")]
    for what, act, target in [*acts, ("one half-day, as in lists", as_in_lists, "")]:
        times = timed(act, 100)
        growth = table.growth(what, times)
        note = "" if growth is None else f"{growth:.2f} × village"
        ratio = times.median / floor.median
        table.add(what, times, ratio=ratio, queries=count_queries(act), target=target, note=note)
    table.show()


if __name__ == "__main__":
    main()
