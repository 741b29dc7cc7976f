"""The door for feed readers: what is new and changed among all datasets, or in any search, as Atom (RFC 4287)."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from opendata.services import searching
from opendata.web import context
from opendata.web.language import language
from opendata.web.portal import facets

door = Blueprint("feeds", __name__)

ENTRIES = 50
MEDIA_TYPE = "application/atom+xml"
EMPTY = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed."""


@door.get("/feed.atom")
def everything() -> ResponseReturnValue:
    return _feed(searching.Search(), "/datasets")


@door.get("/datasets.atom")
def datasets() -> ResponseReturnValue:
    """The parameters are those of the list of datasets; the order is always the latest changed first."""
    wanted, _chosen = facets.asked()
    query = request.query_string.decode("ascii", "replace")
    return _feed(wanted, f"/datasets?{query}" if query else "/datasets")


def _feed(wanted: searching.Search, page: str) -> Response:
    session, addresses = context.session(), context.addresses()
    found = searching.search(session, replace(wanted, sort="-changed", limit=ENTRIES, offset=0, facets=()))
    text = render_template(
        "browse/feed.xml",
        datasets=found.datasets,
        identity=context.platform().catalog_identity(session),
        question=wanted.q,
        addresses=addresses,
        own=addresses.page(request.full_path.rstrip("?")),
        page=addresses.page(page),
        language=language(),
        changed_at=max((one.data_changed_at or one.changed_at for one in found.datasets), default=EMPTY),
        stamp=_stamp,
    )
    response = Response(text, mimetype=MEDIA_TYPE, headers={"Cache-Control": "no-cache"})
    response.set_etag(sha256(text.encode()).hexdigest()[:32], weak=True)
    response.vary.add("Cookie")
    response.make_conditional(request)
    return response


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
