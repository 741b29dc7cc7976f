"""CKAN's DataStore: rows of the resources that are tables."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from opendata.errors import Invalid
from opendata.services import rows
from opendata.tabular import Filter, RowQuery, Style
from opendata.web import context
from opendata.web.ckan.asked import Asked
from opendata.web.ckan.reading import find_file
from opendata.web.verbatim import Verbatim, written

ROWS, MOST_ROWS = 100, 32_000
TYPES = {
    "integer": "int",
    "number": "numeric",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
    "time": "time",
    "year": "int",
    "geojson": "json",
}
"""Table Schema type -> DataStore's; all others are text."""
DELIMITERS = {"csv": ",", "tsv": "\t"}
ROW_FORMS = ("objects", "lists", *DELIMITERS)
DUMPS = {"csv": "text/csv", "tsv": "text/tab-separated-values", "json": "application/json", "xml": "text/xml"}


def datastore_search(asked: Asked) -> dict[str, Any]:
    """Rows of a table. `resource_id`, `filters` (column -> value, or list of values), `q` (words, or column -> text),
    `fields`, `sort` ("a, b desc"), `distinct`, `limit` (100, at most 32000), `offset`, `include_total`,
    `records_format` (objects, lists, csv, tsv)."""
    source = source_of(asked)
    query = query_of(asked, source, asked.number("limit", ROWS, MOST_ROWS))
    form = asked.text("records_format") or ROW_FORMS[0]
    if form not in ROW_FORMS:
        raise Invalid("fields_wrong", errors={"records_format": "not_in_vocabulary"})
    platform = context.platform()
    page = rows.page(platform.rows, platform.files, source, query, asker=context.asker())
    totals = {"total": page.total, "total_was_estimated": False} if asked.flag("include_total", True) else {}
    return {
        "resource_id": asked.required("resource_id", "id"),
        "fields": fields_of(source, query),
        "records": _records(page.rows, form),
        "records_format": form,
        "include_total": bool(totals),
        "limit": query.limit,
        "offset": query.offset,
        **totals,
        "_links": _links(asked, query),
    }


def datastore_info(asked: Asked) -> dict[str, Any]:
    """Columns of a table with their types and titles, and how many rows there are. `id`."""
    source = source_of(asked)
    fields = [
        {**told, "info": {"label": field.get("title") or field["name"], "notes": field.get("description", "")}}
        for told, field in zip(fields_of(source, RowQuery()), source.fields, strict=True)
    ]
    meta = {"id": asked.required("id", "resource_id"), "count": source.version.rows, "table_type": "BASE TABLE"}
    return {"meta": {**meta, "aliases": []}, "fields": fields}


def source_of(asked: Asked) -> rows.Source:
    return rows.source(asked.session, asked.actor, find_file(asked, asked.required("resource_id", "id")))


def query_of(asked: Asked, source: rows.Source, limit: int | None) -> RowQuery:
    words, select = asked.json("q"), tuple(asked.words("fields"))
    said = words if isinstance(words, dict) else {}
    if asked.flag("distinct"):
        select = select or tuple(field["name"] for field in source.fields)
    return RowQuery(
        filters=(*_filters(asked), *(Filter(column, "contains", (str(text),)) for column, text in said.items())),
        q=None if said else str(words) or None,
        select=select,
        group_by=select if asked.flag("distinct") else (),
        sort=tuple(_sort(asked.words("sort"))),
        limit=limit,
        offset=asked.number("offset", 0),
    )


def fields_of(source: rows.Source, query: RowQuery) -> list[dict[str, str]]:
    known = {field["name"]: field for field in source.fields}
    names = dict.fromkeys(query.select) or known
    return [{"id": name, "type": TYPES.get(known[name]["type"], "text")} for name in names]


def dump(asked: Asked, form: str) -> Iterator[bytes]:
    """The rows as a file, in parts. What can't be is said before the first of them is asked for."""
    source = source_of(asked)
    text = asked.text("limit")
    query = query_of(asked, source, asked.number("limit", 0) if text else None)
    platform = context.platform()
    if form in DELIMITERS:
        style = Style(delimiter=DELIMITERS[form], bom=asked.flag("bom"))
        return rows.chunks(
            rows.written(platform.rows, platform.files, source, query, "csv", style=style, asker=context.asker())
        )
    lines = rows.written(platform.rows, platform.files, source, query, "ndjson", asker=context.asker())
    made = _json_dump if form == "json" else _xml_dump
    mark = "\ufeff" if asked.flag("bom") else ""
    texts = made(fields_of(source, query), lines)
    return _parts(lines, mark, texts)


def _parts(lines: IO[bytes], mark: str, texts: Iterable[str]) -> Iterator[bytes]:
    """The mark, the texts made of these lines, and then the file is closed."""
    with lines:
        yield mark.encode()
        for text in texts:
            yield text.encode()


def _json_dump(fields: Sequence[Mapping[str, str]], lines: Iterable[bytes]) -> Iterator[str]:
    yield f'{{\n  "fields": {json.dumps(fields, ensure_ascii=False)},\n  "records": ['
    between = "\n    "
    for line in lines:
        yield between + _list(line.decode())
        between = ",\n    "
    yield "\n]}\n"


def _xml_dump(_fields: Sequence[Mapping[str, str]], lines: Iterable[bytes]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8" ?>\n<data xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    for line in lines:
        cells = json.loads(line, parse_float=Decimal)
        inner = "".join(f"<{name}{_xml(value)}</{name}>" for name, value in cells.items())
        yield f"<row>{inner}</row>\n"
    yield "</data>\n"


def _xml(value: Any) -> str:
    """What stands behind the name of an element: its attributes and text."""
    if value is None:
        return ' xsi:nil="true">'
    return f">{escape(value if isinstance(value, str) else written(value))}"


def _records(found: Sequence[str], form: str) -> Verbatim | str:
    if form == "objects":
        return Verbatim(f"[{', '.join(found)}]")
    if form == "lists":
        return Verbatim(f"[{', '.join(map(_list, found))}]")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=DELIMITERS[form], lineterminator="\r\n")
    for row in found:
        values = json.loads(row, parse_int=str, parse_float=Decimal).values()
        writer.writerow(["" if one is None else one if isinstance(one, str) else written(one) for one in values])
    return text.getvalue()


def _list(row: str) -> str:
    return written(list(json.loads(row, parse_float=Decimal).values()))


def _filters(asked: Asked) -> Iterator[Filter]:
    wanted = asked.json("filters") or {}
    if not isinstance(wanted, dict):
        raise Invalid("fields_wrong", errors={"filters": "value_wrong_shape"})
    for column, value in wanted.items():
        if isinstance(value, list):
            yield Filter(column, "in", tuple(map(_plain, value)))
        elif value is None:
            yield Filter(column, "isnull")
        else:
            yield Filter(column, "exact", (_plain(value),))


def _plain(value: Any) -> str:
    if isinstance(value, dict | list):
        raise Invalid("fields_wrong", errors={"filters": "value_wrong_shape"})
    return value if isinstance(value, str) else json.dumps(value)


def _sort(parts: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """`_id` is the order of the file, which is the order anyway."""
    for part in parts:
        words = part.lower().removesuffix(" nulls last").removesuffix(" nulls first").split()
        column = part.split()[0].strip('"')
        if words[1:] not in ([], ["asc"], ["desc"]):
            raise Invalid("search_query_unusable", field="sort", value=part)
        if column != "_id":
            yield column, words[1:] == ["desc"]


def _links(asked: Asked, query: RowQuery) -> dict[str, str]:
    limit = query.limit or ROWS
    links = {"start": _address(asked, 0), "next": _address(asked, query.offset + limit)}
    if query.offset:
        links["prev"] = _address(asked, max(query.offset - limit, 0))
    return links


def _address(asked: Asked, offset: int) -> str:
    """A path, as CKAN has it."""
    kept = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in asked.data.items()
        if name != "offset"
    }
    return f"/api/3/action/datastore_search?{urlencode({**kept, 'offset': offset})}"


ACTIONS: Mapping[str, Callable[[Asked], Any]] = {
    "datastore_search": datastore_search,
    "datastore_info": datastore_info,
}
