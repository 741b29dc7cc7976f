"""What a dataset offers: the forms of its files, the API for their rows, and links to what others offer."""

from collections.abc import Mapping
from typing import Any

from opendata import dcat
from opendata.dcat import Flavour, Graph, describe
from opendata.model import DataFile, Dataset, Text, Version
from opendata.model.addresses import Addresses
from opendata.model.dataset import ORIGINAL, QUERY
from opendata.services import specifications
from opendata.services.describing.moments import day

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


def describe_distribution(graph: Graph, file: DataFile, form: str, addresses: Addresses, flavour: Flavour) -> None:
    dataset, version = file.dataset, file.current_version
    if version is None:
        return
    common = {
        "description": _described_as(file, form),
        "license": dataset.licence,
        "availability": "AVAILABLE",
        "status": "COMPLETED",
        "issued": day(dataset.first_published_at),
        "modified": day(version.published_at),
        "language": dataset.languages,
        "applicable_legislation": HVD_ACT if dataset.hvd_categories else None,
        "conforms_to": specifications.declared_of(file, form),
    }
    where = _api_distribution(file, addresses) if form == "api" else _download(file, version, form, addresses)
    describe(graph, "Distribution", addresses.distribution(file, form), common | where, flavour)


def describe_link(graph: Graph, file: DataFile, addresses: Addresses, flavour: Flavour) -> None:
    """A distribution that others offer, as they describe it."""
    dataset = file.dataset
    known = {
        "title": file.title,
        "description": file.description,
        "license": None if "license" in (file.link or {}) else dataset.licence,
        "applicable_legislation": HVD_ACT if dataset.hvd_categories else None,
    }
    describe(
        graph, "Distribution", addresses.link(file), dcat.combined("Distribution", known, file.link or {}), flavour
    )


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


def describe_data_service(graph: Graph, file: DataFile, addresses: Addresses, flavour: Flavour) -> None:
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
            **high_value(dataset),
        },
        flavour,
    )


def high_value(dataset: Dataset) -> dict[str, Any]:
    if not dataset.hvd_categories:
        return {}
    return {"hvd_category": dataset.hvd_categories, "applicable_legislation": HVD_ACT}


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
