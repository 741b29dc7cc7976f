"""How a form limits rows, by what each column holds; and what they are limited to, to be taken away again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext

from opendata.tabular import Filter
from opendata.web.api.questions import PARAMETERS
from opendata.web.portal.looking import OWN, Look, Pairs

RANGED = {"integer": "number", "number": "number", "year": "number", "date": "date", "datetime": "datetime-local"}
"""Column types that are limited from one value to another, and the kind of input for that."""
MOST_CHOICES = 20


@dataclass(frozen=True)
class Control:
    """How the form limits one column. `kind` is range, choices, choice, truth or text; `inputs` are (operator of the
    API, parameter, value); `choices` are (value, rows that have it, whether it is chosen)."""

    column: dict[str, Any]
    kind: str
    inputs: list[tuple[str, str, str]]
    input_type: str = "text"
    extent: str = ""
    choices: list[tuple[str, int, bool]] = field(default_factory=list)


def controls(look: Look) -> list[Control]:
    profile = look.version.profile or {"columns": [], "rows": 0}
    known = {column["name"]: column for column in profile["columns"]}
    found = [_control(column, known.get(column["name"], {}), profile["rows"]) for column in look.columns]
    return [control for control in found if control]


def _control(column: dict[str, Any], held: Mapping[str, Any], rows: int) -> Control | None:
    name, kind = column["name"], column["type"]
    if kind == "geojson":
        return None
    if kind in RANGED:
        ends = [plain(held[end]) for end in ("min", "max")] if held.get("min", "null") != "null" else []
        return Control(column, "range", _inputs(name, "gte", "lte"), RANGED[kind], " – ".join(ends))
    if kind == "boolean":
        return Control(column, "truth", _inputs(name, "exact"))
    values = _choices(held, rows) if kind == "string" else []
    if not values:
        return Control(column, "text", _inputs(name, "contains"))
    is_listed = not any("," in value or value != value.strip() for value, _ in values)
    op = "in" if is_listed else "exact"
    given = request.args.getlist(f"{name}__{op}")
    chosen = {one.strip() for text in given for one in text.split(",")} if is_listed else set(given)
    if not chosen <= {value for value, _ in values}:
        return Control(column, "text", _inputs(name, "contains"))  # what the form can't show it keeps as it is
    choices = [(value, count, value in chosen) for value, count in values]
    return Control(column, "choices" if is_listed else "choice", _inputs(name, op), choices=choices)


def _choices(held: Mapping[str, Any], rows: int) -> list[tuple[str, int]]:
    """All values of a column, if they are few and come again."""
    distinct, top = held.get("distinct", 0), held.get("top", ())
    is_short = 1 < distinct <= MOST_CHOICES and distinct < rows and len(top) == distinct
    return sorted((plain(value), count) for value, count in top) if is_short else []


def plain(value: str) -> str:
    """A value that the profile has as JSON, as the API takes it in a filter."""
    read = json.loads(value, parse_float=str, parse_int=str)
    return {True: "true", False: "false"}.get(read, "") if isinstance(read, bool) else str(read)


def _inputs(name: str, *ops: str) -> list[tuple[str, str, str]]:
    return [(op, f"{name}__{op}", request.args.get(f"{name}__{op}", "")) for op in ops]


def kept(look: Look, shown: Sequence[Control], *, columns_too: bool) -> list[tuple[str, str]]:
    """What the form sends along unseen: its own inputs stand for themselves, and it leads to the first page."""
    own = {"q", "offset", "limit", "cursor", "lang", *(["select"] if columns_too else [])}
    own |= {parameter for one in shown for _op, parameter, _value in one.inputs}
    others = [(name, value) for name, value in look.own.items() if name != OWN[0]]
    return [*((name, value) for name, value in look.asked if name not in own), *others]


def chips(look: Look, view: str = "") -> list[tuple[str, str]]:
    """(label, address without it) of all that the rows are limited to."""
    return [(label, look.address(view, **changes)) for label, changes in _limits(look)]


def words(look: Look) -> list[str]:
    """The same as text."""
    return [label for label, _ in _limits(look)]


def _limits(look: Look) -> Iterator[tuple[str, dict[str, Any]]]:
    query = look.query
    if query.q:
        yield gettext("“%(words)s”", words=query.q), {"q": None}
    if query.box:
        yield gettext("Within %(box)s", box=dict(look.asked)["bbox"]), {"bbox": None, "crs": None}
    titles, ops = {column["name"]: column["title"] for column in look.columns}, _operators()
    parameters = [(name, value) for name, value in look.asked if name not in PARAMETERS]
    filters = [one for one in query.filters if isinstance(one, Filter)]
    for (name, value), limit in zip(parameters, filters, strict=False):
        op = {"in": "exact", "notin": "not"}.get(limit.op, limit.op) if len(limit.values) == 1 else limit.op
        said = _readable(limit.op, value) if limit.values else ""
        label = f"{titles[limit.column]} {ops[op]} {said}".rstrip()
        yield label, {name: _others(look.asked, name, value)}


def _readable(op: str, value: str) -> str:
    if op in ("in", "notin"):
        return ", ".join(part.strip() for part in value.split(","))
    return {"true": gettext("Yes"), "false": gettext("No")}.get(value, value) if op == "exact" else value


def _operators() -> dict[str, str]:
    return {
        "exact": "=",
        "not": "≠",
        "gt": ">",
        "gte": "≥",
        "lt": "<",
        "lte": "≤",
        "contains": gettext("contains"),
        "startswith": gettext("begins with"),
        "endswith": gettext("ends with"),
        "in": gettext("is one of"),
        "notin": gettext("is none of"),
        "isnull": gettext("is empty"),
        "notnull": gettext("is not empty"),
    }


def _others(asked: Pairs, name: str, value: str) -> list[str]:
    return [other for same, other in asked if same == name and other != value]
