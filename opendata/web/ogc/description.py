"""What the door says of itself in OpenAPI 3.0, for programs that read that first."""

from typing import Any

from opendata.web.api.questions import MOST_ROWS
from opendata.web.ogc.asked import LIMIT
from opendata.web.ogc.collections import GEOJSON, JSON_SCHEMA, JSON_TYPE, root
from opendata.web.ogc.systems import CRS84, SYSTEMS

Json = dict[str, Any]
VERSION = "1.0.0"
IN_COLLECTION = "/collections/{collectionId}"
COLLECTION_ID = {
    "name": "collectionId",
    "in": "path",
    "required": True,
    "description": "Id of a table's file.",
    "schema": {"type": "string"},
}
FEATURE_ID = {
    "name": "featureId",
    "in": "path",
    "required": True,
    "description": "The table's own key, or the number of the row in the version, from 0.",
    "schema": {"type": "string"},
}
PROBLEM: Json = {
    "description": "What is wrong and what to do: RFC 9457",
    "content": {"application/problem+json": {"schema": {"type": "object"}}},
}


def document(title: str, description: str) -> Json:
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "description": description, "version": VERSION},
        "servers": [{"url": root()}],
        "paths": {
            "/": _get("landing", "What this is, and where to go on", JSON_TYPE),
            "/conformance": _get("conformance", "The standards that are met", JSON_TYPE),
            "/api": _get("api", "This document", "application/vnd.oai.openapi+json;version=3.0"),
            "/collections": _get(
                "collections", "Tables whose rows are somewhere", JSON_TYPE, _limit(1000), _number("offset", 0)
            ),
            IN_COLLECTION: _get("collection", "One table", JSON_TYPE, COLLECTION_ID),
            f"{IN_COLLECTION}/queryables": _get(
                "queryables", "The columns that features can be asked for by", JSON_SCHEMA, COLLECTION_ID
            ),
            f"{IN_COLLECTION}/feature-schema": _get("feature_schema", "What a feature has", JSON_SCHEMA, COLLECTION_ID),
            f"{IN_COLLECTION}/items": _get("items", "Features", GEOJSON, COLLECTION_ID, *_of_items()),
            f"{IN_COLLECTION}/items/{{featureId}}": _get(
                "item", "One feature", GEOJSON, COLLECTION_ID, FEATURE_ID, _system("crs", "of the answer")
            ),
        },
    }


def _get(operation: str, summary: str, media_type: str, *parameters: Json) -> Json:
    statuses = {"400": PROBLEM, "503": PROBLEM} | ({"404": PROBLEM} if COLLECTION_ID in parameters else {})
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "tags": ["Features"],
            "parameters": list(parameters),
            "responses": {
                "200": {"description": summary, "content": {media_type: {"schema": {"type": "object"}}}},
                **statuses,
            },
        }
    }


def _of_items() -> list[Json]:
    number = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    return [
        _limit(LIMIT),
        {
            **_query("bbox", number, "Only features that are there: four or six numbers, in the order of `bbox-crs`."),
            "style": "form",
            "explode": False,
        },
        _system("bbox-crs", "of `bbox`"),
        _system("crs", "of the answer"),
        _query("datetime", {"type": "string"}, "An instant, or begin/end with `..` at an open end, in RFC 3339."),
        _query("cursor", {"type": "string"}, "Where the page begins, from a link `next`."),
        {
            "name": "properties",
            "in": "query",
            "style": "form",
            "explode": True,
            "description": "Columns by name and the value that features are to have: see the queryables.",
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    ]


def _query(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _limit(usual: int) -> Json:
    schema = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": usual}
    return {**_query("limit", schema, "How many at most."), "style": "form", "explode": False}


def _number(name: str, usual: int) -> Json:
    return _query(name, {"type": "integer", "minimum": 0, "default": usual}, "How many to pass over.")


def _system(name: str, of_what: str) -> Json:
    schema = {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84}
    return {**_query(name, schema, f"The reference system {of_what}."), "style": "form", "explode": False}
