"""/versions: how far the check has come, and what it found."""

from typing import Any

from flask.views import MethodView

from opendata.errors import NotFound
from opendata.services import publishing
from opendata.web import context
from opendata.web.api import shapes, views
from opendata.web.api.door import Door

door = Door("versions", __name__, description="Versions of files, and their reports")


@door.route("/versions/<version_id>")
class Version(MethodView):
    @door.response(200, shapes.VersionOut)
    def get(self, version_id: str) -> Any:
        return views.version(publishing.find_version(context.session(), context.actor(), version_id))


@door.route("/versions/<version_id>/report")
class Report(MethodView):
    @door.response(200, shapes.ReportOut)
    def get(self, version_id: str) -> Any:
        found = publishing.find_version(context.session(), context.actor(), version_id)
        if found.report is None:
            raise NotFound("report_not_ready", version=version_id)
        return views.report(found.report)


@door.route("/versions/<version_id>/current")
class Current(MethodView):
    @door.response(200, shapes.FileOut)
    def put(self, version_id: str) -> Any:
        """Make this accepted version the file's current one: the undo of a bad update."""
        session, actor = context.session(), context.actor()
        found = publishing.find_version(session, actor, version_id)
        publishing.make_current(session, actor, found, context.addresses())
        return views.file(found.file)
