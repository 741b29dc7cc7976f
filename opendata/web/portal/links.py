"""Links of a dataset: what it offers that lies elsewhere, in a form that follows from the profile."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Conflict, Invalid
from opendata.model import DataFile, Dataset
from opendata.services import datasets, linking
from opendata.services.properties import asked_for
from opendata.web import context
from opendata.web.portal import descriptions, own, properties
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("links", __name__, url_prefix="/workspace")
door.before_request(own.members_only)

OPEN = ("mandatory", "recommended", "links")
"""Groups that are shown at once: where it is, and what most people want to know."""


@door.route("/datasets/<slug>/links/new", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    session, actor, dataset = context.session(), context.actor(), own.dataset(slug)
    datasets.require(actor, "edit", dataset)
    if request.method == "GET":
        return _form(dataset, {})
    values = _read()
    if properties.ANOTHER in request.form:
        return _form(dataset, values)
    try:
        linking.add_link(session, actor, dataset, values, context.addresses())
    except (Invalid, Conflict) as error:
        return _form(own.dataset(slug), values, status_of(error), descriptions.complaints(error))
    flash(gettext("The link is added."), "success")
    return redirect(url_for("drafts.overview", slug=slug), 303)


@door.route("/links/<file_id>", methods=["GET", "POST"])
def edit(file_id: str) -> ResponseReturnValue:
    session, actor, file = context.session(), context.actor(), own.file(file_id)
    datasets.require(actor, "edit", file.dataset)
    if request.method == "GET":
        stored = {"title": file.title, "description": file.description}
        return _form(file.dataset, {**(file.link or {}), **stored}, file=file)
    values = _read()
    if properties.ANOTHER in request.form:
        return _form(file.dataset, values, file=file)
    try:
        linking.describe_link(session, actor, file, values, context.addresses())
    except (Invalid, Conflict) as error:
        return _form(file.dataset, values, status_of(error), descriptions.complaints(error), file=file)
    flash(gettext("The link is saved."), "success")
    return redirect(url_for("drafts.overview", slug=file.dataset.slug), 303)


@door.post("/links/<file_id>/remove")
def remove(file_id: str) -> ResponseReturnValue:
    file = own.file(file_id)
    slug = file.dataset.slug
    try:
        linking.remove_link(context.session(), context.actor(), file, context.addresses())
    except (Invalid, Conflict) as error:
        return own.refuse(error, url_for("links.edit", file_id=file_id))
    flash(gettext("The link is removed."), "success")
    return redirect(url_for("drafts.overview", slug=slug), 303)


def _read() -> dict[str, Any]:
    texts = {name: descriptions.multilingual(request.form, name) for name in linking.OWN}
    return {**properties.read(request.form, asked_for("Distribution")), **texts}


def _form(
    dataset: Dataset,
    values: Mapping[str, Any],
    status: int = 200,
    errors: dict[str, str] | None = None,
    *,
    file: DataFile | None = None,
) -> ResponseReturnValue:
    another = request.form.get(properties.ANOTHER, "")
    return render(
        "workspace/link.html",
        status,
        dataset=dataset,
        file=file,
        values=values,
        errors=errors or {},
        controls=properties,
        another=another,
        groups=properties.groups("Distribution", values, errors or {}, another, always=OPEN),
        names={path: properties.label_of("Distribution", path) for path in errors or ()},
    )
