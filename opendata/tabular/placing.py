"""Where the rows asked for are: each by itself where they are few, else counted in the squares of a grid, so that a map
of hundreds of thousands of rows is as quick to draw as one of a hundred."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opendata.errors import Invalid
from opendata.tabular.convert import ROW
from opendata.tabular.database import Connection, name
from opendata.tabular.engine import Engine, QueryFile
from opendata.tabular.geometry import boxes
from opendata.tabular.geometry.boxes import Box
from opendata.tabular.geometry.places import BOX, POINT, geojson_field
from opendata.tabular.query import Layout, RowQuery
from opendata.tabular.query.conditions import conditions
from opendata.tabular.storage import printed

MOST_SINGLE = 500
MOST_SQUARES = 2000
SQUARE_PIXELS = 64
TILE_PIXELS = 256
MOST_ZOOM = 22
SHAPE_BYTES = 8 * 2**20
"""Of geometry as stored, in one answer; shapes beyond that come as points until fewer are in sight."""
DECIMALS = 6
"""About a decimetre."""
Place = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """One row: its number in the file, what it is called, and where it is as a GeoJSON geometry."""

    row: int
    label: str
    geometry: dict[str, Any]


@dataclass(frozen=True)
class Square:
    """So many rows, the middle of their places, and west, south, east and north of them."""

    rows: int
    middle: Place
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Spots:
    rows: int
    singles: tuple[Spot, ...] = ()
    squares: tuple[Square, ...] = ()


@dataclass(frozen=True)
class Extent:
    """How many rows have a place, and the box around those: west, south, east, north; None where there are none."""

    placed: int
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class _Asked:
    """A relation of the rows wanted that have a place, and what of its columns is where."""

    cursor: Connection
    sql: str
    values: tuple[Any, ...]
    geometry: str | None

    def all(self, columns: str, rest: str = "", more: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.cursor.execute(f"SELECT {columns} FROM {self.sql}{rest}", [*self.values, *more]).fetchall()


def spots(
    engine: Engine, file: QueryFile, query: RowQuery, view: Box, zoom: int, label: str | None = None, *, asker: str = ""
) -> Spots:
    """The rows asked for that are within the view, which is in WGS 84; `zoom` is that of web maps, 0 for the world in
    one tile; `label` names the column that rows are called by.

    Errors as Engine.page. Invalid `places_missing` where rows have no places.
    """
    with engine.asking(file, asker=asker) as (cursor, source, layout):
        asked = _asked(cursor, source, file, layout, query, label, view)
        ((count,),) = asked.all("count(*)")
        if count <= MOST_SINGLE:
            return Spots(count, tuple(_singles(asked, zoom)))
        squares = _squares(asked, view, zoom)
        alone = [row for rows, _, _, row in squares if rows == 1]
        groups = (Square(rows, middle, box) for rows, middle, box, _ in squares if rows > 1)
        return Spots(count, tuple(_singles(asked, zoom, alone)) if alone else (), tuple(groups))


def extent(engine: Engine, file: QueryFile, query: RowQuery, *, asker: str = "") -> Extent:
    """Of the rows asked for, whatever the page. Errors as spots."""
    with engine.asking(file, asker=asker) as (cursor, source, layout):
        asked = _asked(cursor, source, file, layout, query)
        ((count, *box),) = asked.all("count(*), min(west), min(south), max(east), max(north)")
        west, south, east, north = box
        return Extent(count, None if west is None else (west, south, east, north))


def middles(engine: Engine, file: QueryFile, numbers: Sequence[int], *, asker: str = "") -> dict[int, Place]:
    """Longitude and latitude of the rows with these numbers that have a place: of a shape, the middle of its box."""
    with engine.asking(file, asker=asker) as (cursor, source, layout):
        asked = _asked(cursor, source, file, layout, RowQuery())
        found = asked.all("row, x, y", f" WHERE row IN ({', '.join('?' * len(numbers))})", numbers) if numbers else []
    return {row: (x, y) for row, x, y in found}


def _asked(
    cursor: Connection,
    source: str,
    file: QueryFile,
    layout: Layout,
    query: RowQuery,
    label: str | None = None,
    view: Box | None = None,
) -> _Asked:
    places = layout.places
    if places is None:
        raise Invalid("places_missing")
    known = {field["name"]: field for field in file.fields}
    wanted = conditions(query, known, layout) + ([boxes.within(view, places)] if view else [])
    west, south, east, north = (*POINT, *POINT) if places.are_points else BOX
    geometry = None if places.are_points else name(geojson_field(file.fields)["name"])
    called = printed(known[label]) if label else "NULL"
    columns = (
        f"{ROW} AS row, {west} AS west, {south} AS south, {east} AS east, {north} AS north, "
        f"({west} + {east}) / 2 AS x, ({south} + {north}) / 2 AS y, "
        f"CAST({called} AS VARCHAR) AS label, {geometry or 'NULL'} AS geometry"
    )
    narrowed = " AND ".join(f"({sql})" for sql, _ in [(f"{west} IS NOT NULL", ()), *wanted])
    values = tuple(value for _, bound in wanted for value in bound)
    return _Asked(cursor, f"(SELECT {columns} FROM {source} WHERE {narrowed})", values, geometry)


def _singles(asked: _Asked, zoom: int, rows: Sequence[int] | None = None) -> list[Spot]:
    chosen = "" if rows is None else f" WHERE row IN ({', '.join('?' * len(rows))})"
    found = asked.all("row, label, x, y, length(geometry)", f"{chosen} ORDER BY row", rows or ())
    shapes = _shapes(asked, [(row, size) for row, _, _, _, size in found], zoom) if asked.geometry else {}
    return [
        Spot(row, label or "", shapes.get(row) or {"type": "Point", "coordinates": [x, y]})
        for row, label, x, y, _ in found
    ]


def _shapes(asked: _Asked, sizes: Sequence[tuple[int, int]], zoom: int) -> dict[int, dict[str, Any]]:
    """The shapes of rows, in as much detail as can be seen; those that would be nothing are left out."""
    import shapely

    affordable, spent = [], 0
    for row, size in sorted(sizes, key=lambda one: one[1]):
        spent += size
        if spent <= SHAPE_BYTES:
            affordable.append(row)
    if not affordable:
        return {}
    found = asked.all("row, geometry", f" WHERE row IN ({', '.join('?' * len(affordable))})", affordable)
    geometries = shapely.from_geojson([text for _, text in found], on_invalid="ignore")
    simple = shapely.simplify(geometries, _degrees(1, zoom), preserve_topology=True)
    rounded = shapely.transform(simple, lambda corners: corners.round(DECIMALS))
    drawn = zip(found, rounded, strict=True)
    return {
        row: json.loads(shapely.to_geojson(shape))
        for (row, _), shape in drawn
        if shape is not None and not shape.is_empty
    }


def _degrees(pixels: float, zoom: int) -> float:
    """Of longitude, on a web map."""
    return pixels * 360 / (TILE_PIXELS * 2.0**zoom)


def _squares(asked: _Asked, view: Box, zoom: int) -> list[tuple[int, Place, tuple[float, float, float, float], int]]:
    """(rows, their middle, their box, the number of one of them). The grid stands still when the view moves."""
    west, south, east, north = view.sides
    size = _degrees(SQUARE_PIXELS, min(zoom, MOST_ZOOM))
    wide = east - west if east >= west else east - west + 360
    size = max(size, math.sqrt(wide * max(_mercator(north) - _mercator(south), 0) / MOST_SQUARES))
    up = "degrees(ln(tan(radians(45 + greatest(least(y, 85), -85) / 2))))"
    found = asked.all(
        "count(*), avg(x), avg(y), min(west), min(south), max(east), max(north), min(row)",
        f" GROUP BY floor(x / ?), floor({up} / ?) ORDER BY min(row)",
        (size, size),
    )
    return [(rows, (x, y), (left, low, right, top), row) for rows, x, y, left, low, right, top, row in found]


def _mercator(latitude: float) -> float:
    bounded = max(-85.0, min(85.0, latitude))
    return math.degrees(math.log(math.tan(math.radians(45 + bounded / 2))))
