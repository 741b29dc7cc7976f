"""What a member has beside the datasets: keys for programs, the audit log, the password."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata import locale
from opendata.errors import Invalid
from opendata.model import Role
from opendata.services import accounts, fetches, journal, publishers
from opendata.web import context
from opendata.web.language import language
from opendata.web.portal import own
from opendata.web.portal.descriptions import complaints
from opendata.web.portal.events import told
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("tools", __name__, url_prefix="/workspace")
door.before_request(own.members_only)

EVENTS_ON_A_PAGE = 50


@door.get("/tokens")
def tokens() -> ResponseReturnValue:
    return _tokens()


@door.post("/tokens")
def create_token() -> ResponseReturnValue:
    """The answer is the only page that ever shows the secret, so there is no redirect to another."""
    session, actor = context.session(), context.actor()
    publisher = publishers.find(session, request.form.get("publisher", ""))
    actor.require("edit", publisher.id)
    role = Role.REVIEWER if request.form.get("role") == Role.REVIEWER else Role.EDITOR
    owner, name = accounts.user_of_actor(session, actor), request.form.get("name", "")
    try:
        secret = accounts.create_token(session, actor, owner, publisher, name=name, role=role)
    except Invalid as error:
        return _tokens(status_of(error), complaints(error))
    session.flush()
    return _tokens(201, secret=secret)


@door.post("/tokens/<token_id>/revoke")
def revoke_token(token_id: str) -> ResponseReturnValue:
    accounts.revoke_token(context.session(), context.actor(), token_id)
    flash(gettext("The API key is revoked. Programs that use it are refused from now on."), "success")
    return redirect(url_for("tools.tokens"), 303)


@door.get("/harvests")
def harvests() -> ResponseReturnValue:
    """Who takes the catalog, for all who work here: it is where their datasets go."""
    session, page = context.session(), max(request.args.get("page", 1, type=int), 1)
    start = (page - 1) * EVENTS_ON_A_PAGE
    found = fetches.recent(session, context.actor(), limit=EVENTS_ON_A_PAGE + 1, offset=start)
    return render(
        "workspace/harvests.html",
        fetches=found[:EVENTS_ON_A_PAGE],
        latest=fetches.latest(session),
        page=page,
        has_more=len(found) > EVENTS_ON_A_PAGE,
        kept=fetches.KEPT.days,
    )


@door.get("/audit")
def audit() -> ResponseReturnValue:
    page = max(request.args.get("page", 1, type=int), 1)
    start = (page - 1) * EVENTS_ON_A_PAGE
    found = journal.of_everything(context.session(), context.actor(), limit=EVENTS_ON_A_PAGE + 1, offset=start)
    return render(
        "workspace/audit.html",
        events=[told(event) for event in found[:EVENTS_ON_A_PAGE]],
        page=page,
        has_more=len(found) > EVENTS_ON_A_PAGE,
    )


@door.get("/account")
def account() -> ResponseReturnValue:
    return _account()


@door.post("/account")
def change_password() -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    user, new = accounts.user_of_actor(session, actor), request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _account(400, {"again": gettext("The two are not the same. Write the new password once more.")})
    try:
        accounts.change_password(session, actor, user, current=request.form.get("current", ""), new=new)
    except Invalid as error:
        field = "new" if error.code == "password_too_short" else "current"
        if error.code == "sign_in_failed":
            accounts.count_failure(session, user.email)
            context.commit_refusal()
        return _account(status_of(error), {field: locale.sentence(error.code, language(), **error.facts)})
    context.sign_in(user)
    flash(gettext("The password is changed. You are signed out everywhere else."), "success")
    return redirect(url_for("tools.account"), 303)


def _tokens(status: int = 200, errors: Mapping[str, str] | None = None, secret: str = "") -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    response = render(
        "workspace/tokens.html",
        status,
        tokens=accounts.tokens(session, actor),
        publishers=publishers.where_actor_may(session, actor, "edit"),
        may_review=bool(publishers.where_actor_may(session, actor, "review")),
        errors=errors or {},
        secret=secret,
        api=context.addresses().page("/api/v1"),
    )
    if secret:
        response.headers["Cache-Control"] = "no-store"
    return response


def _account(status: int = 200, errors: Mapping[str, str] | None = None) -> ResponseReturnValue:
    user = accounts.user_of_actor(context.session(), context.actor())
    return render("workspace/account.html", status, user=user, errors=errors or {}, minimum=accounts.MINIMUM_PASSWORD)
