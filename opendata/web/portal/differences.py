"""What changed in a file from one version to another: a page for people, and the feed that tells of new versions."""

import json
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from opendata.errors import NotFound
from opendata.services import comparing, publishing, switching
from opendata.services.comparing import Pair
from opendata.web import context
from opendata.web.moments import rfc3339
from opendata.web.portal.browse import page_number
from opendata.web.portal.pages import columns, here, render

door = Blueprint("differences", __name__)

PER_PAGE = 50
NEWEST = 50
"""Of a feed."""


@door.get("/dataset/<slug>/files/<file_id>/compare/<before>/<after>")
def page(slug: str, file_id: str, before: str, after: str) -> ResponseReturnValue:
    session, actor, platform = context.session(), context.actor(), context.platform()
    file = publishing.find_file(session, actor, file_id)
    if file.dataset.slug != slug:
        raise NotFound("file_unknown", file=file_id)
    pair = comparing.pair(session, actor, file, before, after)
    number = page_number()
    found = comparing.compare(
        platform.rows,
        platform.files,
        pair,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
        asker=context.asker(),
    )
    with found.rows as lines:
        differences = [json.loads(line, parse_float=str) for line in lines]
    changes = found.changes
    total = changes.added + changes.removed + changes.changed
    return render(
        "browse/differences.html",
        file=file,
        before=pair.before.version,
        after=pair.after.version,
        changes=changes,
        columns=_columns(pair),
        differences=differences,
        total=total,
        page=number,
        pages=-(-total // PER_PAGE),
        page_address=lambda page: here(page=page if page > 1 else None),
        api=context.addresses().comparison(pair.before.version, pair.after.version),
    )


@door.get("/files/<file_id>/changes.atom")
def feed(file_id: str) -> ResponseReturnValue:
    """Newest first, as feeds are read."""
    session = context.session()
    file = publishing.find_file(session, context.actor(), file_id)
    switches = switching.switches(session, file)[::-1][:NEWEST]
    words = render_template(
        "browse/changes.xml",
        file=file,
        switches=switches,
        addresses=context.addresses(),
        rfc3339=rfc3339,
        updated=switches[0].at if switches else file.dataset.changed_at,
    )
    response = Response(words, mimetype="application/atom+xml")
    response.add_etag()
    response.headers["Cache-Control"] = "no-cache" if file.dataset.is_public else "private, no-cache"
    response.vary.update(["Authorization", "Cookie"])
    return response.make_conditional(request)


def _columns(pair: Pair) -> list[dict[str, Any]]:
    """Those of both, the later version's first."""
    after, before = columns(pair.after.fields), columns(pair.before.fields)
    known = {column["name"] for column in after}
    return [*after, *(column for column in before if column["name"] not in known)]
