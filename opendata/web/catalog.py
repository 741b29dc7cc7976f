"""The door for harvesters: the whole catalog, and the RDF of one thing at its own IRI."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from opendata import dcat
from opendata.errors import NotFound
from opendata.services import catalog
from opendata.web import context

door = Blueprint("catalog", __name__)

SUFFIXES = [*dcat.FORMATS, "xml"]
OK = 200
FORMAT_OF = {media_type: form for form, media_type in dcat.FORMATS.items()} | {"application/xml": "rdf"}


@door.get("/catalog")
@door.get("/catalog.<suffix>")
def whole(suffix: str = "") -> ResponseReturnValue:
    form = dcat.canonical(suffix) if suffix in SUFFIXES else accepted_format() or "rdf"
    if suffix and suffix not in SUFFIXES:
        raise NotFound("not_found")
    identity = context.platform().catalog_identity(context.session())
    return answer(catalog.document(context.session(), identity, context.addresses(), form), form)


@door.get("/datasets/dcat")
def customary() -> ResponseReturnValue:
    """Where the national portal looks when it is told nothing else."""
    return whole("rdf")


def accepted_format() -> str | None:
    """The RDF format that the client prefers over HTML, if any."""
    best = request.accept_mimetypes.best_match(["text/html", *FORMAT_OF])
    return FORMAT_OF.get(best or "")


def answer(document: catalog.Document, form: str) -> Response:
    response = Response(mimetype=dcat.FORMATS[form])
    response.set_etag(f"{document.digest[:32]}-{form}")
    response.last_modified = document.changed_at
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    response.make_conditional(request)
    if response.status_code == OK:
        response.set_data("".join(document.body))
    return response
