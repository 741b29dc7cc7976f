"""What the tools take and give, as JSON Schemas. The arguments are checked against them as they are shown."""

from collections.abc import Iterable
from typing import Any

from opendata.tabular import FUNCTIONS, OPS

Json = dict[str, Any]

MOST_DATASETS, DATASETS = 50, 10
MOST_ROWS, GROUPS = 1000, 100
MOST_TEXT = 2000
MOST_LISTED = 200
AGGREGATE = rf"^(count|({'|'.join(FUNCTIONS)})\..+)$"


def text(description: str, **more: Any) -> Json:
    return {"type": "string", "maxLength": MOST_TEXT, "description": description, **more}


def whole(description: str, minimum: int, maximum: int, default: int) -> Json:
    bounds = {"minimum": minimum, "maximum": maximum, "default": default}
    return {"type": "integer", "description": description, **bounds}


def listed(item: Json, description: str, **more: Any) -> Json:
    return {"type": "array", "items": item, "maxItems": MOST_LISTED, "description": description, **more}


def closed(properties: Json, required: Iterable[str] = ()) -> Json:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def shown(properties: Json, *optional: str) -> Json:
    """An object of an answer, which has all of these but the optional ones."""
    return {"type": "object", "properties": properties, "required": [one for one in properties if one not in optional]}


WORD: Json = {"type": "string", "maxLength": MOST_TEXT}
NAME: Json = {**WORD, "minLength": 1}
FILTER = closed(
    {
        "column": {**NAME, "description": "The column's name, as describe_table gives it."},
        "op": {"enum": list(OPS), "default": "exact", "description": "`in` and `notin` take a list of values."},
        "value": {
            "type": ["string", "number", "boolean", "array"],
            "items": {"type": ["string", "number", "boolean"]},
            "maxItems": MOST_LISTED,
            "description": "Left out for isnull and notnull. Dates as 2026-01-31.",
        },
    },
    ["column"],
)
FILE = text("The file's id, from search_datasets or get_dataset.", minLength=1)
WHICH_VERSION: Json = {
    "version": text("Id of an older version. Left out: the current one."),
    "as_of": text("The data as it was at the end of a day (2026-01-31, UTC), or at a moment (RFC 3339)."),
}
WHICH_ROWS: Json = {
    "filters": listed(FILTER, "Conditions that must all hold."),
    "q": text("Words that all occur somewhere in the row."),
    "bbox": {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 4,
        "maxItems": 4,
        "description": "West, south, east, north: only rows that are there.",
    },
    "crs": text("Reference system of bbox, such as EPSG:3006. Left out: WGS 84 degrees."),
}
SORT = listed(NAME, "What to sort by; `-` before a name turns its order. Swedish alphabet; missing values last.")
OFFSET = whole("Rows to pass over.", 0, 2**53, 0)

TEXTS: Json = {"type": "object", "additionalProperties": {"type": "string"}, "description": "By language: sv, en."}
ADDRESS: Json = {"type": "string", "format": "uri"}
MAYBE: Json = {"type": ["string", "null"]}
COUNT: Json = {"type": "integer", "minimum": 0}
LICENCE: Json = {
    "type": ["object", "null"],
    "properties": {"code": {"type": "string"}, "name": {"type": "string"}, "iri": ADDRESS},
    "required": ["code", "name", "iri"],
}
CITATION = shown(
    {
        "dataset": shown({"slug": {"type": "string"}, "title": TEXTS, "iri": ADDRESS}),
        "publisher": TEXTS,
        "file": shown({"id": {"type": "string"}, "title": TEXTS}),
        "version": shown({"id": {"type": "string"}, "number": COUNT, "published_at": MAYBE, "is_current": {}}),
        "licence": LICENCE,
        "url": {**ADDRESS, "description": "Gives the same answer again, by GET."},
        "text": {"type": "string", "description": "To be shown with whatever is made of the answer."},
    },
    *("file", "version"),
)
ROWS: Json = {"type": "array", "items": {"type": "object"}}
