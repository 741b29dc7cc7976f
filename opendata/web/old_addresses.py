"""The last resort: an address that nothing answers, but that others still use for what is kept here now."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from opendata.model import OldAddress, Resource
from opendata.services import catalog, datasets, resources
from opendata.services.harvesting import old_addresses
from opendata.web import context
from opendata.web.catalog import accepted_format, answer, flavour

SEE_OTHER = 303


def found() -> ResponseReturnValue | None:
    """RDF where that is asked for, else the way to the page; None for what was never here. NotFound("withdrawn")."""
    if request.method not in context.READING or "\0" in request.path:  # which PostgreSQL can't even be asked for
        return None
    session, addresses = context.session(), context.addresses()
    meant = old_addresses.find(session, addresses, request.path, request.query_string.decode("latin-1"))
    if meant is None:
        return None
    form = accepted_format()
    if isinstance(meant, OldAddress):
        datasets.require_visible(context.actor(), meant.dataset)
        if form and meant.dataset.is_public:
            return answer(catalog.dataset_document(session, meant.dataset, addresses, form, flavour()), form)
        return _see(addresses.dataset_page(meant.dataset) + (f"#{_part(meant)}" if meant.file else ""))
    if isinstance(meant, Resource):
        resource = resources.find(session, meant.kind, meant.slug)
        if form:
            return answer(catalog.resource_document(session, resource, addresses, form, flavour()), form)
        return _see(addresses.resource_page(resource))
    if form:
        return answer(catalog.publisher_document(session, meant, addresses, form, flavour()), form)
    return _see(addresses.publisher_page(meant))


def _part(meant: OldAddress) -> str:
    """The part of the dataset's page that is about the file."""
    if meant.file is None or meant.file.is_link:
        return f"distribution-{meant.file_id}-link"
    return f"file-{meant.file_id}"


def _see(address: str) -> ResponseReturnValue:
    response = redirect(address, SEE_OTHER)
    response.vary.add("Accept")
    return response
