"""The list of words that mean the same, for administrators. For everybody else the page doesn't exist."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Invalid, NotFound
from opendata.services import synonyms
from opendata.web import context
from opendata.web.portal import own
from opendata.web.portal.descriptions import complaints
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("words", __name__, url_prefix="/workspace/admin/synonyms")
door.before_request(own.members_only)


@door.before_request
def administrators_only() -> None:
    if not context.actor().is_administrator:
        raise NotFound("not_found")


@door.get("")
def all_synonyms() -> ResponseReturnValue:
    listed = synonyms.as_text(context.session(), context.actor())
    return render("workspace/synonyms.html", synonyms=listed, errors={})


@door.post("")
def change() -> ResponseReturnValue:
    written = request.form.get("synonyms", "")
    try:
        synonyms.change(context.session(), context.actor(), written)
    except Invalid as error:
        return render("workspace/synonyms.html", status_of(error), synonyms=written, errors=complaints(error))
    flash(gettext("The list is saved. Searches follow it at once."), "success")
    return redirect(url_for("words.all_synonyms"), 303)
