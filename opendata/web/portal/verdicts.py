"""One version: how its check goes, what it found, and what can be done about that."""

import csv
import io
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata import locale, tabular
from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Report, Version, VersionState
from opendata.services import marking, publishing
from opendata.services.describing import FORM_NAMES
from opendata.web import context
from opendata.web.api import views
from opendata.web.language import language
from opendata.web.portal import columns, own
from opendata.web.portal.kinds import kind_names
from opendata.web.portal.pages import byte_size, render, text
from opendata.web.portal.pages import columns as shown_columns
from opendata.web.problems import status_of

door = Blueprint("verdicts", __name__, url_prefix="/workspace/versions/<version_id>")
door.before_request(own.members_only)

FINDINGS_ON_A_PAGE = 50
REPORT_FORMS = ("csv", "json", "frictionless.json")


@door.get("")
def version(version_id: str) -> ResponseReturnValue:
    found = own.version(version_id)
    if not found.is_finished:
        return render("workspace/checking.html", version=found)
    report = found.report or Report()
    code, page = request.args.get("code", ""), request.args.get("page", 1, type=int)
    findings = sorted(
        (finding for finding in report.findings if code in ("", finding.code)), key=lambda finding: finding.row or 0
    )
    start = (page - 1) * FINDINGS_ON_A_PAGE
    actor, dataset = context.actor(), found.file.dataset
    may_replace = actor.can("review" if dataset.is_public else "edit", dataset.publisher_id)
    return render(
        "workspace/version.html",
        version=found,
        report=report,
        kinds=kind_names(),
        findings=findings[start : start + FINDINGS_ON_A_PAGE],
        page=page,
        pages=-(-len(findings) // FINDINGS_ON_A_PAGE),
        code=code if code in report.counts else "",
        columns=shown_columns(found.fields),
        numbers=[_first_row(found) + index for index in range(len(found.sample or ()))],
        marks=_marks(found, report),
        forms=_forms(found),
        form_names={form: text(name) for form, name in FORM_NAMES.items()},
        groups=_groups(report),
        may_edit=actor.can("edit", dataset.publisher_id),
        may_decide={hold.permission for hold in found.all_holds if actor.can(hold.permission, dataset.publisher_id)},
        may_be_as_is=found is found.file.newest_version
        and any(
            one.code == "not_a_table" and one.facts.get("kind") in tabular.PUBLISHED_AS_IS for one in report.findings
        ),
        can_be_current=may_replace and found.state is VersionState.ACCEPTED and found is not found.file.current_version,
    )


@door.get("/progress")
def progress(version_id: str) -> ResponseReturnValue:
    """The part of the page that htmx asks for again and again, until there is a new page to show."""
    found = own.version(version_id)
    if found.is_finished:
        return Response(headers={"HX-Refresh": "true"})
    return render_template("workspace/progress.html", version=found)


@door.get("/report.<form>")
def report(version_id: str, form: str) -> ResponseReturnValue:
    found = own.version(version_id)
    if found.report is None or form not in REPORT_FORMS:
        raise NotFound("report_not_ready", version=version_id)
    name = f"{gettext('report')}-{version_id}.{form}"
    told: Any = views.frictionless_report(found) if form == "frictionless.json" else views.report(found.report)
    answer = Response(_csv(told), mimetype="text/csv") if form == "csv" else jsonify(told)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


@door.get("/marked.xlsx")
def marked(version_id: str) -> ResponseReturnValue:
    """The file as a workbook, with what was found marked and commented in the reader's language."""
    found = own.version(version_id)
    with context.platform().files.scratch() as scratch:
        word = partial(locale.finding, language=language())
        path = marking.marked(context.platform().files, found, word, Path(scratch))
        answer = Response(path.read_bytes(), mimetype=tabular.MEDIA_TYPES["xlsx"])
    stem = Path(found.filename).stem
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stem, safe='')}-{version_id}.xlsx"
    return answer


@door.post("/current")
def make_current(version_id: str) -> ResponseReturnValue:
    found, page = own.version(version_id), url_for("verdicts.version", version_id=version_id)
    try:
        publishing.make_current(context.session(), context.actor(), found, context.addresses())
    except Conflict as error:
        return own.refuse(error, page)
    flash(gettext("Version %(number)s is the current one from now on.", number=found.number), "success")
    return redirect(page, 303)


@door.route("/schema", methods=["GET", "POST"])
def schema(version_id: str) -> ResponseReturnValue:
    session, actor, found = context.session(), context.actor(), own.version(version_id)
    actor.require("edit", found.file.dataset.publisher_id)
    if not found.table_schema or found is not found.file.newest_version:
        raise NotFound("not_found")
    if request.method == "GET":
        return _schema_form(found, found.table_schema)
    asked = columns.read(request.form, found.table_schema)
    try:
        made = publishing.change_schema(session, actor, found.file, asked)
    except Invalid as error:
        reason = locale.sentence(error.code, language(), **error.facts)
        return _schema_form(found, asked, status_of(error), reason)
    context.promise("check_version", made.id)
    return redirect(url_for("verdicts.version", version_id=made.id), 303)


def _groups(report: Report) -> list[dict[str, Any]]:
    """Equal findings together, where that makes the report shorter."""
    groups: list[dict[str, Any]] = locale.report(report, language())["groups"]
    return groups if len(groups) < len(report.findings) else []


def _forms(version: Version) -> list[tuple[str, str, str]]:
    """(name, size, address) of each format that it can be downloaded in."""
    made = views.version(version)["renditions"]
    return [(text(FORM_NAMES[one["format"]]), byte_size(one["byte_size"]), one["url"]) for one in made]


def _schema_form(
    version: Version, schema: Mapping[str, Any], status: int = 200, problem: str = ""
) -> ResponseReturnValue:
    return render(
        "workspace/schema.html",
        status,
        version=version,
        fields=schema["fields"],
        types=columns.TYPES,
        problem=problem,
        examples=[_examples(version, place) for place in range(len(schema["fields"]))],
    )


def _examples(version: Version, place: int) -> list[str]:
    """A few different values of the column at this place, as they stand in the file."""
    cells = [row[place] for row in version.sample or () if place < len(row) and row[place]]
    return list(dict.fromkeys(cells))[:3]


def _first_row(version: Version) -> int:
    reading = version.reading or {}
    return int(reading.get("first_row", reading.get("header_row", 1) + 1))


def _marks(version: Version, report: Report) -> dict[tuple[int, str], str]:
    """(index of a row in the sample, name of a column) -> what is wrong there."""
    names: dict[str, str] = {}
    for field in version.fields:
        names.setdefault(field.get("title", field["name"]), field["name"])
    return {
        (finding.row - _first_row(version), names[finding.column]): locale.finding(finding, language())
        for finding in reversed(report.findings)
        if finding.row is not None and finding.column in names
    }


def _csv(report: Mapping[str, Any]) -> str:
    """For Swedish Excel; a value that Excel would take for a formula gets an apostrophe before it."""
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";")
    keys = ("severity", "code", "row", "column", "value", "message")
    writer.writerow(keys)
    for finding in report["findings"]:
        cells = ["" if finding[key] is None else str(finding[key]) for key in keys]
        writer.writerow([f"'{cell}" if cell[:1] in tuple("=+-@\t\r") else cell for cell in cells])
    return "\ufeff" + sink.getvalue()
