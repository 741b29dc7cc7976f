"""A bundle in the form of DIGG's that says just what our table says, for tests to take something away from."""

import json
from typing import Any

from opendata.dcat.profile import CLASSES, TYPES, Property, Range
from opendata.dcat.vocabularies import vocabulary


def bundle() -> dict[str, Any]:
    return {
        "templates": [
            {
                "id": kind,
                "type": "group",
                "constraints": {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type": TYPES[kind][0]},
                "items": [_item(row) for row in rows if row.only in (None, "se")],
            }
            for kind, rows in CLASSES.items()
        ]
    }


def written(whole: dict[str, Any]) -> bytes:
    return json.dumps(whole).encode()


def item(whole: dict[str, Any], kind: str, iri: str) -> dict[str, Any]:
    template = next(one for one in whole["templates"] if one["id"] == kind)
    return next(one for one in template["items"] if one["property"] == iri)


def _item(row: Property) -> dict[str, Any]:
    cardinality = {"mandatory": {"min": 1}, "recommended": {"pref": 1}, "optional": {}}[row.obligation]
    found: dict[str, Any] = {"type": "text", "property": row.iri, "cardinality": dict(cardinality)}
    if row.at_most:
        found["cardinality"]["max"] = row.at_most
    if row.pattern:
        found["pattern"] = f"^{row.pattern}$"
    if row.range is Range.CONCEPT:
        found["choices"] = [{"value": one.iri} for one in vocabulary(row.vocabulary or "").values()]
    return found
