"""/files/{id}/rows: the URL's parameters -> a RowQuery -> JSON or CSV."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView

from opendata.dcat import vocabularies
from opendata.errors import Invalid
from opendata.services import publishing, rows
from opendata.tabular import MEDIA_TYPES, OPS, Filter, Page, RowQuery
from opendata.web import context
from opendata.web.api.door import Door, unknown_parameter

door = Door("rows", __name__, description="Rows of a file: filter, select, sort, pages")

PARAMETERS = ("q", "select", "sort", "limit", "offset", "version", "format", "lang")
LIMIT, MOST_ROWS = 20, 10_000
FORMATS = ("json", "ndjson", "csv", "geojson", "gpkg", "parquet", "xlsx")

DESCRIPTION = """Filters are `column=value` or `column__op=value`, with op one of: {ops}. Repeated parameters all apply;
`in` and `notin` take values with commas between. A column named like a parameter is filtered as `name__exact`."""


def _parameter(name: str, kind: str, description: str, **more: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "schema": {"type": kind, **more}, "description": description}


DOCUMENTED = [
    _parameter("q", "string", "Words that all occur somewhere in the row."),
    _parameter("select", "string", "Columns to show, commas between."),
    _parameter("sort", "string", "Columns to sort by, commas between; `-` before one turns its order."),
    _parameter("limit", "integer", "Rows of a page.", minimum=1, maximum=MOST_ROWS, default=LIMIT),
    _parameter("offset", "integer", "Rows to pass over.", minimum=0, default=0),
    _parameter("version", "string", "Id of an older version."),
    _parameter("format", "string", "Else by Accept, or by suffix: `/rows.csv`.", enum=list(FORMATS)),
]


@door.route("/files/<file_id>/rows")
@door.route("/files/<file_id>/rows.<suffix>")
class Rows(MethodView):
    @door.doc(parameters=DOCUMENTED, description=DESCRIPTION.format(ops=", ".join(OPS)))
    @door.response(200)
    def get(self, file_id: str, suffix: str | None = None) -> ResponseReturnValue:
        """A page of rows, and how many there are that match."""
        file = publishing.find_file(context.session(), context.actor(), file_id)
        source = rows.source(context.session(), context.actor(), file, request.args.get("version"))
        query = query_of(request.args.items(multi=True), [field["name"] for field in source.fields])
        form = suffix or request.args.get("format") or _accepted()
        if form not in FORMATS:
            raise Invalid("format_unknown", field="format", value=form, known=FORMATS)
        engine, files = context.platform().rows, context.platform().files
        if form != "json":
            return Response(rows.written(engine, files, source, query, form), mimetype=MEDIA_TYPES[form])
        page = rows.page(engine, files, source, query)
        headers = {"Link": f'<{_next(query)}>; rel="next"'} if _more(query, page.total) else {}
        return Response(_envelope(page, query, source), mimetype=MEDIA_TYPES[form], headers=headers)


def query_of(parameters: Iterable[tuple[str, str]], names: list[str]) -> RowQuery:
    """A RowQuery from a URL's parameters; Invalid, naming the nearest right one, for those that mean nothing."""
    filters, plain = [], {}
    for parameter, value in parameters:
        if parameter in PARAMETERS:
            plain[parameter] = value
        else:
            filters.append(_filter(parameter, value, names))
    return RowQuery(
        filters=tuple(filters),
        q=plain.get("q") or None,
        select=tuple(_listed(plain.get("select"))),
        sort=tuple((part.removeprefix("-"), part.startswith("-")) for part in _listed(plain.get("sort"))),
        limit=_number(plain, "limit", LIMIT, 1, MOST_ROWS),
        offset=_number(plain, "offset", 0, 0, 2**62),
    )


def _filter(parameter: str, value: str, names: list[str]) -> Filter:
    column, separator, op = parameter.rpartition("__")
    if not separator or op not in OPS:
        column, op = parameter, "exact"
    if column not in names:
        raise unknown_parameter(parameter, [*names, *PARAMETERS], meant=column)
    return Filter(column, op, _values(op, value))


def _values(op: str, value: str) -> tuple[str, ...]:
    if op in ("isnull", "notnull"):
        return ()
    return tuple(_listed(value)) if op in ("in", "notin") else (value,)


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()] if text else []


def _number(plain: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    text = plain.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Invalid("number_out_of_range", field=name, value=text, minimum=least, maximum=most)
    return int(text)


def _accepted() -> str:
    choices = {MEDIA_TYPES[form]: form for form in FORMATS}
    return choices[request.accept_mimetypes.best_match(list(choices)) or MEDIA_TYPES["json"]]


def _more(query: RowQuery, total: int) -> bool:
    return query.offset + (query.limit or 0) < total


def _next(query: RowQuery) -> str:
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in ("offset", "limit")]
    paging = [("limit", query.limit), ("offset", query.offset + (query.limit or 0))]
    return f"{context.addresses().page(request.path)}?{urlencode([*asked, *paging])}"


def _envelope(page: Page, query: RowQuery, source: rows.Source) -> str:
    """The rows come as JSON texts from the engine, exact to the last digit; only the frame is made here."""
    dataset = source.version.file.dataset
    licence = vocabularies.concept("licence", dataset.licence).iri if dataset.licence else None
    asked = request.query_string.decode()
    frame = {
        "links": {
            "self": context.addresses().page(request.path) + (f"?{asked}" if asked else ""),
            "next": _next(query) if _more(query, page.total) else None,
        },
        "meta": {
            "total": page.total,
            "file": source.version.file_id,
            "version": source.version.id,
            "licence": licence,
        },
    }
    return f'{{"data": [{", ".join(page.rows)}], {json.dumps(frame)[1:]}'
