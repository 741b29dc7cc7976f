"""The geometry of charts: nothing outside its frame, nothing lost, whatever the numbers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata.web.portal.drawing import MIDDLE, NARROW, WIDE, Plot, draw, ticks

values = (
    st.none()
    | st.integers(-(10**12), 10**12).map(float)
    | st.integers(-(10**9), 10**9).map(lambda number: number / 1000)
)


thousandths = st.integers(-(10**15), 10**15).map(lambda number: number / 1000)


@given(thousandths, thousandths)
def test_ticks_are_even_and_hold_the_numbers_and_zero(one: float, other: float) -> None:
    least, greatest = min(one, other), max(one, other)
    made = ticks(least, greatest)
    assert 2 <= len(made) <= 12
    slack = 1e-6 * (made[-1] - made[0])
    assert made[0] <= min(least, 0) + slack
    assert made[-1] >= max(greatest, 0) - slack
    steps = [after - before for before, after in pairwise(made)]
    assert max(steps) - min(steps) <= 1e-6 * max(steps)


@given(
    kind=st.sampled_from(["bars", "columns", "line"]),
    width=st.sampled_from([WIDE, MIDDLE, NARROW]),
    series=st.lists(st.lists(values, min_size=5, max_size=5), min_size=1, max_size=7),
)
def test_every_value_is_drawn_once_inside_the_frame(kind: str, width: int, series: list[list[float | None]]) -> None:
    labels = ["Grundskoleförvaltningen i Exempelstad", "", "b", "c", "d"]
    made = draw(Plot(kind, labels, series, [labels] * len(series), lambda value: f"{value:.0f}"), width)
    marks = made.bars or [dot for line in made.lines for dot in line.dots]
    assert len(marks) == sum(value is not None for one in series for value in one)
    for bar in made.bars:
        assert bar.x >= -0.1
        assert bar.x + bar.width <= made.width + 0.1
        assert bar.y >= -0.1
        assert bar.y + bar.height <= made.height + 0.1
        assert bar.width > 0
    for line in made.lines:
        assert all(0 <= x <= made.width and 0 <= y <= made.height for x, y, _ in line.dots)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_labels_thin_out_where_there_is_no_room_for_all(width: int) -> None:
    labels = [f"jan. {year}" for year in range(1900, 2026)]
    made = draw(Plot("line", labels, [[1.0] * len(labels)], [labels], str), width)
    below = [word for word in made.words if word.text.startswith("jan.")]
    assert 2 <= len(below) <= width / 60
    assert all(after.x - before.x > 50 for before, after in pairwise(below))
