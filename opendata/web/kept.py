"""Answers to the public's questions about rows, kept in memory and sent again while what they tell of stands.

In front of Flask, for a question that was answered a moment ago needs nothing of it. It knows neither rows nor formats:
a door says of an answer what it rests on, and that is looked up before the answer is given again."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags, unquote_etag

from opendata.services import rows
from opendata.services.rows import Standing
from opendata.wiring import Platform

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 32 * 2**20
LARGEST = 2**18
PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_RANGE")
NEGOTIATED = (
    *("wsgi.url_scheme", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE"),
)
OF_THE_BODY = ("Content-Type", "Content-Length", "Content-Encoding")

Key = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    standing: Standing
    headers: Headers
    body: bytes

    @property
    def tag(self) -> str:
        return unquote_etag(self.headers["ETag"])[0]

    @property
    def size(self) -> int:
        return len(self.body) + 1000  # about what the rest takes


class Answers:
    """Those asked for lately, of so many bytes altogether."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._guard = Lock()
        self._answers: OrderedDict[Key, Answer] = OrderedDict()

    def find(self, key: Key) -> Answer | None:
        with self._guard:
            found = self._answers.get(key)
            if found:
                self._answers.move_to_end(key)
            return found

    def keep(self, key: Key, answer: Answer) -> None:
        with self._guard:
            self._forget(key)
            self._answers[key] = answer
            self._size += answer.size
            while self._size > self._most:
                self._forget(next(iter(self._answers)))

    def _forget(self, key: Key) -> None:
        earlier = self._answers.pop(key, None)
        self._size -= earlier.size if earlier else 0


def while_it_stands(response: Response, standing: Standing | None) -> Response:
    """The answer may be given to others who ask the same, as long as this stands."""
    g.standing = standing
    return response


def forget_all(app: Flask) -> None:
    app.extensions["answers"] = Answers()


def install(app: Flask) -> None:
    """Before whatever else looks at answers: Flask lets the first to come see them last, as they leave."""
    forget_all(app)
    answered: WSGIApplication = app.wsgi_app

    def first(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and not any(name in environ for name in PERSONAL):
            found = app.extensions["answers"].find(_key(environ))
            if found and _stands(app.extensions["platform"], found.standing):
                return _again(found, environ, start)
        return answered(environ, start)

    def keep(response: Response) -> Response:
        standing = g.pop("standing", None)
        is_plain = request.method == "GET" and response.status_code == 200 and "Set-Cookie" not in response.headers
        if standing and is_plain and not any(name in request.environ for name in PERSONAL):
            body = response.get_data()
            if len(body) <= LARGEST:
                headers = Headers(response.headers)
                headers["Content-Length"] = str(len(body))
                app.extensions["answers"].keep(_key(request.environ), Answer(standing, headers, body))
        return response

    app.after_request(keep)
    app.wsgi_app = first  # type: ignore[method-assign,assignment]


def _key(environ: "WSGIEnvironment") -> Key:
    return tuple(environ.get(name, "") for name in NEGOTIATED)


def _stands(platform: Platform, standing: Standing) -> bool:
    with platform.session() as session:
        return rows.standing(session, standing.file) == standing


def _again(answer: Answer, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags and parse_etags(tags).contains_weak(answer.tag):
        start("304 NOT MODIFIED", [pair for pair in answer.headers if pair[0] not in OF_THE_BODY])
        return ()
    start("200 OK", list(answer.headers))
    return (answer.body,) if environ["REQUEST_METHOD"] == "GET" else ()
