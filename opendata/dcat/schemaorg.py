"""The catalog's words of a dataset -> schema.org, as search engines for datasets read it.

Source: https://schema.org/Dataset; https://developers.google.com/search/docs/appearance/structured-data/dataset, which
wants description in at most 5000 characters, boxes as south west north east, and open periods with two dots.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opendata.dcat.nodes import Node, Nodes

LONGEST = 5000
"""Characters of a description."""
CONTEXT = "https://schema.org/"

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_CORNER = re.compile(r"(-?[\d.]+) (-?[\d.]+)")


@dataclass(frozen=True)
class Table:
    """A file with rows, as CSV: what programs that read tables want to know. `fields` as in its Table Schema."""

    name: str
    title: str
    address: str
    byte_size: int
    sha256: str
    fields: Sequence[Mapping[str, Any]]
    key: Sequence[str] = ()


def schema_org(all_nodes: Nodes, iri: str, language: str, tables: Sequence[Table] = ()) -> dict[str, Any]:
    """The dataset of this IRI as JSON-LD, with texts in one language; None and empty values are left out."""
    dataset = Node(all_nodes, iri, language)
    publisher = [_agent(one) for one in dataset.follow("dcterms:publisher")]
    catalogs = [one for one, node in all_nodes.items() if {"@id": iri} in node.get("dcat:dataset", ())]
    return said(
        {
            "@context": CONTEXT,
            "@type": "Dataset",
            "@id": iri,
            "name": dataset.text("dcterms:title"),
            "description": (dataset.text("dcterms:description") or "")[:LONGEST],
            "url": dataset.first("dcat:landingPage") or iri,
            "identifier": [iri, *dataset.texts("dcterms:identifier")],
            "keywords": dataset.texts("dcat:keyword"),
            "license": _licence(dataset),
            "isAccessibleForFree": (dataset.first("dcterms:accessRights") == _PUBLIC) or None,
            "creator": [_agent(one) for one in dataset.follow("dcterms:creator")] or publisher,
            "publisher": publisher,
            "datePublished": dataset.text("dcterms:issued"),
            "dateModified": dataset.text("dcterms:modified"),
            "version": dataset.text("dcat:version"),
            "temporalCoverage": [period for one in dataset.follow("dcterms:temporal") if (period := _period(one))],
            "spatialCoverage": [place for one in dataset.follow("dcterms:spatial") if (place := _place(one))],
            "variableMeasured": [_variable(field) for table in tables for field in table.fields],
            "isPartOf": dataset.iris("dcat:inSeries"),
            "includedInDataCatalog": [{"@type": "DataCatalog", "url": one} for one in catalogs],
            "distribution": [_download(one) for one in dataset.follow("dcat:distribution")],
        }
    )


def said(described: Mapping[str, Any]) -> dict[str, Any]:
    """Without what there is nothing to say of."""
    return {name: value for name, value in described.items() if value not in (None, "", [], {})}


def _agent(agent: Node) -> dict[str, Any]:
    mailbox = agent.first("foaf:mbox")
    return said(
        {
            "@type": "Organization",
            "@id": agent.iri,
            "name": agent.text("foaf:name"),
            "url": agent.first("foaf:homepage"),
            "email": mailbox.removeprefix("mailto:") if mailbox else None,
        }
    )


def _licence(dataset: Node) -> str | None:
    licences = (one.first("dcterms:license") for one in dataset.follow("dcat:distribution"))
    return next((licence for licence in licences if licence), None)


def _period(period: Node) -> str | None:
    start, end = period.text("dcat:startDate"), period.text("dcat:endDate")
    return f"{start or '..'}/{end or '..'}" if start or end else None


def _place(place: Node) -> dict[str, Any] | None:
    name, box = place.text("rdfs:label"), place.text("dcat:bbox")
    corners = [(float(east), float(north)) for east, north in _CORNER.findall(box or "")]
    if corners:
        (west, south), (east, north) = map(min, zip(*corners, strict=True)), map(max, zip(*corners, strict=True))
        shape = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        return {"@type": "Place", "geo": shape}
    return {"@type": "Place", "@id": place.iri, "name": name} if name else None


def _variable(field: Mapping[str, Any]) -> dict[str, Any]:
    told = {"name": field.get("title", field["name"]), "description": field.get("description")}
    return {"@type": "PropertyValue", **said(told)}


def _download(distribution: Node) -> dict[str, Any]:
    """What has no address for the file itself is reached by its address for access."""
    media_type = distribution.first("dcat:mediaType") or distribution.text("dcterms:format") or ""
    size = distribution.text("dcat:byteSize")
    return {
        "@type": "DataDownload",
        **said(
            {
                "name": distribution.text("dcterms:title"),
                "contentUrl": distribution.first("dcat:downloadURL") or distribution.first("dcat:accessURL"),
                "encodingFormat": media_type.removeprefix(_MEDIA_TYPES),
                "contentSize": f"{size} B" if size else None,
            }
        ),
    }
