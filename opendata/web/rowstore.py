"""The door for clients of EntryScape's RowStore: the rows of a table by its id there or its file's id here, filtered by
equality and by the simple patterns that are used, every value as text, a hundred at a time.

Source: https://github.com/MetaSolutionsAB/rowstore (specs/03-api.md, specs/05-querying.md; seen in 2026)."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from opendata import locale
from opendata.errors import Error, Invalid, NotFound
from opendata.model import DataFile, OldAddress
from opendata.services import publishing, rows
from opendata.services.describing import has_rows
from opendata.services.harvesting import old_addresses
from opendata.tabular import Filter, Page, RowQuery
from opendata.web import context
from opendata.web import old_addresses as moved
from opendata.web.api.door import unknown_parameter
from opendata.web.documents import document
from opendata.web.language import language
from opendata.web.problems import status_of

door = Blueprint("rowstore", __name__, url_prefix="/rowstore/dataset")

LIMIT = 100
"""Both the usual and the greatest number of rows, there and here."""
SEE_OTHER = 303
AVAILABLE = 3
"""RowStore's status of a table whose rows can be asked for."""
MEDIA_TYPE = "application/json"
IGNORED = ("_limit", "_offset", "_sort", "format")
FAR = 2**62
SPECIAL = re.compile(r"(?<!\\)[*+?{}\[\]()|^$]")
"""Signs that would make a pattern more than text with anchors."""


@door.get("/<table>")
@door.get("/<table>/json")
def dataset(table: str) -> ResponseReturnValue:
    file = _file(table)
    wants_page = request.accept_mimetypes.best_match([MEDIA_TYPE, "text/html"]) == "text/html"
    if not request.path.endswith("/json") and (wants_page or request.args.get("format") == "html"):
        return _page(file)
    source = rows.source(context.session(), context.actor(), file)
    labels = labels_of(source.fields)
    query = RowQuery(_filters(labels), limit=_limit(), offset=_offset())
    begun = perf_counter()
    found = _found(source, query)
    answer = {
        "results": [_row(row, labels, source.fields) for row in found.rows],
        "limit": query.limit,
        "offset": query.offset,
        "resultCount": found.total,
        "queryTime": round((perf_counter() - begun) * 1000),
        **_links(table, query, found.total),
    }
    edition = sha256(f"{source.version.id} {request.full_path}".encode()).hexdigest()[:32]
    return document(answer, MEDIA_TYPE, public=file.dataset.is_public, edition=edition)


@door.get("/<table>/html")
def page(table: str) -> ResponseReturnValue:
    return _page(_file(table))


@door.get("/<table>/info")
def info(table: str) -> ResponseReturnValue:
    file = _file(table)
    source = rows.source(context.session(), context.actor(), file)
    told = {
        "@context": "https://entrystore.org/rowstore/",
        "@id": context.addresses().page(f"/rowstore/dataset/{table}"),
        "identifier": table,
        "status": AVAILABLE,
        "created": file.created_at.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "columnnames": list(labels_of(source.fields).values()),
        "rowcount": source.version.rows,
        "aliases": [file.id] if table != file.id else [],
    }
    return document(told, MEDIA_TYPE, public=file.dataset.is_public)


@door.errorhandler(Error)
def refused(error: Error) -> ResponseReturnValue:
    """As RowStore, a status and a sentence; or the way to where the rows are offered now, if that is elsewhere."""
    if isinstance(error, NotFound):
        try:
            elsewhere = moved.found()
        except NotFound as unseen:
            error = unseen
        else:
            if elsewhere:
                return elsewhere
    text = locale.sentence(error.code, language(), **error.facts)
    return Response(text, status_of(error), mimetype="text/plain")


def labels_of(fields: list[dict[str, Any]]) -> dict[str, str]:
    """Column -> what RowStore calls it: the title in lower case, where that is there and no other column has it."""
    labels: dict[str, str] = {}
    for field in fields:
        label = str(field.get("title") or "").strip().lower()
        labels[field["name"]] = label if label and label not in labels.values() else field["name"]
    return labels


def _file(table: str) -> DataFile:
    """Of a table that came from RowStore the id there; of any the id here."""
    session, actor, addresses = context.session(), context.actor(), context.addresses()
    found = old_addresses.find(session, addresses, f"/rowstore/dataset/{table}", "")
    if not isinstance(found, OldAddress):
        return publishing.find_file(session, actor, table)
    files = [found.file] if found.file and has_rows(found.file) else [*filter(has_rows, found.dataset.files)]
    if len(files) != 1:
        raise NotFound("rows_not_there", file=table)
    return publishing.find_file(session, actor, files[0].id)


def _page(file: DataFile) -> ResponseReturnValue:
    response = redirect(context.addresses().explore(file), SEE_OTHER)
    response.vary.add("Accept")
    return response


def _filters(labels: Mapping[str, str]) -> tuple[Filter, ...]:
    """A column is called by its label or its name, in upper or lower case."""
    columns = {label: name for name, label in labels.items()}
    filters = []
    for parameter, value in request.args.items():
        if parameter in IGNORED:
            continue
        column = columns.get(parameter.lower(), parameter.lower())
        if column not in labels:
            raise unknown_parameter(parameter, columns)
        filters.append(_filter(column, value))
    return tuple(filters)


def _filter(column: str, value: str) -> Filter:
    """`~text` has the text in it, `^text` begins so and `text$` ends so; `.*` at either end changes nothing."""
    if value in ("", "~"):
        raise Invalid("pattern_unusable", field=column, value=value)
    is_pattern = value.startswith(("~", "^")) or value.endswith("$") or ".*" in value
    if not is_pattern:
        return Filter(column, "exact", (value,))
    text = value.removeprefix("~")
    begins, ends = text.startswith("^"), text.endswith("$") and not text.endswith("\\$")
    text = text.removeprefix("^")[: -1 if ends else None]
    begins, ends = begins and not text.startswith(".*"), ends and not text.endswith(".*")
    text = text.removeprefix(".*").removesuffix(".*")
    if SPECIAL.search(text):
        raise Invalid("pattern_unusable", field=column, value=value)
    op = {(True, True): "exact", (True, False): "startswith", (False, True): "endswith"}.get((begins, ends), "contains")
    return Filter(column, op, (re.sub(r"\\(.)", r"\1", text),))


def _limit() -> int:
    """What is beyond the greatest limit is the greatest, and so is nothing at all."""
    asked = _number("_limit", LIMIT)
    return asked if 0 < asked <= LIMIT else LIMIT


def _offset() -> int:
    return min(max(_number("_offset", 0), 0), FAR)


def _number(name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not re.fullmatch(r"-?\d{1,30}", text, re.ASCII):
        raise Invalid("number_out_of_range", field=name, value=text, minimum=0, maximum=FAR)
    return int(text)


def _found(source: rows.Source, query: RowQuery) -> Page:
    """A text that is no value of the column's type is in no row."""
    platform = context.platform()
    try:
        return rows.page(platform.rows, platform.files, source, query, asker=context.asker())
    except Invalid as error:
        if error.code != "wrong_value":
            raise
        return Page((), 0)


def _row(row: str, labels: Mapping[str, str], fields: list[dict[str, Any]]) -> dict[str, str]:
    """Each value as it stands in the CSV; what is missing is an empty text."""
    as_text = json.loads(row, parse_int=str, parse_float=str)
    shapes = [field["name"] for field in fields if field.get("type") == "geojson" and as_text[field["name"]]]
    if shapes:
        exact = json.loads(row)
        as_text |= {name: json.dumps(exact[name], ensure_ascii=False, separators=(",", ":")) for name in shapes}
    return {labels[name]: _text(value) for name, value in as_text.items()}


def _text(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value or ""


def _links(table: str, query: RowQuery, total: int) -> dict[str, str]:
    limit = query.limit or LIMIT
    links = {}
    if query.offset >= limit:
        links["prev"] = _address(table, query.offset - limit, limit)
    if query.offset + limit < total:
        links["next"] = _address(table, query.offset + limit, limit)
    return links


def _address(table: str, offset: int, limit: int) -> str:
    kept = [(name, value) for name, value in request.args.items() if name not in ("_limit", "_offset")]
    asked = urlencode([("_offset", offset), ("_limit", limit), *kept])
    return context.addresses().page(f"/rowstore/dataset/{table}/json?{asked}")
