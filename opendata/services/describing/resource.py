"""Data services of others and dataset series."""

from typing import Any

from opendata import dcat
from opendata.dcat import Flavour, Graph, describe, empty
from opendata.model import Resource, ResourceKind
from opendata.model.addresses import Addresses
from opendata.services.describing.moments import day


def resource_graph(resource: Resource, addresses: Addresses, flavour: Flavour = "se") -> Graph:
    """Without the publisher's own description."""
    graph = empty()
    points = resource.publisher.contact_points
    known: dict[str, Any] = {
        "publisher": addresses.publisher(resource.publisher),
        "contact_point": None
        if "contact_point" in resource.values or not points
        else addresses.contact_point(points[0]),
        "landing_page": None if "landing_page" in resource.values else addresses.resource_page(resource),
    }
    if resource.kind is ResourceKind.DATASET_SERIES:
        known["modified"] = day(resource.changed_at)
    values = dcat.combined(resource.kind.value, known, resource.values)
    describe(graph, resource.kind.value, addresses.resource(resource), values, flavour)
    return graph + dcat.parse(resource.kept, "nt") if resource.kept else graph
