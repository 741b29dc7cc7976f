"""Dataset series in the workspace: a form that follows from the profile, and which datasets are a part."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Publisher, Resource
from opendata.services import publishers, series
from opendata.services.properties import asked_for
from opendata.web import context
from opendata.web.portal import descriptions, own, properties
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("own_series", __name__, url_prefix="/workspace")
door.before_request(own.members_only)

KIND = "DatasetSeries"
OPEN = ("mandatory", "recommended")


@door.route("/series/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    possible = publishers.where_actor_may(session, actor, "edit")
    if not possible:
        raise NotFound("not_found")
    named = request.values.get("publisher", possible[0].slug)
    publisher = next((one for one in possible if one.slug == named), None)
    if publisher is None:
        raise NotFound("publisher_unknown", slug=named)
    if request.method == "GET":
        return _form({}, publisher=publisher, possible=possible)
    values = properties.read(request.form, asked_for(KIND))
    if properties.ANOTHER in request.form:
        return _form(values, publisher=publisher, possible=possible)
    try:
        made = series.create(session, actor, publisher, values)
    except Invalid as error:
        return _form(values, status_of(error), descriptions.complaints(error), publisher=publisher, possible=possible)
    flash(gettext("The series is saved. Now put datasets in it, on the page of each."), "success")
    return redirect(url_for("own_series.edit", slug=made.slug), 303)


@door.route("/series/<slug>", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    session, actor, found = context.session(), context.actor(), _own(slug)
    if request.method == "GET":
        return _form(found.values, publisher=found.publisher, found=found)
    values = properties.read(request.form, asked_for(KIND))
    if properties.ANOTHER in request.form:
        return _form(values, publisher=found.publisher, found=found)
    try:
        series.describe(session, actor, found, values, context.addresses())
    except Invalid as error:
        return _form(values, status_of(error), descriptions.complaints(error), publisher=found.publisher, found=found)
    flash(gettext("The series is saved."), "success")
    return redirect(url_for("own_series.edit", slug=slug), 303)


@door.post("/series/<slug>/delete")
def delete(slug: str) -> ResponseReturnValue:
    try:
        series.delete(context.session(), context.actor(), _own(slug))
    except Conflict as error:
        return own.refuse(error, url_for("own_series.edit", slug=slug))
    flash(gettext("The series is deleted."), "success")
    return redirect(url_for("drafts.mine"), 303)


@door.post("/datasets/<slug>/series")
def member(slug: str) -> ResponseReturnValue:
    """Put the dataset in the series that the form names, or take it out."""
    session, actor, dataset = context.session(), context.actor(), own.dataset(slug)
    found = _own(request.form.get("series", ""))
    change = series.take_out if "out" in request.form else series.put_in
    try:
        change(session, actor, found, dataset, context.addresses())
    except Conflict as error:
        return own.refuse(error, url_for("drafts.overview", slug=slug))
    flash(gettext("The series of the dataset are saved."), "success")
    return redirect(url_for("drafts.overview", slug=slug), 303)


def _own(slug: str) -> Resource:
    found = series.find(context.session(), context.actor(), slug)
    context.actor().require("see", found.publisher_id)
    return found


def _form(
    values: Mapping[str, Any],
    status: int = 200,
    errors: dict[str, str] | None = None,
    *,
    publisher: Publisher,
    possible: Sequence[Publisher] = (),
    found: Resource | None = None,
) -> ResponseReturnValue:
    another = request.form.get(properties.ANOTHER, "")
    return render(
        "workspace/series.html",
        status,
        series=found,
        members=series.members(context.session(), found) if found else (),
        publisher=publisher,
        publishers=possible,
        values=values,
        errors=errors or {},
        controls=properties,
        another=another,
        groups=properties.groups(KIND, values, errors or {}, another, always=OPEN),
        names={path: properties.label_of(KIND, path) for path in errors or ()},
    )
