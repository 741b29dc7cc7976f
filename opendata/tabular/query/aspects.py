"""Parts of a value that can be asked for in its place: its letters in lower case, its year."""

from collections.abc import Mapping
from dataclasses import dataclass

from opendata.errors import Invalid
from opendata.tabular.database import name
from opendata.tabular.storage import Field, kind, printed


@dataclass(frozen=True)
class Aspect:
    """`types` are those that have it, `type` is its own, `sql` has {} where the column is."""

    types: tuple[str, ...]
    type: str
    sql: str


DAYS, CLOCKS = ("date", "datetime"), ("datetime", "time")
ASPECTS: Mapping[str, Aspect] = {
    "lower": Aspect(("string",), "string", "lower({})"),
    "upper": Aspect(("string",), "string", "upper({})"),
    "length": Aspect(("string",), "integer", "length({})"),
    "year": Aspect(DAYS, "integer", "year({})"),
    "month": Aspect(DAYS, "integer", "month({})"),
    "day": Aspect(DAYS, "integer", "day({})"),
    "date": Aspect(("datetime",), "date", "CAST({} AS DATE)"),
    "hour": Aspect(CLOCKS, "integer", "hour({})"),
    "minute": Aspect(CLOCKS, "integer", "minute({})"),
    "second": Aspect(CLOCKS, "integer", "second({})"),
}
"""Of a moment in a zone, those that it has in UTC."""


@dataclass(frozen=True)
class Operand:
    """What is compared: `field` is what its values are read as, `sql` gives it, and `text` gives it as text."""

    field: Field
    sql: str
    text: str


def operand(field: Field, of: str) -> Operand:
    """Invalid `aspect_impossible` (aspect, column, type)."""
    column = name(field["name"])
    if not of:
        return Operand(field, column, printed(field))
    aspect = ASPECTS.get(of)
    if aspect is None or kind(field) not in aspect.types or field.get("type") == "geojson":
        raise Invalid("aspect_impossible", aspect=of, column=field["name"], type=field.get("type", "string"))
    sql = aspect.sql.format(column)
    return Operand({"name": field["name"], "type": aspect.type}, sql, f"CAST({sql} AS VARCHAR)")
