"""A chart in words, for those who see no picture and beside it for all: its title, what it says, and its table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import format_compact_decimal
from flask_babel import format_date, format_decimal, get_locale, gettext

from opendata.web.portal.charting import STEP, Chart, Choice, Point, Series
from opendata.web.portal.looking import Look

TOLD = 3
"""How many of the largest the summary names."""


@dataclass(frozen=True)
class Told:
    """A chart in words: its title, what it says, and its table: (label, address of its rows, values)."""

    title: str
    axis: str
    summary: list[str]
    names: list[str]
    rows: list[tuple[str, str, list[str]]]


def tell(seen: Look, made: Chart) -> Told:
    choice, written = made.choice, _writer(made)
    name = _namer(seen, choice)
    title = _title(seen, choice)
    names = [_series_name(seen, choice, one) for one in made.series]
    rows = [
        (name(point), seen.address(**dict(point.limits)), [written(one.values[place]) for one in made.series])
        for place, point in enumerate(made.points)
    ]
    if made.rest is not None and made.left_out:
        rows.append(
            (gettext("All others (%(number)s)", number=format_decimal(made.left_out)), "", [written(made.rest)])
        )
    return Told(title, title_of(seen, choice.column), _summary(made, rows, written), names, rows)


def _writer(made: Chart) -> Callable[[Decimal | None], str]:
    """How the chart's values are written: all with as many decimals as say something of any of them."""
    values = [abs(value) for one in made.series for value in one.values if value is not None]
    most = 2 if max(values, default=Decimal()) >= 1 else 4
    needed = [-int(round(value, most).normalize().as_tuple().exponent) for value in values if value]
    pattern = "#,##0" + ("." + "0" * decimals if (decimals := min(max(needed, default=0), most)) > 0 else "")
    return lambda value: "–" if value is None else str(format_decimal(value, format=pattern))


def short(value: float) -> str:
    if abs(value) < 10_000:
        return str(format_decimal(value, format="#,##0.####"))
    return str(format_compact_decimal(value, locale=get_locale(), fraction_digits=1))


def _title(seen: Look, choice: Choice) -> str:
    parts = {"value": measured(seen, choice.value), "by": stepped(seen, choice)}
    if choice.split and choice.step != STEP:
        return str(gettext("%(value)s: %(by)s and %(split)s", split=title_of(seen, choice.split), **parts))
    return str(gettext("%(value)s: %(by)s", **parts))


def measured(seen: Look, word: str) -> str:
    function, _, column = word.partition(".")
    if not column:
        return str(gettext("Number of rows"))
    named = {
        "sum": gettext("Sum of %(column)s", column=title_of(seen, column)),
        "avg": gettext("Mean of %(column)s", column=title_of(seen, column)),
        "min": gettext("Least %(column)s", column=title_of(seen, column)),
        "max": gettext("Greatest %(column)s", column=title_of(seen, column)),
    }
    return str(named.get(function, word))


def stepped(seen: Look, choice: Choice) -> str:
    title = title_of(seen, choice.column)
    named = {
        "year": gettext("%(column)s by year", column=title),
        "quarter": gettext("%(column)s by quarter", column=title),
        "month": gettext("%(column)s by month", column=title),
        "week": gettext("%(column)s by week", column=title),
        "day": gettext("%(column)s by day", column=title),
        STEP: gettext("%(column)s, in steps", column=title),
    }
    return str(named.get(choice.step, title))


def title_of(seen: Look, name: str) -> str:
    return next((str(column["title"]) for column in seen.columns if column["name"] == name), name)


def _namer(seen: Look, choice: Choice) -> Callable[[Point], str]:
    """How the chart's points are called."""
    type_ = next((column["type"] for column in seen.columns if column["name"] == choice.column), "")
    patterns = {"month": "MMM y", "quarter": "QQQ y", "week": "d MMM y", "day": "d MMM y"}

    def name(point: Point) -> str:
        value = point.value
        if value is None:
            return str(gettext("no value"))
        if choice.step in patterns:
            return str(format_date(date.fromisoformat(value), patterns[choice.step]))
        if choice.step == STEP:
            limits = dict(point.limits)
            first, last = (
                str(format_decimal(Decimal(limits[f"{choice.column}__{end}"]), format="#,##0.####"))
                for end in ("gte", "lt")
            )
            return str(gettext("%(first)s to %(last)s", first=first, last=last))
        if type_ == "boolean":
            return str(gettext("Yes") if value is True else gettext("No"))
        return str(value)

    return name


def _series_name(seen: Look, choice: Choice, series: Series) -> str:
    if series.is_rest:
        return str(gettext("All others"))
    if not series.name:
        return measured(seen, choice.value)
    return str({"true": gettext("Yes"), "false": gettext("No")}.get(series.name, series.name))


def _summary(
    made: Chart, rows: list[tuple[str, str, list[str]]], written: Callable[[Decimal | None], str]
) -> list[str]:
    """What somebody who sees no picture should know of it first."""
    totals = made.totals
    if not totals:
        return [gettext("No row has a value to show.")]
    told = []
    label = [name for name, _, _ in rows]
    ranked = sorted(range(len(totals)), key=lambda place: (-totals[place], place))
    if len(made.series) > 1 and not made.choice.adds_up:
        told.append(gettext("From %(first)s to %(last)s.", first=label[0], last=label[len(totals) - 1]))
    elif made.kind == "bars":
        first = ", ".join(f"{label[place]} ({written(totals[place])})" for place in ranked[:TOLD])
        told.append(gettext("Largest: %(names)s.", names=first))
    else:
        told.append(gettext("From %(first)s to %(last)s.", first=label[0], last=label[len(totals) - 1]))
        told.append(gettext("Highest: %(name)s (%(value)s).", name=label[ranked[0]], value=written(totals[ranked[0]])))
        told.append(gettext("Lowest: %(name)s (%(value)s).", name=label[ranked[-1]], value=written(totals[ranked[-1]])))
    if made.choice.adds_up:
        whole = sum(totals, Decimal()) + (made.rest or Decimal())
        told.append(gettext("Together: %(value)s.", value=written(whole)))
    if made.left_out:
        told.append(gettext("%(number)s more are not drawn.", number=format_decimal(made.left_out)))
    if made.without:
        told.append(gettext("Not in the chart, for want of a value: %(value)s.", value=written(made.without)))
    return told
