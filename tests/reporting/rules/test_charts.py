"""Drawings whose numbers can be checked by hand; a reader of the table sees every value of the chart."""

from hypothesis import given, strategies as st

from reporting.rules.charts import (
    BOTTOM,
    RIGHT,
    TOP,
    draw_bars,
    draw_heat,
    draw_shares,
    draw_target,
)

NUMBERS = st.one_of(st.none(), st.just("secret"), st.floats(0, 1e7, allow_nan=False))


def test_a_bar_rises_with_its_number_and_the_table_says_it() -> None:
    chart = draw_bars(
        [("janv.", 40, 20), ("févr.", 80, None), ("mars", "secret", 10)],
        unit="%",
        heading="Mois",
        names=("2026", "2025"),
    )
    january, february, march = chart.bars
    assert january.height * 2 == february.height == BOTTOM - TOP
    assert march.height == 0
    assert [line.text for line in chart.lines] == [
        f"{share}\N{NO-BREAK SPACE}%" for share in (0, 20, 40, 60, 80)
    ]
    assert chart.before is not None
    assert chart.before.path.count("M") == 2  # broken where nothing is known
    assert chart.table.headings == ("Mois", "2026", "2025")
    assert chart.table.rows[2] == ("mars", "secret", "10\N{NO-BREAK SPACE}%")


def test_without_last_year_there_is_no_dotted_line_and_no_column() -> None:
    chart = draw_bars([("janv.", 3, None)], heading="Mois", names=("2026", ""))
    assert chart.before is None
    assert chart.table.headings == ("Mois", "2026")
    assert chart.table.rows == (("janv.", "3"),)


def test_people_are_counted_by_one() -> None:
    chart = draw_bars([("janv.", 3, None)], names=("2026", ""))
    assert [line.text for line in chart.lines] == ["0", "1", "2", "3"]


def test_nothing_at_all_is_said() -> None:
    chart = draw_bars([("janv.", None, None)], unit="%", names=("2026", "2025"))
    assert chart.desc == "Pas encore de chiffre."
    assert chart.bars[0].height == 0


def test_the_lowest_and_the_highest_are_said() -> None:
    chart = draw_bars([("juin", 52, 0), ("août", 28, 0), ("oct.", 63, 0)], unit="%", names=("2026", "2025"))
    words = "De 28 % (août) à 63 % (oct.)."
    assert chart.desc.replace("\N{NO-BREAK SPACE}", " ") == words


@given(st.lists(st.tuples(st.just("x"), NUMBERS, NUMBERS), max_size=40))
def test_everything_stays_inside_the_drawing(points: list[tuple[str, None, None]]) -> None:
    chart = draw_bars(points, names=("a", "b"))
    assert len(chart.bars) == len(points) == len(chart.table.rows)
    for bar in chart.bars:
        assert chart.left <= bar.middle <= RIGHT
        assert TOP <= bar.y <= bar.y + bar.height == BOTTOM
    for curve in chart.curves:
        assert all(TOP <= y <= BOTTOM and chart.left <= x <= RIGHT for x, y in curve.dots)


def test_closed_is_not_empty() -> None:
    heat = draw_heat([("lundi", [0, None, 24.6, 25, 50, 75])], columns=["8 h"] * 6, heading="Jour")
    assert [cell.shade for cell in heat.cells] == [
        "level-1",
        "closed",
        "level-1",
        "level-2",
        "level-3",
        "level-4",
    ]
    assert [cell.text for cell in heat.cells] == ["0", "", "25", "25", "50", "75"]
    assert heat.table.rows[0][:3] == ("lundi", "0\N{NO-BREAK SPACE}%", "–")


def test_a_small_share_is_still_a_bar_and_a_secret_none() -> None:
    shares = draw_shares([("a", 99.8), ("b", 0.2), ("c", 0), ("d", "secret")])
    assert [share.extent for share in shares] == [100, 1, 0, None]
    assert shares[3].text == "secret"


def test_sizes_are_measured_by_the_largest() -> None:
    assert [share.extent for share in draw_shares([("a", 30), ("b", 15)], unit="")] == [100, 50]


def test_a_target_missed_and_one_exceeded() -> None:
    missed, exceeded = draw_target(412, 500), draw_target(6284, 6000)
    assert (missed.extent, missed.mark, missed.reached) == (82, 100, False)
    assert missed.sentence.replace("\N{NO-BREAK SPACE}", " ") == "82 % de l’objectif (500)"
    assert (exceeded.extent, exceeded.mark, exceeded.reached) == (100, 95, True)
    assert "104" in exceeded.sentence
