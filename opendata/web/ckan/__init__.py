"""The door for programs that speak CKAN's action API: `/api/3/action/...`, and the dump of a table.

CKAN's words (package, resource, organization, group) are spoken in this room only. It must not know how its actions'
answers are stored or searched. Source: https://docs.ckan.org/en/2.11/api/."""

import inspect
import json
import logging
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed

from opendata import locale
from opendata.errors import Error, Invalid, NotAllowed, NotFound
from opendata.web import context
from opendata.web.ckan import datastore, reading, writing
from opendata.web.ckan.asked import Asked
from opendata.web.language import language
from opendata.web.problems import field_errors_of, status_of
from opendata.web.verbatim import Verbatim

log = logging.getLogger(__name__)

door = Blueprint("ckan", __name__)

ACTIONS: Mapping[str, Callable[[Asked], Any]] = {**reading.ACTIONS, **datastore.ACTIONS}
"""Those that only read."""
CONFLICT = 409
"""CKAN's status of all that can't be used."""


@door.get("/api/3")
@door.get("/api/action")
def version() -> ResponseReturnValue:
    return {"version": 3}


@door.route("/api/3/action/<name>", methods=["GET", "POST"])
@door.route("/api/action/<name>", methods=["GET", "POST"])
def called(name: str) -> ResponseReturnValue:
    if name == "help_show":
        return _answer(name, _help(_data().get("name")))
    if name in writing.ACTIONS:
        return _answer(name, _written(name))
    if name not in ACTIONS:
        raise NotFound("action_unknown", name=name)
    with context.platform().session() as session:  # of its own, which only reads even when it is POSTed
        return _answer(name, ACTIONS[name](Asked(session, context.actor(), _data())))


def _written(name: str) -> Any:
    """Only members' bodies are read, and no transaction is begun before they have been received."""
    if request.method != "POST":
        raise MethodNotAllowed(["POST"])
    if not context.actor().signed_in:
        raise NotAllowed("token_unknown")
    data = _data()
    return writing.ACTIONS[name](Asked(context.session(), context.actor(), data))


@door.get("/datastore/dump/<resource_id>")
def dump(resource_id: str) -> ResponseReturnValue:
    """The whole table, or what the parameters of `datastore_search` leave of it."""
    asked = Asked(context.session(), context.actor(), {**request.args, "resource_id": resource_id})
    form = request.args.get("format", "csv")
    if form not in datastore.DUMPS:
        raise Invalid("format_unknown", field="format", value=form, known=list(datastore.DUMPS))
    source = datastore.source_of(asked)
    response = Response(mimetype=datastore.DUMPS[form])
    response.set_etag(sha256(f"{source.version.id} {request.full_path}".encode()).hexdigest()[:32], weak=True)
    response.headers["Cache-Control"] = "no-cache" if source.version.file.dataset.is_public else "private, no-cache"
    response.headers["Content-Disposition"] = f'attachment; filename="{resource_id}.{form}"'
    response.make_conditional(request)
    if response.status_code == 200 and request.method == "GET":
        response.response = datastore.dump(asked, form)
    return response


@door.errorhandler(Error)
def refused(error: Error) -> ResponseReturnValue:
    sentence = locale.sentence(error.code, language(), **error.facts)
    if isinstance(error, NotFound):
        return _error(404, {"__type": "Not Found Error", "message": f"Not found: {sentence}"})
    if isinstance(error, NotAllowed):
        return _error(403, {"__type": "Authorization Error", "message": f"Access denied: {sentence}"})
    if error.code == "search_query_unusable":
        return _error(CONFLICT, {"__type": "Search Query Error", "message": sentence})
    status = status_of(error)
    if status >= 500:
        return _error(status, {"__type": "Internal Server Error", "message": sentence})
    fields = {one["field"]: [one["detail"]] for one in field_errors_of(error.facts) if "detail" in one}
    about = fields or {str(error.facts.get("field") or error.facts.get("column") or "message"): [sentence]}
    return _error(CONFLICT, {"__type": "Validation Error", **about})


@door.errorhandler(HTTPException)
def unusable(error: HTTPException) -> ResponseReturnValue:
    return _error(error.code or 500, {"__type": error.name, "message": error.description or error.name})


@door.errorhandler(Exception)
def fault(error: Exception) -> ResponseReturnValue:
    log.exception("fault at %s %s", request.method, request.path, exc_info=error)
    return _error(500, {"__type": "Internal Server Error", "message": locale.sentence("fault", language())})


def _answer(action: str, result: Any) -> Response:
    """The envelope. What is `Verbatim` in the result is put in after the rest has been written."""
    verbatim = {name: value for name, value in _members(result) if isinstance(value, Verbatim)}
    plain = {name: value for name, value in _members(result) if name not in verbatim} if verbatim else result
    body = json.dumps(plain, ensure_ascii=False)
    if verbatim:
        body = body[:-1] + "".join(f', "{name}": {value}' for name, value in verbatim.items()) + "}"
    return _json(200, f'{{"help": {json.dumps(_help_address(action))}, "success": true, "result": {body}}}')


def _members(result: Any) -> list[tuple[str, Any]]:
    return list(result.items()) if isinstance(result, dict) else []


def _error(status: int, error: dict[str, Any]) -> Response:
    name = (request.view_args or {}).get("name", "")
    text = json.dumps({"help": _help_address(name), "success": False, "error": error}, ensure_ascii=False)
    return _json(status, text)


def _json(status: int, text: str) -> Response:
    return Response(text.encode(errors="replace"), status, content_type="application/json;charset=utf-8")


def _help_address(name: str) -> str:
    return context.addresses().page(f"/api/3/action/help_show?name={name}")


def _help(name: Any) -> str | None:
    known = {**ACTIONS, **writing.ACTIONS}
    if name not in known:
        raise NotFound("action_unknown", name=name)
    return inspect.getdoc(known[name])


def _data() -> Mapping[str, Any]:
    """By GET in the address; by POST as JSON, as a form, or as JSON in the name of a form's only field."""
    if request.method == "GET" or request.method == "HEAD":
        repeated = request.args.to_dict(flat=False)
        return {name: values[0] if len(values) == 1 else values for name, values in repeated.items()}
    if request.mimetype == "multipart/form-data":
        return request.form.to_dict()
    form = request.form.to_dict()
    if form and not (len(form) == 1 and next(iter(form)).lstrip().startswith("{")):
        return form
    text = next(iter(form), "") or request.get_data(as_text=True)
    try:
        given = json.loads(text or "{}")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise BadRequest("Bad request - JSON Error: Error decoding JSON data.")
    return given
