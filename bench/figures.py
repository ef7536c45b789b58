"""The report of a year, against counting its facts; the pages of figures; and how they grow from a size to the next.

`--anew` makes the facts again (`bench/figure_facts.py`; a nation's take a quarter of an hour and 8 GB).
"""

from __future__ import annotations

from datetime import date

from bench import database, figure_facts, server
from bench.generate import SIZES, made
from bench.measure import Table, Times, arguments, count_queries, timed

TIMES = 5
IN_A_YEAR = ("usageday", "bookingday", "openday", "venueday")


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--anew", action="store_true")
    args = parser.parse_args()
    name, year = f"figures_{args.size}", date.today().year - 1  # noqa: DTZ011 - a year is enough
    if args.anew or not database.exists(name):
        visits = made(name, lambda connection: figure_facts.fill(connection, SIZES[args.size], year))
        print(f"{visits:,} visits")
    database.use(name)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    table = Table("figures", args.size)
    report(table, SIZES[args.size].venues, year)
    pages(table, year)
    table.show()


def report(table: Table, venues: int, year: int) -> None:
    from django.db import connection

    from reporting.queries.indicators.computing import compute
    from reporting.rules.periods import Period
    from reporting.rules.scopes import Scope, Span

    period = Period.parse(str(year))
    scope = Scope.of(Span(venue, period.first, period.after) for venue in range(1, venues + 1))
    facts: list[int] = []

    def count() -> None:
        facts[:] = []
        for name in IN_A_YEAR:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT count(*) FROM reporting_{name} WHERE day >= %s AND day < %s",
                    [period.first, period.after],
                )
                facts.append(cursor.fetchone()[0])

    floor = timed(count, TIMES, warm_up=1)
    table.add("count of a year's facts", floor, note=f"{sum(facts):,} facts")
    whole = timed(lambda: compute(scope, period), TIMES, warm_up=1)
    ratio, queries = whole.median / floor.median, count_queries(lambda: compute(scope, period))
    table.add("report of a year", whole, ratio=ratio, queries=queries, target="≤ 10 × the count")
    each = Times([whole.median / sum(facts) * 1000])
    table.add(
        "per thousand facts",
        each,
        ratio=table.growth("per thousand facts", each),
        target="≤ 1.2 × the village",
    )


def pages(table: Table, year: int) -> None:
    """As a host and as a coordinator open them, through the whole of the product but the server."""
    from django.conf import settings
    from django.test import Client

    server.collect_static_files()
    settings.ALLOWED_HOSTS = ["testserver"]
    host, coordinator, coworker = (Client() for _ in range(3))
    host.force_login(login(1, kind="host", venue_id=1))
    coordinator.force_login(login(2, kind="coordinator", network_id=1))
    coworker.force_login(login(3))
    for what, client, address in [
        ("page of a host, a month", host, f"/accueil/espace-1/statistiques/?periode={year}-06"),
        ("page of a host, a year", host, f"/accueil/espace-1/statistiques/?periode={year}"),
        ("page of a coordinator, a month", coordinator, f"/reseaux/reseau/chiffres/?periode={year}-06"),
        ("page of a coordinator, a year", coordinator, f"/reseaux/reseau/chiffres/?periode={year}"),
        ("page of a coworker", coworker, "/mes-chiffres/"),
    ]:

        def ask(client: Client = client, address: str = address) -> None:
            answer = client.get(address)
            assert answer.status_code == 200, f"{answer.status_code} {address}"

        times = timed(ask, TIMES, warm_up=1)
        table.add(what, times, ratio=table.growth(what, times), queries=count_queries(ask))


def login(number: int, **role: object) -> object:
    """Of the person of that number, with that role; the same one when it is measured again."""
    from espaces.models import Person, Role, User

    person = Person.objects.get(pk=number)
    user, _made = User.objects.get_or_create(email=person.email)
    Person.objects.filter(pk=number).update(user=user)
    if role:
        Role.objects.get_or_create(person=person, **role)
    return user


if __name__ == "__main__":
    main()
