"""The door for programs that read OData 4.0, Excel and Power BI first: one service for each table, read only.

Source: OData Version 4.0 Part 1 (Protocol), https://docs.oasis-open.org/odata/odata/v4.0/."""

import json
import logging
import re
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from opendata import locale
from opendata.errors import Error, Invalid, NotFound
from opendata.services import publishing, rows
from opendata.tabular import ROW, Cursor, Filter, Page, RowQuery
from opendata.web import context
from opendata.web.documents import document, kept
from opendata.web.language import language
from opendata.web.odata import asked as requests
from opendata.web.odata import metadata, payload
from opendata.web.odata.table import STRING, Table, at, table_of
from opendata.web.problems import retry_after, status_of

log = logging.getLogger(__name__)

door = Blueprint("odata", __name__, url_prefix="/odata/v4")

VERSION = "4.0"
OF_A_SET = ("$filter", "$select", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$format")
OF_A_COUNT = ("$filter", "$format")
OF_AN_ENTITY = ("$select", "$format")
KEY = re.compile(r"(?:([A-Za-z_]\w*)=)?(?:'((?:[^']|'')*)'|(-?\d{1,38}))", re.ASCII)


@door.get("/<file_id>/")
def service(file_id: str) -> ResponseReturnValue:
    """Which entity sets there are: one."""
    requests.options("$format")
    table, form = _table(file_id), requests.form()
    told = {} if form.level == "none" else {"@odata.context": f"{table.root}/$metadata"}
    one = {"name": table.set_name, "kind": "EntitySet", "url": table.set_name}
    return document({**told, "value": [one]}, form.content_type, public=_is_public(table))


@door.get("/<file_id>/$metadata")
def described(file_id: str) -> ResponseReturnValue:
    requests.options("$format")
    if request.args.get("$format", "xml") not in ("xml", "application/xml"):
        raise Invalid("odata_format_unknown", value=request.args["$format"])
    table = _table(file_id)
    text = metadata.document(table)
    return kept(lambda: text, "application/xml", public=_is_public(table), edition=_digest(text))


@door.get("/<file_id>/<path:resource>")
def resource(file_id: str, resource: str) -> ResponseReturnValue:
    table = _table(file_id)
    rest = resource.removeprefix(table.set_name)
    if rest == resource:
        raise NotFound("not_found")
    if not rest:
        return _entities(table)
    if rest == "/$count":
        return _count(table)
    if rest.startswith("(") and rest.endswith(")"):
        return _entity(table, rest[1:-1])
    raise NotFound("not_found")


@door.after_request
def with_version(response: Response) -> Response:
    response.headers["OData-Version"] = VERSION
    response.vary.update(["Accept", "Accept-Language", "OData-MaxVersion", "Prefer"])
    return response


@door.errorhandler(Error)
def refused(error: Error) -> ResponseReturnValue:
    status = status_of(error)
    response = _error(status, error.code, locale.sentence(error.code, language(), **error.facts), error.facts)
    response.headers.update(retry_after(status, error.code))
    return response


@door.errorhandler(HTTPException)
def unusable(error: HTTPException) -> ResponseReturnValue:
    return _error(error.code or 500, f"http_{error.code}", error.description or error.name, {})


@door.errorhandler(Exception)
def fault(error: Exception) -> ResponseReturnValue:
    log.exception("fault at %s %s", request.method, request.path, exc_info=error)
    return _error(500, "fault", locale.sentence("fault", language()), {})


def _error(status: int, code: str, message: str, facts: dict[str, Any]) -> Response:
    about = facts.get("option") or facts.get("field") or facts.get("column")
    error = {"code": code, "message": message, **({"target": about} if about else {})}
    text = json.dumps({"error": error}, ensure_ascii=False).encode(errors="replace")
    return Response(text, status, content_type=requests.Form().content_type)


def _table(file_id: str) -> Table:
    greatest = request.headers.get("OData-MaxVersion", VERSION).split(";")[0].strip()
    if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", greatest, re.ASCII) or float(greatest) < float(VERSION):
        raise Invalid("odata_version_unknown", value=greatest)
    return table_of(publishing.find_file(context.session(), context.actor(), file_id))


def _entities(table: Table) -> ResponseReturnValue:
    given, form = requests.options(*OF_A_SET), requests.form()
    cursor = Cursor.read(given["$skiptoken"]) if given.get("$skiptoken") else None
    table = at(table, cursor.version) if cursor else table
    asked = requests.asked(table, given, cursor)

    def made() -> str:
        page = _page(table, asked.query)
        beside: dict[str, Any] = {"@odata.count": page.total} if asked.wants_count else {}
        following = _next(table, given, asked, page)
        beside |= {"@odata.nextLink": following} if following else {}
        return payload.collection(page.rows, table, asked.query.select, form, beside)

    response = _kept(table, made, form)
    if requests.preferred_page_size():
        response.headers["Preference-Applied"] = f"odata.maxpagesize={requests.page_size()}"
    return response


def _count(table: Table) -> ResponseReturnValue:
    """Of the rows that match, as a bare number."""
    query = requests.asked(table, requests.options(*OF_A_COUNT), None).query
    counted = RowQuery(query.filters, select=query.select[:1], limit=0)
    edition = _digest(f"{table.source.version.id} {request.full_path}")
    return kept(lambda: str(_page(table, counted).total), "text/plain", public=_is_public(table), edition=edition)


def _entity(table: Table, key: str) -> ResponseReturnValue:
    select = requests.selected(table, requests.options(*OF_AN_ENTITY).get("$select", ""))
    form, found = requests.form(), KEY.fullmatch(key)
    is_text = table.key.type == STRING
    if found is None or found[1] not in (None, table.key.name) or (found[2] is not None) != is_text:
        raise Invalid("odata_key_unusable", column=table.key.name, value=key)
    value = found[2].replace("''", "'") if is_text else found[3]
    page = _page(table, _by_key(table, value, select))
    if not page.rows:
        raise NotFound("row_unknown", value=value)
    return _kept(table, lambda: payload.entity(page.rows[0], table, select, form), form)


def _by_key(table: Table, value: str, select: tuple[str, ...]) -> RowQuery:
    if table.key.name == ROW:
        number = int(value)
        return RowQuery(select=select, offset=max(number, 0), limit=1 if 0 <= number < requests.FAR else 0)
    return RowQuery((Filter(table.key.name, "exact", (value,)),), select=select, limit=1)


def _page(table: Table, query: RowQuery) -> Page:
    platform = context.platform()
    if not table.source.beside and query.select == tuple(table.properties):
        query = replace(query, select=())  # whole rows need not be put together
    return rows.page(platform.rows, platform.files, table.source, query, asker=context.asker())


def _next(table: Table, given: dict[str, str], asked: requests.Asked, page: Page) -> str | None:
    left = None if asked.top is None else asked.top - len(page.rows)
    following = rows.following(table.source, asked.query, page) if left is None or left > 0 else None
    if following is None:
        return None
    options = {name: value for name, value in given.items() if name not in ("$top", "$skip", "$skiptoken")}
    options |= {} if left is None else {"$top": str(left)}
    options["$skiptoken"] = str(following)
    return f"{table.root}/{table.set_name}?{urlencode(options, quote_via=quote, safe='$')}"


def _kept(table: Table, made: Any, form: requests.Form) -> Response:
    said = (table.source.version.id, request.full_path, form.content_type, requests.page_size(), table.root)
    return kept(made, form.content_type, public=_is_public(table), edition=_digest(repr(said)))


def _digest(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()[:32]


def _is_public(table: Table) -> bool:
    return table.file.dataset.is_public
