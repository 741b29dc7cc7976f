"""GeoPackages and shapefiles: the features of one layer as rows, with their geometry in a column."""

import codecs
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pyogrio
import pyogrio.raw
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from opendata.errors import Invalid
from opendata.tabular import database
from opendata.tabular.read.features.relation import Relation
from opendata.tabular.read.table import Given, Reading, Table

GEOPACKAGE = "application/geopackage+sqlite3"
SHAPEFILE = "application/vnd.shp"
LANGUAGE = 29
"""Where a dBASE header has its code page."""
BATCH = 2_000
"""Features that are in memory at a time."""
BROKEN = (DataLayerError, DataSourceError, FieldError, FeatureError, GeometryError, duckdb.Error, UnicodeDecodeError)


def read_geopackage(source: Path, into: Path, given: Given, progress: Callable[[float], None]) -> Table:
    """One layer of a GeoPackage: the one asked for, or else the first with geometry.

    It is copied first: SQLite may write beside what it reads, and GDAL goes by the name.
    Invalid `features_broken` (reason), `sheet_missing` (sheet, sheets), `file_empty`, and of geometry.Lonlat.
    """
    copied = into / "layer.gpkg"
    shutil.copyfile(source, copied)
    try:
        sheets, sheet = _layers(copied, given.sheet)
        notes = ("other_sheets",) if len(sheets) > 1 else ()
        reading = Reading("geopackage", GEOPACKAGE, sheet=sheet, sheets=sheets, notes=notes, header_row=0, first_row=1)
        return _read(copied, into, given, progress, reading)
    finally:
        copied.unlink()


def read_shapefile(source: Path, into: Path, given: Given, progress: Callable[[float], None]) -> Table:
    """The shapefile whose parts are the files `layer.*` in the folder `source`. Errors as read_geopackage."""
    encoding = given.encoding or _encoding(source)
    reading = Reading("shapefile", SHAPEFILE, encoding=encoding, header_row=0, first_row=1)
    return _read(source / "layer.shp", into, given, progress, reading)


def _read(source: Path, into: Path, given: Given, progress: Callable[[float], None], reading: Reading) -> Table:
    path = into / "plain.csv"
    options = {"layer": reading.sheet, "batch_size": BATCH, "use_pyarrow": False, "encoding": reading.encoding}
    with _our_errors(), database.workspace(into) as connection:
        with pyogrio.raw.open_arrow(source, **options) as (said, stream):
            connection.from_arrow(stream).create("layer")
        relation = Relation(connection, "layer", given.crs or said["crs"], progress)
        relation.write(path)
    found = replace(reading, crs=relation.crs, encoding=None if reading.sheet else said["encoding"].lower())
    return relation.table(path, found)


def _layers(path: Path, wanted: str | None) -> tuple[tuple[str, ...], str]:
    with _our_errors():
        layers = [(str(layer), shape) for layer, shape in pyogrio.list_layers(path)]
    sheets = tuple(layer for layer, _ in layers)
    if wanted is not None and wanted not in sheets:
        raise Invalid("sheet_missing", sheet=wanted, sheets=list(sheets))
    if not sheets:
        raise Invalid("file_empty")
    return sheets, wanted or next((layer for layer, shape in layers if shape is not None), sheets[0])


def _encoding(folder: Path) -> str | None:
    """UTF-8 if all texts are; a .cpg beside them, or the table's own header, says it better, and GDAL asks those."""
    table = folder / "layer.dbf"
    if (folder / "layer.cpg").exists() or not table.exists():
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    with table.open("rb") as stream:
        header = stream.read(32)
        if header[LANGUAGE : LANGUAGE + 1] != b"\0":
            return None
        stream.seek(int.from_bytes(header[8:10], "little"))
        try:
            while chunk := stream.read(1 << 20):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return None
    return "UTF-8"


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise Invalid("features_broken", reason=str(error).splitlines()[0]) from error
