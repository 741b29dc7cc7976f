"""The workspace is for members, and for what their own publishers have; nothing else exists there, public or not."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from opendata import locale
from opendata.errors import Error
from opendata.model import DataFile, Dataset, Version
from opendata.services import datasets, publishing
from opendata.web import context
from opendata.web.context import READING
from opendata.web.language import language


def members_only() -> ResponseReturnValue | None:
    """Before each page: it is for people who have signed in with a password, not for tokens."""
    actor = context.actor()
    if actor.signed_in and actor.token_id is None:
        return None
    wanted = request.full_path.rstrip("?") if request.method in READING else url_for("drafts.mine")
    return redirect(url_for("login.form", next=wanted), 303)


def dataset(slug: str) -> Dataset:
    found = datasets.find(context.session(), context.actor(), slug)
    context.actor().require("see", found.publisher_id)
    return found


def file(file_id: str) -> DataFile:
    found = publishing.find_file(context.session(), context.actor(), file_id)
    context.actor().require("see", found.dataset.publisher_id)
    return found


def version(version_id: str) -> Version:
    found = publishing.find_version(context.session(), context.actor(), version_id)
    context.actor().require("see", found.file.dataset.publisher_id)
    return found


def refuse(error: Error, address: str) -> ResponseReturnValue:
    """Back to the page with the reason; nothing of what was begun is kept."""
    context.session().rollback()
    flash(locale.sentence(error.code, language(), **error.facts), "error")
    return redirect(address, 303)
