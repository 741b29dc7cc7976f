"""Exploring one file: its rows in pages, filtered and sorted by the address, in the grammar of the row API."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Invalid, NotFound
from opendata.services import publishing, rows
from opendata.tabular import Page, RowQuery
from opendata.web import context
from opendata.web.api.questions import PARAMETERS, query_of
from opendata.web.portal.pages import columns, here, render, sentence

door = Blueprint("explore", __name__)

PER_PAGE = 50
WITHOUT_VALUE = ("__isnull", "__notnull")
RANGED = {"integer": "number", "number": "number", "year": "number", "date": "date", "datetime": "datetime-local"}
"""Column types that are limited from one value to another, and the kind of input for that."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Control:
    """How the form limits one column: `inputs` are (operator of the API, parameter, value)."""

    column: dict[str, Any]
    kind: str
    inputs: list[tuple[str, str, str]]


@door.get("/dataset/<slug>/files/<file_id>")
def explore(slug: str, file_id: str) -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    file = publishing.find_file(session, actor, file_id)
    if file.dataset.slug != slug:
        raise NotFound("file_unknown", file=file_id)
    source = rows.source(session, actor, file, request.args.get("version"))
    shown = columns(source.fields)
    names = [column["name"] for column in shown]
    asked = _asked(names)
    if sorted(asked) != sorted(request.args.items(multi=True)):
        return redirect(f"{request.path}?{urlencode(asked)}" if asked else request.path)
    problem, query, found = "", RowQuery(), Page((), 0)
    try:
        query = replace(query_of(asked, names), limit=PER_PAGE)
        found = rows.page(context.platform().rows, context.platform().files, source, query, asker=context.asker())
    except Invalid as error:
        problem = sentence(error.code, **error.facts)
    chosen = [column for name in query.select for column in shown if column["name"] == name] or shown
    controls = _controls(shown)
    return render(
        "browse/explore.html",
        400 if problem else 200,
        file=file,
        version=source.version,
        problem=problem,
        query=query,
        columns=shown,
        table=[{**column, **_sorting(column["name"], query)} for column in chosen],
        rows=[json.loads(row, parse_float=str) for row in found.rows],
        total=found.total,
        page=query.offset // PER_PAGE + 1,
        pages=-(-found.total // PER_PAGE),
        address=lambda page: here(offset=(page - 1) * PER_PAGE or None),
        controls=controls,
        kept=_kept(asked, controls),
        chips=_chips(asked, query, shown),
        **_as_api(context.addresses().rows(file), asked),
    )


def _asked(names: Sequence[str]) -> list[tuple[str, str]]:
    """The address's parameters in the API's grammar: the form also sends inputs left empty, and one `select` for each
    column, even when it is all of them."""
    given = [(name, value) for name, value in request.args.items(multi=True) if value or name.endswith(WITHOUT_VALUE)]
    select = ",".join(value for name, value in given if name == "select")
    rest = [(name, value) for name, value in given if name != "select"]
    return [*rest, ("select", select)] if select and select.split(",") != list(names) else rest


def _controls(shown: Sequence[dict[str, Any]]) -> list[Control]:
    controls = []
    for column in shown:
        name, kind = column["name"], column["type"]
        ops = ("gte", "lte") if kind in RANGED else ("exact",) if kind == "boolean" else ("contains",)
        parameters = [(op, f"{name}__{op}") for op in ops]
        inputs = [(op, parameter, request.args.get(parameter, "")) for op, parameter in parameters]
        controls.append(Control(column, RANGED.get(kind, "text"), inputs))
    return controls


def _kept(asked: Pairs, controls: Sequence[Control]) -> list[tuple[str, str]]:
    """What the form sends along unseen: its own inputs stand for themselves, and it leads to the first page."""
    own = {"q", "select", "offset", "lang"} | {parameter for one in controls for _op, parameter, _value in one.inputs}
    return [(name, value) for name, value in asked if name not in own]


def _chips(asked: Pairs, query: RowQuery, shown: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """(label, address without it) of all that the rows are limited to."""
    chips = [(gettext("“%(words)s”", words=query.q), here(q=None, offset=None))] if query.q else []
    titles, ops = {column["name"]: column["title"] for column in shown}, _operators()
    parameters = [(name, value) for name, value in asked if name not in PARAMETERS]
    for (name, value), limit in zip(parameters, query.filters, strict=False):
        label = f"{titles[limit.column]} {ops[limit.op]} {value}".rstrip()
        chips.append((label, here(**{name: _others(asked, name, value), "offset": None})))
    return chips


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


def _sorting(name: str, query: RowQuery) -> dict[str, str]:
    """How a column is sorted now, and the address of the next way: rising, falling, as in the file."""
    now = dict(query.sort).get(name)
    following = {None: name, False: f"-{name}", True: None}[now]
    return {
        "sort": {None: "", False: "ascending", True: "descending"}[now],
        "address": here(sort=following, offset=None),
    }


def _as_api(address: str, asked: Pairs) -> dict[str, str]:
    """The same view, all its rows, as a call to the API."""
    view = [(name, value) for name, value in asked if name not in ("offset", "limit", "lang", "format")]
    return {
        "json_address": f"{address}?{urlencode(view)}" if view else address,
        "csv_address": f"{address}.csv?{urlencode(view)}" if view else f"{address}.csv",
    }
