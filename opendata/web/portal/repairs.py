"""What can be done about a version: put right what the check found, undo that, and decide what waits for a decision."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Version
from opendata.services import holding, publishing
from opendata.web import context
from opendata.web.portal import own

door = Blueprint("repairs", __name__, url_prefix="/workspace/versions/<version_id>")
door.before_request(own.members_only)


@door.post("/repairs")
def add(version_id: str) -> ResponseReturnValue:
    """The proposals that were ticked, after the repairs that are made already."""
    found = _newest(version_id)
    chosen = request.form.getlist("proposal", type=int)
    steps = [proposal["step"] for place, proposal in enumerate(found.proposals) if place in chosen]
    if not steps:
        flash(gettext("Choose at least one thing to put right."), "error")
        return redirect(url_for("verdicts.version", version_id=version_id) + "#repairs", 303)
    return _again(publishing.repair(context.session(), context.actor(), found.file, steps))


@door.post("/repairs/undo")
def undo(version_id: str) -> ResponseReturnValue:
    """The same file without one of its repairs."""
    found = _newest(version_id)
    place = request.form.get("place", -1, type=int)
    steps = [step for number, step in enumerate(found.recipe) if number != place]
    return _again(publishing.repair(context.session(), context.actor(), found.file, steps, instead=True))


@door.post("/decisions")
def decide(version_id: str) -> ResponseReturnValue:
    found, page = own.version(version_id), url_for("verdicts.version", version_id=version_id)
    hold, reason = request.form.get("hold", ""), request.form.get("reason", "")
    try:
        holding.decide(context.session(), context.actor(), found, hold, reason, context.addresses())
    except (Invalid, Conflict) as error:
        return own.refuse(error, f"{page}#holds")
    flash(gettext("Decided. It is in the audit log, with your name and reasons."), "success")
    return redirect(page, 303)


def _newest(version_id: str) -> Version:
    found = own.version(version_id)
    context.actor().require("edit", found.file.dataset.publisher_id)
    if found is not found.file.newest_version or not found.is_finished:
        raise NotFound("not_found")
    return found


def _again(made: Version) -> ResponseReturnValue:
    context.promise("check_version", made.id)
    return redirect(url_for("verdicts.version", version_id=made.id), 303)
