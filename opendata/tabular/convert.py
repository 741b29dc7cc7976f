"""A checked table -> its renditions: the file that answers queries, and the downloads made from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opendata.errors import Invalid
from opendata.tabular import database, storage, writers
from opendata.tabular.database import Connection
from opendata.tabular.read import Table
from opendata.tabular.writers import Bbox, Rows

DATA = "data"
ROW = "_row"
"""The column that keeps the original order: 0, 1, 2, ... It can't be a field's name: those begin with a letter."""
FORMATS = ("csv", "excel.csv", "json", "parquet", "xlsx", "geojson")


@dataclass(frozen=True)
class Made:
    """One rendition: `query`, or one of writers.WRITERS."""

    format: str
    path: Path


@dataclass(frozen=True)
class Conversion:
    """`bbox` is west, south, east, north in WGS 84; `geometry` the names of the longitude and latitude columns;
    `left_out` pairs of a format and one of codes.LEFT_OUT."""

    made: tuple[Made, ...]
    rows: int
    bbox: Bbox | None
    geometry: tuple[str, str] | None
    left_out: tuple[tuple[str, str], ...]


def convert(
    table: Table,
    schema: Mapping[str, Any],
    into: Path,
    *,
    forms: Sequence[str] = FORMATS,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Conversion:
    """Write renditions of a table that its check found sound into the folder `into`: `query` and `forms`.

    `query` is a DuckDB file with one table, `data`: a typed column for each field, and `_row`. Every other rendition
    is written from it. Memory is bounded; what doesn't fit spills to `into`.
    Invalid `value_lost` (column, row, value, type) for a value that its type can't hold.
    """
    query = into / "data.duckdb"
    part = into / "data.duckdb.part"
    part.unlink(missing_ok=True)
    made = [Made("query", query)]
    left_out = []
    with database.workspace(into, str(part)) as connection:
        rows = _store(connection, table, schema)
        found = writers.geometry(connection, DATA, schema["fields"])
        where, bbox = found or (None, None)
        names = ", ".join(database.name(field["name"]) for field in schema["fields"])
        source = Rows(f"SELECT {names} FROM {DATA}", schema["fields"], geometry=where)
        for done, form in enumerate(forms, 1):
            progress(done / (len(forms) + 1))
            obstacle = writers.obstacle(connection, source, form)
            if obstacle:
                left_out.append((form, obstacle))
                continue
            path = into / f"data.{form}"
            writers.write(connection, source, form, path)
            made.append(Made(form, path))
    part.replace(query)
    progress(1.0)
    return Conversion(tuple(made), rows, bbox, where, tuple(left_out))


def _store(connection: Connection, table: Table, schema: Mapping[str, Any]) -> int:
    columns = storage.columns(connection, table, schema)
    for lost in storage.lost(connection, table, columns):
        facts = {"column": lost.column.title, "row": table.row_at(lost.index), "value": lost.text}
        raise Invalid("value_lost", type=lost.column.field.get("type"), **facts)
    values = ", ".join(f"{column.value} AS {database.name(column.name)}" for column in columns)
    connection.execute(
        f"CREATE TABLE {DATA} AS SELECT row_number() OVER () - 1 AS {ROW}, {values} FROM {database.plain(table)}"
    )
    connection.execute("CHECKPOINT")
    (rows,) = connection.execute(f"SELECT count(*) FROM {DATA}").fetchone() or (0,)
    return int(rows)
