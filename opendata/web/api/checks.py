"""/checks: what would the upload say? Nothing is stored."""

from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import Any

from flask import request
from flask.views import MethodView

from opendata.errors import Invalid, TooLarge, Unreachable
from opendata.services import checking
from opendata.web import context
from opendata.web.api import shapes, views
from opendata.web.api.door import Door
from opendata.web.api.files import FileUpload, terms_of

door = Door("checks", __name__, description="Try a file before uploading it")

ONE_AT_A_TIME = Lock()
"""Judging is work, and whoever wants may ask for it: the pages must not wait for that."""
MOST_BYTES = 20 * 1024 * 1024


@door.route("/checks")
class Checks(MethodView):
    @door.doc(
        requestBody={"content": {"multipart/form-data": {"schema": FileUpload}}, "required": True},
        security=[],  # open to all
    )
    @door.response(200, shapes.ReportOut)
    def post(self) -> Any:
        """The report of a file of at most 20 MB, at once. Larger files: `opendata check`, or upload them to a draft."""
        upload = request.files.get("file")
        if upload is None:
            raise Invalid("fields_wrong", errors={"file": "field_missing"})
        if not ONE_AT_A_TIME.acquire(blocking=False):
            raise Unreachable("checks_busy")
        with ExitStack() as cleaning:
            cleaning.callback(ONE_AT_A_TIME.release)
            folder = cleaning.enter_context(context.platform().files.scratch())
            source = Path(folder) / "upload"
            upload.save(source)
            if source.stat().st_size > MOST_BYTES:
                raise TooLarge("file_too_large", limit=MOST_BYTES)
            checked = checking.check(source, Path(folder), filename=upload.filename or "", terms=terms_of(request.form))
        return views.report(checked.report)
