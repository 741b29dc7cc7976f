"""Files of a dataset: upload, new versions, titles, removal."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Conflict, Invalid
from opendata.services import datasets, publishing
from opendata.web import context
from opendata.web.api.files import allow_upload, receive, terms_of
from opendata.web.portal import descriptions, own
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("uploads", __name__, url_prefix="/workspace")
door.before_request(own.members_only)


@door.post("/datasets/<slug>/files")
def add(slug: str) -> ResponseReturnValue:
    allow_upload(lambda session: datasets.find(session, context.actor(), slug))
    kept, filename = receive()
    session, dataset = context.session(), own.dataset(slug)
    made = publishing.add_file(
        session,
        context.actor(),
        dataset,
        kept,
        filename=filename,
        title=descriptions.multilingual(request.form, "title"),
        terms=terms_of(request.form),
    )
    return _follow(made.versions[-1].id)


@door.post("/files/<file_id>/content")
def replace(file_id: str) -> ResponseReturnValue:
    allow_upload(lambda session: publishing.find_file(session, context.actor(), file_id).dataset)
    kept, filename = receive()
    session, found = context.session(), own.file(file_id)
    made = publishing.add_version(
        session,
        context.actor(),
        found,
        kept,
        filename=filename,
        terms=terms_of(request.form),
        columns_may_change="columns_may_change" in request.form,
    )
    return _follow(made.id)


@door.get("/files/<file_id>")
def file(file_id: str) -> ResponseReturnValue:
    found = own.file(file_id)
    if found.is_link:
        return redirect(url_for("links.edit", file_id=file_id))
    return _page(found.id, {"title": found.title, "description": found.description})


@door.post("/files/<file_id>")
def describe(file_id: str) -> ResponseReturnValue:
    session, actor, found = context.session(), context.actor(), own.file(file_id)
    values = {name: descriptions.multilingual(request.form, name) for name in ("title", "description")}
    try:
        publishing.describe_file(session, actor, found, context.addresses(), **values)
    except Invalid as error:
        return _page(file_id, values, status_of(error), descriptions.complaints(error))
    flash(gettext("The title and description are saved."), "success")
    return redirect(url_for("uploads.file", file_id=file_id), 303)


@door.post("/files/<file_id>/remove")
def remove(file_id: str) -> ResponseReturnValue:
    found = own.file(file_id)
    slug = found.dataset.slug
    try:
        publishing.remove_file(context.session(), context.actor(), found)
    except Conflict as error:
        return own.refuse(error, url_for("uploads.file", file_id=file_id))
    flash(gettext("The file is removed."), "success")
    return redirect(url_for("drafts.overview", slug=slug), 303)


def _page(
    file_id: str, values: dict[str, dict[str, str]], status: int = 200, errors: dict[str, str] | None = None
) -> ResponseReturnValue:
    found = own.file(file_id)
    return render(
        "workspace/file.html",
        status,
        file=found,
        values=values,
        errors=errors or {},
        may_edit=context.actor().can("edit", found.dataset.publisher_id),
        was_public=any(version.published_at for version in found.versions),
        max_upload=context.platform().settings.max_upload,
    )


def _follow(version_id: str) -> ResponseReturnValue:
    """The page that tells how the check goes, with a worker woken up for it."""
    context.promise("check_version", version_id)
    return redirect(url_for("verdicts.version", version_id=version_id), 303)
