"""The door for Frictionless: a dataset as a Data Package (v1), at `datapackage.json` beneath the dataset's own address.

Source: https://specs.frictionlessdata.io/data-package/, .../tabular-data-resource/, .../csv-dialect/."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from opendata import tabular
from opendata.dcat import vocabularies
from opendata.errors import NotFound
from opendata.model import DataFile, Dataset, Version
from opendata.model.base import text_in
from opendata.model.dataset import ORIGINAL
from opendata.services import datasets
from opendata.web import context
from opendata.web.documents import document
from opendata.web.language import language

door = Blueprint("datapackage", __name__)

MEDIA_TYPE = "application/vnd.datapackage+json"
FORM = "csv"
DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
"""Of every CSV rendition."""


@door.get("/dataset/<slug>/datapackage.json")
def package(slug: str) -> ResponseReturnValue:
    dataset = datasets.find(context.session(), context.actor(), slug)
    tables = _tables(dataset)
    if not tables:
        raise NotFound("not_found")
    described = {
        "profile": "tabular-data-package",
        "name": dataset.slug,
        "id": context.addresses().dataset(dataset),
        "title": text_in(dataset.title, language()),
        "description": text_in(dataset.description, language()),
        "homepage": context.addresses().dataset_page(dataset),
        "created": dataset.first_published_at.isoformat() if dataset.first_published_at else None,
        "keywords": dataset.keywords.get(language()) or next(iter(dataset.keywords.values()), None),
        "licenses": _licences(dataset),
        "sources": _provenance(dataset),
        "contributors": _contributors(dataset),
        "resources": _resources(tables),
    }
    response = document(_said(described), MEDIA_TYPE, public=dataset.is_public)
    response.vary.add("Cookie")  # the language may be remembered there
    return response


def links(dataset: Dataset) -> list[str]:
    """The header that leads from a dataset's page to its package, if it has one."""
    address = f"{context.addresses().dataset_page(dataset)}/datapackage.json"
    return [f'<{address}>; rel="describedby"; type="{MEDIA_TYPE}"'] if _tables(dataset) else []


def _tables(dataset: Dataset) -> list[DataFile]:
    return [file for file in dataset.published_files if file.current_version and file.current_version.rendition(FORM)]


def _resources(tables: list[DataFile]) -> list[dict[str, Any]]:
    """Two files of one name: the second is called after its number too, for names must differ."""
    names: list[str] = []
    for file in tables:
        names.append(file.name if file.name not in names else f"{file.name}-{len(names) + 1}")
    return [
        _resource(name, file, file.current_version)
        for name, file in zip(names, tables, strict=True)
        if file.current_version
    ]


def _resource(name: str, file: DataFile, version: Version) -> dict[str, Any]:
    """At the address of this version, which keeps the bytes that are counted here when another becomes current."""
    rendition = version.rendition(FORM)
    return _said(
        {
            "profile": "tabular-data-resource",
            "name": name,
            "path": context.addresses().version_download(version, FORM),
            "title": text_in(file.title, language()),
            "description": text_in(file.description, language()),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": rendition.byte_size if rendition else None,
            "hash": f"sha256:{rendition.sha256}" if rendition else None,
            "dialect": DIALECT,
            "schema": tabular.as_written(version.table_schema or {"fields": []}),
            "sources": _original(version),
        }
    )


def _original(version: Version) -> list[dict[str, Any]]:
    """The file as it was handed in, and how that was read."""
    if version.hides_original and not context.actor().can("see", version.file.dataset.publisher_id):
        return []
    reading = tabular.Reading.from_json(version.reading) if version.reading else None
    told = {
        "title": version.filename,
        "path": context.addresses().version_download(version, ORIGINAL),
        "mediatype": version.media_type,
        "encoding": reading.encoding if reading else None,
        "dialect": reading.dialect() if reading and reading.kind == "csv" else None,
        "bytes": version.byte_size,
        "hash": f"sha256:{version.sha256}",
    }
    return [_said(told)]


def _licences(dataset: Dataset) -> list[dict[str, Any]]:
    if not dataset.licence:
        return []
    found = vocabularies.concept("licence", dataset.licence)
    return [{"name": found.code, "path": found.iri, "title": found.label[language()]}]


def _provenance(dataset: Dataset) -> list[dict[str, Any]]:
    title = text_in(dataset.provenance, language()) or (dataset.landing_page and text_in(dataset.title, language()))
    return [_said({"title": title, "path": dataset.landing_page})] if title else []


def _contributors(dataset: Dataset) -> list[dict[str, Any]]:
    publisher = dataset.publisher
    told = {
        "title": text_in(publisher.name, language()),
        "role": "publisher",
        "path": publisher.homepage or context.addresses().publisher_page(publisher),
        "email": publisher.email,
    }
    contact = dataset.contact_point or next(iter(publisher.contact_points), None)
    reached = [{"title": contact.name, "role": "maintainer", "email": contact.email}] if contact else []
    return [_said(told), *reached]


def _said(described: dict[str, Any]) -> dict[str, Any]:
    """Without what there is nothing to say of."""
    return {name: value for name, value in described.items() if value not in (None, "", [], {})}
