"""CKAN's packages -> graph, as its own DCAT export would say them, so that there is one reader for what comes of it.

Names of fields and extras: CKAN 2.11, API guide; ckanext-dcat 2.x, "Mapping"; ckanext-fluent for texts in languages.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from opendata.dcat.iris import expand, is_sound
from opendata.dcat.vocabularies import vocabulary

Json = Mapping[str, Any]
_NAMELESS = ("{}", "[]", "null", "")
# Field or extra of a package -> property of the dataset; texts are taken in all languages that they come in.
_TEXTS = {
    "title": "dcterms:title",
    "notes": "dcterms:description",
    "version_notes": "adms:versionNotes",
    "provenance": "dcterms:provenance",
}
_VALUES = {
    "identifier": "dcterms:identifier",
    "alternate_identifier": "adms:identifier",
    "url": "dcat:landingPage",
    "version": "dcat:version",
    "metadata_created": "dcterms:issued",
    "metadata_modified": "dcterms:modified",
    "frequency": "dcterms:accrualPeriodicity",
    "access_rights": "dcterms:accessRights",
    "theme": "dcat:theme",
    "language": "dcterms:language",
    "conforms_to": "dcterms:conformsTo",
    "documentation": "foaf:page",
    "related_resource": "dcterms:relation",
    "is_referenced_by": "dcterms:isReferencedBy",
    "has_version": "dcat:hasVersion",
    "source": "dcterms:source",
    "sample": "adms:sample",
    "spatial_uri": "dcterms:spatial",
    "spatial_resolution_in_meters": "dcat:spatialResolutionInMeters",
    "temporal_resolution": "dcat:temporalResolution",
    "applicable_legislation": "dcatap:applicableLegislation",
    "hvd_category": "dcatap:hvdCategory",
}
# What an extra says better than the field that CKAN fills in itself.
_RATHER = {"metadata_created": "issued", "metadata_modified": "modified"}
_OF_RESOURCE = {
    "format": "dcterms:format",
    "mimetype": "dcat:mediaType",
    "size": "dcat:byteSize",
    "created": "dcterms:issued",
    "issued": "dcterms:issued",
    "last_modified": "dcterms:modified",
    "modified": "dcterms:modified",
    "license": "dcterms:license",
    "rights": "dcterms:rights",
    "language": "dcterms:language",
    "conforms_to": "dcterms:conformsTo",
    "documentation": "foaf:page",
    "availability": "dcatap:availability",
    "status": "adms:status",
    "compress_format": "dcat:compressFormat",
    "package_format": "dcat:packageFormat",
}


def graph_of(packages: Iterable[Json], site: str) -> Graph:
    """The public, active datasets of `package_search` or `package_show` in the CKAN at `site`, as DCAT."""
    graph = Graph()
    for package in packages:
        if package.get("state", "active") == "active" and not package.get("private") and package.get("id"):
            _package(graph, package, site.rstrip("/"))
    return graph


def _package(graph: Graph, package: Json, site: str) -> None:
    said = _with_extras(package)
    dataset = _iri(said.get("uri"), f"{site}/dataset/{_part(package['id'])}")
    graph.add((dataset, RDF.type, expand("dcat:Dataset")))
    for name, curie in _TEXTS.items():
        _texts(graph, dataset, curie, said, name)
    for name, curie in _VALUES.items():
        for value in _several(said.get(_RATHER.get(name, name)) or said.get(name)):
            graph.add((dataset, expand(curie), _node(value)))
    if not said.get("identifier"):
        graph.add((dataset, expand("dcterms:identifier"), Literal(package["id"])))
    if not said.get("url"):
        graph.add(
            (dataset, expand("dcat:landingPage"), URIRef(f"{site}/dataset/{_part(said.get('name', package['id']))}"))
        )
    _keywords(graph, dataset, said)
    _period(graph, dataset, said)
    _spatial(graph, dataset, said)
    _publisher(graph, dataset, said, site)
    _contact(graph, dataset, said)
    for resource in package.get("resources", ()):
        if resource.get("state", "active") == "active" and resource.get("url"):
            graph.add((dataset, expand("dcat:distribution"), _resource(graph, dataset, resource, said)))


def _with_extras(package: Json) -> dict[str, Any]:
    """Fields, and extras whose names no field has."""
    extras = {
        one["key"].removeprefix("dcat_").replace("guid", "uri"): one["value"] for one in package.get("extras", ())
    }
    return extras | {name: value for name, value in package.items() if value not in (None, "", [], {})}


def _resource(graph: Graph, dataset: URIRef, resource: Json, package: Json) -> URIRef:
    own = _iri(resource.get("uri"), f"{dataset}/resource/{_part(resource['id'])}")
    graph.add((own, RDF.type, expand("dcat:Distribution")))
    _texts(graph, own, "dcterms:title", resource, "name")
    _texts(graph, own, "dcterms:description", resource, "description")
    for name, curie in _OF_RESOURCE.items():
        for value in _several(resource.get(name)):
            graph.add((own, expand(curie), _node(value)))
    if "license" not in resource and (licence := _licence(package)):
        graph.add((own, expand("dcterms:license"), _node(licence)))
    address = str(resource["url"]).strip()
    graph.add((own, expand("dcat:accessURL"), _node(resource.get("access_url") or address)))
    if resource.get("download_url") or resource.get("url_type") == "upload":
        graph.add((own, expand("dcat:downloadURL"), _node(resource.get("download_url") or address)))
    if resource.get("hash"):
        checksum = URIRef(f"{own}#checksum")
        graph.add((own, expand("spdx:checksum"), checksum))
        graph.add((checksum, expand("spdx:checksumValue"), Literal(str(resource["hash"]).rpartition(":")[2])))
        graph.add((checksum, expand("spdx:algorithm"), _node(resource.get("hash_algorithm") or _algorithm(resource))))
    return own


def _licence(package: Json) -> Any:
    """CKAN's own "cc-by" doesn't say which version, so that it stays what its address says."""
    codes = {code.lower(): one.iri for code, one in vocabulary("licence").items()}
    name = str(package.get("license_id", "")).lower()
    return (
        codes.get("cc0-1.0" if name == "cc-zero" else name) or package.get("license_url") or package.get("license_id")
    )


def _algorithm(resource: Json) -> str:
    """CKAN itself says none: it is told by the length, in hexadecimal digits."""
    digits = len(str(resource["hash"]).rpartition(":")[2])
    name = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}.get(digits, "")
    return f"http://spdx.org/rdf/terms#checksumAlgorithm_{name}"


def _publisher(graph: Graph, dataset: URIRef, said: Json, site: str) -> None:
    organisation = said.get("organization") or {}
    name = said.get("publisher_name") or organisation.get("title") or organisation.get("name")
    if not name:
        return
    own = f"{site}/organization/{_part(organisation['id'])}" if organisation.get("id") else f"{dataset}#publisher"
    agent = _iri(said.get("publisher_uri"), own)
    graph.add((dataset, expand("dcterms:publisher"), agent))
    graph.add((agent, RDF.type, expand("foaf:Agent")))
    for text in _several(name):
        graph.add((agent, expand("foaf:name"), Literal(text)))
    for key, curie in (("publisher_url", "foaf:homepage"), ("publisher_type", "dcterms:type")):
        if said.get(key):
            graph.add((agent, expand(curie), _node(said[key])))
    if said.get("publisher_email"):
        graph.add((agent, expand("foaf:mbox"), URIRef(_mailbox(said["publisher_email"]))))


def _contact(graph: Graph, dataset: URIRef, said: Json) -> None:
    for who in ("contact", "maintainer", "author"):
        name, email = said.get(f"{who}_name") or said.get(who), said.get(f"{who}_email")
        if name or email:
            point = _iri(said.get(f"{who}_uri"), f"{dataset}#contact")
            graph.add((dataset, expand("dcat:contactPoint"), point))
            graph.add((point, RDF.type, expand("vcard:Organization")))
            graph.add((point, expand("vcard:fn"), Literal(name or email)))
            if email:
                graph.add((point, expand("vcard:hasEmail"), URIRef(_mailbox(email))))
            return


def _keywords(graph: Graph, dataset: URIRef, said: Json) -> None:
    fluent = said.get("keywords") or said.get("tags_translated")
    if isinstance(fluent, Mapping):
        for language, words in fluent.items():
            for word in words:
                graph.add((dataset, expand("dcat:keyword"), Literal(word, lang=language)))
    else:
        for tag in said.get("tags", ()):
            graph.add((dataset, expand("dcat:keyword"), Literal(tag.get("display_name") or tag["name"])))


def _period(graph: Graph, dataset: URIRef, said: Json) -> None:
    start, end = said.get("temporal_start"), said.get("temporal_end")
    if start or end:
        period = BNode(f"{dataset}#temporal")
        graph.add((dataset, expand("dcterms:temporal"), period))
        graph.add((period, RDF.type, expand("dcterms:PeriodOfTime")))
        for value, curie in ((start, "dcat:startDate"), (end, "dcat:endDate")):
            if value:
                graph.add((period, expand(curie), Literal(value)))


def _spatial(graph: Graph, dataset: URIRef, said: Json) -> None:
    """An extra with GeoJSON: the box around it, else what it says."""
    text = said.get("spatial")
    box = _box(text)
    if box:
        west, south, east, north = box
        ring = f"{west} {north},{east} {north},{east} {south},{west} {south},{west} {north}"
        place = BNode(f"{dataset}#spatial")
        graph.add((dataset, expand("dcterms:spatial"), place))
        graph.add((place, RDF.type, expand("dcterms:Location")))
        wkt = Literal(f"POLYGON(({ring}))", datatype=expand("geosparql:wktLiteral"))
        graph.add((place, expand("dcat:bbox"), wkt))
    elif text:
        graph.add((dataset, expand("dcterms:spatial"), _node(text)))


def _box(spatial: Any) -> tuple[float, float, float, float] | None:
    try:
        shape = json.loads(spatial) if isinstance(spatial, str) else spatial
        points = list(_points(shape["coordinates"]))
        longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        for part in coordinates:
            yield from _points(part)


def _texts(graph: Graph, subject: URIRef, curie: str, said: Json, name: str) -> None:
    value = said.get(f"{name}_translated") or said.get(name)
    if isinstance(value, Mapping):
        for language, text in value.items():
            if text:
                graph.add((subject, expand(curie), Literal(text, lang=language)))
    elif value:
        graph.add((subject, expand(curie), Literal(value)))


def _several(value: Any) -> list[Any]:
    """Values of an extra: one, a list, or a list as JSON text."""
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]
    values = value if isinstance(value, list) else [value]
    return [one for one in values if one is not None and str(one).strip() not in _NAMELESS]


def _node(value: Any) -> Node:
    text = str(value).strip()
    return URIRef(text) if is_sound(text) else Literal(text)


def _iri(wanted: Any, otherwise: str) -> URIRef:
    return URIRef(wanted) if isinstance(wanted, str) and is_sound(wanted) else URIRef(otherwise)


def _part(name: Any) -> str:
    return quote(str(name), safe="-_.~")


def _mailbox(address: Any) -> str:
    return "mailto:" + quote(str(address).removeprefix("mailto:").strip(), safe="@+.-_~")
