"""What a chart of rows shows: suggested by the columns' types, chosen by the address, counted by the row engine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from opendata.tabular import Filter
from opendata.web.portal.limits import plain
from opendata.web.portal.looking import Look

COUNT = "count"
PERIODS = ("year", "quarter", "month", "week", "day")
STEP = "bin"
NUMBERS = ("integer", "number")
KINDS = ("bars", "columns", "line")
MOST_BARS, MOST_GROUPED_BARS, MOST_SERIES, MOST_TIMES = 20, 8, 6, 1000
MOST_CATEGORIES = 50
"""A column with more different values than that is none to suggest a chart by."""
BINS = 16
LONG, SHORT = 6 * 366, 100
"""Days that are told by year when there are more, and by day when there are fewer."""


@dataclass(frozen=True)
class Choice:
    """`by` and `value` are words of the row API: a column or a step of one, and an aggregate. `split` is a column."""

    by: str
    value: str = COUNT
    split: str = ""
    kind: str = ""

    @property
    def column(self) -> str:
        return self.by.rpartition(".")[2]

    @property
    def step(self) -> str:
        """The period, or `bin`, that the column is told by; empty for its own values."""
        return self.by.partition(".")[0] if "." in self.by else ""

    @property
    def measure(self) -> tuple[str, str]:
        function, _, column = self.value.partition(".")
        return function, column

    @property
    def adds_up(self) -> bool:
        """Whether what is left out can be told as one more."""
        return self.measure[0] in (COUNT, "sum")


@dataclass(frozen=True)
class Point:
    """Where the chart has a value: the group's own (None where the column has none), and the limits that mean it."""

    value: Any
    limits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Series:
    """`name` is the value of the column that the chart is split by, "" where it is one; `rest` is all others."""

    name: str
    values: list[Decimal | None]
    is_rest: bool = False


@dataclass(frozen=True)
class Chart:
    """`points` lie along the axis, and each series has a value for each. `left_out` are groups that are not shown."""

    choice: Choice
    kind: str
    points: list[Point]
    series: list[Series]
    left_out: int = 0
    rest: Decimal | None = None
    without: Decimal | None = None
    """What belongs to rows that have no value to lie along the axis by."""

    @cached_property
    def totals(self) -> list[Decimal]:
        """Of each point, what all series have together."""
        return [
            sum((one.values[place] or Decimal()) for one in self.series) or Decimal()
            for place in range(len(self.points))
        ]


def suggestions(look: Look) -> list[Choice]:
    """Charts that fit the columns, best first: by time, by few categories, by how numbers are spread."""
    held = {column["name"]: column for column in (look.version.profile or {"columns": ()})["columns"]}
    places = look.version.geometry or ()
    times = [column["name"] for column in look.columns if column["type"] in ("date", "datetime")]
    years = [column["name"] for column in look.columns if column["type"] == "year"]
    counted = [
        (held[column["name"]]["distinct"], column["name"])
        for column in look.columns
        if column["type"] in ("string", "boolean") and column["name"] in held
    ]
    rows = (look.version.rows or 0) * 0.8
    few = sorted((many, name) for many, name in counted if 1 < many <= MOST_CATEGORIES and many <= max(rows, 2))
    numbers = [column["name"] for column in look.columns if column["type"] in NUMBERS and column["name"] not in places]
    found = [Choice(f"{period_of(held.get(name))}.{name}", kind="line") for name in times[:2]]
    found += [Choice(name, kind="columns") for name in years[:1]]
    found += [Choice(name, kind="bars") for _, name in few[:3]]
    return found + [Choice(f"{STEP}.{name}", kind="columns") for name in numbers[:2]]


def period_of(held: Mapping[str, Any] | None) -> str:
    """How a column of dates is best told, by how long it reaches."""
    if not held or held["min"] == "null":
        return "month"
    first, last = (date.fromisoformat(plain(held[end])[:10]) for end in ("min", "max"))
    days = (last - first).days
    return "year" if days > LONG else "day" if days < SHORT else "month"


def chosen(look: Look) -> Choice | None:
    """What the address says, the rest as suggested. None where nothing can be suggested and nothing is said."""
    first = next(iter(suggestions(look)), None)
    said = {name: look.own.get(f"chart.{name}", "") for name in ("by", "value", "split", "kind")}
    if not said["by"]:
        if first is None:
            return None
        return Choice(first.by, said["value"] or COUNT, said["split"], said["kind"] or first.kind)
    return Choice(said["by"], said["value"] or COUNT, said["split"], said["kind"])


def kind_of(choice: Choice, type_: str) -> str:
    """Which kind of chart it is: the one that was chosen if it can be that."""
    fitting = fitting_kinds(choice, type_)
    return choice.kind if choice.kind in fitting else fitting[0]


def fitting_kinds(choice: Choice, type_: str) -> tuple[str, ...]:
    """Categories have bars, with room for their names; lines and columns are for what has an order."""
    if choice.step in PERIODS or type_ == "year":
        return ("line",) if choice.split else ("line", "columns")
    return ("columns", "line") if choice.step == STEP else ("bars",)


def chart(look: Look, choice: Choice) -> Chart:
    """Invalid as the row API says of words that it can't group by or add up."""
    type_ = next((column["type"] for column in look.columns if column["name"] == choice.column), "string")
    kind = kind_of(choice, type_)
    word = _binned(look, choice) if choice.step == STEP else choice.by
    if word is None:
        return Chart(choice, kind, [], [])
    if choice.split and choice.step != STEP:
        return _split(look, choice, kind, word)
    if kind == "bars":
        return _bars(look, choice, kind, word)
    found = _asked(look, (word,), choice.value, sort=((word, False),), limit=MOST_TIMES + 1)
    values = {row[word]: number(row[choice.value]) for row in found[:MOST_TIMES]}
    without = values.pop(None, None)
    points = _points(choice, word, values)
    missing = Decimal() if choice.adds_up else None
    series = Series("", [values.get(point.value, missing) for point in points])
    return Chart(choice, kind, points, [series], max(0, len(found) - MOST_TIMES), without=without)


def _bars(look: Look, choice: Choice, kind: str, word: str) -> Chart:
    """The largest categories; what is left out in one number, if it adds up."""
    sort = ((choice.value, True),)
    page = look.page(select=(word, choice.value), group_by=(word,), sort=sort, limit=MOST_BARS, after=None, offset=0)
    found = [read(row) for row in page.rows]
    values = [number(row[choice.value]) for row in found]
    points = [_point(choice, row[word]) for row in found]
    left_out, rest = page.total - len(found), None
    if left_out and choice.adds_up:
        (whole,) = _asked(look, (), choice.value)
        rest = (number(whole[choice.value]) or Decimal()) - sum(value or Decimal() for value in values)
    return Chart(choice, kind, points, [Series("", values)], left_out, rest)


def _split(look: Look, choice: Choice, kind: str, word: str) -> Chart:
    """A series for each of the commonest values of a column, and one for all others if that adds up."""
    commonest = _asked(look, (choice.split,), COUNT, sort=((COUNT, True),), limit=MOST_SERIES)
    names = [row[choice.split] for row in commonest if row[choice.split] is not None]
    filters = (*look.query.filters, Filter(choice.split, "in", tuple(_text(name) for name in names)))
    by = (word,) if word == choice.split else (word, choice.split)
    cells = _asked(look, by, choice.value, filters=filters, limit=MOST_TIMES * MOST_SERIES)
    values: dict[tuple[Any, Any], Decimal | None] = {
        (row[word], row[choice.split]): number(row[choice.value]) for row in cells
    }
    whole = _asked(look, (word,), choice.value, limit=MOST_TIMES * MOST_SERIES)
    totals = {row[word]: number(row[choice.value]) for row in whole}
    if kind == "bars":
        ranked = sorted(totals, key=lambda one: -(totals[one] or Decimal()))
        points, left_out = [_point(choice, one) for one in ranked[:MOST_GROUPED_BARS]], len(ranked[MOST_GROUPED_BARS:])
    else:
        points, left_out = _points(choice, word, {one: total for one, total in totals.items() if one is not None}), 0
    missing = Decimal() if choice.adds_up else None
    series = [Series(_text(name), [values.get((point.value, name), missing) for point in points]) for name in names]
    if choice.adds_up:
        others = [
            (totals.get(point.value) or Decimal()) - sum((one.values[place] or Decimal()) for one in series)
            for place, point in enumerate(points)
        ]
        if any(others):
            series.append(Series("", list(others), is_rest=True))
    return Chart(choice, kind, points, series, left_out)


def _asked(look: Look, by: tuple[str, ...], value: str, **more: Any) -> list[dict[str, Any]]:
    asked = {"sort": (), "limit": None, "after": None, "offset": 0, **more}
    return [read(row) for row in look.page(select=(*by, value), group_by=by, **asked).rows]


def _binned(look: Look, choice: Choice) -> str | None:
    """The word for steps of a round width, about sixteen of them. None where there are no numbers."""
    least, greatest = (f"{end}.{choice.column}" for end in ("min", "max"))
    (found,) = [
        read(row)
        for row in look.page(select=(least, greatest), group_by=(), sort=(), limit=1, after=None, offset=0).rows
    ]
    if found[least] is None:
        return None
    return f"{STEP}.{width_of(number(found[least]) or Decimal(), number(found[greatest]) or Decimal())}.{choice.column}"


def width_of(least: Decimal, greatest: Decimal) -> str:
    """1, 2 or 5 of a power of ten."""
    raw = max((greatest - least) / BINS, Decimal("0.0001"))
    power = Decimal(10) ** raw.adjusted()
    width = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw)
    return f"{width.normalize():f}"


def _points(choice: Choice, word: str, values: Mapping[Any, Any]) -> list[Point]:
    """In order, and without gaps where values add up: where nothing was, there is a zero."""
    there = sorted(value for value in values if value is not None)
    if not there:
        return []
    if choice.step == STEP:
        width = Decimal(word.rpartition(".")[0].removeprefix(f"{STEP}."))
        first, last = Decimal(str(there[0])), Decimal(str(there[-1]))
        places = [first + width * step for step in range(int((last - first) / width) + 1)]
        return [Point(_same(place, there), _between(choice, place, place + width)) for place in places]
    if choice.step == "year" or not choice.step:
        ends = int(there[0]), int(there[-1])
        years = range(ends[0], ends[1] + 1) if choice.adds_up and ends[1] - ends[0] < MOST_TIMES else map(int, there)
        return [_year(choice, year) for year in years]
    days = [date.fromisoformat(value) for value in there]
    if choice.adds_up:
        days = _without_gaps(choice.step, days)
    return [Point(day.isoformat(), _between(choice, day, following(choice.step, day))) for day in days]


def _same(place: Decimal, there: Sequence[Any]) -> Any:
    return next((one for one in there if Decimal(str(one)) == place), place)


def _without_gaps(step: str, days: Sequence[date]) -> list[date]:
    filled = [days[0]]
    while filled[-1] < days[-1] and len(filled) < MOST_TIMES:
        filled.append(following(step, filled[-1]))
    return filled if filled[-1] >= days[-1] else list(days)


def following(step: str, day: date) -> date:
    """The first day of the next period."""
    if step in ("day", "week"):
        return day + timedelta(days=7 if step == "week" else 1)
    months = day.month - 1 + {"month": 1, "quarter": 3, "year": 12}[step]
    return date(day.year + months // 12, months % 12 + 1, 1)


def _year(choice: Choice, year: int) -> Point:
    if not choice.step:
        return _point(choice, year)
    return Point(year, _between(choice, date(year, 1, 1), date(year + 1, 1, 1)))


def _between(choice: Choice, first: Any, after: Any) -> tuple[tuple[str, str], ...]:
    return (f"{choice.column}__gte", f"{first}"), (f"{choice.column}__lt", f"{after}")


def _point(choice: Choice, value: Any) -> Point:
    if value is None:
        return Point(None, ((f"{choice.column}__isnull", "1"),))
    return Point(value, ((f"{choice.column}__exact", _text(value)),))


def _text(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def read(row: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row, parse_float=Decimal)
    return found


def number(value: Any) -> Decimal | None:
    """What can be drawn: dates and texts, which min and max also give, can't."""
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
