"""Tables as collections: what each is, where and when its features are, and by what they can be asked for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from opendata.dcat import vocabularies
from opendata.model import DataFile, text_in
from opendata.services import publishing, rows
from opendata.tabular import ROW
from opendata.web import context
from opendata.web.language import language
from opendata.web.ogc.systems import CRS84, SYSTEMS

Json = dict[str, Any]
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SCHEMA = "https://json-schema.org/draft/2020-12/schema"
JSON_TYPE, GEOJSON, JSON_SCHEMA = "application/json", "application/geo+json", "application/schema+json"
PARAMETERS = ("limit", "cursor", "bbox", "bbox-crs", "crs", "datetime", "f", "lang")
"""Of items. A column that is called so can't be asked for."""
MOMENTS = ("date", "datetime")
TYPES: Mapping[str, Json] = {
    "integer": {"type": "integer"},
    "year": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "format": "time"},
}
"""Table Schema type -> JSON Schema; all others are text."""


@dataclass(frozen=True)
class Collection:
    """`source` has beside its columns what a feature is made of."""

    file: DataFile
    source: rows.Source

    @property
    def address(self) -> str:
        return f"{root()}/collections/{self.file.id}"

    @property
    def fields(self) -> list[Json]:
        """What features have as properties."""
        return [field for field in self.source.version.fields if field["type"] != "geojson"]

    @property
    def queryables(self) -> list[Json]:
        return [field for field in self.fields if field["name"] not in PARAMETERS]

    @property
    def moment(self) -> Json | None:
        """The column that `datetime` is about: the first with dates or moments."""
        return next((field for field in self.fields if field["type"] in MOMENTS), None)

    @property
    def title(self) -> str:
        dataset, own = text_in(self.file.dataset.title, language()), text_in(self.file.title, language())
        return dataset if own in ("", dataset) else f"{dataset}: {own}"

    def item(self, feature: Any) -> str:
        return f"{self.address}/items/{quote(str(feature), safe='')}"


def root() -> str:
    return context.addresses().features()


def find(file_id: str, version: str | None = None) -> Collection:
    """NotFound for what isn't there, isn't public, or has no places."""
    return of(publishing.find_file(context.session(), context.actor(), file_id), version)


def of(file: DataFile, version: str | None = None) -> Collection:
    source = rows.with_places(rows.source(context.session(), context.actor(), file, version))
    return Collection(file, rows.with_numbers(source) if source.key["name"] == ROW else source)


def described(collection: Collection) -> Json:
    file, version = collection.file, collection.source.version
    dataset, addresses, address = file.dataset, context.addresses(), collection.address
    licence = vocabularies.concept("licence", dataset.licence) if dataset.licence else None
    links = [
        link(address, "self", JSON_TYPE, collection.title),
        link(f"{address}/items", "items", GEOJSON, collection.title),
        link(f"{address}/queryables", QUERYABLES, JSON_SCHEMA, "Queryables"),
        link(f"{address}/feature-schema", "describedby", JSON_SCHEMA, "GeoJSON Feature"),
        link(addresses.dataset_page(dataset), "describedby", "text/html", text_in(dataset.title, language())),
        *(
            link(addresses.download(file, one.format), "enclosure", one.media_type, one.format)
            for one in version.renditions
            if one.format in ("geojson", "gpkg")
        ),
    ]
    if licence:
        links.append(link(licence.iri, "license", "", text_in(licence.label, language())))
    return {
        "id": file.id,
        "title": collection.title,
        "description": text_in(file.description or dataset.description, language()),
        "attribution": text_in(dataset.publisher.name, language()),
        "extent": _extent(collection),
        "itemType": "feature",
        "crs": list(SYSTEMS),
        "storageCrs": CRS84,
        "links": links,
    }


def queryables(collection: Collection) -> Json:
    return {
        "$schema": SCHEMA,
        "$id": f"{collection.address}/queryables",
        "title": collection.title,
        "type": "object",
        "properties": {field["name"]: _schema(field) for field in collection.queryables},
        "additionalProperties": False,
    }


def feature_schema(collection: Collection) -> Json:
    """Of one feature, whole: without it a program takes a column for one of whole numbers if the first it sees are."""
    key = TYPES.get(collection.source.key["type"], {"type": "string"})
    properties = {field["name"]: _schema(field) for field in collection.fields}
    return {
        "$schema": SCHEMA,
        "$id": f"{collection.address}/feature-schema",
        "title": collection.title,
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": key,
            "geometry": {"type": "object", "description": "GeoJSON geometry, or null"},
            "properties": {"type": "object", "properties": properties},
        },
    }


def link(href: str, rel: str, media_type: str, title: str) -> Json:
    told = {"href": href, "rel": rel, "type": media_type, "title": title}
    return {name: value for name, value in told.items() if value}


def _schema(field: Json) -> Json:
    title = field.get("titles", {}).get(language()) or field.get("title") or field["name"]
    said = field.get("descriptions", {}).get(language()) or field.get("description")
    type_ = TYPES.get(field["type"], {"type": "string"})
    return {"title": title, **({"description": said} if said else {}), **type_}


def _extent(collection: Collection) -> Json:
    version, moment = collection.source.version, collection.moment
    extent: Json = {"spatial": {"bbox": [version.bbox], "crs": CRS84}}
    profiled = (version.profile or {}).get("columns", ())
    column = next((one for one in profiled if moment and one["name"] == moment["name"]), None)
    if column:
        ends = [_moment(json.loads(column[end])) for end in ("min", "max")]
        if all(ends):
            extent["temporal"] = {"interval": [ends], "trs": GREGORIAN}
    return extent


def _moment(text: str | None) -> str | None:
    """RFC 3339: a day is told by its beginning, and a moment without a zone as if it were in UTC."""
    if text is None:
        return None
    whole = text if "T" in text else f"{text}T00:00:00"
    return whole if whole.endswith("Z") else f"{whole}Z"
