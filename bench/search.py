"""Venues with a free desk tomorrow morning: within reach of a town, and the nationwide list by page."""

from __future__ import annotations

import random
from datetime import timedelta

from bench import database
from bench.measure import Table, arguments, count_queries, timed_each

TIMES = 60
TARGET = "≤ 2 × village, ≤ 5 q."


def main() -> None:
    args = arguments(__doc__).parse_args()
    database.use(args.size)
    from functools import partial

    from django.contrib.auth.models import AnonymousUser
    from django.utils import timezone

    from espaces.models import Network, Venue
    from espaces.queries.access import venues_visible_to
    from reservations.queries.search import PAGE_SIZE, Wanted, search_venues
    from reservations.rules.half_days import HalfDay

    now = timezone.now()
    morning = {"day": timezone.localdate() + timedelta(days=1), "half": HalfDay.MORNING}
    venues = venues_visible_to(AnonymousUser(), Network.objects.get())
    rng = random.Random(8)
    points = list(Venue.objects.order_by("pk").values_list("latitude", "longitude", "municipality__name"))
    near = rng.choices(points, k=TIMES)
    pages = [rng.randint(1, max(1, -(-len(points) // PAGE_SIZE))) for _ in range(TIMES)]

    def look(**wanted: object) -> object:
        return list(search_venues(venues, Wanted(**morning, **wanted), now).page)

    table = Table("search", args.size)
    searches = {
        "near a point": [partial(look, latitude=lat, longitude=lon) for lat, lon, _name in near],
        "near a town, by its name": [partial(look, where=name) for _lat, _lon, name in near],
        "near a point, free only": [
            partial(look, latitude=lat, longitude=lon, show="free") for lat, lon, _name in near
        ],
        "the whole list, by page": [partial(look, page=page) for page in pages],
    }
    for what, acts in searches.items():
        acts[0]()
        times = timed_each(acts)
        growth = table.growth(what, times)
        table.add(what, times, ratio=growth, queries=count_queries(acts[0]), target=TARGET)
    table.show()


if __name__ == "__main__":
    main()
