"""/versions: how far the check has come, and what it found."""

from typing import Any

from flask import jsonify
from flask.views import MethodView

from opendata.errors import NotFound
from opendata.services import holding, publishing
from opendata.web import context
from opendata.web.api import shapes, views
from opendata.web.api.door import Door

door = Door("versions", __name__, description="Versions of files, and their reports")


@door.route("/versions/<version_id>")
class Version(MethodView):
    @door.response(200, shapes.VersionOut)
    def get(self, version_id: str) -> Any:
        """A version: how far its check has come, and what came of it."""
        return views.version(publishing.find_version(context.session(), context.actor(), version_id))


@door.route("/versions/<version_id>/report")
class Report(MethodView):
    @door.response(200, shapes.ReportOut)
    def get(self, version_id: str) -> Any:
        """What the check found, with each finding in the reader's language."""
        found = publishing.find_version(context.session(), context.actor(), version_id)
        if found.report is None:
            raise NotFound("report_not_ready", version=version_id)
        return views.report(found.report)


@door.route("/versions/<version_id>/frictionless-report")
class FrictionlessReport(MethodView):
    @door.response(200)
    def get(self, version_id: str) -> Any:
        """The report in the form that frictionless.Report reads."""
        found = publishing.find_version(context.session(), context.actor(), version_id)
        return jsonify(views.frictionless_report(found))


@door.route("/versions/<version_id>/current")
class Current(MethodView):
    @door.response(200, shapes.FileOut)
    def put(self, version_id: str) -> Any:
        """Make this accepted version the file's current one: the undo of a bad update."""
        session, actor = context.session(), context.actor()
        found = publishing.find_version(session, actor, version_id)
        publishing.make_current(session, actor, found, context.addresses())
        return views.file(found.file)


@door.route("/versions/<version_id>/decisions")
class Decisions(MethodView):
    @door.arguments(shapes.DecisionIn)
    @door.response(200, shapes.VersionOut)
    def post(self, asked: dict[str, str], version_id: str) -> Any:
        """Sign that the version may be public in spite of what holds it. Personal data: a reviewer, with reasons."""
        session, actor = context.session(), context.actor()
        found = publishing.find_version(session, actor, version_id)
        holding.decide(session, actor, found, asked["hold"], asked["reason"], context.addresses())
        return views.version(found)


@door.route("/files/<file_id>/repairs")
class Repairs(MethodView):
    @door.arguments(shapes.RepairsIn)
    @door.response(202, shapes.VersionOut)
    def post(self, asked: dict[str, Any], file_id: str) -> Any:
        """Repair the newest version's bytes by these steps too, as a new version; later uploads likewise."""
        return _repair(file_id, asked["steps"], instead=False)

    @door.arguments(shapes.RepairsIn)
    @door.response(202, shapes.VersionOut)
    def put(self, asked: dict[str, Any], file_id: str) -> Any:
        """Repair by these steps and no others; an empty list undoes all repairs."""
        return _repair(file_id, asked["steps"], instead=True)


def _repair(file_id: str, steps: list[Any], *, instead: bool) -> Any:
    session, actor = context.session(), context.actor()
    file = publishing.find_file(session, actor, file_id)
    made = publishing.repair(session, actor, file, steps, instead=instead)
    context.promise("check_version", made.id)
    return views.version(made), {"Location": context.addresses().page(f"/api/v1/versions/{made.id}")}
