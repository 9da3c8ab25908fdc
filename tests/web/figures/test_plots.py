"""What a plot of figures has room for: names below, values above bars."""

from collections.abc import Sequence
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from scheduler.web.office.shared.plots import Course, Group, Plot, on_one_scale
from scheduler.web.shared.pages import FOLDER


def bars(names: Sequence[str], *, series: int = 1, value: float = 100) -> Plot:
    groups = [Group(name, [value] * series) for name in names]
    return Plot("key", "Judul", "", "Hari", ["Orang"] * series, groups)


def drawn(plot: Plot) -> str:
    macros: Any = Environment(loader=FileSystemLoader(FOLDER), autoescape=True).get_template("office/shared/_plot.html")
    return str(macros.module.picture(plot))


def test_each_day_of_a_month_has_its_name_in_two_lines() -> None:
    names = bars([f"Sen {day}" for day in range(1, 32)]).names

    assert [(name.place, name.words) for name in names[29:]] == [(29, ["Sen", "30"]), (30, ["Sen", "31"])]


def test_names_that_would_touch_are_left_out() -> None:
    names = bars([f"Sen {day}" for day in range(1, 46)]).names

    assert [name.place for name in names[:3]] == [0, 2, 4]


def test_few_names_stay_in_one_line() -> None:
    assert bars(["Sen 1", "Sel 2"]).names[1].words == ("Sel 2",)


@pytest.mark.parametrize(("series", "shown"), [(1, True), (3, False)])
def test_values_stand_above_bars_that_are_wide_enough(series: int, shown: bool) -> None:
    plot = bars([str(day) for day in range(1, 32)], series=series)

    assert plot.has_values is shown
    assert ('class="value"' in drawn(plot)) is shown


def test_value_is_said_as_the_table_says_it() -> None:
    plot = Plot("key", "Judul", "", "Unsur", ["NRR"], [Group("U3", [3.5], ["3,50"])], point=",")

    assert ">3,50<" in drawn(plot)


def test_line_names_the_hours_that_it_is_told_to() -> None:
    groups = [Group(f"{8 + place // 4:02}.{place % 4 * 15:02}", [place], is_named=place % 4 == 0) for place in range(9)]
    plot = Course("key", "Judul", "", "Pukul", ["Di dalam"], groups, limit=10, has_key=False)

    assert [name.words[0] for name in plot.names] == ["08.00", "09.00", "10.00"]
    assert "Di dalam" not in drawn(plot), "the title says it"
    assert 'class="limit"' in drawn(plot)


def banded(*, series: int = 1, most: float = 0) -> Course:
    groups = [Group(str(place), [place] * series, bands=[(place - 1, place + 2)] * series) for place in range(1, 4)]
    return Course("key", "Judul", "", "Pukul", ["Kini", "Nanti"][:series], groups, most=most)


def test_band_is_drawn_around_its_line_and_stands_in_the_table() -> None:
    plot = banded()

    assert plot.around(0, plot.runs(0)[0]) == [(0, 3), (1, 4), (2, 5), (2, 2), (1, 1), (0, 0)]
    assert drawn(plot).count('class="band-0"') == 2, "in the plot and in its key"
    assert 'class="under"' not in drawn(plot)
    assert plot.groups[0].text(0) == "1 (0–3)"


def test_scale_holds_the_bands() -> None:
    assert banded().lines[-1] >= 5


def test_second_band_differs_by_more_than_colour() -> None:
    assert 'fill="url(#key-hatched)"' in drawn(banded(series=2))
    assert "hatched" not in drawn(banded())


def test_no_band_goes_over_what_was_not_measured() -> None:
    groups = [Group(str(place), [place or None], bands=[(0, 9)]) for place in (1, 2, 0, 3, 4)]
    plot = Course("key", "Judul", "", "Pukul", ["Kini"], groups, has_key=False)

    assert drawn(plot).count('class="band-0"') == 2


def test_plots_side_by_side_have_one_scale() -> None:
    low, high = on_one_scale([banded(), banded(most=40)])

    assert low.lines == high.lines
    assert low.groups == banded().groups
