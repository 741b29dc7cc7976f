"""National specifications for people: what each one asks for, files to begin with, and who follows it."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from opendata.errors import NotFound
from opendata.services import searching, specifications
from opendata.services.searching import Search, swedish_order
from opendata.services.specifications import Specification
from opendata.web import context
from opendata.web.language import language
from opendata.web.portal.browse import formats_of
from opendata.web.portal.pages import render, text

door = Blueprint("specification", __name__)

SHOWN = 10
MEDIA_TYPES = {
    "template.csv": "text/csv; charset=utf-8",
    "template.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "example.csv": "text/csv; charset=utf-8",
}


@door.get("/specifications")
def everyone() -> ResponseReturnValue:
    known = sorted(specifications.newest(), key=lambda one: swedish_order(text(one.title)))
    counts = searching.counts(context.session(), "specification")
    followers = {one.name: sum(counts.get(each.key, 0) for each in specifications.versions(one.name)) for one in known}
    return render("browse/specifications.html", specifications=known, followers=followers)


@door.get("/specifications/<name>")
def page(name: str) -> ResponseReturnValue:
    found = _asked(name)
    following = searching.search(
        context.session(), Search(specification=[found.key], sort="title", limit=SHOWN, facets=())
    )
    return render(
        "browse/specification.html",
        specification=found,
        versions=specifications.versions(name),
        fields=[(field, specifications.obligation(field), specifications.choices_of(field)) for field in found.fields],
        following=following,
        formats_of=formats_of,
    )


@door.get("/specifications/<name>/<any('template.csv', 'template.xlsx', 'example.csv'):which>")
def file(name: str, which: str) -> ResponseReturnValue:
    """An empty table to fill in, or a short one that follows the specification."""
    found = _asked(name)
    kind, form = which.split(".")
    response = Response(_example(found) if kind == "example" else _template(found, form), mimetype=MEDIA_TYPES[which])
    response.headers["Content-Disposition"] = f"attachment; filename={found.name}-{found.version}-{which}"
    response.headers["Cache-Control"] = "no-cache"
    return response


@door.app_context_processor
def shared() -> dict[str, Any]:
    """For the forms in which a specification is chosen."""
    return {"specification_choices": _choices, "specification_known": specifications.known}


def _choices() -> list[tuple[str, str]]:
    known = sorted(specifications.newest(), key=lambda one: swedish_order(text(one.title)))
    return [(one.name, f"{text(one.title)} {one.version}") for one in known]


def _asked(name: str) -> Specification:
    return specifications.find(name, request.args.get("version"))


def _example(found: Specification) -> bytes:
    if not found.example.is_file():
        raise NotFound("not_found")
    return found.example.read_bytes()


def _template(found: Specification, form: str) -> bytes:
    with context.platform().files.scratch() as folder:
        return specifications.template(found, form, Path(folder), language()).read_bytes()
