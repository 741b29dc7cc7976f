"""Publishers and users, for administrators. For everybody else none of these pages exist."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Publisher, Role
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
    asked = {name: request.form.get(name, "").strip() for name in PERMANENT}
    try:
        number = asked["organisation_number"] or None
        made = publishers.create(
            context.session(), context.actor(), _about(), slug=asked["slug"], organisation_number=number
        )
    except (Invalid, Conflict) as error:
        return _publishers({**asdict(_about()), **asked}, status_of(error), complaints(error))
    flash(gettext("The publisher %(slug)s is created.", slug=made.slug), "success")
    return redirect(url_for("administration.all_publishers"), 303)


@door.get("/publishers/<slug>")
def publisher(slug: str) -> ResponseReturnValue:
    found = publishers.find(context.session(), slug)
    return _publisher(found, asdict(publishers.about(found)))


@door.post("/publishers/<slug>")
def describe_publisher(slug: str) -> ResponseReturnValue:
    found = publishers.find(context.session(), slug)
    try:
        publishers.describe(context.session(), context.actor(), found, _about(), context.addresses())
    except (Invalid, Conflict) as error:
        return _publisher(found, asdict(_about()), status_of(error), complaints(error))
    flash(gettext("The publisher is changed."), "success")
    return redirect(url_for("administration.all_publishers"), 303)


@door.post("/publishers/<slug>/catalog")
def set_catalog(slug: str) -> ResponseReturnValue:
    found, has_catalog = publishers.find(context.session(), slug), "has_catalog" in request.form
    publishers.set_catalog(
        context.session(), context.actor(), found, has_catalog=has_catalog, addresses=context.addresses()
    )
    has = gettext("The publisher has a catalog of its own.")
    has_not = gettext("The publisher has no catalog of its own any more.")
    flash(has if has_catalog else has_not, "success")
    return redirect(url_for("administration.publisher", slug=slug), 303)


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


PERMANENT = ("slug", "organisation_number")
OPTIONAL = ("homepage", "telephone", "street_address", "postal_code", "locality")


def _about() -> publishers.About:
    form = request.form
    return publishers.About(
        name=_written(form, "name"),
        description=_written(form, "description"),
        email=form.get("email", "").strip(),
        kind=PublisherKind.COMPANY if form.get("kind") == PublisherKind.COMPANY else PublisherKind.ADMINISTRATION,
        publisher_type=form.get("publisher_type") or "LocalAuthority",
        **{name: form.get(name, "").strip() or None for name in OPTIONAL},
    )


def _written(form: Mapping[str, str], name: str) -> dict[str, str]:
    return {code: text.strip() for code, text in multilingual(form, name).items() if text.strip()}


def _publisher(
    found: Publisher, values: Mapping[str, Any], status: int = 200, errors: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    return render(
        "workspace/publisher.html",
        status,
        publisher=found,
        types=choices("publisher-type"),
        values=values,
        errors=errors or {},
    )


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
