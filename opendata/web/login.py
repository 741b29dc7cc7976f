"""The door for people: sign in, sign out. Programs have tokens instead."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from opendata import locale
from opendata.errors import Invalid
from opendata.services import accounts
from opendata.web import context
from opendata.web.language import language
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("login", __name__)

HOME = "/workspace/"


@door.get("/login")
def form() -> ResponseReturnValue:
    if context.actor().signed_in:
        return redirect(_next(), 303)
    return render("login.html", next=_next())


@door.post("/login")
def sign_in() -> ResponseReturnValue:
    """The slow part, the password, is tried without holding a lock that others wait for."""
    email, password, source = request.form.get("email", ""), request.form.get("password", ""), request.remote_addr or ""
    try:
        with context.platform().session() as look:
            user = accounts.sign_in(look, email, password, source=source)
    except Invalid as error:
        if error.code == "sign_in_failed":
            accounts.count_failure(context.session(), email, source)
            context.commit_refusal()
        words = locale.sentence(error.code, language(), **error.facts)
        return render("login.html", status_of(error), next=_next(), email=email, error=words)
    accounts.record_sign_in(context.session(), user.id, password)
    context.sign_in(user)
    return redirect(_next(), 303)


@door.post("/logout")
def sign_out() -> ResponseReturnValue:
    context.sign_out()
    return redirect("/", 303)


def _next() -> str:
    """Where to go after signing in: a page of this site, whatever the link said."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    is_here = wanted.startswith("/") and not parts.scheme and not parts.netloc
    return wanted if is_here and wanted.isprintable() and "\\" not in wanted else HOME
