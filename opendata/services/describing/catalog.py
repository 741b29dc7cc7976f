"""The catalog itself."""

from dataclasses import dataclass
from datetime import datetime

from opendata.dcat import Flavour, Graph, describe, empty
from opendata.model import Publisher, Text
from opendata.model.addresses import Addresses
from opendata.services.describing.moments import day

PART_NAME: Text = {"sv": "Öppna data från", "en": "Open data from"}
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"


@dataclass(frozen=True)
class CatalogIdentity:
    """What the catalog says of itself."""

    title: Text
    description: Text
    place: str
    """GeoNames number."""
    publisher: Publisher | None
    is_part: bool = False
    """Whether it is the publisher's own, within the whole catalog."""

    def part_of(self, publisher: Publisher) -> "CatalogIdentity":
        """That of the catalog which a publisher has within this one."""
        title = {
            language: f"{PART_NAME.get(language, PART_NAME['en'])} {name}" for language, name in publisher.name.items()
        }
        description = publisher.description or title
        return CatalogIdentity(title, description, self.place, publisher, is_part=True)

    def iri(self, addresses: Addresses) -> str:
        return addresses.catalog(self.publisher if self.is_part else None)


def catalog_graph(
    identity: CatalogIdentity,
    addresses: Addresses,
    *,
    issued: datetime | None,
    modified: datetime | None,
    flavour: Flavour = "se",
) -> Graph:
    """The Catalog, without its links to datasets, services and parts."""
    graph, publisher = empty(), identity.publisher
    describe(
        graph,
        "Catalog",
        identity.iri(addresses),
        {
            "title": identity.title,
            "description": identity.description,
            "publisher": addresses.publisher(publisher) if publisher else None,
            "license": CC0,
            "language": ["SWE", "ENG"],
            "homepage": addresses.publisher_page(publisher) if identity.is_part and publisher else addresses.page("/"),
            "spatial": f"https://sws.geonames.org/{identity.place}",
            "theme_taxonomy": "http://publications.europa.eu/resource/authority/data-theme",
            "is_part_of": addresses.catalog() if identity.is_part else None,
            "issued": day(issued),
            "modified": day(modified),
        },
        flavour,
    )
    return graph
