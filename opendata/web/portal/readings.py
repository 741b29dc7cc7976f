"""How a version was read: say otherwise, see at once how the table would look, and read it again like that."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from opendata import locale, tabular
from opendata.errors import Error, Invalid, NotFound
from opendata.model import Version
from opendata.services import previewing, publishing
from opendata.web import context
from opendata.web.language import language
from opendata.web.portal import own
from opendata.web.portal.pages import columns as shown_columns
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("readings", __name__, url_prefix="/workspace/versions/<version_id>/reading")
door.before_request(own.members_only)

NUMBERS = ("table", "header_row", "header_rows")
NAMES = {"tab": "\t"}
"""What the form writes for a character that a form can't show."""
TEXTS = ("member", "sheet", "path", "encoding", "delimiter", "quote", "escape", "crs", "x", "y")


@door.get("")
def show(version_id: str) -> ResponseReturnValue:
    """The form, and the table as it would be with what the form says."""
    found = _own(version_id)
    said = _said(request.args) if "preview" in request.args else found.given_reading
    return _page(found, said)


@door.post("")
def apply(version_id: str) -> ResponseReturnValue:
    found = _own(version_id)
    try:
        made = publishing.read_again(context.session(), context.actor(), found.file, _said(request.form))
    except Invalid as error:
        return _page(found, _said(request.form), error)
    context.promise("check_version", made.id)
    return redirect(url_for("verdicts.version", version_id=made.id), 303)


def _own(version_id: str) -> Version:
    found = own.version(version_id)
    context.actor().require("edit", found.file.dataset.publisher_id)
    if found is not found.file.newest_version or not found.is_finished:
        raise NotFound("not_found")
    return found


def _page(version: Version, said: Mapping[str, Any], problem: Error | None = None) -> ResponseReturnValue:
    shown = None
    try:
        shown = previewing.preview(context.platform().files, version, said)
    except Error as error:
        problem = problem or error
    return render(
        "workspace/reading.html",
        status_of(problem) if problem and request.method == "POST" else 200,
        version=version,
        reading=version.reading or {},
        said=said,
        preview=shown,
        titles=[field.get("title", field["name"]) for field in (shown.schema["fields"] if shown else version.fields)],
        crs_options=[(code, f"{name} ({code})") for code, name in tabular.REFERENCE_SYSTEMS.items()],
        same=lambda names: [(name, name) for name in names],
        columns=shown_columns(shown.schema["fields"]) if shown else [],
        problem=locale.sentence(problem.code, language(), **problem.facts) if problem else "",
    )


def _said(form: Mapping[str, str]) -> dict[str, Any]:
    """What the form says of the reading; what is left empty is found out."""
    said: dict[str, Any] = {"as_is": True} if form.get("as_is") else {}
    said |= {name: NAMES.get(form[name], form[name]) for name in TEXTS if form.get(name)}
    return said | {name: int(form[name]) for name in NUMBERS if form.get(name, "").isdecimal()}
