"""What templates/components/charts/ draw: whole numbers of an SVG of 640 units, and the table beside every chart.

An amount is a number, or a word that stands for one ("secret", "closed"), or None: nothing is drawn then, and the
table says the word. Percentages are given as people read them: 45.2 and "%", never 0.452.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from django.utils.translation import gettext as _, pgettext

from espaces.rules.amounts_in_words import number_in_words

Amount = Decimal | int | float | str | None
Number = Decimal | int | float

WIDTH, HEIGHT = 640, 260
RIGHT, TOP, BOTTOM = 632, 16, 220
LETTER = 12  # of the scale, on a phone, where words of a chart are drawn larger: see charts.css
MANY = 8  # labels under more points than that are cut to their first letter on a phone
LINES = 4  # of the scale, about
NICE = (1, 2, 2.5, 5, 10)
HEAT_LABEL, HEAT_ROW, HEAT_HEAD = 64, 34, 26
HEAT_FROM = (25, 50, 75)  # where a darker shade begins
LEAST_BAR = 1


@dataclass(frozen=True)
class Table:
    """What a chart shows, for those who read it rather than look at it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Line:
    """Of the scale: where it is drawn and what it says."""

    y: int
    text: str


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    middle: int
    label: str
    says: str


@dataclass(frozen=True)
class Curve:
    """`path` is broken where there is no number; `dots` mark each number."""

    name: str
    path: str
    dots: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Chart:
    left: int
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    curves: tuple[Curve, ...]
    names: tuple[str, ...]
    many: bool
    desc: str
    table: Table
    width: int = WIDTH
    height: int = HEIGHT
    right: int = RIGHT
    bottom: int = BOTTOM
    label_y: int = BOTTOM + 24

    @property
    def before(self) -> Curve | None:
        """The dotted line of last year, if anything is known of it."""
        return next((curve for curve in self.curves if curve.path), None)


@dataclass(frozen=True)
class Cell:
    x: int
    y: int
    width: int
    height: int
    middle: int
    centre: int
    shade: str  # "closed", or "level-1" to "level-4"
    text: str


@dataclass(frozen=True)
class Heat:
    height: int
    columns: tuple[tuple[int, str, str], ...]  # the last one for a phone: "8 h" is "8"
    rows: tuple[tuple[int, str], ...]
    cells: tuple[Cell, ...]
    desc: str
    table: Table
    width: int = WIDTH


@dataclass(frozen=True)
class Share:
    """`extent` is the length of its bar in hundredths of the longest possible one; None: no number to draw."""

    label: str
    text: str
    extent: int | None


@dataclass(frozen=True)
class Target:
    """`extent` and `mark` in hundredths of the bar: what is reached, and where the target stands in it."""

    text: str
    extent: int
    mark: int
    sentence: str
    reached: bool


def said(amount: Amount, unit: str = "", missing: str = "–") -> str:
    """ "45 %", "1 234", "12,5 km": at most one decimal."""
    if amount is None:
        return missing
    if isinstance(amount, str):
        return amount
    number = number_in_words(round(Decimal(str(amount)), 1))
    if unit == "%":
        return pgettext("percentage", "%(share)s%%") % {"share": number}
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number


def draw_bars(
    points: Sequence[tuple[str, Amount, Amount]],
    *,
    unit: str = "",
    heading: str = "",
    names: tuple[str, str] = ("", ""),
) -> Chart:
    """One bar a point (label, amount, amount last year), last year as a dotted line. `names`: of both years."""
    amounts = [_number(amount) for _label, amount, _before in points]
    before = [_number(amount) for _label, _amount, amount in points]
    left, lines, top = _scale([*amounts, *before], unit)
    band = (RIGHT - left) / max(1, len(points))
    bars = []
    for rank, (label, amount, _before) in enumerate(points):
        middle = left + band * (rank + 0.5)
        height = _rise(amounts[rank] or 0, top)
        bars.append(
            Bar(
                x=round(middle - band * 0.31),
                y=BOTTOM - height,
                width=round(band * 0.62),
                height=height,
                middle=round(middle),
                label=label,
                says=f"{label}{_(':')} {said(amount, unit)}",
            )
        )
    return Chart(
        left=left,
        lines=lines,
        bars=tuple(bars),
        curves=(_curve(names[1], before, left, band, top),),
        names=names,
        many=len(points) > MANY,
        desc=_from_to([(label, amount) for label, amount, _before in points], unit),
        table=_table(points, unit, (heading, *names)),
    )


def draw_heat(
    rows: Sequence[tuple[str, Sequence[Amount]]], *, columns: Sequence[str], heading: str = ""
) -> Heat:
    """Percentages by row and column; None is where nobody could come, which is not 0 %."""
    band = (WIDTH - HEAT_LABEL) / max(1, len(columns))
    cells = [
        _cell(amount, HEAT_LABEL + band * rank, HEAT_HEAD + HEAT_ROW * line, band)
        for line, (_label, amounts) in enumerate(rows)
        for rank, amount in enumerate(amounts)
    ]
    named = [
        (f"{label} {column}", amount)
        for label, amounts in rows
        for column, amount in zip(columns, amounts, strict=True)
    ]
    return Heat(
        height=HEAT_HEAD + HEAT_ROW * len(rows) + 2,
        columns=tuple(
            (round(HEAT_LABEL + band * (rank + 0.5)), text, text.split()[0])
            for rank, text in enumerate(columns)
        ),
        rows=tuple(
            (HEAT_HEAD + HEAT_ROW * line + HEAT_ROW // 2, label) for line, (label, _some) in enumerate(rows)
        ),
        cells=tuple(cells),
        desc=_from_to(named, "%"),
        table=Table(
            (heading, *columns),
            tuple((label, *(said(amount, "%") for amount in amounts)) for label, amounts in rows),
        ),
    )


def draw_shares(
    parts: Sequence[tuple[str, Amount]], *, unit: str = "%", whole: Number | None = None
) -> list[Share]:
    """Horizontal bars, as long as their part of `whole` (100 for percentages; else the largest of them)."""
    numbers = [_number(amount) for _label, amount in parts]
    longest = (
        float(whole) if whole else 100.0 if unit == "%" else max([n or 0.0 for n in numbers], default=0.0)
    )
    return [
        Share(label, said(amount, unit), None if number is None else _hundredths(number, longest))
        for (label, amount), number in zip(parts, numbers, strict=True)
    ]


def draw_target(value: Number, target: Number, unit: str = "") -> Target:
    """The bar is as long as the larger of both, so that what exceeds the target is seen."""
    longest = max(float(value), float(target))
    share = float(value) / float(target) * 100 if target else 0.0
    words = {"share": said(floor(share), "%"), "target": said(target, unit)}
    return Target(
        text=said(value, unit),
        extent=_hundredths(float(value), longest),
        mark=_hundredths(float(target), longest),
        sentence=_("%(share)s of the target (%(target)s)") % words,
        reached=value >= target,
    )


def _number(amount: Amount) -> float | None:
    return None if amount is None or isinstance(amount, str) else float(amount)


def _hundredths(number: float, longest: float) -> int:
    """Never nothing for something: the thinnest bar is still a bar."""
    if number <= 0 or longest <= 0:
        return 0
    return max(LEAST_BAR, min(100, round(number / longest * 100)))


def _rise(number: float, top: float) -> int:
    if number <= 0:
        return 0
    return max(LEAST_BAR, round((BOTTOM - TOP) * number / top))


def _scale(numbers: Sequence[float | None], unit: str) -> tuple[int, tuple[Line, ...], float]:
    """Where the drawing begins, the lines with round numbers, and the number at its top."""
    step = _step(max([number or 0.0 for number in numbers], default=0.0), whole=unit != "%")
    count = max(1, ceil(max([number or 0.0 for number in numbers], default=0.0) / step))
    top = step * count
    mark = "%" if unit == "%" else ""
    texts = [said(step * rank, mark) for rank in range(count + 1)]
    left = 18 + LETTER * max(len(text) for text in texts)
    lines = tuple(Line(BOTTOM - _rise(step * rank, top), text) for rank, text in enumerate(texts))
    return left, lines, top


def _step(largest: float, *, whole: bool) -> float:
    """1, 2, 2.5 or 5 times a power of ten: four lines or so. Of what is counted by one, never half of one."""
    if largest <= 0:
        return 1.0
    wanted = largest / LINES
    power = 10.0 ** floor(log10(wanted))
    step = next(nice * power for nice in NICE if nice * power >= wanted)
    return max(1.0, float(ceil(step))) if whole else step


def _curve(name: str, numbers: Sequence[float | None], left: int, band: float, top: float) -> Curve:
    path, dots, drawing = [], [], False
    for rank, number in enumerate(numbers):
        if number is None:
            drawing = False
            continue
        x, y = round(left + band * (rank + 0.5)), BOTTOM - _rise(number, top)
        path.append(f"{'L' if drawing else 'M'}{x} {y}")
        dots.append((x, y))
        drawing = True
    return Curve(name, "".join(path), tuple(dots))


def _cell(amount: Amount, x: float, y: int, band: float) -> Cell:
    number = _number(amount)
    shade = "closed" if number is None else f"level-{1 + sum(number >= start for start in HEAT_FROM)}"
    return Cell(
        x=round(x) + 1,
        y=y + 1,
        width=round(x + band) - round(x) - 2,
        height=HEAT_ROW - 2,
        middle=round(x + band / 2),
        centre=y + HEAT_ROW // 2,
        shade=shade,
        text="" if number is None else f"{number:.0f}",
    )


def _table(points: Sequence[tuple[Amount, ...]], unit: str, headings: tuple[str, ...]) -> Table:
    """Without the columns that nobody named: last year, where there is none."""
    named = [rank for rank, text in enumerate(headings) if text or rank == 0]
    rows = ((str(point[0]), *(said(amount, unit) for amount in point[1:])) for point in points)
    return Table(
        tuple(headings[rank] for rank in named), tuple(tuple(row[rank] for rank in named) for row in rows)
    )


def _from_to(named: Sequence[tuple[str, Amount]], unit: str) -> str:
    """What one sees first: the lowest and the highest."""
    known = [(number, label) for label, amount in named if (number := _number(amount)) is not None]
    if not known:
        return _("No figure yet.")
    (low, low_label), (high, high_label) = min(known), max(known)
    words = {"low": said(low, unit), "low_label": low_label}
    return _("From %(low)s (%(low_label)s) to %(high)s (%(high_label)s).") % (
        words | {"high": said(high, unit), "high_label": high_label}
    )
