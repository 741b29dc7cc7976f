"""The workspace of those who publish: their datasets, and the description of each."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.dcat import Score
from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Dataset, Event, Finding, Publisher, State
from opendata.model.workflow import MOVES, moves_from
from opendata.services import datasets, fetches, journal, publications, publishers, publishing, scoring, series
from opendata.web import context
from opendata.web.portal import descriptions, own, properties
from opendata.web.portal.events import told, told_of_dataset
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("drafts", __name__, url_prefix="/workspace")
door.before_request(own.members_only)

Place = tuple[Finding, str]
"""What is missing, and the address where it is put right."""


@door.get("/")
def mine() -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    own = datasets.of_actor(session, actor)
    chosen = request.args.get("state", "")
    return render(
        "workspace/mine.html",
        datasets=[one for one in own if chosen in ("", one.state.value)],
        counts={state.value: sum(one.state is state for one in own) for state in State},
        total=len(own),
        chosen=chosen if chosen in list(State) else "",
        rejected=datasets.rejected_of_actor(session, actor),
        to_review=[one for one in own if one.state is State.IN_REVIEW and actor.can("review", one.publisher_id)],
        harvested=fetches.latest(session),
        may_make=bool(publishers.where_actor_may(session, actor, "edit")),
        series=series.of_actor(session, actor),
    )


@door.get("/datasets/<slug>")
def overview(slug: str) -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    found = own.dataset(slug)
    history = journal.of_dataset(session, actor, found)
    musts, wishes = _missing(found)
    return render(
        "workspace/overview.html",
        dataset=found,
        musts=musts,
        wishes=wishes,
        moves={move.name for move in moves_from(found.state) if actor.can(move.permission, found.publisher_id)},
        note=_note_of_last_move(history),
        history=[told_of_dataset(event) for event in history],
        score=_score(found),
        problem=publications.problem_of(session, found),
        max_upload=context.platform().settings.max_upload,
        other_series=[one for one in series.of_actor(session, actor) if one not in found.series],
    )


def _score(dataset: Dataset) -> Score | None:
    """None while there is nothing to be counted, or what there is can't be written."""
    try:
        return scoring.of_dataset(dataset, context.addresses()) if dataset.published_files or dataset.links else None
    except Invalid:
        return None


@door.route("/datasets/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    possible = publishers.where_actor_may(session, actor, "edit")
    if not possible:
        raise NotFound("not_found")
    if request.method == "GET":
        asked = next((one for one in possible if one.slug == request.args.get("publisher")), possible[0])
        blank = {"licence": "CC0-1.0", "access_rights": "PUBLIC", "languages": ["SWE"]}
        return _form(blank, possible=possible, publisher=asked)
    values, named = descriptions.read(request.form), request.form.get("publisher", "")
    publisher = next((one for one in possible if one.slug == named), None)
    if publisher is None:
        raise NotFound("publisher_unknown", slug=named)
    if properties.ANOTHER in request.form:
        return _form(values, possible=possible, publisher=publisher)
    if not _has(publisher, values["contact_point"]):
        values["contact_point"] = None
    try:
        made = datasets.create(session, actor, publisher, values)
    except (Invalid, Conflict) as error:
        errors = descriptions.complaints(error)
        return _form(values, status_of(error), errors, possible=possible, publisher=publisher)
    flash(gettext("The draft is saved. Now add the file with the data."), "success")
    return redirect(url_for("drafts.overview", slug=made.slug), 303)


@door.route("/datasets/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    found = own.dataset(slug)
    datasets.require(actor, "edit", found)
    if request.method == "GET":
        return _form(descriptions.values_of(found), dataset=found, publisher=found.publisher)
    values = descriptions.read(request.form)
    if properties.ANOTHER in request.form:
        return _form(values, dataset=found, publisher=found.publisher)
    try:
        publishing.redescribe(session, actor, found, values, context.addresses())
    except (Invalid, Conflict) as error:
        errors = descriptions.complaints(error)
        return _form(values, status_of(error), errors, dataset=found, publisher=found.publisher)
    flash(gettext("The description is saved."), "success")
    return redirect(url_for("drafts.overview", slug=found.slug), 303)


@door.post("/datasets/<slug>/delete")
def delete(slug: str) -> ResponseReturnValue:
    datasets.delete(context.session(), context.actor(), own.dataset(slug))
    flash(gettext("The draft is deleted."), "success")
    return redirect(url_for("drafts.mine"), 303)


def _form(
    values: dict[str, Any],
    status: int = 200,
    errors: dict[str, str] | None = None,
    *,
    publisher: Publisher,
    possible: Sequence[Publisher] = (),
    dataset: Dataset | None = None,
) -> ResponseReturnValue:
    another = request.form.get(properties.ANOTHER, "")
    return render(
        "workspace/description.html",
        status,
        values=values,
        errors=errors or {},
        publisher=publisher,
        publishers=possible or [publisher],
        dataset=dataset,
        choices=descriptions.choices,
        nested_choices=descriptions.nested_choices,
        labels=descriptions.labels,
        controls=properties,
        another=another,
        groups=properties.groups("Dataset", values, errors or {}, another),
        names={path: properties.label_of("Dataset", path) for path in errors or ()},
    )


def _has(publisher: Publisher, contact_point: str | None) -> bool:
    return any(point.id == contact_point for point in publisher.contact_points)


def _missing(found: Dataset) -> tuple[list[Place], list[Place]]:
    """What must be put right before publication, and what would be better with it; once for each place."""
    musts: dict[str, Place] = {}
    wishes: dict[str, Place] = {}
    for finding in publishing.missing(found, context.addresses()).findings:
        address = _where(found, finding)
        if finding.severity == "error":
            musts.setdefault(address or str(finding), (finding, address))
        elif address and address not in musts:
            wishes.setdefault(address, (finding, address))
    return list(musts.values()), list(wishes.values())


def _where(found: Dataset, finding: Finding) -> str:
    """The address where a finding is put right; empty when that is not for an editor to do."""
    if field := descriptions.field_of(finding):
        return url_for("drafts.edit", slug=found.slug) + f"#field-{field}"
    if finding.code == "file_missing":
        return "#files"
    return url_for("uploads.file", file_id=finding.facts["file"]) if "file" in finding.facts else ""


def _note_of_last_move(history: Sequence[Event]) -> dict[str, Any] | None:
    """What somebody wrote when the dataset came into the state that it is in."""
    verbs = {f"dataset.{name}" for name in MOVES}
    last = next((event for event in history if event.verb in verbs), None)
    return told(last) if last and last.facts.get("note") else None
