"""Errors -> application/problem+json (RFC 9457) and error pages: the only table of statuses in web."""

import json
import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from opendata import errors, locale
from opendata.model import Report
from opendata.web import context
from opendata.web.language import language

log = logging.getLogger(__name__)

STATUS: dict[type[errors.Error], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.TooLarge: 413,
    errors.Invalid: 400,
    errors.Conflict: 409,
    errors.Unreachable: 503,
    errors.Misconfigured: 500,
}

STATUS_OF_CODE = {
    "withdrawn": 410,
    "token_unknown": 401,
    "sign_in_failed": 401,
    "too_many_attempts": 429,
    "too_many_at_once": 429,
    "too_many_for_now": 429,
    "query_too_slow": 503,
    "query_too_large": 503,
    "odata_format_unknown": 406,
    "odata_not_supported": 501,
}
MOST_DRAINED = 32 * 2**20
CHUNK = 2**16
HARVESTED = ("/catalog", "/datasets/dcat", "/sparql")
RETRY_SECONDS = {429: "900", 503: "30"}
RETRY_SECONDS_OF_CODE = {"too_many_at_once": "2", "rows_busy": "5"}


ErrorPage = Callable[[int, str], Response]
LastResort = Callable[[], ResponseReturnValue | None]


def install(app: Flask, page: ErrorPage, last_resort: LastResort) -> None:
    """`page` makes the page that people get for a status and a sentence. `last_resort` is asked for what nothing else
    answers, before we say so; it may raise NotFound itself."""
    app.extensions["error_page"] = page
    app.extensions["last_resort"] = last_resort
    app.after_request(_let_finish)
    app.register_error_handler(errors.Error, _ours)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(Exception, _fault)


def status_of(error: errors.Error) -> int:
    status = STATUS_OF_CODE.get(error.code) or next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    needs_sign_in = status == 403 and not context.actor().signed_in
    return 401 if needs_sign_in else status


def retry_seconds(error: errors.Error) -> str:
    """When to come back, if that may help; else empty."""
    return RETRY_SECONDS_OF_CODE.get(error.code, RETRY_SECONDS.get(status_of(error), ""))


def is_for_programs() -> bool:
    """The API, documents for programs, and whoever would rather have JSON: scripts in our own pages too.

    Harvesters take whatever comes; browsers name HTML."""
    wanted = request.accept_mimetypes.best_match(["text/html", "application/problem+json", "application/json"])
    is_harvester = request.path.startswith(HARVESTED) and "text/html" not in request.accept_mimetypes.values()
    return request.path.startswith("/api/") or request.path.endswith(".json") or wanted != "text/html" or is_harvester


def _ours(error: errors.Error) -> ResponseReturnValue:
    if status_of(error) == 404 and (found := _last_resort()):
        return found
    return _told(error)


def _last_resort() -> ResponseReturnValue | None:
    """What is known of the address from before; also if it is only that there is nothing any more."""
    try:
        found: ResponseReturnValue | None = current_app.extensions["last_resort"]()
    except errors.NotFound as withdrawn:
        return _told(withdrawn)
    return found


def _told(error: errors.Error) -> Response:
    return _answer(status_of(error), error.code, locale.sentence(error.code, language(), **error.facts), error.facts)


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, RequestEntityTooLarge):
        return _ours(errors.TooLarge("file_too_large", limit=context.platform().settings.max_upload))
    if error.code is None or error.code < 400:
        return error
    if error.code == 404 and (found := _last_resort()):
        return found
    code = f"http_{error.code}"
    facts = getattr(error, "data", {}).get("messages", {})
    detail = locale.sentence(code, language()) if locale.knows(code) else (error.description or error.name)
    response = _answer(error.code, code, detail, {"errors": _flat(facts)} if facts else {})
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _too_deep(error: RecursionError) -> ResponseReturnValue:
    """Only JSON made for it is nested so deep."""
    log.warning("nested too deep at %s %s", request.method, request.path, exc_info=error)
    return _http(BadRequest())


def _fault(error: Exception) -> ResponseReturnValue:
    log.exception("fault at %s %s", request.method, request.path, exc_info=error)
    return _answer(500, "fault", locale.sentence("fault", language()), {})


def _answer(status: int, code: str, detail: str, facts: dict[str, Any]) -> Response:
    if is_for_programs():
        response = problem(status, code, detail, facts)
        response.headers["Cache-Control"] = "no-store"  # or what isn't there yet might be kept as missing
    else:
        response = current_app.extensions["error_page"](status, detail)
    if status == 401 and is_for_programs():
        response.headers["WWW-Authenticate"] = "Bearer"
    response.headers.update(retry_after(status, code))
    return response


def retry_after(status: int, code: str) -> dict[str, str]:
    """The header that says when to come back, where that would help."""
    return {"Retry-After": RETRY_SECONDS_OF_CODE.get(code, RETRY_SECONDS[status])} if status in RETRY_SECONDS else {}


def _let_finish(response: Response) -> Response:
    """Take the rest of a refused body, if not too much: a client that is still sending reads no answer.

    Only from a server that marks the body's end; from others a read would wait for the next request.
    """
    ends = request.environ.get("wsgi.input_terminated", False)
    if ends and response.status_code >= 400 and request.method not in context.READING:
        body, left = request.environ["wsgi.input"], MOST_DRAINED
        while left > 0 and (chunk := body.read(min(left, CHUNK))):
            left -= len(chunk)
    return response


def problem(status: int, code: str, detail: str, facts: dict[str, Any]) -> Response:
    body = {
        "type": context.addresses().page(f"/api/docs#{code}"),
        "title": locale.sentence(f"status_{status}", language()) if locale.knows(f"status_{status}") else code,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
    }
    field_errors = field_errors_of(facts)
    if field_errors:
        body["errors"] = field_errors
    text = json.dumps(body, ensure_ascii=False).encode(errors="replace")  # half a sign may be what the problem is
    return Response(text, status, mimetype="application/problem+json")


def field_errors_of(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """[{field, code, detail}] from an error's facts: which fields, or which findings, stand in the way."""
    if isinstance(facts.get("report"), Report):
        return [
            {
                "field": finding.facts.get("property"),
                "code": finding.code,
                "detail": locale.finding(finding, language()),
            }
            for finding in facts["report"].findings
            if finding.severity == "error"
        ]
    if isinstance(facts.get("errors"), dict):
        return [
            {"field": field, "code": code, "detail": locale.sentence(code, language()) if locale.knows(code) else code}
            for field, code in facts["errors"].items()
        ]
    if "field" in facts:
        return [{"field": facts["field"]}]
    return []


def _flat(messages: dict[str, Any], path: str = "") -> dict[str, str]:
    """marshmallow's nested messages as dotted path -> message."""
    flat: dict[str, str] = {}
    for name, value in messages.items():
        here = f"{path}.{name}" if path and path not in ("json", "query", "form", "files") else str(name)
        flat |= _flat(value, here) if isinstance(value, dict) else {here: " ".join(map(str, value))}
    return flat
