"""Bytes -> one plain table: kind, encoding, dialect, header row, sheet.

Knows nothing of types and schemas: here every cell is text.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from opendata.tabular.read import spreadsheet, text
from opendata.tabular.read.kind import kind_of
from opendata.tabular.read.table import LONGEST, Given, Reading, Table

__all__ = ["LONGEST", "Given", "Reading", "Table", "read"]

READERS: dict[str, Callable[[Path, Path, Given, Callable[[float], None]], Table]] = {
    "csv": text.read,
    "xlsx": spreadsheet.read,
}
"""kind -> (source, folder, given, progress) -> Table. The plain table is written into the folder."""

OTHER_SUFFIXES: dict[str, tuple[str, ...]] = {
    "csv": (".xlsx", ".xls", ".ods"),
    "xlsx": (".csv", ".tsv", ".tab", ".txt", ".xls", ".ods"),
}


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
    at all raises Invalid (the first eight of codes.REFUSALS).
    """
    kind = kind_of(source)
    table = READERS[kind](source, into, given or Given(), progress)
    progress(1.0)
    if Path(filename).suffix.lower() in OTHER_SUFFIXES[kind]:
        return replace(table, reading=replace(table.reading, notes=(*table.reading.notes, "name_misleads")))
    return table
