"""Where each row is: columns beside the fields in a query file, in WGS 84, that no answer shows.

A row with a point has it in `_lon` and `_lat`; a row with a geometry has the box around it in `_west`, `_south`,
`_east` and `_north`, the geometry itself being in a field of type geojson. Fields can't have such names.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.read import Table
from opendata.tabular.storage import Column, Field

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray
    from pyproj import Transformer

WGS84 = "EPSG:4326"
SWEREF99_TM = "EPSG:3006"
POINT = ("_lon", "_lat")
BOX = ("_west", "_south", "_east", "_north")
BATCH = 50_000
DECIMALS = 8
"""About a millimetre."""
Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class Places:
    """How to ask a table for its places: `columns` are what must be selected beside the fields, `geometry` is SQL over
    them for GeoJSON text or NULL."""

    columns: tuple[str, ...]
    geometry: str
    are_points: bool


POINTS = Places(
    POINT,
    """CASE WHEN _lon IS NOT NULL THEN concat('{"type":"Point","coordinates":[', _lon, ',', _lat, ']}') END""",
    are_points=True,
)


@dataclass(frozen=True)
class Stored:
    """SQL that stores places with a table: columns to select, and what to join the plain table with."""

    columns: str = ""
    joined: str = ""


NOWHERE = Stored()


def shapes(field: str) -> Places:
    return Places((f"json({database.name(field)}) AS _geometry",), "CAST(_geometry AS VARCHAR)", are_points=False)


def kept(columns: Container[str], fields: Sequence[Field]) -> Places | None:
    """The places in a query file's table that has these columns, those of the fields among them."""
    if POINT[0] in columns:
        return POINTS
    return shapes(geojson_field(fields)["name"]) if BOX[0] in columns else None


def geojson_field(fields: Sequence[Field]) -> Field:
    return next(field for field in fields if field.get("type") == "geojson")


def bbox(connection: Connection, relation: str, places: Places) -> Bbox | None:
    """West, south, east, north of all places; None where there are none."""
    west, south, east, north = (*POINT, *POINT) if places.are_points else BOX
    box = connection.execute(f"SELECT min({west}), min({south}), max({east}), max({north}) FROM {relation}").fetchone()
    return box if box and box[0] is not None else None


@cache
def transformer(source: str, target: str) -> "Transformer":
    """Easting or longitude first on both sides, whatever the systems say."""
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def points(connection: Connection, table: Table, crs: str, x: str, y: str) -> Stored:
    """Store the points whose easting and northing (or longitude and latitude) are the SQL `x` and `y`.

    0, 0 and what can't be on earth are no places.
    """
    if crs == WGS84:
        valid = f"abs({x}) <= 180 AND abs({y}) <= 90 AND ({x} <> 0 OR {y} <> 0)"
        both = zip((x, y), POINT, strict=True)
        return Stored("".join(f", CASE WHEN {valid} THEN {value} END AS {name}" for value, name in both))

    import numpy

    def in_degrees(rows: Sequence[tuple[Any, ...]]) -> "list[NDArray[float64]]":
        east, north = numpy.array(rows, dtype=float).T
        longitude, latitude = transformer(crs, WGS84).transform(east, north)
        valid = (abs(longitude) <= 180) & (abs(latitude) <= 90) & ((east != 0) | (north != 0))
        return [numpy.where(valid, degrees, numpy.nan).round(DECIMALS) for degrees in (longitude, latitude)]

    return _stored(connection, table, f"{x}, {y}", POINT, in_degrees)


def boxes(connection: Connection, table: Table, column: Column) -> Stored:
    """Store the boxes around the geometries in a column of GeoJSON."""

    import numpy
    import shapely

    def bounds(rows: Sequence[tuple[Any, ...]]) -> "list[NDArray[float64]]":
        geometries = shapely.from_geojson([text for (text,) in rows], on_invalid="ignore")
        box = shapely.bounds(geometries)
        valid = (abs(box[:, (0, 2)]) <= 180).all(axis=1) & (abs(box[:, (1, 3)]) <= 90).all(axis=1)
        return list(numpy.where(valid[:, None], box, numpy.nan).T)

    return _stored(connection, table, column.value, BOX, bounds)


def _stored(
    connection: Connection,
    table: Table,
    values: str,
    names: Sequence[str],
    place: "Callable[[Sequence[tuple[Any, ...]]], list[NDArray[float64]]]",
) -> Stored:
    """Places worked out batch by batch, in the order of the rows."""
    columns = ", ".join(f"{name} DOUBLE" for name in names)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE places ({columns})")
    present = ", ".join(f"CASE WHEN NOT isnan({name}) THEN {name} END" for name in names)
    for rows in database.batches(connection, f"SELECT {values} FROM {database.plain(table)}", BATCH):
        connection.register("batch", dict(zip(names, place(rows), strict=True)))
        connection.execute(f"INSERT INTO places SELECT {present} FROM batch")
        connection.unregister("batch")
    return Stored("".join(f", places.{name}" for name in names), " POSITIONAL JOIN places")
