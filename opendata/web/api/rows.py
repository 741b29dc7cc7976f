"""/files/{id}/rows: answers to questions about rows, as pages of JSON or as whole files."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue
from flask.views import MethodView

from opendata.dcat import vocabularies
from opendata.errors import Invalid, NotFound
from opendata.services import publishing, rows
from opendata.tabular import MEDIA_TYPES, Cursor, Page, RowQuery, Style, profile_as_text
from opendata.web import context, kept, packing
from opendata.web.api import questions, shapes
from opendata.web.api.door import Door, unknown_parameter
from opendata.web.api.questions import DESCRIPTION, documented

door = Door("rows", __name__, description="Rows of a file: filter, select, sort, group, pages")

FORMATS = ("json", "ndjson", "csv", "geojson", "gpkg", "parquet", "xlsx")
DOCUMENTED = documented(FORMATS)
TEXTS = ("json", "ndjson", "csv", "geojson")
"""What gzip makes smaller."""


@dataclass(frozen=True)
class Question:
    """What is asked, of which version, and in which form it is to be told."""

    source: rows.Source
    query: RowQuery
    form: str
    style: Style

    @property
    def tag(self) -> str:
        """The same for answers that are byte for byte the same."""
        dataset = self.source.file.dataset
        said = (self.source.version.id, self.source.file.current_version_id, dataset.licence, self.form)
        plain = repr((said, request.path, request.query_string, context.addresses().base))
        return hashlib.sha256(plain.encode()).hexdigest()[:32]


@door.route("/files/<file_id>/rows")
@door.route("/files/<file_id>/rows.<suffix>")
class Rows(MethodView):
    @door.doc(parameters=DOCUMENTED, description=DESCRIPTION)
    @door.response(200, shapes.RowsOut)
    def get(self, file_id: str, suffix: str | None = None) -> ResponseReturnValue:
        """Rows of a file: those that match, in pages or as a whole file."""
        question = _question(file_id, suffix)
        rendition = rows.stored(question.source, question.query, question.form, question.style)
        if rendition:
            path = context.platform().files.as_path(rendition.sha256)
            sent = send_file(path, mimetype=rendition.media_type, conditional=True, etag=rendition.sha256)
            return _with_headers(sent, question)
        make = _page if question.form == "json" else _file
        response = packing.answered(question.tag, partial(make, question), packable=question.form in TEXTS)
        answer = _with_headers(response, question)
        is_kept = question.form == "json" and "as_of" not in request.args
        return kept.while_it_stands(answer, question.source.standing) if is_kept else answer


@door.route("/files/<file_id>/profile")
class Profile(MethodView):
    @door.doc(parameters=[one for one in DOCUMENTED if one["name"] in ("version", "as_of")])
    @door.response(200, shapes.ProfileOut)
    def get(self, file_id: str) -> ResponseReturnValue:
        """What each column holds: missing, different and extreme values, the commonest ones or a histogram."""
        session, actor = context.session(), context.actor()
        for name in request.args:
            if name not in ("version", "as_of", "lang"):
                raise unknown_parameter(name, ("version", "as_of"))
        meant = questions.meant(request.args)
        file = publishing.find_file(session, actor, file_id)
        source = rows.source(session, actor, file, meant.version, as_of=meant.as_of)
        if source.version.profile is None:
            raise NotFound("profile_not_there", version=source.version.id)
        frame = json.dumps({"file": file.id, "version": source.version.id})
        body = f'{{"data": {profile_as_text(source.version.profile)}, "meta": {frame}}}'
        return Response(body, mimetype=MEDIA_TYPES["json"])


def _question(file_id: str, suffix: str | None) -> Question:
    session, actor = context.session(), context.actor()
    asked: Mapping[str, str] = request.args
    form = suffix or asked.get("format") or _accepted()
    if form not in FORMATS:
        raise Invalid("format_unknown", field="format", value=form, known=FORMATS)
    meant = questions.meant(asked)
    file = publishing.find_file(session, actor, file_id)
    source = rows.source(session, actor, file, meant.version, as_of=meant.as_of)
    names = [field["name"] for field in source.fields]
    query = questions.query_of(request.args.items(multi=True), names, paged=form == "json")
    query = meant.cursor.resumed(query) if meant.cursor else query
    return Question(source, query, form, questions.style_of(asked))


def _accepted() -> str:
    choices = {MEDIA_TYPES[form]: form for form in FORMATS}
    return choices[request.accept_mimetypes.best_match(list(choices)) or MEDIA_TYPES["json"]]


def _page(question: Question, is_packed: bool) -> Response:
    platform, source, query = context.platform(), question.source, question.query
    page = rows.page(platform.rows, platform.files, source, query, asker=context.asker())
    following = rows.following(source, query, page)
    body = _envelope(page, following, question).encode()
    response = Response(packing.gzip(body) if is_packed else body, mimetype=MEDIA_TYPES["json"])
    if following:
        response.headers.add("Link", f'<{_next(following, query)}>; rel="next"')
    return response


def _file(question: Question, is_packed: bool) -> Response:
    platform, source, query = context.platform(), question.source, question.query
    asker, form = context.asker(), question.form
    if request.method == "HEAD":  # as much as tells whether it could be written
        rows.page(platform.rows, platform.files, source, replace(query, limit=0), asker=asker)
        response = Response(mimetype=MEDIA_TYPES[form])
        response.automatically_set_content_length = False  # it would be that of no body
        return response
    opened = rows.written(platform.rows, platform.files, source, query, form, style=question.style, asker=asker)
    size = opened.seek(0, 2)
    opened.seek(0)
    chunks = rows.chunks(opened)
    response = Response(packing.gzipped(chunks) if is_packed else chunks, mimetype=MEDIA_TYPES[form])
    if not is_packed:
        response.content_length = size
    response.call_on_close(opened.close)
    return response


def _with_headers(response: Response, question: Question) -> Response:
    file = question.source.file
    response.headers["Cache-Control"] = "no-cache" if file.dataset.is_public else "private, no-cache"
    response.vary.update(["Accept", "Accept-Encoding", "Accept-Language", "Authorization"])
    if question.form != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{file.name}.{question.form}"'
    if question.source.version.id != file.current_version_id:
        response.headers.add("Link", f'<{context.addresses().rows(file)}>; rel="latest-version"')
    return response


def _next(cursor: Cursor, query: RowQuery) -> str:
    ours = ("offset", "limit", "cursor", "version", "as_of")
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in ours]
    paging = [("limit", query.limit), ("cursor", str(cursor))]
    return f"{context.addresses().page(request.path)}?{urlencode([*asked, *paging])}"


def _envelope(page: Page, following: Cursor | None, question: Question) -> str:
    """The rows come as JSON texts from the engine, exact to the last digit; only the frame is made here."""
    file, version = question.source.file, question.source.version
    dataset = file.dataset
    licence = vocabularies.concept("licence", dataset.licence).iri if dataset.licence else None
    asked = request.query_string.decode(errors="replace")
    frame: dict[str, Any] = {
        "links": {
            "self": context.addresses().page(request.path) + (f"?{asked}" if asked else ""),
            "next": _next(following, question.query) if following else None,
        },
        "meta": {
            "total": page.total,
            "file": file.id,
            "version": version.id,
            "current_version": file.current_version_id,
            "licence": licence,
        },
    }
    return f'{{"data": [{", ".join(page.rows)}], {json.dumps(frame)[1:]}'
