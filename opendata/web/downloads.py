"""Bytes: the current version's at `/files/...`, any version's at `/versions/...`, for ever. Range, ETag, 304."""

from urllib.parse import quote

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue

from opendata.errors import NotFound
from opendata.model import DataFile, Version
from opendata.model.addresses import SUFFIXES, form_of
from opendata.model.dataset import ORIGINAL
from opendata.services import publishing
from opendata.web import context, csvw

door = Blueprint("downloads", __name__)

FOR_EVER = 365 * 24 * 3600


@door.get("/files/<file_id>/<name>")
def current(file_id: str, name: str) -> ResponseReturnValue:
    file = publishing.find_file(context.session(), context.actor(), file_id)
    if file.current_version is None:
        raise NotFound("file_unknown", file=file_id)
    return _send(file, file.current_version, name, max_age=None)


@door.get("/versions/<version_id>/<name>")
def version(version_id: str, name: str) -> ResponseReturnValue:
    found = publishing.find_version(context.session(), context.actor(), version_id)
    return _send(found.file, found, name, max_age=FOR_EVER if found.published_at else None)


def _send(file: DataFile, version: Version, name: str, *, max_age: int | None) -> Response:
    """The opened file is the version's own, so a switch to another version does not disturb this download."""
    form = form_of(name)
    may_see = not version.hides_original or context.actor().can("see", file.dataset.publisher_id)
    if form == ORIGINAL and not may_see:
        raise NotFound("original_withheld")
    if form == ORIGINAL:
        media_type, sha256, filename = version.media_type, version.sha256, version.filename
    else:
        rendition = version.rendition(form) if form else None
        if rendition is None or form is None:
            raise NotFound("rendition_not_there", name=name, reason=version.left_out.get(form or "", ""))
        media_type, sha256, filename = rendition.media_type, rendition.sha256, file.name + SUFFIXES[form]
    response = send_file(
        context.platform().files.as_path(sha256),
        mimetype=media_type,
        conditional=True,
        etag=sha256,
        max_age=max_age,
    )
    if form == csvw.FORM:
        response.headers["Link"] = csvw.link(name)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    if form == ORIGINAL and version.hides_original:
        response.headers["Cache-Control"] = "private, no-store"
    elif max_age is None:
        response.headers["Cache-Control"] = "no-cache" if file.dataset.is_public else "private, no-cache"
    return response
