"""Statistics of a measure, its table on the screen, and its JSON in .bench/."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / ".bench"


@dataclass(frozen=True)
class Times:
    """Seconds, one for each time it was done."""

    values: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


@dataclass(frozen=True)
class Line:
    """`ratio` compares with the floor or with the smaller size, as `target` says."""

    what: str
    times: Times | None = None
    ratio: float | None = None
    queries: int | None = None
    target: str = ""
    note: str = ""


@dataclass
class Table:
    name: str
    size: str
    lines: list[Line] = field(default_factory=list)

    def add(self, what: str, times: Times | None = None, **more: Any) -> None:
        self.lines.append(Line(what, times, **more))

    def show(self) -> None:
        """Prints the table and keeps it: the next size compares itself with it."""
        print(f"\n{self.name}, {self.size}\n")
        print(_row("what", "median", "p95", "ratio", "queries", "target", "note"))
        for line in self.lines:
            print(_in_words(line))
        FOLDER.mkdir(exist_ok=True)
        content = {"name": self.name, "size": self.size, "lines": [_as_json(line) for line in self.lines]}
        self._file(self.size).write_text(json.dumps(content, indent=1, ensure_ascii=False))

    def p95_at(self, size: str, what: str) -> float | None:
        """What the same measure found at another size, in seconds."""
        file = self._file(size)
        if not file.exists():
            return None
        lines = json.loads(file.read_text())["lines"]
        return next((line["p95"] for line in lines if line["what"] == what), None)

    def growth(self, what: str, times: Times) -> float | None:
        """How many times the village's p95 this is."""
        village = self.p95_at("village", what)
        return times.p95 / village if village and self.size != "village" else None

    def _file(self, size: str) -> Path:
        return FOLDER / f"{self.name}-{size}.json"


def _row(*cells: str) -> str:
    what, *numbers, target, note = cells
    return f"{what:44} " + " ".join(f"{cell:>9}" for cell in numbers) + f"  {target:22} {note}".rstrip()


def _in_words(line: Line) -> str:
    times = line.times
    return _row(
        line.what,
        f"{times.median * 1000:.1f} ms" if times else "",
        f"{times.p95 * 1000:.1f} ms" if times else "",
        "" if line.ratio is None else f"{line.ratio:.2f}",
        "" if line.queries is None else str(line.queries),
        line.target,
        line.note,
    )


def _as_json(line: Line) -> dict[str, Any]:
    found = asdict(line)
    del found["times"]
    times = line.times
    return found | {"median": times.median if times else None, "p95": times.p95 if times else None}


def timed(act: Callable[[], object], times: int, *, warm_up: int = 3) -> Times:
    for _ in range(warm_up):
        act()
    return Times([once(act) for _ in range(times)])


def timed_each(acts: Iterable[Callable[[], object]]) -> Times:
    return Times([once(act) for act in acts])


def once(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def count_queries(act: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def arguments(description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--size", choices=["village", "region", "nation"], default="village")
    return parser
