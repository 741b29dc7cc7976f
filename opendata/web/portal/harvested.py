"""Datasets that are taken from a source, in the workspace: taken over from it, to be described here."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.services import harvesting
from opendata.web import context
from opendata.web.portal import own

door = Blueprint("harvested", __name__, url_prefix="/workspace")
door.before_request(own.members_only)


@door.post("/datasets/<slug>/take-over")
def take_over(slug: str) -> ResponseReturnValue:
    harvesting.take_over(context.session(), context.actor(), own.dataset(slug))
    flash(gettext("The dataset is described here from now on."), "success")
    return redirect(url_for("drafts.overview", slug=slug), 303)
