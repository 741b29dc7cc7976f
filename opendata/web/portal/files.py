"""Exploring one file: its rows in pages, filtered and sorted by the address, in the grammar of the row API; what its
columns hold; and one row by itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from opendata.errors import Invalid, NotFound
from opendata.services import places, rows
from opendata.tabular import Page, Place, RowQuery
from opendata.web import context
from opendata.web.language import localised
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
    page = numbered(seen, PER_PAGE)
    made, missing = seen.downloads()
    return render(
        "browse/explore.html",
        400 if seen.problem else 200,
        **frame(seen, "", columns_too=True),
        table=headed(seen),
        rows=[localised(row) for row in found.rows],
        total=found.total,
        first=(page - 1) * PER_PAGE + 1,
        page=page,
        pages=-(-found.total // PER_PAGE),
        page_address=page_addresses(seen, found, page, PER_PAGE),
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
    values, where = localised(found.rows[0]), ""
    if seen.version.geometry:
        platform = context.platform()
        found_at = places.middles(platform.rows, platform.files, seen.source, found.numbers, asker=context.asker())
        where = position(found_at.get(number - 1))
    return render(
        "browse/row.html",
        **frame(seen, "row"),
        number=number,
        values=values,
        called=name_of(seen, values),
        position=where,
    )


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


def label_of(seen: Look) -> str | None:
    """The column that rows are best called by: the first text, else the first one."""
    names = [column["name"] for column in seen.columns if column["type"] != "geojson"]
    texts = (column["name"] for column in seen.columns if column["type"] == "string")
    return next(texts, names[0] if names else None)


def name_of(seen: Look, values: dict[str, Any]) -> str:
    value = values.get(label_of(seen) or "")
    return "" if value is None else str(value)


def position(place: Place | None) -> str:
    """Coordinates as people write them; empty for what has none."""
    if place is None:
        return ""
    longitude, latitude = place
    north = gettext("N") if latitude >= 0 else gettext("S")
    east = gettext("E") if longitude >= 0 else gettext("W")
    return f"{_degrees(latitude)}° {north}, {_degrees(longitude)}° {east}"


def _degrees(number: float) -> str:
    return str(format_decimal(abs(number), format="0.0000"))


def _views(seen: Look, view: str) -> list[tuple[str, str, bool]]:
    known = [
        ("", gettext("Table")),
        ("chart", gettext("Chart")),
        ("map", gettext("Map")),
        ("columns", gettext("Columns")),
    ]
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


def numbered(seen: Look, per_page: int) -> int:
    """Which page it is: a cursor doesn't know, so the address tells."""
    told = seen.own.get(PAGE, "")
    is_told = "cursor" in dict(seen.asked) and told.isascii() and told.isdecimal() and 0 < int(told) < 2**53
    return int(told) if is_told else seen.query.offset // per_page + 1


def page_addresses(seen: Look, found: Page, page: int, per_page: int, view: str = "") -> Callable[[int], str]:
    """Of a page by its number: the next one by a cursor, which is as quick at any depth, others by counting rows."""
    following = rows.following(seen.source, seen.query, found)

    def address(number: int) -> str:
        if following and number == page + 1:
            # the cursor says which version it is of
            paging: dict[str, Any] = {"cursor": str(following), PAGE: number}
            return seen.address(view, version=None, as_of=None, **paging)
        return seen.address(view, offset=(number - 1) * per_page or None)

    return address
