"""Catalogues elsewhere that are described here too: for administrators."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from opendata import locale
from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Finding, HarvestRun, HarvestSource, now
from opendata.model.harvest import SourceKind
from opendata.services import harvesting, publishers
from opendata.web import context
from opendata.web.language import language
from opendata.web.portal import own
from opendata.web.portal.descriptions import complaints
from opendata.web.portal.pages import render, text
from opendata.web.problems import status_of

door = Blueprint("sources", __name__, url_prefix="/workspace/admin/sources")
door.before_request(own.members_only)

USUAL_HOURS = (1, 6, 24, 168)


@door.before_request
def administrators_only() -> None:
    if not context.actor().is_administrator:
        raise NotFound("not_found")


@door.get("")
def all_sources() -> ResponseReturnValue:
    return _all({"interval_hours": "24"})


@door.post("")
def add() -> ResponseReturnValue:
    names = ("location", "title", "kind", "language", "publisher", "interval_hours")
    asked = {name: request.form.get(name, "").strip() for name in names}
    session, actor = context.session(), context.actor()
    try:
        if not asked["location"].startswith(("http://", "https://")):
            raise Invalid("fields_wrong", errors={"location": "web_address_unusable"})
        source = harvesting.settle(
            session,
            actor,
            asked["location"],
            kind=SourceKind.CKAN if asked["kind"] == "ckan" else SourceKind.DCAT,
            publisher=publishers.find(session, asked["publisher"]) if asked["publisher"] else None,
            language=asked["language"] or "sv",
            title=asked["title"],
        )
        harvesting.schedule(session, actor, source, _hours(asked["interval_hours"]))
        harvesting.ask(session, actor, source)
    except (Invalid, Conflict) as error:
        return _all(asked, status_of(error), complaints(error))
    flash(gettext("The source is added, and is being asked for the first time."), "success")
    return redirect(url_for("sources.one", source_id=source.id), 303)


@door.get("/<source_id>")
def one(source_id: str) -> ResponseReturnValue:
    source = _find(source_id)
    newest = _newest(source)
    telling = next((run for run in source.runs if run.counts), None)
    return render(
        "workspace/source.html",
        source=source,
        newest=newest,
        telling=telling,
        told=[_told(detail) for detail in telling.details] if telling else [],
        counted=_counted(telling) if telling else [],
        interval_options=_intervals(source.interval_hours),
        is_waiting=source.due_at is not None and source.due_at <= now(),
    )


@door.post("/<source_id>/schedule")
def schedule(source_id: str) -> ResponseReturnValue:
    source, page = _find(source_id), url_for("sources.one", source_id=source_id)
    try:
        hours = _hours(request.form.get("interval_hours", ""))
        harvesting.schedule(context.session(), context.actor(), source, hours)
    except Invalid as error:
        return own.refuse(error, page)
    flash(gettext("It is saved how often the source is asked."), "success")
    return redirect(page, 303)


@door.post("/<source_id>/ask")
def ask(source_id: str) -> ResponseReturnValue:
    harvesting.ask(context.session(), context.actor(), _find(source_id))
    flash(gettext("The source will be asked within a few seconds. Reload the page to see what came of it."), "success")
    return redirect(url_for("sources.one", source_id=source_id), 303)


@door.post("/<source_id>/remove")
def remove(source_id: str) -> ResponseReturnValue:
    harvesting.remove(context.session(), context.actor(), _find(source_id))
    flash(gettext("The source is removed. What came from it is described here from now on."), "success")
    return redirect(url_for("sources.all_sources"), 303)


@door.post("/<source_id>/runs/<run_id>/confirm")
def confirm(source_id: str, run_id: str) -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    page = url_for("sources.one", source_id=source_id)
    try:
        count = harvesting.confirm(session, actor, harvesting.find_run(session, actor, run_id))
    except Conflict as error:
        return own.refuse(error, page)
    flash(ngettext("One thing is withdrawn.", "%(num)d things are withdrawn.", count), "success")
    return redirect(page, 303)


def _find(source_id: str) -> HarvestSource:
    return harvesting.find_source(context.session(), context.actor(), source_id)


def _all(asked: dict[str, str], status: int = 200, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    return render(
        "workspace/sources.html",
        status,
        sources=[(one, _newest(one), _often(one.interval_hours)) for one in harvesting.all_sources(session, actor)],
        publisher_options=[(one.slug, text(one.name)) for one in publishers.all_publishers(session)],
        interval_options=_intervals(),
        values=asked,
        errors=errors or {},
    )


def _newest(source: HarvestSource) -> HarvestRun | None:
    return source.runs[0] if source.runs else None


def _often(hours: int | None) -> str:
    usual = {None: gettext("only when somebody wants it"), 1: gettext("every hour"), 24: gettext("every day")}
    return str(usual.get(hours) or gettext("every %(hours)d hours", hours=hours))


def _intervals(chosen: int | None = None) -> list[tuple[int, str]]:
    return [(hours, _often(hours)) for hours in sorted({*USUAL_HOURS, *([chosen] if chosen else [])})]


def _words() -> dict[str, str]:
    """What a run's counts are called, in the order in which they are told."""
    return {
        "added": gettext("added"),
        "changed": gettext("changed"),
        "unchanged": gettext("unchanged"),
        "removed": gettext("withdrawn"),
        "held": gettext("gone from the source"),
        "incomplete": gettext("not complete enough to be public"),
        "refused": gettext("left alone"),
        "failed": gettext("failed"),
    }


def _counted(run: HarvestRun) -> list[tuple[int, str]]:
    """The figures that say something."""
    return [(run.counts[name], words) for name, words in _words().items() if run.counts.get(name)]


def _hours(given: str) -> int | None:
    if not given:
        return None
    if not given.isdecimal():
        raise Invalid("hours_out_of_range", field="interval_hours", value=given)
    return int(given)


def _told(detail: dict[str, Any]) -> dict[str, Any]:
    """What a run says of one thing, with its findings as sentences: each once, however often it was made."""
    findings = dict.fromkeys(locale.finding(Finding(**one), language()) for one in detail["findings"])
    changed = [one["property"] for one in detail.get("differences", ())]
    change = _change(detail["change"]) if detail["iri"] else ""
    return {**detail, "change": change, "findings": list(findings), "changed": changed}


def _change(name: str) -> str:
    """Of one thing."""
    words = {
        "added": gettext("New"),
        "changed": gettext("Changed"),
        "unchanged": gettext("Unchanged"),
        "removed": gettext("Withdrawn"),
        "held": gettext("Gone from the source"),
        "refused": gettext("Left alone"),
        "failed": gettext("Failed"),
    }
    return str(words[name])
