"""The door for harvesters: the whole catalog, what changed in it, and the RDF of one thing at its own IRI."""

import re
from contextlib import ExitStack
from functools import partial

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from opendata import dcat
from opendata.dcat import Flavour
from opendata.errors import Invalid, NotFound
from opendata.model import now
from opendata.services import catalog, publishers
from opendata.web import context, moments
from opendata.web.moments import rfc3339

door = Blueprint("catalog", __name__)

SUFFIXES = [*dcat.FORMATS, "xml"]
NOT_MODIFIED = 304
PER_PAGE, MOST_PER_PAGE = 100, 1000
"""Datasets on a page."""
EVER = "0001-01-02T00:00:00Z"
FORMAT_OF = {media_type: form for form, media_type in dcat.FORMATS.items()} | {"application/xml": "rdf"}
DEFAULT = "dcat-ap-se"
PROFILES: dict[str, Flavour] = {DEFAULT: "se", "dcat-ap": "eu"}


@door.get("/catalog")
@door.get("/catalog.<suffix>")
def whole(suffix: str = "") -> ResponseReturnValue:
    if suffix and suffix not in SUFFIXES:
        raise NotFound("not_found")
    return _catalog(suffix)


@door.get("/publisher/<slug>/catalog")
@door.get("/publisher/<slug>/catalog.<suffix>")
def part(slug: str, suffix: str = "") -> ResponseReturnValue:
    """What one publisher has within the whole, as a catalog of its own."""
    found = publishers.find(context.session(), slug)
    if not found.has_catalog or (suffix and suffix not in SUFFIXES):
        raise NotFound("not_found")
    return _catalog(suffix, slug)


@door.get("/datasets/dcat")
def customary() -> ResponseReturnValue:
    """Where the national portal looks when it is told nothing else."""
    return _noted(_streamed("rdf", flavour()))


@door.get("/catalog/changes")
def changes() -> ResponseReturnValue:
    """What was added, changed and withdrawn after `since`; without it, since ever."""
    found, until = catalog.changes(context.session(), moments.read("since", request.args.get("since", EVER)))
    data = [{"iri": one.iri, "type": one.kind, "change": one.change, "at": rfc3339(one.at)} for one in found]
    following = context.addresses().page(f"/catalog/changes?since={rfc3339(until)}")
    response = jsonify({"data": data, "links": {"next": following}, "meta": {"until": rfc3339(until)}})
    response.last_modified = until
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


def flavour() -> Flavour:
    """The set of rules that is asked for."""
    wanted = request.args.get("profile", DEFAULT)
    if wanted not in PROFILES:
        raise Invalid("profile_unknown", field="profile", value=wanted, known=list(PROFILES))
    return PROFILES[wanted]


def accepted_format() -> str | None:
    """The RDF format that the client prefers over HTML, if any."""
    best = request.accept_mimetypes.best_match(["text/html", *FORMAT_OF])
    return FORMAT_OF.get(best or "")


def answer(document: catalog.Document, form: str) -> Response:
    """The document, plain or as gzip, whole or in part, or only that nothing has changed."""
    zipped = _is_zipped()
    size = document.packed_size + dcat.GZIP_FRAME_SIZE if zipped else document.size
    response = _empty(document.edition, form)
    response.response = (dcat.gzip if zipped else dcat.plain)(document.segments)
    response.content_length = size
    response.make_conditional(request, accept_ranges=not zipped, complete_length=size)
    return response


def _catalog(suffix: str, part: str = "") -> Response:
    """The whole one, or the part that the publisher of this slug has."""
    form = dcat.canonical(suffix) if suffix else accepted_format() or "rdf"
    in_pages = "page" in request.args or "per_page" in request.args
    return _noted(_page(form, part) if in_pages else _streamed(form, flavour(), part), part)


def _noted(response: Response, part: str = "") -> Response:
    """Told to a worker when all is sent, so that nobody waits for it and nothing fails by it."""
    if request.method == "GET":
        size = (response.content_length or 0) if response.status_code != NOT_MODIFIED else 0
        facts = (request.path, part, str(response.status_code), str(size), request.user_agent.string, rfc3339(now()))
        response.call_on_close(partial(context.platform().promises.make, "note_fetch", *facts))
    return response


def _page(form: str, part: str) -> Response:
    session, addresses = context.session(), context.addresses()
    address = addresses.page(f"{request.path}?profile={request.args.get('profile', DEFAULT)}")
    size = min(_whole_number("per_page", PER_PAGE), MOST_PER_PAGE)
    page = catalog.Page(_whole_number("page", 1), size, form, address)
    wanted, identity = flavour(), context.platform().catalog_identity(session, part)
    return answer(catalog.page_document(session, identity, addresses, page, wanted), form)


def _whole_number(name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise Invalid("number_unusable", field=name, value=text)
    return int(text)


def _streamed(form: str, wanted: Flavour, part: str = "") -> Response:
    """From a unit of work of its own, which sees one state of the database until all is sent."""
    addresses = context.addresses()
    with ExitStack() as work:
        session = work.enter_context(context.platform().session())
        identity = context.platform().catalog_identity(session, part)
        unchanged = _empty(catalog.edition(session, identity, addresses, wanted), form)
        unchanged.make_conditional(request)
        if unchanged.status_code == NOT_MODIFIED:
            return unchanged
        response = answer(catalog.document(session, identity, addresses, form, wanted), form)
        response.call_on_close(work.pop_all().close)
    return response


def _is_zipped() -> bool:
    return request.accept_encodings.best_match(["identity", "gzip"], "identity") == "gzip" and not request.range


def _empty(edition: catalog.Edition, form: str) -> Response:
    response = Response(mimetype=dcat.FORMATS[form])
    response.set_etag(f"{edition.digest[:32]}-{form}" + ("-gzip" if _is_zipped() else ""))
    if edition.changed_at:
        response.last_modified = edition.changed_at
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(["Accept", "Accept-Encoding"])
    if _is_zipped():
        response.content_encoding = "gzip"
    return response
