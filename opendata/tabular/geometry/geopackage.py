"""Rows with places -> a GeoPackage in SWEREF 99 TM, which is what Swedish geographic information systems work in."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from opendata.tabular.database import Connection, name
from opendata.tabular.geometry.places import SWEREF99_TM, WGS84, Places, transformer
from opendata.tabular.storage import Field, printed

BATCH = 20_000
LAYER = "data"
CREATED = "2000-01-01T00:00:00.000Z"
"""GeoPackages say when they were written; the same rows are to give the same bytes."""
DTYPES: dict[str, Any] = {
    "BIGINT": (numpy.int64, 0),
    "INTEGER": (numpy.int32, 0),
    "DOUBLE": (numpy.float64, 0.0),
    "BOOLEAN": (numpy.bool_, False),
    "DATE": ("datetime64[D]", "1970-01-01"),
}
"""How columns of a DuckDB type are handed to GDAL, and what stands where the mask says that nothing does. Others are
text: a datetime without zone would be taken for UTC, a DECIMAL for a double."""
TEXT = (numpy.object_, "")
Geometries = NDArray[numpy.object_]


def write(fields: Sequence[Field], places: Places, select: Callable[[str], Connection], path: Path) -> None:
    """Write the rows to `path`. `select` asks for columns of them, given as SQL. Memory is bounded.

    One layer, `data`, with a geometry column besides the fields that are not geometries themselves.
    """
    fields = [field for field in fields if field.get("type") != "geojson"]
    described = select("*").description or ()
    kinds = {column[0]: str(column[1]) for column in described}
    values = [name(one["name"]) if kinds[one["name"]] in DTYPES else printed(one) for one in fields]
    dtypes = [DTYPES.get(kinds[field["name"]], TEXT) for field in fields]
    where = ", ".join(("_lon", "_lat") if places.are_points else (places.geometry,))
    layer_type = _type(places, select)
    target = path.with_name(path.name + ".gpkg")
    target.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": CREATED})
    for number, rows in enumerate(_batches(select(", ".join([*values, where])))):
        columns = [[row[place] for row in rows] for place in range(len(fields))]
        masks = [numpy.array([value is None for value in column], dtype=bool) for column in columns]
        pyogrio.raw.write(
            target,
            _wkb(rows, len(fields), places),
            [_array(column, *dtype) for column, dtype in zip(columns, dtypes, strict=True)],
            [field["name"] for field in fields],
            field_mask=masks,
            layer=LAYER,
            driver="GPKG",
            geometry_type=layer_type,
            promote_to_multi=layer_type.startswith("Multi"),
            crs=SWEREF99_TM,
            append=number > 0,
            **({} if number else {"layer_options": _layer_options(fields)}),
        )
    target.replace(path)


def _batches(found: Connection) -> Iterator[list[tuple[Any, ...]]]:
    """At least one, so that a layer without rows has its columns too."""
    yield found.fetchmany(BATCH)
    while rows := found.fetchmany(BATCH):
        yield rows


def _array(values: Sequence[Any], dtype: Any, filler: Any) -> NDArray[Any]:
    return numpy.array([filler if value is None else value for value in values], dtype=dtype)


def _wkb(rows: Sequence[tuple[Any, ...]], start: int, places: Places) -> Geometries:
    to_metres = transformer(WGS84, SWEREF99_TM)
    if places.are_points:
        lonlat = numpy.array([row[start:] for row in rows], dtype=float).reshape(-1, 2)
        present = ~numpy.isnan(lonlat).any(axis=1)
        geometries = numpy.full(len(rows), None, dtype=object)
        geometries[present] = shapely.points(numpy.column_stack(to_metres.transform(*lonlat[present].T)))
    else:
        read = shapely.from_geojson([row[start] for row in rows], on_invalid="ignore")
        geometries = shapely.transform(numpy.array(read, dtype=object), to_metres.transform, interleaved=False)
    return numpy.asarray(shapely.to_wkb(geometries), dtype=object)


def _type(places: Places, select: Callable[[str], Connection]) -> str:
    """The layer's geometry type: the only one there is, the plural that holds both one and many of a kind, or any."""
    if places.are_points:
        return "Point"
    found = select(f"DISTINCT json_extract_string({places.geometry}, '$.type')").fetchall()
    types = {one for (one,) in found if one}
    singular = {one.removeprefix("Multi") for one in types}
    if len(types) == 1:
        return str(types.pop())
    return f"Multi{singular.pop()}" if len(singular) == 1 else "Unknown"


def _layer_options(fields: Sequence[Field]) -> dict[str, str]:
    """GDAL's own columns, called as usual unless a field is called so."""
    names = {field["name"] for field in fields}
    usual = {"FID": "fid", "GEOMETRY_NAME": "geom"}
    return {option: f"_{column}" if column in names else column for option, column in usual.items()}
