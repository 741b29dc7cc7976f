"""Which national specification a file follows, and which of its columns are which of the specification's fields."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from opendata import locale
from opendata.errors import Error, NotFound
from opendata.model import Version
from opendata.services import publishing, specifications
from opendata.services.specifications import Specification
from opendata.web import context
from opendata.web.language import language
from opendata.web.portal import own
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("mapping", __name__, url_prefix="/workspace/versions/<version_id>/specification")
door.before_request(own.members_only)

EXAMPLES = 3


@door.get("")
def form(version_id: str) -> ResponseReturnValue:
    found = _editable(version_id)
    asked = specifications.known(request.args.get("schema", ""))
    return _page(found, asked or _likely(found))


@door.post("")
def choose(version_id: str) -> ResponseReturnValue:
    found = _editable(version_id)
    wanted = specifications.known(request.form.get("schema", ""))
    asked = None
    if wanted:
        columns = {field["name"]: request.form.get(f"f{place}", "") for place, field in enumerate(wanted.fields)}
        advisory = "advisory" in request.form
        asked = {"name": wanted.name, "version": wanted.version, "columns": columns, "advisory": advisory}
    try:
        made = publishing.follow_specification(context.session(), context.actor(), found.file, asked)
    except Error as error:
        context.session().rollback()
        return _page(found, wanted, status_of(error), error)
    context.promise("check_version", made.id)
    return redirect(url_for("verdicts.version", version_id=made.id), 303)


def _editable(version_id: str) -> Version:
    """The file's newest version, read, for those who may change it."""
    found = own.version(version_id)
    context.actor().require("edit", found.file.dataset.publisher_id)
    if not found.fields or found is not found.file.newest_version:
        raise NotFound("not_found")
    return found


def _likely(version: Version) -> Specification | None:
    """The specification that it is to follow, else the one that its header resembles."""
    if version.specification:
        return specifications.known(version.specification["name"])
    return specifications.likely(_titles(version))


def _page(
    version: Version, wanted: Specification | None, status: int = 200, error: Error | None = None
) -> ResponseReturnValue:
    titles = _titles(version)
    met = {}
    if wanted:
        stored = version.specification or {}
        columns = stored.get("columns", {}) if stored.get("name") == wanted.name else {}
        met = dict(specifications.met(wanted, titles, columns))
        if error:
            met = {field["name"]: request.form.get(f"f{place}", "") for place, field in enumerate(wanted.fields)}
    return render(
        "workspace/mapping.html",
        status,
        version=version,
        wanted=wanted,
        titles=titles,
        met=met,
        obligation=specifications.obligation,
        examples={title: _examples(version, place) for place, title in enumerate(titles)},
        advisory=bool((version.specification or {}).get("advisory")),
        problem=_worded(error) if error else "",
    )


def _worded(error: Error) -> str:
    wrong = error.facts.get("errors", {})
    codes = wrong.values() or [error.code]
    return " ".join(locale.sentence(code, language(), **error.facts) for code in codes)


def _titles(version: Version) -> list[str]:
    return [field.get("title", field["name"]) for field in version.fields]


def _examples(version: Version, place: int) -> list[str]:
    cells = [row[place] for row in version.sample or () if place < len(row) and row[place]]
    return list(dict.fromkeys(cells))[:EXAMPLES]
