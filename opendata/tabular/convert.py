"""A checked table -> its renditions: the file that answers queries, and the downloads made from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opendata.errors import Invalid
from opendata.tabular import database, storage, writers
from opendata.tabular.database import Connection
from opendata.tabular.geometry import coordinates, places
from opendata.tabular.geometry.coordinates import Coordinates
from opendata.tabular.geometry.places import NOWHERE, Bbox, Places, Stored
from opendata.tabular.read import Given, Table
from opendata.tabular.storage import Column
from opendata.tabular.writers import Rows

DATA = "data"
ROW = "_row"
"""The column that keeps the original order: 0, 1, 2, ... It can't be a field's name: those begin with a letter."""
TEXT = "_text"
"""The column that has all of a row that people see, in lower case, to be searched for words."""
FORMATS = ("csv", "excel.csv", "json", "parquet", "xlsx", "geojson", "gpkg")


@dataclass(frozen=True)
class Made:
    """One rendition: `query`, or one of writers.WRITERS."""

    format: str
    path: Path


@dataclass(frozen=True)
class Conversion:
    """`bbox` is west, south, east, north in WGS 84; `geometry` the names of the columns with easting (or longitude) and
    northing, or of the one that holds both; `coordinates` what they were found to be, which may need to be confirmed;
    `left_out` pairs of a format and one of codes.LEFT_OUT."""

    made: tuple[Made, ...]
    rows: int
    bbox: Bbox | None
    geometry: tuple[str, ...] | None
    left_out: tuple[tuple[str, str], ...]
    coordinates: Coordinates | None = None


@dataclass(frozen=True)
class _Placed:
    """Which columns say where the rows are, and how that is stored."""

    stored: Stored = NOWHERE
    places: Places | None = None
    columns: tuple[str, ...] = ()
    coordinates: Coordinates | None = None


def convert(
    table: Table,
    schema: Mapping[str, Any],
    into: Path,
    *,
    given: Given | None = None,
    forms: Sequence[str] = FORMATS,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Conversion:
    """Write renditions of a table that its check found sound into the folder `into`: `query` and `forms`.

    `query` is a DuckDB file with one table, `data`: a typed column for each field, `_row` and `_text`. Every other
    rendition is written from it. Memory is bounded; what doesn't fit spills to `into`. Coordinates are those that
    `given` says, or that are certain; others are told in `coordinates`, and nothing is made of them.
    Invalid `value_lost` (column, row, value, type) for a value that its type can't hold.
    """
    query = into / "data.duckdb"
    part = into / "data.duckdb.part"
    part.unlink(missing_ok=True)
    made = [Made("query", query)]
    left_out = []
    with database.workspace(into, str(part)) as connection:
        rows, placed = _store(connection, table, schema, given or Given())
        bbox = places.bbox(connection, DATA, placed.places) if placed.places else None
        where = placed.places if bbox else None
        names = ", ".join(
            [*(database.name(field["name"]) for field in schema["fields"]), *(where.columns if where else ())]
        )
        source = Rows(f"SELECT {names} FROM {DATA}", schema["fields"], places=where)
        for done, form in enumerate(forms, 1):
            progress(done / (len(forms) + 1))
            obstacle = writers.obstacle(connection, source, form)
            if obstacle == "no_coordinates" and placed.coordinates and not placed.coordinates.certain:
                obstacle = "coordinates_unconfirmed"
            if obstacle:
                left_out.append((form, obstacle))
                continue
            path = into / f"data.{form}"
            writers.write(connection, source, form, path)
            made.append(Made(form, path))
    part.replace(query)
    progress(1.0)
    return Conversion(tuple(made), rows, bbox, placed.columns if where else None, tuple(left_out), placed.coordinates)


def _store(connection: Connection, table: Table, schema: Mapping[str, Any], given: Given) -> tuple[int, _Placed]:
    columns = storage.columns(connection, table, schema)
    for lost in storage.lost(connection, table, columns):
        facts = {"column": lost.column.title, "row": table.row_at(lost.index), "value": lost.text}
        raise Invalid("value_lost", type=lost.column.field.get("type"), **facts)
    placed = _place(connection, table, columns, given)
    values = ", ".join(f"{column.value} AS {database.name(column.name)}" for column in columns)
    seen = [storage.printed(column.field) for column in columns if column.field.get("type") != "geojson"]
    words = f", lower(concat_ws(' ', {', '.join(seen)})) AS {TEXT}" if seen else ""
    connection.execute(
        f"CREATE TABLE {DATA} AS SELECT *{words} FROM (SELECT row_number() OVER () - 1 AS {ROW}, "
        f"{values}{placed.stored.columns} FROM {database.plain(table)}{placed.stored.joined})"
    )
    connection.execute("CHECKPOINT")
    (rows,) = connection.execute(f"SELECT count(*) FROM {DATA}").fetchone() or (0,)
    return int(rows), placed


def _place(connection: Connection, table: Table, columns: Sequence[Column], given: Given) -> _Placed:
    shape = next((column for column in columns if column.field.get("type") == "geojson"), None)
    if shape:
        return _Placed(places.boxes(connection, table, shape), places.shapes(shape.name), (shape.name,))
    found = coordinates.locate(connection, table, columns, given)
    if found is None or not found.certain:
        return _Placed(coordinates=found)
    x, y = found.candidates[0].x, found.candidates[0].y
    stored = places.points(connection, table, found.crs, x.sql, y.sql)
    return _Placed(stored, places.POINTS, tuple(dict.fromkeys((x.field, y.field))), found)
