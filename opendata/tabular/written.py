"""The Table Schema of a CSV rendition: what `writers` write is plainer than what was read."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

REWRITTEN = ("integer", "number", "boolean", "date", "datetime", "time", "year", "yearmonth")
"""Types whose values are always written in one way, whatever the original's."""
HOW_READ = ("decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues")
KEPT = ("name", "title", "description", "type", "format", "constraints", "rdfType", "delimiter", "itemType")
MEASURES = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum")


def as_written(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema that the rendition's rows follow: columns bear the fields' names, only an empty cell is missing, and
    numbers, dates and truth values have the default formats of Table Schema."""
    kept = {name: schema[name] for name in ("primaryKey", "foreignKeys") if schema.get(name)}
    return {"fields": [_field(field) for field in schema["fields"]], **kept, "missingValues": [""]}


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    written = {name: field[name] for name in KEPT if name in field}
    if field.get("type") not in REWRITTEN:
        return written
    written.pop("format", None)
    was_special = field.get("format", "default") != "default" or any(name in field for name in HOW_READ)
    if was_special and field.get("constraints"):
        written["constraints"] = _constraints(field)
    return written


def _constraints(field: Mapping[str, Any]) -> dict[str, Any]:
    """Bounds and choices are given as the original writes values."""
    from frictionless import Field

    described = {name: value for name, value in field.items() if name in (*KEPT, *HOW_READ)}
    read = Field.from_descriptor(described).create_value_reader()

    def plain(value: Any) -> Any:
        found = read(value)
        return value if found is None else _plain(found)

    return {
        name: ([plain(one) for one in value] if isinstance(value, list) else plain(value))
        if name in MEASURES
        else value
        for name, value in field["constraints"].items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
