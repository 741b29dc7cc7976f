"""`$metadata`: what the table is, in CSDL. Source: OData Common Schema Definition Language (CSDL) 4.0."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from opendata.tabular import ROW
from opendata.web.language import language
from opendata.web.odata.filters import PARTS, TESTS
from opendata.web.odata.table import DECIMAL, GEOGRAPHY, MOMENT, NAMESPACE, TIME, TYPE, Property, Table

EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"
VOCABULARIES = "https://docs.oasis-open.org/odata/odata/v4.0/os/vocabularies"
CORE, CAPABILITIES = "Org.OData.Core.V1", "Org.OData.Capabilities.V1"
CONTAINER = "Container"
FRACTION = "6"
"""Digits of a second that are kept."""
MOST_DIGITS = "38"

ET.register_namespace("edmx", EDMX)


def document(table: Table) -> str:
    root = ET.Element(f"{{{EDMX}}}Edmx", {"Version": "4.0"})
    for vocabulary in (CORE, CAPABILITIES):
        reference = ET.SubElement(root, f"{{{EDMX}}}Reference", {"Uri": f"{VOCABULARIES}/{vocabulary}.xml"})
        ET.SubElement(reference, f"{{{EDMX}}}Include", {"Namespace": vocabulary})
    services = ET.SubElement(root, f"{{{EDMX}}}DataServices")
    schema = ET.SubElement(services, "Schema", {"xmlns": EDM, "Namespace": NAMESPACE})
    type_ = ET.SubElement(schema, "EntityType", {"Name": TYPE})
    ET.SubElement(ET.SubElement(type_, "Key"), "PropertyRef", {"Name": table.key.name})
    for one in table.properties.values():
        element = ET.SubElement(type_, "Property", dict(_facets(one, table)))
        words = _words(one.field)
        if words:
            _annotate(element, f"{CORE}.Description", {"String": words})
    container = ET.SubElement(schema, "EntityContainer", {"Name": CONTAINER})
    entity_set = ET.SubElement(container, "EntitySet", {"Name": table.set_name, "EntityType": f"{NAMESPACE}.{TYPE}"})
    _tell_capabilities(container, entity_set, table)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _facets(one: Property, table: Table) -> Iterator[tuple[str, str]]:
    yield "Name", one.name
    yield "Type", one.type
    if one.name == table.key.name:
        yield "Nullable", "false"
    if one.type in (MOMENT, TIME):
        yield "Precision", FRACTION
    if one.type == DECIMAL:
        yield "Precision", MOST_DIGITS
        yield "Scale", "0" if one.is_whole else "variable"
    if one.type == GEOGRAPHY:
        yield "SRID", "4326"


def _words(field: Mapping[str, Any]) -> str:
    """The column's title and description, in the reader's language if there are such."""
    if field["name"] == ROW:
        return ""
    title = field.get("titles", {}).get(language()) or field.get("title") or ""
    description = field.get("descriptions", {}).get(language()) or field.get("description") or ""
    return ": ".join(word for word in (title, description) if word)


def _tell_capabilities(container: ET.Element, entity_set: ET.Element, table: Table) -> None:
    _annotate(container, f"{CAPABILITIES}.BatchSupported", {"Bool": "false"})
    _annotate_texts(container, f"{CAPABILITIES}.FilterFunctions", (*TESTS, *PARTS))
    shapes = [one.name for one in table.properties.values() if one.type == GEOGRAPHY]
    for term, no in (
        ("Insert", "Insertable"),
        ("Update", "Updatable"),
        ("Delete", "Deletable"),
        ("Expand", "Expandable"),
    ):
        _annotate_record(entity_set, f"{CAPABILITIES}.{term}Restrictions", {no: "false"})
    _annotate_record(entity_set, f"{CAPABILITIES}.SearchRestrictions", {"Searchable": "false"})
    if shapes:
        paths = {"NonSortableProperties": shapes}
        _annotate_record(entity_set, f"{CAPABILITIES}.SortRestrictions", {"Sortable": "true"}, paths)
        paths = {"NonFilterableProperties": shapes}
        _annotate_record(entity_set, f"{CAPABILITIES}.FilterRestrictions", {"Filterable": "true"}, paths)


def _annotate(element: ET.Element, term: str, value: Mapping[str, str]) -> ET.Element:
    return ET.SubElement(element, "Annotation", {"Term": term, **value})


def _annotate_texts(element: ET.Element, term: str, texts: Iterable[str]) -> None:
    collection = ET.SubElement(_annotate(element, term, {}), "Collection")
    for text in texts:
        ET.SubElement(collection, "String").text = text


def _annotate_record(
    element: ET.Element, term: str, values: Mapping[str, str], paths: Mapping[str, list[str]] | None = None
) -> None:
    record = ET.SubElement(_annotate(element, term, {}), "Record")
    for name, value in values.items():
        ET.SubElement(record, "PropertyValue", {"Property": name, "Bool": value})
    for name, found in (paths or {}).items():
        collection = ET.SubElement(ET.SubElement(record, "PropertyValue", {"Property": name}), "Collection")
        for path in found:
            ET.SubElement(collection, "PropertyPath").text = path
