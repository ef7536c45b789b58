"""The week planning of a venue of 40 places: queries, and the processor time of Python."""

from __future__ import annotations

import time
from datetime import timedelta

from bench import database
from bench.measure import Table, Times, arguments, count_queries, once

TIMES = 60


def main() -> None:
    args = arguments(__doc__).parse_args()
    database.use(args.size)
    from django.utils import timezone

    from espaces.models import Place, Venue
    from reservations.queries.planning import planning_of
    from reservations.queries.today import day_at

    now, today = timezone.now(), timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    venue = Venue.objects.select_related("structure").get(pk=1)
    assert Place.objects.filter(resource__venue=venue).count() == 40

    def measured(act) -> tuple[Times, Times]:
        """All of it by the clock; and what this process computed, which neighbours do not lengthen."""
        act()
        whole, own = [], []
        for _ in range(TIMES):
            computed = time.process_time()
            whole.append(once(act))
            own.append(time.process_time() - computed)
        return Times(whole), Times(own)

    table = Table("planning", args.size)
    for what, act, target in [
        ("week of 40 places", lambda: planning_of(venue, monday, now), "≤ 8 queries"),
        ("a host's day of 40 places", lambda: day_at(venue, today, now), ""),
    ]:
        whole, own = measured(act)
        growth = table.growth(what, whole)
        table.add(what, whole, ratio=growth, queries=count_queries(act), target=target)
        table.add(f"{what}, Python only", own, target="p95 ≤ 60 ms" if target else "")
    table.show()


if __name__ == "__main__":
    main()
