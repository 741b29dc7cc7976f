"""One session, one actor, one unit of work per request; the only commit in web."""

from collections.abc import Callable
from contextlib import ExitStack

from flask import Flask, Response, current_app, g, request
from flask import session as cookie
from sqlalchemy.orm import Session

from opendata.errors import Error, NotAllowed
from opendata.model import Actor, Dataset, User
from opendata.model.account import NOBODY, user_actor
from opendata.model.addresses import Addresses
from opendata.services import accounts
from opendata.wiring import Platform

Lookup = Callable[[Session], Dataset]
READING = ("GET", "HEAD", "OPTIONS")
FOR_PROGRAMS = ("/api/", "/mcp")
READING_PAGE = "/api/docs"
"""For people, though it lives among the addresses for programs."""


def install(app: Flask) -> None:
    app.after_request(_commit)
    app.teardown_request(_close)


def platform() -> Platform:
    found: Platform = current_app.extensions["platform"]
    return found


def addresses() -> Addresses:
    return platform().addresses


def session() -> Session:
    """The request's unit of work, begun when first asked for: after the body of an upload has been received."""
    if "session" not in g:
        g.work = ExitStack()
        g.session = g.work.enter_context(platform().session(write=request.method not in READING))
    found: Session = g.session
    return found


def promise(task: str, *facts: str) -> None:
    """Wake a worker up for this, once the request's work is committed."""
    g.setdefault("promises", []).append((task, facts))


def actor() -> Actor:
    """Who is asking, worked out once: a token's holder, a signed-in user, or nobody in particular."""
    if "actor" not in g:
        g.actor = _actor_of_token() if _is_for_programs() else _actor_of_cookie()
    found: Actor = g.actor
    return found


def asker() -> str:
    """Whose questions share one portion of what is costly: the network address that they come from."""
    return request.remote_addr or ""


def sign_in(user: User) -> None:
    cookie.clear()
    cookie.permanent = True
    cookie["user"], cookie["key"] = user.id, user.session_key


def sign_out() -> None:
    cookie.clear()


def _is_for_programs() -> bool:
    """A token counts everywhere; the cookie of a signed-in user never opens the API, so that no page can abuse it."""
    is_api = request.path.startswith(FOR_PROGRAMS) and request.path != READING_PAGE
    return "Authorization" in request.headers or is_api


def _actor_of_token() -> Actor:
    if "Authorization" not in request.headers:
        return NOBODY
    scheme, _, secret = request.headers["Authorization"].partition(" ")
    if not secret:
        scheme, secret = "bearer", scheme  # CKAN's clients send the key alone
    if scheme.lower() == "bearer":
        with platform().session() as look:
            found = accounts.actor_of_token(look, secret.strip())
        if found.signed_in:
            return found
    raise NotAllowed("token_unknown")


def _actor_of_cookie() -> Actor:
    if "user" not in cookie:
        return NOBODY
    with platform().session() as look:
        user = accounts.user_of_session(look, cookie["user"], cookie.get("key", ""))
        return user_actor(user) if user else NOBODY


def _commit(response: Response) -> Response:
    if "session" in g and response.status_code < 400:
        try:
            g.session.commit()
        except Error as refused:
            return current_app.make_response(current_app.handle_user_exception(refused))
        for task, facts in g.get("promises", ()):
            platform().promises.make(task, *facts)
    return response


def commit_refusal() -> None:
    """Keep what was written although the answer is an error: a counted failure."""
    session().commit()


def _close(_error: BaseException | None) -> None:
    if "work" in g:
        g.work.close()
