"""The tools that ask a table: what its columns are, its rows, and sums of them.

The arguments become parameters of the row API, are understood as those are, and are cited as its address."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from opendata.errors import Invalid
from opendata.model import Version, text_in
from opendata.services import publishing, rows
from opendata.tabular import Page, RowQuery
from opendata.web import context
from opendata.web.api import questions
from opendata.web.api.questions import LIMIT
from opendata.web.language import language
from opendata.web.mcp import citing
from opendata.web.mcp.asked import Asked, Json, Tool
from opendata.web.mcp.schemas import (
    AGGREGATE,
    CITATION,
    COUNT,
    FILE,
    GROUPS,
    MAYBE,
    MOST_ROWS,
    NAME,
    OFFSET,
    ROWS,
    SORT,
    WHICH_ROWS,
    WHICH_VERSION,
    closed,
    listed,
    shown,
    text,
    whole,
)
from opendata.web.verbatim import Verbatim

Pairs = list[tuple[str, str]]

LISTS = ("in", "notin")
WITHOUT_VALUE = ("isnull", "notnull")
SAMPLE = RowQuery(limit=3)
COMMONEST = 10


def _describe(asked: Asked) -> Json:
    file = publishing.find_file(asked.session, asked.actor, asked.arguments["file"])
    meant = questions.meant(asked.arguments)
    source = rows.source(asked.session, asked.actor, file, meant.version, as_of=meant.as_of)
    version, platform = source.version, context.platform()
    sample = rows.page(platform.rows, platform.files, source, SAMPLE, asker=context.asker())
    counted = {column["name"]: column for column in (version.profile or {"columns": ()})["columns"]}
    url = context.addresses().page(f"/api/v1/files/{file.id}/profile?version={version.id}")
    return {
        "columns": [_column(field, counted.get(field["name"])) for field in source.fields],
        "rows": version.rows,
        "sample": _rows(sample),
        "citation": citing.of_version(version, url),
    }


def _column(field: Any, counted: Any) -> Json:
    said = {
        "description": text_in(field.get("descriptions"), language()) or field.get("description"),
        "constraints": field.get("constraints"),
        "unit": field.get("unit"),
    }
    return {
        "name": field["name"],
        "title": text_in(field.get("titles"), language()) or field.get("title") or field["name"],
        "type": field.get("type", "string"),
        **{name: value for name, value in said.items() if value},
        **(_counted(counted) if counted else {}),
    }


def _counted(column: Any) -> Json:
    """Of a profile, whose values are texts of JSON."""
    return {
        "missing": column["missing"],
        "distinct": column["distinct"],
        "min": Verbatim(column["min"]),
        "max": Verbatim(column["max"]),
        "commonest": [{"value": Verbatim(value), "rows": count} for value, count in column["top"][:COMMONEST]],
    }


def _query(asked: Asked) -> Json:
    return _answered(asked, {"limit": LIMIT, **asked.arguments}, "select")


def _aggregate(asked: Asked) -> Json:
    given = {"limit": GROUPS, **asked.arguments}
    grouped, wanted = given.get("group_by", []), given.pop("aggregates", ["count"])
    return _answered(asked, {**given, "select": [*grouped, *wanted]}, "group_by", "select")


def _answered(asked: Asked, given: Json, *lists: str) -> Json:
    platform = context.platform()
    pairs = list(_pairs(given, lists))
    meant = questions.meant(dict(pairs))
    file = publishing.find_file(asked.session, asked.actor, given["file"])
    source = rows.source(asked.session, asked.actor, file, meant.version, as_of=meant.as_of)
    filtered = [one["column"] for one in given.get("filters", ())]
    known = [*(field["name"] for field in source.fields), *filtered]  # the engine tells of columns that aren't there
    query = questions.query_of(pairs, known)
    query = meant.cursor.resumed(query) if meant.cursor else query
    page = rows.page(platform.rows, platform.files, source, query, asker=context.asker())
    following = rows.following(source, query, page)
    return {
        "rows": _rows(page),
        "total": page.total,
        "next_cursor": str(following) if following else None,
        "citation": citing.of_version(source.version, _address(source.version, pairs)),
    }


def _pairs(given: Json, lists: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for number, condition in enumerate(given.get("filters", ())):
        op = condition.get("op", "exact")
        yield f"{condition['column']}__{op}", _value(f"filters.{number}.value", op, condition)
    for name in (*lists, "sort"):
        if given.get(name):
            yield name, ",".join(_part(f"{name}.{place}", one) for place, one in enumerate(given[name]))
    if "bbox" in given:
        yield "bbox", ",".join(map(str, given["bbox"]))
    for name in ("q", "crs", "version", "as_of", "cursor"):
        if given.get(name):
            yield name, given[name]
    for name in ("limit", "offset"):
        if name in given:
            yield name, str(int(given[name]))


def _value(place: str, op: str, condition: Json) -> str:
    """As the row API takes it. Invalid `argument_wrong` for what has no place in an address there."""
    value = condition.get("value")
    if op in WITHOUT_VALUE:
        if value is not None:
            raise Invalid("argument_wrong", field=place, value=_text(value), rule=f"{op}: no value")
        return ""
    if op in LISTS:
        values = value if isinstance(value, list) else [value]
        return ",".join(_part(place, _text(one)) for one in values if one is not None)
    if value is None:
        raise Invalid("field_missing", field=place)
    if isinstance(value, list):
        raise Invalid("argument_wrong", field=place, value=_text(value), rule=f"{op}: one value")
    return _text(value)


def _part(place: str, text: str) -> str:
    if "," in text or text != text.strip() or not text:
        raise Invalid("argument_wrong", field=place, value=text, rule="no comma, no space at the ends, not empty")
    return text


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _address(version: Version, pairs: Pairs) -> str:
    """Of the same rows of the same version, whatever becomes current later."""
    asked = [pair for pair in pairs if pair[0] not in ("as_of", "version")]
    pinned = [] if "cursor" in dict(pairs) else [("version", version.id)]
    return f"{context.addresses().rows(version.file)}?{urlencode([*asked, *pinned])}"


def _rows(page: Page) -> Verbatim:
    return Verbatim(f"[{', '.join(page.rows)}]")


COLUMN = shown(
    {
        "name": {"type": "string", "description": "What filters, select, sort and group_by call it."},
        "title": {"type": "string", "description": "What the publisher calls it."},
        "type": {"type": "string"},
        "description": {"type": "string"},
        "constraints": {"type": "object"},
        "unit": {"type": "string"},
        "missing": COUNT,
        "distinct": COUNT,
        "min": {},
        "max": {},
        "commonest": {"type": "array", "items": shown({"value": {}, "rows": COUNT})},
    },
    *("description", "constraints", "unit", "missing", "distinct", "min", "max", "commonest"),
)
ANSWERED = shown(
    {
        "rows": ROWS,
        "total": {**COUNT, "description": "Rows that match, on all pages."},
        "next_cursor": {**MAYBE, "description": "Asked with the same other arguments, it gives the rows after these."},
        "citation": CITATION,
    }
)
CURSOR = text("next_cursor of the answer before. Everything but limit must be as it was.")

TOOLS = (
    Tool(
        "describe_table",
        "Describe a table",
        "The columns of a file: names to ask with, titles, types, and of each how many values are missing and how many "
        "different ones there are, the least, the greatest and the commonest; and the first rows. Ask this before "
        "query_rows and aggregate.",
        closed({"file": FILE, **WHICH_VERSION}, ["file"]),
        shown(
            {
                "columns": {"type": "array", "items": COLUMN},
                "rows": {"type": ["integer", "null"]},
                "sample": ROWS,
                "citation": CITATION,
            }
        ),
        _describe,
    ),
    Tool(
        "query_rows",
        "Query rows",
        "Rows of a file that match, with the columns chosen, sorted, a page at a time. To count or add up, use "
        "aggregate: it sees all rows.",
        closed(
            {
                "file": FILE,
                **WHICH_ROWS,
                "select": listed(NAME, "Columns to show. Left out: all."),
                "sort": SORT,
                "limit": whole("Rows of this answer.", 1, MOST_ROWS, LIMIT),
                "offset": OFFSET,
                "cursor": CURSOR,
                **WHICH_VERSION,
            },
            ["file"],
        ),
        ANSWERED,
        _query,
    ),
    Tool(
        "aggregate",
        "Count and add up",
        "One row for each group of rows: how many there are, sums, averages, extremes. Without group_by all rows that "
        "match are one group. Sums are exact.",
        closed(
            {
                "file": FILE,
                **WHICH_ROWS,
                "group_by": listed(NAME, "Columns whose values make groups."),
                "aggregates": listed(
                    {**NAME, "pattern": AGGREGATE},
                    "count (rows), count.x (values), count_distinct.x, sum.x, avg.x, min.x, max.x, x being a column.",
                    minItems=1,
                    default=["count"],
                ),
                "sort": SORT,
                "limit": whole("Groups of this answer.", 1, MOST_ROWS, GROUPS),
                "offset": OFFSET,
                "cursor": CURSOR,
                **WHICH_VERSION,
            },
            ["file"],
        ),
        ANSWERED,
        _aggregate,
    ),
)
