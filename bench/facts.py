"""The facts of the figures: what a night costs with six weeks and with all of the history behind it; corrections.

Starts anew from the first day. `--until DAYS` stops so many days before today: a region has 70,000 days a year.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import islice

from bench import database
from bench.measure import Table, Times, arguments, count_queries, once, timed_each

NIGHTS = 7
SIX_WEEKS = timedelta(days=42)
ONE_NIGHT = timedelta(days=1)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--until", type=int, default=1, metavar="DAYS")
    args = parser.parse_args()
    database.use(args.size)
    forget()
    table, opened = Table("facts", args.size), first_night()
    last = datetime.combine(datetime.now(UTC).date(), time(2, 30), UTC) - ONE_NIGHT * (args.until - 1)
    filled(table, "six weeks, from the first day", opened + SIX_WEEKS)
    young = nights(opened + SIX_WEEKS)
    table.add("a night after six weeks", young, target="floor of the next")
    filled(table, "all that is left", last - ONE_NIGHT * NIGHTS)
    old = nights(last - ONE_NIGHT * NIGHTS)
    growth = old.median / young.median
    table.add("a night after all of it", old, ratio=growth, target="no growth")
    corrected(table, last)
    table.show()


def forget() -> None:
    """All facts; and venues open with their first reservation."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE reporting_venueday, reporting_openday, reporting_usageday, reporting_bookingday,"
            " reporting_homedistance, reporting_fillstate"
        )
        cursor.execute(
            "UPDATE espaces_venue SET published_at = (SELECT min(starts_at) FROM reservations_reservation)"
        )


def first_night() -> datetime:
    from espaces.models import Venue

    opened = Venue.objects.order_by("pk").values_list("published_at", flat=True)[0]
    return datetime.combine(opened.date(), time(2, 30), UTC)


def fill(now: datetime) -> int:
    from reporting.services.facts import fill_facts

    done = fill_facts(now)
    assert (done.busy, done.failed) == (False, 0)
    return done.days


def filled(table: Table, what: str, until: datetime) -> None:
    days: list[int] = []
    took = once(lambda: days.append(fill(until)))
    table.add(what, Times([took]), note=f"{days[0]:,} venue-days, {days[0] / took:,.0f} a second")


def nights(before: datetime) -> Times:
    """Each with the day that ended: the first one after a long fill is not measured."""
    fill(before + ONE_NIGHT)
    return timed_each(lambda now=before + ONE_NIGHT * n: fill(now) for n in range(2, NIGHTS + 1))


def corrected(table: Table, now: datetime) -> None:
    """An hour in which nothing of the past changed, then one in which an arrival of a month ago was struck out."""
    from reservations.models import Presence

    hours = iter(now + timedelta(hours=number) for number in range(1, 24))
    table.add("an hour without a change", timed_each(lambda at=at: fill(at) for at in islice(hours, 5)))
    table.add("the same, queries", queries=count_queries(lambda: fill(next(hours))))
    struck_out = Presence.objects.filter(day=(now - timedelta(days=30)).date()).order_by("pk")[0]
    recorded, at = struck_out.updated_at, next(hours)
    Presence.objects.filter(pk=struck_out.pk).update(voided_at=at, updated_at=at)
    table.add("an arrival of a month ago struck out", Times([once(lambda: fill(at))]), note="1 day again")
    Presence.objects.filter(pk=struck_out.pk).update(voided_at=None, updated_at=recorded)


if __name__ == "__main__":
    main()
