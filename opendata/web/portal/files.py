"""Exploring one file: its rows in pages, filtered and sorted by the address, in the grammar of the row API; what its
columns hold; and one row by itself."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Invalid, NotFound
from opendata.services import rows
from opendata.tabular import Page, RowQuery
from opendata.web.portal import glance, limits
from opendata.web.portal.looking import PAGE, Look, look
from opendata.web.portal.pages import render, sentence

door = Blueprint("explore", __name__)

PER_PAGE = 50


@door.get("/dataset/<slug>/files/<file_id>")
def explore(slug: str, file_id: str) -> ResponseReturnValue:
    seen = look(slug, file_id)
    if seen.canonical:
        return redirect(seen.canonical)
    seen, found = table(seen, PER_PAGE)
    page = _number(seen)
    made, missing = seen.downloads()
    return render(
        "browse/explore.html",
        400 if seen.problem else 200,
        **frame(seen, "", columns_too=True),
        table=headed(seen),
        rows=[json.loads(row, parse_float=str) for row in found.rows],
        total=found.total,
        first=(page - 1) * PER_PAGE + 1,
        page=page,
        pages=-(-found.total // PER_PAGE),
        page_address=_addresses(seen, found, page),
        downloads=made,
        missing=missing,
        json_address=seen.as_api(),
    )


@door.get("/dataset/<slug>/files/<file_id>/columns")
def about_columns(slug: str, file_id: str) -> ResponseReturnValue:
    """What each column means and holds, counted when the version came: of all rows, whatever the address says."""
    seen = look(slug, file_id)
    return render("browse/columns.html", **frame(seen, "columns"), glances=glance.glances(seen))


@door.get("/dataset/<slug>/files/<file_id>/rows/<int:number>")
def row(slug: str, file_id: str, number: int) -> ResponseReturnValue:
    """One row, all its columns below one another. Rows are numbered from 1, as the file has them."""
    seen = look(slug, file_id)
    found = replace(seen, query=RowQuery(limit=1, offset=number - 1)).page() if number else Page((), 0)
    if not found.rows:
        raise NotFound("not_found")
    values = json.loads(found.rows[0], parse_float=str)
    return render("browse/row.html", **frame(seen, "row"), number=number, values=values, name=name_of(seen, values))


def frame(seen: Look, view: str, *, columns_too: bool = False) -> dict[str, Any]:
    """What every view of a file's rows has around it."""
    controls = limits.controls(seen)
    return {
        "look": seen,
        "view": view,
        "file": seen.file,
        "version": seen.version,
        "problem": seen.problem,
        "query": seen.query,
        "columns": seen.columns,
        "views": _views(seen, view),
        "controls": controls,
        "kept": limits.kept(seen, controls, columns_too=columns_too),
        "columns_too": columns_too,
        "chips": limits.chips(seen, view),
    }


def table(seen: Look, per_page: int) -> tuple[Look, Page]:
    """A page of the rows looked at; when they can't be had, none, and the look says why."""
    if seen.problem:
        return seen, Page((), 0)
    seen = replace(seen, query=replace(seen.query, limit=per_page))
    try:
        return seen, seen.page()
    except Invalid as error:
        return replace(seen, problem=sentence(error.code, **error.facts)), Page((), 0)


def headed(seen: Look) -> list[dict[str, Any]]:
    """The columns chosen, each with how it is sorted and where the next way of sorting is."""
    chosen = [column for name in seen.query.select for column in seen.columns if column["name"] == name]
    return [{**column, **_sorting(seen, column["name"])} for column in chosen or seen.columns]


def name_of(seen: Look, values: dict[str, Any]) -> str:
    """What a row is best called: its first text, else its first value."""
    texts = [column["name"] for column in seen.columns if column["type"] == "string"]
    others = [column["name"] for column in seen.columns if column["type"] != "geojson"]
    return next((str(values[name]) for name in [*texts, *others] if values.get(name) not in (None, "")), "")


def _views(seen: Look, view: str) -> list[tuple[str, str, bool]]:
    known = [("", gettext("Table")), ("columns", gettext("Columns"))]
    return [(label, seen.address(path), path == view) for path, label in known]


def _sorting(seen: Look, name: str) -> dict[str, str]:
    """How a column is sorted now, and the address of the next way: rising, falling, as in the file."""
    now = dict(seen.query.sort).get(name)
    following = {None: name, False: f"-{name}", True: None}[now]
    hints = {None: gettext("sort rising"), False: gettext("sort falling"), True: gettext("back to the file's order")}
    return {
        "sort": {None: "", False: "ascending", True: "descending"}[now],
        "address": seen.address(sort=following),
        "hint": hints[now],
    }


def _number(seen: Look) -> int:
    """Which page it is: a cursor doesn't know, so the address tells."""
    told = seen.own.get(PAGE, "")
    is_told = "cursor" in dict(seen.asked) and told.isascii() and told.isdecimal() and 0 < int(told) < 2**53
    return int(told) if is_told else seen.query.offset // PER_PAGE + 1


def _addresses(seen: Look, found: Page, page: int) -> Callable[[int], str]:
    """Of a page by its number: the next one by a cursor, which is as quick at any depth, others by counting rows."""
    following = rows.following(seen.source, seen.query, found)

    def address(number: int) -> str:
        if following and number == page + 1:
            # the cursor says which version it is of
            paging: dict[str, Any] = {"cursor": str(following), PAGE: number}
            return seen.address(version=None, as_of=None, **paging)
        return seen.address(offset=(number - 1) * PER_PAGE or None)

    return address
