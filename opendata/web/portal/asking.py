"""Asking about a dataset, or reporting what is wrong with it or with the site's accessibility, without an account."""

from collections.abc import Mapping

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from opendata.errors import Invalid, NotAllowed, NotFound
from opendata.model import CaseKind, Dataset, Publisher
from opendata.model.account import NOBODY
from opendata.services import cases, datasets
from opendata.web import context, guard
from opendata.web.language import language
from opendata.web.portal.pages import render, sentence
from opendata.web.problems import status_of

door = Blueprint("asking", __name__)

FIELDS = {"text_missing": "text", "text_too_long": "text", "email_unusable": "email"}


@door.get("/ask")
def form() -> ResponseReturnValue:
    return _form(_about(request.args), request.args, {})


@door.post("/ask")
def ask() -> ResponseReturnValue:
    asked = request.form
    about = _about(asked)
    back = f"/dataset/{about.slug}" if isinstance(about, Dataset) else "/accessibility"
    if guard.is_trapped(asked):
        return render("browse/asked.html", back=back)
    try:
        guard.require_unhurried(asked)
        _case, letter = cases.ask(
            context.session(),
            _kind(about, asked),
            about,
            asked.get("text", ""),
            address=asked.get("email", ""),
            language=language(),
            asker=context.asker(),
            addresses=context.addresses(),
        )
    except (Invalid, NotAllowed) as error:
        words = sentence(error.code, **error.facts)
        return _form(about, asked, {FIELDS.get(error.code, "form"): words}, status_of(error))
    if letter:
        context.promise("deliver", letter.id)
    return render("browse/asked.html", back=back)


def _about(asked: Mapping[str, str]) -> Dataset | Publisher:
    """A public dataset; or whoever answers for the site."""
    session = context.session()
    if asked.get("dataset"):
        return datasets.find(session, NOBODY, asked["dataset"])
    publisher = context.platform().catalog_identity(session).publisher
    if publisher is None:
        raise NotFound("not_found")
    return publisher


def _kind(about: Dataset | Publisher, asked: Mapping[str, str]) -> CaseKind:
    if isinstance(about, Publisher):
        return CaseKind.ACCESSIBILITY
    return CaseKind.FAULT if asked.get("kind") == CaseKind.FAULT else CaseKind.QUESTION


def _form(
    about: Dataset | Publisher, asked: Mapping[str, str], errors: dict[str, str], status: int = 200
) -> ResponseReturnValue:
    dataset = about if isinstance(about, Dataset) else None
    return render(
        "browse/ask.html",
        status,
        dataset=dataset,
        asked=asked,
        errors=errors,
        guard=guard.fields(),
        longest=cases.LONGEST,
    )
