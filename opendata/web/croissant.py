"""The door for machine learning: a dataset as Croissant, at `croissant.json` beneath the dataset's own address."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from opendata.services import announcing, datasets
from opendata.web import context
from opendata.web.documents import document
from opendata.web.language import language

door = Blueprint("croissant", __name__)


@door.get("/dataset/<slug>/croissant.json")
def croissant(slug: str) -> ResponseReturnValue:
    session, addresses = context.session(), context.addresses()
    dataset = datasets.find(session, context.actor(), slug)
    described = announcing.croissant(session, dataset, addresses, language())
    response = document(described, "application/ld+json", public=dataset.is_public)
    response.vary.add("Cookie")  # the language may be remembered there
    return response
