"""What a dataset offers: the forms of its files, the API for their rows, and links to what others offer."""

from collections.abc import Mapping
from typing import Any

from opendata import dcat
from opendata.dcat import Flavour, Graph, describe
from opendata.model import DataFile, Dataset, Text, Version
from opendata.model.addresses import Addresses
from opendata.model.dataset import ARCHIVES, ORIGINAL, QUERY
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
SCHEMA_NAME: Text = {"sv": "Tabellschema", "en": "Table schema"}
SCHEMA_DESCRIPTION: Text = {
    "sv": "Filens kolumner, deras typer och regler, som Frictionless Table Schema.",
    "en": "The columns of the file, their types and rules, as a Frictionless Table Schema.",
}
API_PROFILE = "https://www.dataportal.se/rest-api-profil/om-rest-api-profilen"
"""The national profile for REST APIs."""
IANA = "https://www.iana.org/assignments/media-types/"


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
        "conforms_to": [*specifications.declared_of(file, form), *_schema(file, form, addresses)],
        "rights": _rights(dataset, addresses),
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
        "conforms_to": addresses.description(file),
        "format": "application/json",
        "media_type": "json",
    }


def _download(file: DataFile, version: Version, form: str, addresses: Addresses) -> dict[str, Any]:
    rendition, address = version.rendition(form), addresses.download(file, form)
    return {
        "title": _joined(file.title, FORM_NAMES[form]),
        "access_url": address,
        "download_url": address,
        **(_kind(rendition.media_type) if rendition else _kind_of_original(version)),
        "byte_size": rendition.byte_size if rendition else version.byte_size,
        "checksum": {
            "algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha1",
            "checksum_value": rendition.sha1 if rendition else version.sha1,
        },
    }


def _kind(media_type: str) -> dict[str, Any]:
    return {"format": media_type, "media_type": IANA + media_type}


def _kind_of_original(version: Version) -> dict[str, Any]:
    """What is in it, and how that is packed; the national list of formats has names for some that are zipped."""
    reading = version.reading or {}
    kind, archive = _kind(reading["media_type"]), reading.get("archive")
    if archive == "gzip":
        return kind | {"compress_format": IANA + ARCHIVES[archive]}
    if archive == "zip":
        zipped = f"{reading['media_type']}+zip"
        known = any(one.media_type == zipped for one in dcat.vocabulary("media-type").values())
        return kind | {"format": zipped if known else kind["format"], "package_format": IANA + ARCHIVES[archive]}
    return kind


def _schema(file: DataFile, form: str, addresses: Addresses) -> list[dict[str, Any]]:
    """The Table Schema that the file was checked against, where the columns bear its names."""
    if form not in specifications.AS_SPECIFIED or not has_rows(file):
        return []
    title = {language: f"{SCHEMA_NAME[language]}: {text}" for language, text in file.title.items()}
    return [{"@id": addresses.table_schema(file), "title": title, "description": SCHEMA_DESCRIPTION}]


def _rights(dataset: Dataset, addresses: Addresses) -> dict[str, Any] | None:
    """How to name the source, where the licence asks for that."""
    if not (dataset.licence or "").startswith("CC-BY"):
        return None
    page = addresses.dataset_page(dataset)
    return {"@id": f"{page}#rights", "attribution_text": dataset.publisher.name, "attribution_url": page}


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
            "identifier": addresses.data_service(file),
            "endpoint_url": addresses.rows(file),
            "endpoint_description": addresses.description(file),
            "contact_point": contact_of(dataset, addresses),
            "keyword": dataset.keywords,
            "conforms_to": API_PROFILE,
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


def contact_of(dataset: Dataset, addresses: Addresses) -> str | None:
    """The publisher's first one unless the dataset names another."""
    point = dataset.contact_point or next(iter(dataset.publisher.contact_points), None)
    return addresses.contact_point(point) if point else None


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
