"""Publishers and users, for administrators. For everybody else none of these pages exist."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Role
from opendata.model.publisher import PublisherKind
from opendata.services import accounts, publishers
from opendata.web import context
from opendata.web.portal import own
from opendata.web.portal.descriptions import choices, complaints, multilingual
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("administration", __name__, url_prefix="/workspace/admin")
door.before_request(own.members_only)


@door.before_request
def administrators_only() -> None:
    if not context.actor().is_administrator:
        raise NotFound("not_found")


@door.get("/publishers")
def all_publishers() -> ResponseReturnValue:
    return _publishers({})


@door.post("/publishers")
def create_publisher() -> ResponseReturnValue:
    form = request.form
    texts = {name: {code: text for code, text in multilingual(form, name).items() if text.strip()} for name in TEXTS}
    plain = {name: form.get(name, "").strip() for name in PLAIN}
    kind = PublisherKind.COMPANY if form.get("kind") == PublisherKind.COMPANY else PublisherKind.ADMINISTRATION
    values: dict[str, Any] = {**texts, **plain, "kind": kind}
    optional = {name: values[name] or None for name in ("organisation_number", "homepage", "telephone")}
    try:
        made = publishers.create(context.session(), context.actor(), **{**values, **optional})
    except (Invalid, Conflict) as error:
        return _publishers(values, status_of(error), complaints(error))
    flash(gettext("The publisher %(slug)s is created.", slug=made.slug), "success")
    return redirect(url_for("administration.all_publishers"), 303)


@door.get("/users")
def users() -> ResponseReturnValue:
    return _users({})


@door.post("/users")
def create_user() -> ResponseReturnValue:
    form, session, actor = request.form, context.session(), context.actor()
    values = {"email": form.get("email", ""), "name": form.get("name", "")}
    try:
        made = accounts.create_user(
            session,
            actor,
            **values,
            password=form.get("password", ""),
            is_administrator="is_administrator" in form,
        )
    except (Invalid, Conflict) as error:
        return _users(values, status_of(error), complaints(error))
    flash(gettext("%(email)s can sign in now. Give them a role below.", email=made.email), "success")
    return redirect(url_for("administration.users") + f"#user-{made.id}", 303)


@door.post("/users/<user_id>/role")
def set_role(user_id: str) -> ResponseReturnValue:
    session, actor, asked = context.session(), context.actor(), request.form.get("role", "")
    user = accounts.find_user(session, actor, user_id)
    publisher = publishers.find(session, request.form.get("publisher", ""))
    accounts.set_role(session, actor, user, publisher, Role(asked) if asked in list(Role) else None)
    flash(gettext("The roles of %(email)s are changed.", email=user.email), "success")
    return redirect(url_for("administration.users") + f"#user-{user.id}", 303)


@door.post("/users/<user_id>/active")
def set_active(user_id: str) -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    user = accounts.find_user(session, actor, user_id)
    try:
        accounts.set_active(session, actor, user, active="active" in request.form)
    except Conflict as error:
        return own.refuse(error, url_for("administration.users"))
    words = gettext("%(email)s can sign in again.") if user.is_active else gettext("%(email)s can no longer sign in.")
    flash(words % {"email": user.email}, "success")
    return redirect(url_for("administration.users") + f"#user-{user.id}", 303)


TEXTS = ("name", "description")
PLAIN = ("email", "slug", "publisher_type", "organisation_number", "homepage", "telephone")


def _publishers(
    values: Mapping[str, Any], status: int = 200, errors: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    return render(
        "workspace/publishers.html",
        status,
        publishers=publishers.all_publishers(context.session()),
        types=choices("publisher-type"),
        values=values,
        errors=errors or {},
    )


def _users(
    values: Mapping[str, Any], status: int = 200, errors: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    return render(
        "workspace/users.html",
        status,
        users=accounts.users(session, actor),
        publishers=publishers.all_publishers(session),
        roles=list(Role),
        minimum=accounts.MINIMUM_PASSWORD,
        values=values,
        errors=errors or {},
    )
