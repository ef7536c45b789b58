"""Small made-up networks: who came where and when. And their tables, counted by hand and not as the product does."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reporting.rules.confidentiality.nesting import Nesting
from reporting.rules.figures import Figures, Row

EPCI = {"59001": "E1", "59002": "E1", "59003": "E2", "62001": "E2", "62002": "E3"}
DEPARTEMENT = {code: code[:2] for code in EPCI}
NESTING = Nesting(
    {
        ("municipality", "epci"): EPCI,
        ("municipality", "departement"): DEPARTEMENT,
        ("epci", "departement"): {"E1": "59", "E3": "62"},
    }
)
VENUES = (1, 2, 3)
MONTHS = ("2025-01", "2025-02", "2025-03")
STATUSES = ("employee", "independent", "job_seeker", "no_answer")


@dataclass(frozen=True)
class Visit:
    person: int
    venue: int
    day: date
    half_days: int
    status: str
    home: str


def month_of(visit: Visit) -> str:
    return f"{visit.day:%Y-%m}"


def a_world(
    seed: int, *, people: int = 30, asked: str = "", venues: Sequence[int] = VENUES, months: int = len(MONTHS)
) -> list[Visit]:
    """Most people come to one venue, some to several; some venues and months are nearly empty.

    `asked` is the only question that people answered, if not both.
    """
    dice = random.Random(seed)
    busy = {(venue, month): dice.choice((0, 0.05, 0.2, 0.6)) for venue in venues for month in range(months)}
    visits = []
    for person in range(people):
        status = "no_answer" if asked == "home" else dice.choices(STATUSES, (6, 4, 2, 2))[0]
        home = "no_answer" if asked == "status" else dice.choice([*EPCI, "59001", "no_answer"])
        for (venue, month), share in busy.items():
            if dice.random() < share:
                days = dice.sample(range(28), dice.choice((1, 1, 2, 5)))
                visits += [
                    Visit(person, venue, date(2025, 1 + month, 1 + day), dice.choice((1, 2)), status, home)
                    for day in days
                ]
    return visits


def figures_of(
    visits: Iterable[Visit], venues: Sequence[int], months: Sequence[str], tables: Sequence[str] = ()
) -> Figures:
    """The tables of the months of these venues, each row with its three counts."""
    first, after = date.fromisoformat(f"{months[0]}-01"), end_of(months[-1])
    own = [visit for visit in visits if visit.venue in venues and first <= visit.day < after]
    keys: dict[str, tuple[Callable[[Visit], str], list[str]]] = {
        "total": (lambda visit: "", [""]),
        "months": (month_of, list(months)),
        "venues": (lambda visit: str(visit.venue), [str(venue) for venue in venues]),
        "statuses": (lambda visit: visit.status, []),
        "departements": (lambda visit: DEPARTEMENT.get(visit.home, "no_answer"), []),
        "epcis": (lambda visit: EPCI.get(visit.home, "no_answer"), []),
        "municipalities": (lambda visit: visit.home, []),
    }
    wanted = ("total", "months", "venues", *tables)
    return Figures(
        first.isoformat(),
        after.isoformat(),
        tuple((venue, first.isoformat(), after.isoformat()) for venue in sorted(venues)),
        {},
        {name: table(own, *keys[name]) for name in wanted},
    )


def end_of(month: str) -> date:
    return (date.fromisoformat(f"{month}-01") + timedelta(days=31)).replace(day=1)


def table(visits: Iterable[Visit], key: Callable[[Visit], str], always: Sequence[str]) -> tuple[Row, ...]:
    groups: dict[str, list[Visit]] = defaultdict(list, {name: [] for name in always})
    for visit in visits:
        groups[key(visit)].append(visit)
    return tuple(Row(name, counted(groups[name]), {}) for name in sorted(groups))


def counted(visits: Sequence[Visit]) -> dict[str, int]:
    return {
        "people": len({visit.person for visit in visits}),
        "visits": len(visits),
        "half_days": sum(visit.half_days for visit in visits),
    }
