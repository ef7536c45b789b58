"""What must be secret of a network's year: alone, and after its published quarters; how it grows with the venues.

Its visits are made up and counted here: the rule reads figures, not a database.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bench.generate import SEED
from bench.measure import Table, Times, arguments, once
from reporting.rules.confidentiality import KnownCell, Nesting, protect, told
from reporting.rules.figures import Figures, Row, Value
from reporting.rules.periods import Period

YEAR = Period.parse("2025")
VENUES = {"village": (12, 25, 50), "region": (50, 100, 200), "nation": (100, 200, 400)}
PERSONS_OF_A_VENUE = (2, 4, 8, 15, 30)
ABROAD = 0.1
"""Part of the persons who visit another venue too."""
STATUSES = {"employee": 8, "independent": 8, "head": 4, "no_answer": 4, "job_seeker": 2, "student": 2}
TOWNS_OF_AN_EPCI, EPCIS_OF_A_DEPARTEMENT = 5, 4


@dataclass(frozen=True)
class Visits:
    """Of one person at one venue in one month; what was paid for them, in euros."""

    person: int
    venue: int
    month: str
    status: str
    town: int
    number: int
    half_days: int
    paid: int


def main() -> None:
    args = arguments(__doc__).parse_args()
    table = Table("secrecy", args.size)
    list(measure(2))  # loads the solver
    before: dict[str, tuple[int, Times]] = {}
    for venues in VENUES[args.size]:
        for what, times, note in measure(venues):
            known = before.get(what)
            growth = times.median / known[1].median * known[0] / venues if known else None
            table.add(f"{what}, {venues} venues", times, ratio=growth, target="linear: growth ≤ 1", note=note)
            before[what] = venues, times
    table.show()


def measure(venues: int) -> Iterable[tuple[str, Times, str]]:
    visits, year = made_up(venues, random.Random(SEED)), Network(venues)
    figures, known = year.figures(visits, YEAR), list[KnownCell]()
    yield "a year alone", Times([once(lambda: protect(figures, [], nesting=year.nesting))]), ""
    for quarter in YEAR.split("quarter"):
        part = year.figures(visits, quarter)
        known += told(part, protect(part, known, nesting=year.nesting), nesting=year.nesting)
    spent = Times([once(lambda: protect(figures, known, nesting=year.nesting))])
    yield "a year after its quarters", spent, f"{len(known):,} cells known"


def made_up(venues: int, rng: random.Random) -> list[Visits]:
    months = [month.code for month in YEAR.split("month")]
    found, person = [], 0
    for venue in range(venues):
        for _ in range(rng.choice(PERSONS_OF_A_VENUE)):
            person += 1
            status = rng.choices(list(STATUSES), list(STATUSES.values()))[0]
            town = rng.randrange(venues * TOWNS_OF_AN_EPCI)
            visited = {venue, rng.randrange(venues) if rng.random() < ABROAD else venue}
            for month in rng.sample(months, rng.randrange(1, 10)):
                for one in sorted(visited):
                    number, paid = rng.randrange(1, 9), rng.randrange(5, 200)
                    found.append(
                        Visits(person, one, month, status, town, number, number + rng.randrange(number), paid)
                    )
    return found


class Network:
    def __init__(self, venues: int) -> None:
        self.venues = venues
        towns = range(venues * TOWNS_OF_AN_EPCI)
        epcis = {epci_of(town): departement_of(town) for town in towns}
        self.nesting = Nesting({("epci", "departement"): epcis})

    def figures(self, visits: Sequence[Visits], period: Period) -> Figures:
        months = [month.code for month in period.split("month")]
        first, after = period.first.isoformat(), period.after.isoformat()
        own = [visit for visit in visits if visit.month in months]
        tables = {
            "total": rows(own, lambda visit: "", [""]),
            "months": rows(own, lambda visit: visit.month, months),
            "venues": rows(own, lambda visit: str(visit.venue), map(str, range(self.venues))),
            "statuses": rows(own, lambda visit: visit.status),
            "departements": rows(own, lambda visit: departement_of(visit.town)),
            "epcis": rows(own, lambda visit: epci_of(visit.town)),
        }
        return Figures(first, after, tuple((one, first, after) for one in range(self.venues)), {}, tables)


def epci_of(town: int) -> str:
    return f"E{town // TOWNS_OF_AN_EPCI}"


def departement_of(town: int) -> str:
    return f"D{town // TOWNS_OF_AN_EPCI // EPCIS_OF_A_DEPARTEMENT}"


def rows(
    visits: Iterable[Visits], key: Callable[[Visits], str], always: Iterable[str] = ()
) -> tuple[Row, ...]:
    groups: dict[str, list[Visits]] = defaultdict(list, {name: [] for name in always})
    for visit in visits:
        groups[key(visit)].append(visit)
    return tuple(row(name, groups[name]) for name in sorted(groups))


def row(key: str, visits: Sequence[Visits]) -> Row:
    paid: dict[int, int] = defaultdict(int)
    for visit in visits:
        paid[visit.person] += visit.paid
    counts = {
        "people": len(paid),
        "visits": sum(visit.number for visit in visits),
        "half_days": sum(visit.half_days for visit in visits),
    }
    parts = {"contributors": Decimal(len(paid)), "top": Decimal(max(paid.values(), default=0))}
    return Row(key, counts, {"revenue": Value(Decimal(sum(paid.values())), parts)})


if __name__ == "__main__":
    main()
