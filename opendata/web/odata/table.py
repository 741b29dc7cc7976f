"""A table in OData's terms: an entity set with its key, and a property of an Edm type for each column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opendata.model import DataFile
from opendata.services import rows
from opendata.tabular import ROW
from opendata.web import context

NAMESPACE, TYPE = "opendata", "Row"
STRING, INT64, INT32, DECIMAL, DOUBLE = "Edm.String", "Edm.Int64", "Edm.Int32", "Edm.Decimal", "Edm.Double"
DATE, MOMENT, TIME, BOOLEAN = "Edm.Date", "Edm.DateTimeOffset", "Edm.TimeOfDay", "Edm.Boolean"
GEOGRAPHY = "Edm.Geography"
TYPES = {
    "integer": INT64,
    "number": DOUBLE,
    "year": INT32,
    "boolean": BOOLEAN,
    "date": DATE,
    "datetime": MOMENT,
    "time": TIME,
    "geojson": GEOGRAPHY,
}
"""Table Schema type -> Edm; all others are text. A number with more digits than that holds is a decimal."""
WHOLE = (INT64, INT32)
EXACT = (INT64, DECIMAL)
"""Those that JavaScript's numbers would bend, which are texts for whoever asks for IEEE754Compatible."""


@dataclass(frozen=True)
class Property:
    name: str
    type: str
    field: Mapping[str, Any]

    @property
    def is_whole(self) -> bool:
        return self.type in WHOLE or (self.type == DECIMAL and self.field["type"] == "integer")


@dataclass(frozen=True)
class Table:
    """`set_name` is the entity set's; the properties are by name, the key's first where it is the row's number."""

    file: DataFile
    source: rows.Source
    set_name: str
    key: Property
    properties: Mapping[str, Property]

    @property
    def root(self) -> str:
        return context.addresses().odata(self.file)


def table_of(file: DataFile, version: str | None = None) -> Table:
    """The current version's, or another's. Errors as rows.source."""
    source = rows.source(context.session(), context.actor(), file, version)
    if source.key["name"] == ROW:
        source = rows.with_numbers(source)
    exact = rows.decimals(context.platform().rows, context.platform().files, source)
    properties = {}
    for field in source.fields:
        type_ = DECIMAL if field["name"] in exact else TYPES.get(field["type"], STRING)
        properties[field["name"]] = Property(field["name"], type_, field)
    return Table(file, source, set_name(file), properties[source.key["name"]], properties)


def at(table: Table, version: str) -> Table:
    return table if table.source.version.id == version else table_of(table.file, version)


def set_name(file: DataFile) -> str:
    """The name of its downloads, as an identifier."""
    name = re.sub(r"\W+", "_", file.name, flags=re.ASCII).strip("_")
    return name if name[:1].isalpha() else f"data_{name}".rstrip("_")
