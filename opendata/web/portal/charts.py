"""A file's rows as a chart: drawn on the server, told in words and as a table, kept in the address."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Invalid
from opendata.web.portal import charting
from opendata.web.portal.charting import COUNT, NUMBERS, PERIODS, STEP, Chart, Choice
from opendata.web.portal.drawing import MIDDLE, NARROW, WIDE, Drawing, Plot, draw
from opendata.web.portal.files import frame
from opendata.web.portal.looking import Look, look
from opendata.web.portal.pages import render, sentence, text
from opendata.web.portal.telling import Told, measured, short, stepped, tell

door = Blueprint("chart", __name__)

MEASURES = ("sum", "avg", "min", "max")


@door.get("/dataset/<slug>/files/<file_id>/chart")
def page(slug: str, file_id: str) -> ResponseReturnValue:
    seen = look(slug, file_id)
    if seen.canonical:
        return redirect(seen.canonical)
    values = shown(seen)
    return render("browse/chart.html", 400 if values["problem"] else 200, **values)


@door.get("/dataset/<slug>/files/<file_id>/chart.svg")
def picture(slug: str, file_id: str) -> ResponseReturnValue:
    """The chart by itself, with its title and source."""
    seen = look(slug, file_id, strict=True)
    choice = charting.chosen(seen)
    if choice is None:
        raise Invalid("chart_impossible")
    made = charting.chart(seen, choice)
    told = tell(seen, made)
    drawing = draw(_plot(made, told), MIDDLE)
    response: Response = make_response(
        render_template(
            "browse/chart.svg", told=told, drawing=drawing, source=source_of(seen), address=seen.absolute("chart")
        )
    )
    response.mimetype = "image/svg+xml"
    response.headers["Content-Disposition"] = f'inline; filename="{seen.file.name}.svg"'
    response.headers["Cache-Control"] = "no-cache" if seen.file.dataset.is_public else "private, no-cache"
    return response


def shown(seen: Look) -> dict[str, Any]:
    """What the page says of the rows looked at; without a chart, why there is none."""
    choice = None if seen.problem else charting.chosen(seen)
    values: dict[str, Any] = {"choice": choice, "told": None, "drawings": [], "api_address": ""}
    if choice:
        try:
            made = charting.chart(seen, choice)
        except Invalid as error:
            seen = replace(seen, problem=sentence(error.code, **error.facts))
        else:
            told = tell(seen, made)
            view = [*seen.limits, *_as_groups(made)]
            values |= {
                "told": told,
                "chart": made,
                "drawings": drawings(made, told),
                "api_address": seen.as_api("", view),
                "downloads": [
                    one for one in seen.downloads(view)[0] if "geojson" not in one[1] and "gpkg" not in one[1]
                ],
                "picture": seen.address("chart.svg"),
            }
    return frame(seen, "chart") | values | {"options": _options(seen, choice), "suggested": _suggested(seen, choice)}


def drawings(made: Chart, told: Told) -> list[Drawing]:
    """For places of different widths, widest first; none where there is nothing to draw."""
    if not made.points:
        return []
    plot = _plot(made, told)
    return [draw(plot, width) for width in (WIDE, MIDDLE, NARROW)]


def source_of(seen: Look) -> str:
    dataset = seen.file.dataset
    return str(
        gettext(
            "Source: %(publisher)s, %(dataset)s", publisher=text(dataset.publisher.name), dataset=text(dataset.title)
        )
    )


def _plot(made: Chart, told: Told) -> Plot:
    labels = [label for label, _, _ in told.rows[: len(made.points)]]
    names = told.names if len(made.series) > 1 else [""]
    words = [
        [f"{name + ', ' if name else ''}{label}: {values[number]}" for label, _, values in told.rows[: len(labels)]]
        for number, name in enumerate(names)
    ]
    series = [[None if value is None else float(value) for value in one.values] for one in made.series]
    if made.choice.step == STEP:
        return Plot(made.kind, [short(float(point.value)) for point in made.points], series, words, short, True)
    return Plot(made.kind, labels, series, words, short)


def _as_groups(made: Chart) -> list[tuple[str, str]]:
    """The chart's numbers as a question to the row API."""
    choice = made.choice
    words = [choice.by]
    if choice.step == STEP and made.points:
        ends = dict(made.points[0].limits)
        width = Decimal(ends[f"{choice.column}__lt"]) - Decimal(ends[f"{choice.column}__gte"])
        words = [f"{STEP}.{width.normalize():f}.{choice.column}"]
    elif choice.split and choice.split not in words:
        words.append(choice.split)
    by = ",".join(words)
    sort = f"-{choice.value}" if made.kind == "bars" else words[0]
    return [("group_by", by), ("select", f"{by},{choice.value}"), ("sort", sort)]


def _options(seen: Look, choice: Choice | None) -> dict[str, list[tuple[str, str]]]:
    """(value, label) of all that can be chosen: what to show, by what, split by what, and as what."""
    places = seen.version.geometry or ()
    columns = [column for column in seen.columns if column["type"] != "geojson"]
    numbers = [column for column in columns if column["type"] in NUMBERS and column["name"] not in places]
    values = [(COUNT, measured(seen, COUNT))]
    values += [
        (f"{one}.{column['name']}", measured(seen, f"{one}.{column['name']}")) for one in MEASURES for column in numbers
    ]
    by = [(word, stepped(seen, Choice(word))) for column in columns for word in _words(column)]
    few = {
        column["name"]
        for column in (seen.version.profile or {"columns": ()})["columns"]
        if 1 < column["distinct"] <= 200
    }
    split = [
        (column["name"], column["title"])
        for column in columns
        if column["name"] in few and column["type"] in ("string", "boolean")
    ]
    kinds = {"line": gettext("Line"), "columns": gettext("Standing columns"), "bars": gettext("Bars")}
    type_ = next((column["type"] for column in columns if choice and column["name"] == choice.column), "string")
    fitting = charting.fitting_kinds(choice, type_) if choice else ()
    return {"value": values, "by": by, "split": split, "kind": [(kind, kinds[kind]) for kind in fitting]}


def _words(column: dict[str, Any]) -> list[str]:
    if column["type"] in ("date", "datetime"):
        return [f"{period}.{column['name']}" for period in PERIODS]
    if column["type"] in NUMBERS:
        return (
            [f"{STEP}.{column['name']}", column["name"]]
            if column["type"] == "integer"
            else [f"{STEP}.{column['name']}"]
        )
    return [column["name"]]


def _suggested(seen: Look, choice: Choice | None) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is the one shown) of charts that fit."""
    own = {"chart.value": None, "chart.split": None}
    return [
        (
            stepped(seen, one),
            seen.address("chart", **own, **{"chart.by": one.by, "chart.kind": one.kind}),
            choice is not None and choice.by == one.by,
        )
        for one in charting.suggestions(seen)
    ]
