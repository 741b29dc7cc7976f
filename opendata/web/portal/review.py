"""The workflow's moves, from draft to published and back."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Conflict, Invalid
from opendata.model import State
from opendata.services import publishing
from opendata.web import context
from opendata.web.portal import own

door = Blueprint("review", __name__, url_prefix="/workspace")
door.before_request(own.members_only)


@door.post("/datasets/<slug>/moves")
def move(slug: str) -> ResponseReturnValue:
    found, name, note = own.dataset(slug), request.form.get("move", ""), request.form.get("note", "")
    overview = url_for("drafts.overview", slug=slug)
    try:
        publishing.move(context.session(), context.actor(), found, name, context.addresses(), note=note)
    except (Invalid, Conflict) as error:
        return own.refuse(error, overview)
    flash(_outcome(found.state), "success")
    return redirect(overview, 303)


def _outcome(state: State) -> str:
    outcomes: dict[State, str] = {
        State.DRAFT: gettext("Returned. The editor sees your note and can go on working."),
        State.IN_REVIEW: gettext("Submitted. A reviewer now decides whether it is published."),
        State.PUBLISHED: gettext("Published. It is open to everybody from this moment, and in the catalog."),
        State.WITHDRAWN: gettext("Withdrawn. Its address now says so to everybody."),
    }
    return outcomes[state]
