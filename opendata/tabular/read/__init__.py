"""Bytes -> one plain table: kind, encoding, dialect, header row, sheet.

Knows nothing of types and schemas: here every cell is text.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from opendata.tabular.read import archive, px
from opendata.tabular.read.kind import kind_of
from opendata.tabular.read.table import LONGEST, Given, Kind, Reading, Table
from opendata.tabular.read.text import delimited

__all__ = ["LONGEST", "Given", "Reading", "Table", "read"]

Reader = Callable[[Path, Path, Given, Callable[[float], None]], Table]

"""(source, folder, given, progress) -> Table. The plain table is written into the folder."""

SUFFIXES: dict[str, tuple[Kind, ...]] = {
    ".csv": ("csv",),
    ".tsv": ("csv",),
    ".tab": ("csv",),
    ".txt": ("csv", "px", "json", "ndjson"),
    ".xlsx": ("xlsx",),
    ".xlsm": ("xlsx",),
    ".xls": ("xls",),
    ".ods": ("ods",),
    ".json": ("json", "ndjson", "geojson"),
    ".jsonl": ("ndjson",),
    ".ndjson": ("ndjson",),
    ".geojson": ("geojson",),
    ".gpkg": ("geopackage",),
    ".parquet": ("parquet",),
    ".px": ("px",),
}
"""What a file is that is called so. Other names say nothing."""


def _ignore(_fraction: float) -> None:
    pass


def read(
    source: Path,
    into: Path,
    *,
    filename: str = "",
    given: Given | None = None,
    progress: Callable[[float], None] = _ignore,
) -> Table:
    """Read `source` into a plain table in the folder `into`. `progress` is told fractions from 0 to 1.

    `given` is what the publisher says of how to read it; the rest is found out. What the file is, is judged by its
    content; a `filename` that says otherwise is noted. Data that is wrong becomes findings; a file that can't be read
    at all raises Invalid, one of codes.REFUSALS.
    """
    said = given or Given()
    kind = kind_of(source)
    if kind in ("zip", "gzip"):
        with archive.opened(source, kind, into, said) as member:
            table = _reader(member.kind)(member.path, into, said, progress)
            table = replace(table, reading=replace(member.described(table.reading), archive=kind))
    else:
        table = _reader(kind)(source, into, said, progress)
    progress(1.0)
    meant = SUFFIXES.get(Path(filename).suffix.lower(), ())
    if meant and table.reading.kind not in meant:
        return replace(table, reading=replace(table.reading, notes=(*table.reading.notes, "name_misleads")))
    return table


def _reader(kind: str) -> Reader:
    """Most files are text: what reads the others is loaded when the first of them comes."""
    match kind:
        case "csv":
            return delimited.read
        case "px":
            return px.read
        case "json":
            from opendata.tabular.read.documents import structured

            return structured.read
        case "parquet":
            from opendata.tabular.read.features import parquet

            return parquet.read
        case "geopackage" | "shapefile":
            from opendata.tabular.read.features import layers

            return layers.read_geopackage if kind == "geopackage" else layers.read_shapefile
        case _:
            from opendata.tabular.read.sheets import spreadsheet

            return spreadsheet.read
