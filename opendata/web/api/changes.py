"""/files/{id}/changes: when a file got which version; .../compare: every row that differs between two of them."""

import hashlib
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from marshmallow import fields, validate

from opendata.dcat import vocabularies
from opendata.model import DataFile, Dataset, Version
from opendata.services import comparing, publishing, rows, switching
from opendata.services.comparing import Compared, Pair
from opendata.services.switching import Switch
from opendata.tabular import DIFFERENCE_FORMS, MEDIA_TYPES
from opendata.web import context, moments, packing
from opendata.web.api import questions, shapes
from opendata.web.api.door import Door
from opendata.web.api.questions import LIMIT, MOST_ROWS
from opendata.web.moments import rfc3339
from opendata.web.verbatim import Verbatim, written

door = Door("changes", __name__, description="What changes in a file from version to version")

ATOM = "application/atom+xml"
SEE_OTHER = 303
FORMS = ("json", *DIFFERENCE_FORMS)
SUMMED = (
    *("rows_before", "rows_after", "added", "removed", "changed", "added_columns", "removed_columns", "retyped"),
    *("changed_cells", "key_changed", "breaking"),
)


class Since(shapes.Strict):
    since = fields.String(metadata={"description": "RFC 3339: only what came after that. Left out: since ever."})
    lang = fields.String(validate=shapes.LANGUAGE)


class Page(shapes.Strict):
    format = fields.String(
        validate=validate.OneOf(FORMS), metadata={"description": "Else by Accept. Others than JSON have all rows."}
    )
    limit = fields.Integer(load_default=LIMIT, validate=validate.Range(1, MOST_ROWS))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, questions.FAR))
    lang = fields.String(validate=shapes.LANGUAGE)


@door.route("/files/<file_id>/changes")
class Changes(MethodView):
    @door.arguments(Since, location="query")
    @door.response(200, shapes.ChangesOut)
    @door.alt_response(303, description="To the same as Atom, for those who would rather have that.")
    def get(self, asked: dict[str, str], file_id: str) -> Any:
        """The versions that became current since then, oldest first. Ask `next` for what comes later."""
        session = context.session()
        file = publishing.find_file(session, context.actor(), file_id)
        since = moments.read("since", asked["since"]) if asked.get("since") else None
        if request.accept_mimetypes.best_match(["application/json", ATOM]) == ATOM:
            response = redirect(context.addresses().changes_feed(file), SEE_OTHER)
            response.vary.add("Accept")
            return response
        found = switching.switches(session, file, since=since)
        here = context.addresses().changes(file)
        until = found[-1].at if found else since
        return {
            "data": [_switch(one) for one in found],
            "links": {
                "self": f"{here}?{urlencode({'since': asked['since']})}" if asked.get("since") else here,
                "next": f"{here}?{urlencode({'since': rfc3339(until)})}" if until else here,
                "atom": context.addresses().changes_feed(file),
            },
            "meta": {"total": len(found)},
        }


def _switch(switch: Switch) -> dict[str, Any]:
    version, before, addresses = switch.version, switch.before, context.addresses()
    return {
        "at": switch.at,
        "version": version.id,
        "number": version.number,
        "rows": version.rows,
        "previous": before.id if before else None,
        "changes": {name: switch.changes[name] for name in SUMMED} if switch.changes else None,
        "links": {
            "version": addresses.page(f"/api/v1/versions/{version.id}"),
            **({"compare": addresses.comparison(before, version)} if before and switch.is_comparable else {}),
        },
    }


@door.route("/files/<file_id>/versions/<before>/compare/<after>")
class Comparison(MethodView):
    @door.arguments(Page, location="query")
    @door.response(200, shapes.ComparisonOut)
    def get(self, asked: dict[str, Any], file_id: str, before: str, after: str) -> ResponseReturnValue:
        """Rows that were changed, added and removed from one version to another, in that order.

        Rows are matched by the key that the schema declares, or by a column that names each row in both; without one
        they are compared whole, and a changed row is one removed and one added. JSON comes in pages, with a summary;
        NDJSON and CSV have all rows. In CSV `_change` is `added`, `removed`, or `before` and `after` for a changed row.
        """
        session, actor = context.session(), context.actor()
        file = publishing.find_file(session, actor, file_id)
        pair = comparing.pair(session, actor, file, before, after)
        form = asked.get("format") or _accepted()
        response = packing.answered(_tag(pair, form), partial(_answer, pair, form, asked))
        return _with_headers(response, file, form)


def _accepted() -> str:
    choices = {MEDIA_TYPES[form]: form for form in FORMS}
    return choices[request.accept_mimetypes.best_match(list(choices)) or MEDIA_TYPES["json"]]


def _tag(pair: Pair, form: str) -> str:
    said = (pair.mark, form, request.query_string, pair.after.version.file.dataset.licence, context.addresses().base)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _answer(pair: Pair, form: str, asked: dict[str, Any], is_packed: bool) -> Response:
    platform, asker = context.platform(), context.asker()
    if form == "json":
        limits = {"limit": asked["limit"], "offset": asked["offset"]}
        found = comparing.compare(platform.rows, platform.files, pair, **limits, asker=asker)
        body = written(_page(pair, found, **limits)).encode()
        return Response(packing.gzip(body) if is_packed else body, mimetype=MEDIA_TYPES[form])
    found = comparing.compare(platform.rows, platform.files, pair, form, asker=asker)
    chunks = rows.chunks(found.rows)
    response = Response(packing.gzipped(chunks) if is_packed else chunks, mimetype=MEDIA_TYPES[form])
    response.call_on_close(found.rows.close)
    return response


def _page(pair: Pair, found: Compared, limit: int, offset: int) -> dict[str, Any]:
    with found.rows as lines:
        told = Verbatim(f"[{', '.join(line.decode().rstrip() for line in lines)}]")
    before, after = pair.before.version, pair.after.version
    here, changes = context.addresses().comparison(before, after), found.changes
    total = changes.added + changes.removed + changes.changed
    following = {"limit": limit, "offset": offset + limit}
    return {
        "data": told,
        "summary": {"matched_by": found.key, **{name: getattr(changes, name) for name in SUMMED}},
        "links": {
            "self": f"{here}?{urlencode({'limit': limit, 'offset': offset})}",
            "next": f"{here}?{urlencode(following)}" if following["offset"] < total else None,
            **{form: f"{here}?format={form}" for form in DIFFERENCE_FORMS},
        },
        "meta": {
            "total": total,
            "file": after.file_id,
            "before": _version(before),
            "after": _version(after),
            "licence": _licence(after.file.dataset),
        },
    }


def _version(version: Version) -> dict[str, Any]:
    published = rfc3339(version.published_at) if version.published_at else None
    return {"id": version.id, "number": version.number, "published_at": published}


def _licence(dataset: Dataset) -> str | None:
    return vocabularies.concept("licence", dataset.licence).iri if dataset.licence else None


def _with_headers(response: Response, file: DataFile, form: str) -> Response:
    response.headers["Cache-Control"] = "no-cache" if file.dataset.is_public else "private, no-cache"
    response.vary.update(["Accept", "Accept-Encoding", "Authorization"])
    if form != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{file.name}-changes.{form}"'
    return response
