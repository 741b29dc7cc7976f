"""A published dataset in the words of others than DCAT: schema.org for search engines, Croissant for machine learning.
Made of what the catalog has of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import Table
from opendata.errors import NotFound
from opendata.model import DataFile, Dataset
from opendata.model.addresses import Addresses
from opendata.model.base import text_in
from opendata.services import catalog

FORM = "csv"


def schema_org(session: Session, dataset: Dataset, addresses: Addresses, language: str) -> dict[str, Any] | None:
    """None while the catalog has nothing of the dataset."""
    try:
        nodes = _nodes(session, dataset, addresses)
    except NotFound:
        return None
    tables = _tables(dataset, addresses, language)
    return dcat.schema_org(nodes, addresses.dataset(dataset), language, tables)


def croissant(session: Session, dataset: Dataset, addresses: Addresses, language: str) -> dict[str, Any]:
    """NotFound while the catalog has nothing of the dataset, or when it has no tables."""
    tables = _tables(dataset, addresses, language)
    if not tables:
        raise NotFound("not_found")
    return dcat.croissant(_nodes(session, dataset, addresses), addresses.dataset(dataset), language, tables)


def has_tables(dataset: Dataset) -> bool:
    return any(file.current_version and file.current_version.rendition(FORM) for file in dataset.published_files)


def _nodes(session: Session, dataset: Dataset, addresses: Addresses) -> dcat.Nodes:
    return dcat.nodes(catalog.dataset_document(session, dataset, addresses, "jsonld").text())


def _tables(dataset: Dataset, addresses: Addresses, language: str) -> list[Table]:
    """Of two files with the same name the second is called after its place too."""
    found: list[Table] = []
    for file in dataset.published_files:
        name = file.name if file.name not in {one.name for one in found} else f"{file.name}-{len(found) + 1}"
        found += _table(name, file, addresses, language)
    return found


def _table(name: str, file: DataFile, addresses: Addresses, language: str) -> list[Table]:
    """At the address of this version, whose bytes stay what is counted here."""
    version = file.current_version
    rendition = version.rendition(FORM) if version else None
    if version is None or rendition is None:
        return []
    address, title = addresses.version_download(version, FORM), text_in(file.title, language)
    key = (version.table_schema or {}).get("primaryKey") or ()
    fields = [_read_in(field, language) for field in version.fields]
    return [Table(name, title, address, rendition.byte_size, rendition.sha256, fields, _names(key))]


def _names(key: str | Sequence[str]) -> Sequence[str]:
    return [key] if isinstance(key, str) else key


def _read_in(field: Mapping[str, Any], language: str) -> dict[str, Any]:
    title = text_in(field.get("titles"), language) or field.get("title") or field["name"]
    description = text_in(field.get("descriptions"), language) or field.get("description")
    return {**field, "title": title, "description": description}
