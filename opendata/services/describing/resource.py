"""Data services of others and dataset series."""

from collections.abc import Sequence
from typing import Any

from opendata import dcat
from opendata.dcat import Flavour, Graph, describe, empty
from opendata.model import Dataset, Resource, ResourceKind
from opendata.model.addresses import Addresses
from opendata.services.describing import members
from opendata.services.describing.moments import day


def resource_graph(
    resource: Resource, addresses: Addresses, flavour: Flavour = "se", datasets: Sequence[Dataset] = ()
) -> Graph:
    """Without the publisher's own description. `datasets` are the public ones of a series that is described here."""
    graph = empty()
    points = resource.publisher.contact_points
    iri = addresses.resource(resource)
    known: dict[str, Any] = {
        "identifier": None if "identifier" in resource.values else iri,
        "publisher": addresses.publisher(resource.publisher),
        "contact_point": None
        if "contact_point" in resource.values or not points
        else addresses.contact_point(points[0]),
        "landing_page": None if "landing_page" in resource.values else addresses.resource_page(resource),
    }
    if resource.kind is ResourceKind.DATASET_SERIES:
        known |= {name: value for name, value in members.told(datasets).items() if name not in resource.values}
        known.setdefault("modified", day(resource.changed_at))
    values = dcat.combined(resource.kind.value, known, resource.values)
    describe(graph, resource.kind.value, iri, values, flavour)
    return graph + dcat.parse(resource.kept, "nt") if resource.kept else graph
