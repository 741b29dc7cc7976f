"""Data services of others and dataset series at their own addresses: a page for people, RDF for programs."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from opendata.model import Resource, ResourceKind
from opendata.services import catalog, resources
from opendata.web import context
from opendata.web.catalog import answer, flavour
from opendata.web.portal.browse import alternates, formats_of, rdf_format
from opendata.web.portal.pages import render

door = Blueprint("resources", __name__)


@door.get("/series/<slug>")
@door.get("/series/<slug>.<suffix>")
def series(slug: str, suffix: str = "") -> ResponseReturnValue:
    return page(ResourceKind.DATASET_SERIES, slug, suffix)


@door.get("/data-service/<slug>.<suffix>")
def data_service(slug: str, suffix: str) -> ResponseReturnValue:
    """Without a suffix the address is shared with our own files' services, see `dataset.data_service`."""
    return page(ResourceKind.DATA_SERVICE, slug, suffix)


def page(kind: ResourceKind, slug: str, suffix: str = "") -> ResponseReturnValue:
    session, addresses = context.session(), context.addresses()
    resource = resources.find(session, kind, slug)
    form = rdf_format(suffix)
    if form:
        return answer(catalog.resource_document(session, resource, addresses, form, flavour()), form)
    response = render(
        "browse/resource.html",
        resource=resource,
        description=_texts(resource, "description"),
        iri=addresses.resource(resource),
        address=addresses.resource_page(resource).removeprefix(addresses.base),
        datasets=resources.datasets_of(session, resource),
        formats_of=formats_of,
        links={name: _addresses(resource, name) for name in ("endpoint_url", "endpoint_description", "landing_page")},
    )
    response.headers["Link"] = alternates(addresses.resource_page(resource))
    return response


def _texts(resource: Resource, name: str) -> dict[str, str]:
    """The first in each language."""
    said = resource.values.get(name) or {}
    return {language: text if isinstance(text, str) else text[0] for language, text in said.items()}


def _addresses(resource: Resource, name: str) -> list[str]:
    said = resource.values.get(name) or []
    return [one if isinstance(one, str) else one["@id"] for one in said]
