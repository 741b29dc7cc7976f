"""A chart -> where each line, bar and word of it stands, in some width. Pure geometry; a template writes it as SVG."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

WIDE, MIDDLE, NARROW = 1040, 640, 340
"""Widths, in units that are about a pixel each where there is room for one or the other."""
HEIGHT = 380
TOP, BOTTOM, LEFT, RIGHT = 14, 34, 62, 14
ROW, GROUPED_ROW, BETWEEN = 30, 13, 10
LABELS = 210
CHARACTER = 7.4
"""About as wide as a letter is."""


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int
    told: str


@dataclass(frozen=True)
class Line:
    path: str
    series: int
    dots: list[tuple[float, float, str]]


@dataclass(frozen=True)
class Word:
    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    zero: tuple[float, float, float, float] = (0, 0, 0, 0)


Values = Sequence[float | None]


@dataclass(frozen=True)
class Plot:
    """`labels` lie along the axis; each of `series` has a value, and `told` what a reader is told, for each of them."""

    kind: str
    labels: Sequence[str]
    series: Sequence[Values]
    told: Sequence[Sequence[str]]
    scale: Callable[[float], str]
    """How a number is written at the axis."""
    are_edges: bool = False
    """Whether the labels belong between the columns, where each begins."""


def draw(plot: Plot, width: int) -> Drawing:
    return _horizontal(plot, width) if plot.kind == "bars" else _upright(plot, width)


def ticks(least: float, greatest: float, wanted: int = 5) -> list[float]:
    """Round numbers from at or below the least to at or above the greatest, zero among those of a one-sided range."""
    low, high = min(least, 0.0), max(greatest, 0.0)
    if low == high:
        return [0.0, 1.0]
    raw = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999), power * 10)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * place, 10) for place in range(first, last + 1)]


def _present(plot: Plot) -> list[float]:
    return [value for one in plot.series for value in one if value is not None] or [0.0]


def _horizontal(plot: Plot, width: int) -> Drawing:
    """A row for each category, its name beside it, or above where there is no room beside."""
    is_narrow = width <= NARROW
    thick = ROW - BETWEEN if len(plot.series) == 1 else GROUPED_ROW * len(plot.series)
    row = thick + BETWEEN + (18 if is_narrow else 0)
    left = 2.0 if is_narrow else float(LABELS)
    marks = ticks(min(_present(plot)), max(_present(plot)), 3 if is_narrow else 5)
    across = _onto(marks[0], marks[-1], left, width - RIGHT - 18)
    height = TOP + row * len(plot.labels) + BOTTOM
    drawing = Drawing(width, round(height), zero=(round(across(0), 1), TOP, round(across(0), 1), height - BOTTOM))
    for mark in marks:
        x = round(across(mark), 1)
        drawing.rules.append((x, TOP, x, height - BOTTOM))
        drawing.words.append(Word(x, height - BOTTOM + 20, plot.scale(mark), "start" if x < 30 else "middle"))
    for place, label in enumerate(plot.labels):
        top = TOP + row * place + BETWEEN / 2
        if is_narrow:
            drawing.words.append(Word(2, top + 12, cut(label, width - 8), "start"))
            top += 18
        else:
            drawing.words.append(Word(left - 10, top + thick / 2 + 5, cut(label, LABELS - 14), "end"))
        each = thick / len(plot.series)
        for number, values in enumerate(plot.series):
            value = values[place]
            if value is not None:
                x, end = sorted((across(0), across(value)))
                wide = max(end - x, 1.0)
                told = plot.told[number][place]
                drawing.bars.append(
                    Bar(round(x, 1), round(top + each * number, 1), round(wide, 1), round(each - 1, 1), number, told)
                )
    return drawing


def _upright(plot: Plot, width: int) -> Drawing:
    """Along the axis from left to right: columns, or lines with a dot at each value."""
    height = HEIGHT if width > NARROW else 300
    marks = ticks(min(_present(plot)), max(_present(plot)))
    left = min(16 + CHARACTER * max(len(plot.scale(mark)) for mark in marks), width / 3)
    up = _onto(marks[0], marks[-1], height - BOTTOM, TOP)
    count = max(len(plot.labels), 1)
    each = (width - left - RIGHT) / count
    zero = round(up(0), 1)
    drawing = Drawing(width, height, zero=(left, zero, width - RIGHT, zero))
    for mark in marks:
        y = round(up(mark), 1)
        drawing.rules.append((left, y, width - RIGHT, y))
        drawing.words.append(Word(left - 8, y + 4.5, plot.scale(mark), "end"))
    middles = [left + each * (place + 0.5) for place in range(count)]
    _name_axis(drawing, plot, middles, height)
    for number, values in enumerate(plot.series):
        if plot.kind == "line":
            drawing.lines.append(_line(values, middles, up, number, plot.told[number]))
            continue
        for place, value in enumerate(values):
            if value is not None:
                y, foot = sorted((up(0), up(value)))
                gap = min(each * 0.1, 3)
                x, told = left + each * place + gap, plot.told[number][place]
                tall = max(foot - y, 1.0 if value else 0.0)
                drawing.bars.append(
                    Bar(round(x, 1), round(y, 1), round(each - 2 * gap, 1), round(tall, 1), number, told)
                )
    return drawing


def _name_axis(drawing: Drawing, plot: Plot, middles: Sequence[float], height: int) -> None:
    """As many of the labels as there is room for, at equal distances."""
    longest = max((len(label) for label in plot.labels), default=1) * CHARACTER + 14
    room = max(int((drawing.width - middles[0]) // longest), 1)
    every = max(1, math.ceil(len(plot.labels) / room))
    for place in range(0, len(plot.labels), every):
        half = len(plot.labels[place]) * CHARACTER / 2
        at = middles[place] - (middles[0] - drawing.zero[0] if plot.are_edges else 0)
        x = min(max(at, half), drawing.width - half)
        drawing.words.append(Word(round(x, 1), height - BOTTOM + 22, plot.labels[place]))


def _line(
    values: Values, middles: Sequence[float], up: Callable[[float], float], number: int, told: Sequence[str]
) -> Line:
    """Broken where there is no value."""
    path, dots, is_drawing = [], [], False
    for x, value, words in zip(middles, values, told, strict=True):
        if value is not None:
            y = round(up(value), 1)
            path.append(f"{'L' if is_drawing else 'M'}{round(x, 1)} {y}")
            dots.append((round(x, 1), y, words))
        is_drawing = value is not None
    return Line("".join(path), number, dots)


def cut(label: str, room: float) -> str:
    most = max(int(room / CHARACTER), 4)
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _onto(first: float, last: float, start: float, end: float) -> Callable[[float], float]:
    return lambda value: start + (value - first) / (last - first) * (end - start)
