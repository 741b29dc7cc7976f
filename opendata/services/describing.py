"""Our nouns as DCAT-AP-SE values: which property gets what. The engine `dcat` knows how they become RDF.

Everything that the data itself knows is filled in here without anybody having been asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from opendata.dcat import Flavour, Graph, describe
from opendata.model import ContactPoint, DataFile, Dataset, Publisher, Text, Version, now
from opendata.model.addresses import Addresses
from opendata.model.dataset import ORIGINAL, QUERY
from opendata.services import specifications

CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
HVD_ACT = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
FORM_NAMES: Mapping[str, Text] = {
    ORIGINAL: {"sv": "Original", "en": "Original"},
    "csv": {"sv": "CSV", "en": "CSV"},
    "excel.csv": {"sv": "CSV för svensk Excel", "en": "CSV for Swedish Excel"},
    "json": {"sv": "JSON", "en": "JSON"},
    "geojson": {"sv": "GeoJSON", "en": "GeoJSON"},
    "gpkg": {"sv": "GeoPackage (SWEREF 99 TM)", "en": "GeoPackage (SWEREF 99 TM)"},
    "parquet": {"sv": "Parquet", "en": "Parquet"},
    "xlsx": {"sv": "Excel (XLSX)", "en": "Excel (XLSX)"},
}
API_NAME: Text = {"sv": "API", "en": "API"}


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
    graph = Graph()
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
            "issued": _day(issued),
            "modified": _day(modified),
        },
        flavour,
    )
    return graph


def describe_publisher(graph: Graph, publisher: Publisher, addresses: Addresses, flavour: Flavour = "se") -> None:
    describe(
        graph,
        "Agent",
        addresses.publisher(publisher),
        {
            "name": publisher.name,
            "description": publisher.description,
            "type": publisher.publisher_type,
            "identifier": publisher.organisation_number,
            "homepage": publisher.homepage,
            "mbox": publisher.email,
        },
        flavour,
    )
    for contact_point in publisher.contact_points:
        _describe_contact_point(graph, contact_point, addresses, flavour)


def _describe_contact_point(graph: Graph, contact_point: ContactPoint, addresses: Addresses, flavour: Flavour) -> None:
    address = {
        "street_address": contact_point.street_address,
        "postal_code": contact_point.postal_code,
        "locality": contact_point.locality,
    }
    describe(
        graph,
        "ContactPoint",
        addresses.contact_point(contact_point),
        {
            "fn": contact_point.name,
            "has_email": contact_point.email,
            "has_telephone": {"has_value": contact_point.telephone} if contact_point.telephone else None,
            "has_address": address | {"country_name": "Sverige"} if any(address.values()) else None,
        },
        flavour,
    )


def dataset_graph(dataset: Dataset, addresses: Addresses, flavour: Flavour = "se") -> Graph:
    """The Dataset, its Distributions and Data Services, without the publisher's own description."""
    graph = Graph()
    iri, files = addresses.dataset(dataset), dataset.published_files
    describe(
        graph,
        "Dataset",
        iri,
        {
            "title": dataset.title,
            "description": dataset.description,
            "publisher": addresses.publisher(dataset.publisher),
            "contact_point": addresses.contact_point(dataset.contact_point) if dataset.contact_point else None,
            "keyword": dataset.keywords,
            "theme": dataset.themes,
            "identifier": dataset.identifier,
            "issued": _day(dataset.first_published_at or now()),
            "modified": _day(dataset.data_changed_at),
            "conforms_to": specifications.declared(dataset),
            "spatial": [*dataset.places, *_extent(files)],
            "temporal": {"start_date": dataset.temporal_start, "end_date": dataset.temporal_end},
            "access_rights": dataset.access_rights,
            "language": dataset.languages,
            "landing_page": dataset.landing_page or iri,
            "accrual_periodicity": dataset.frequency,
            "provenance": {"description": dataset.provenance} if dataset.provenance else None,
            "distribution": [
                address for file in files for form in forms_of(file) for address in [addresses.distribution(file, form)]
            ],
            **_high_value(dataset),
        },
        flavour,
    )
    for file in files:
        for form in forms_of(file):
            _describe_distribution(graph, file, form, addresses, flavour)
        if has_rows(file):
            _describe_data_service(graph, file, addresses, flavour)
    return graph


def forms_of(file: DataFile) -> list[str]:
    """The forms that the public gets the current version in: the original first, "api" last where rows can be asked."""
    version = file.current_version
    if version is None:
        return []
    derived = [rendition.format for rendition in version.renditions if rendition.format != QUERY]
    original = [] if version.hides_original else [ORIGINAL]
    return [*original, *derived, *(["api"] if has_rows(file) else [])]


def has_rows(file: DataFile) -> bool:
    return file.current_version is not None and file.current_version.rendition(QUERY) is not None


def _describe_distribution(graph: Graph, file: DataFile, form: str, addresses: Addresses, flavour: Flavour) -> None:
    dataset, version = file.dataset, file.current_version
    if version is None:
        return
    common = {
        "description": _described_as(file, form),
        "license": dataset.licence,
        "availability": "AVAILABLE",
        "status": "COMPLETED",
        "issued": _day(dataset.first_published_at),
        "modified": _day(version.published_at),
        "language": dataset.languages,
        "applicable_legislation": HVD_ACT if dataset.hvd_categories else None,
        "conforms_to": specifications.declared_of(file, form),
    }
    where = _api_distribution(file, addresses) if form == "api" else _download(file, version, form, addresses)
    describe(graph, "Distribution", addresses.distribution(file, form), common | where, flavour)


def _api_distribution(file: DataFile, addresses: Addresses) -> dict[str, Any]:
    return {
        "title": _joined(file.title, API_NAME),
        "access_url": addresses.rows(file),
        "access_service": addresses.data_service(file),
        "conforms_to": addresses.openapi(),
        "format": "application/json",
        "media_type": "json",
    }


def _download(file: DataFile, version: Version, form: str, addresses: Addresses) -> dict[str, Any]:
    rendition, address = version.rendition(form), addresses.download(file, form)
    media_type = rendition.media_type if rendition else (version.reading or {})["media_type"]
    return {
        "title": _joined(file.title, FORM_NAMES[form]),
        "access_url": address,
        "download_url": address,
        "format": media_type,
        "media_type": f"https://www.iana.org/assignments/media-types/{media_type}",
        "byte_size": rendition.byte_size if rendition else version.byte_size,
        "checksum": {
            "algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha1",
            "checksum_value": rendition.sha1 if rendition else version.sha1,
        },
    }


def _describe_data_service(graph: Graph, file: DataFile, addresses: Addresses, flavour: Flavour) -> None:
    dataset = file.dataset
    describe(
        graph,
        "DataService",
        addresses.data_service(file),
        {
            "title": _joined(file.title, API_NAME),
            "description": {
                "sv": "Rader ur filen med filter, urval av kolumner, sortering och sidor.",
                "en": "Rows of the file with filters, selected columns, sorting and pages.",
            },
            "endpoint_url": addresses.rows(file),
            "endpoint_description": addresses.openapi(),
            "contact_point": addresses.contact_point(dataset.contact_point) if dataset.contact_point else None,
            "keyword": dataset.keywords,
            "format": "application/json",
            "access_rights": dataset.access_rights,
            "license": dataset.licence,
            "publisher": addresses.publisher(dataset.publisher),
            "type": "http://www.wikidata.org/entity/Q749568",
            "theme": dataset.themes,
            "serves_dataset": addresses.dataset(dataset),
            "landing_page": addresses.explore(file),
            "page": addresses.page("/api/docs"),
            **_high_value(dataset),
        },
        flavour,
    )


def _high_value(dataset: Dataset) -> dict[str, Any]:
    if not dataset.hvd_categories:
        return {}
    return {"hvd_category": dataset.hvd_categories, "applicable_legislation": HVD_ACT}


def _extent(files: Sequence[DataFile]) -> list[dict[str, str]]:
    """The rectangle around all coordinates in the data, and its centre."""
    boxes = [file.current_version.bbox for file in files if file.current_version and file.current_version.bbox]
    if not boxes:
        return []
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    ring = ((west, north), (east, north), (east, south), (west, south), (west, north))
    corners = ",".join(f"{longitude} {latitude}" for longitude, latitude in ring)
    centre = f"POINT({(west + east) / 2:.7f} {(south + north) / 2:.7f})"
    return [{"bbox": f"POLYGON(({corners}))", "centroid": centre}]


def _described_as(file: DataFile, form: str) -> Text:
    if file.description:
        return file.description
    if form == "api":
        return {"sv": "Fråga efter rader i filen.", "en": "Ask for rows of the file."}
    if form == ORIGINAL:
        return {"sv": "Filen som den lämnades.", "en": "The file as it was handed in."}
    name = FORM_NAMES[form]
    return {"sv": f"Hela filen som {name['sv']}.", "en": f"The whole file as {name['en']}."}


def _joined(title: Text, addition: Text) -> Text:
    return {language: f"{text} ({addition[language]})" for language, text in title.items()}


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
