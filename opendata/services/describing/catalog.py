"""The catalog itself."""

from dataclasses import dataclass
from datetime import datetime

from opendata.dcat import Flavour, Graph, describe, empty
from opendata.model import Publisher, Text
from opendata.model.addresses import Addresses
from opendata.services.describing.moments import day

CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"


@dataclass(frozen=True)
class CatalogIdentity:
    """What the catalog says of itself."""

    title: Text
    description: Text
    place: str
    """GeoNames number."""
    publisher: Publisher | None


def catalog_graph(
    identity: CatalogIdentity,
    addresses: Addresses,
    *,
    issued: datetime | None,
    modified: datetime | None,
    flavour: Flavour = "se",
) -> Graph:
    """The Catalog, without its links to datasets and services."""
    graph = empty()
    describe(
        graph,
        "Catalog",
        addresses.catalog(),
        {
            "title": identity.title,
            "description": identity.description,
            "publisher": addresses.publisher(identity.publisher) if identity.publisher else None,
            "license": CC0,
            "language": ["SWE", "ENG"],
            "homepage": addresses.page("/"),
            "spatial": f"https://sws.geonames.org/{identity.place}",
            "theme_taxonomy": "http://publications.europa.eu/resource/authority/data-theme",
            "issued": day(issued),
            "modified": day(modified),
        },
        flavour,
    )
    return graph
