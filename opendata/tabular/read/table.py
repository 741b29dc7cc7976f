"""What a table is once it has been read: values that the rest of the room works on."""

import csv
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, fields
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal, Self, TextIO

from opendata.errors import Invalid
from opendata.model.report import Finding

Kind = Literal["csv", "xlsx", "xls", "ods", "json", "ndjson", "geojson", "geopackage", "shapefile", "parquet", "px"]

LONGEST = 2_000_000
"""Most characters in one row. A row is held in memory; a file without line breaks must not be."""


@dataclass(frozen=True)
class Given:
    """What a publisher has said of how to read a file. None: it is found out."""

    as_is: bool | None = None
    """It is to be published as it is, without rows, if it is no table."""
    member: str | None = None
    """The file in an archive."""
    sheet: str | None = None
    """The sheet of a workbook, the layer of a GeoPackage."""
    table: int | None = None
    """Which of the tables that stand in one sheet or text, from 1."""
    path: str | None = None
    """Where in a JSON document the records are: keys with dots between; "" for the document itself."""
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    header_row: int | None = None
    header_rows: int | None = None
    """How many rows the titles take; 0 for none."""
    crs: str | None = None
    """Such as `EPSG:3007`: the reference system of the coordinates in the columns `x` and `y`."""
    x: str | None = None
    """Title of the column with easting or longitude."""
    y: str | None = None

    def to_json(self) -> dict[str, Any]:
        """What has been said, and nothing else."""
        return {key: value for key, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self:
        """Invalid `reading_unknown` (field) for what can't be said, or not so."""
        known = {one.name: one.type for one in fields(cls)}
        for name, value in (stored or {}).items():
            wanted = int if known.get(name) == int | None else bool if known.get(name) == bool | None else str
            if name not in known or not (value is None or type(value) is wanted):
                raise Invalid("reading_unknown", field=name)
        return cls(**(stored or {}))


@dataclass(frozen=True)
class Reading:
    """How a file was read. Rows count from 1, as a spreadsheet shows them; a text file has no sheets."""

    kind: Kind
    media_type: str
    """Of the table itself, also where it was in an archive."""
    archive: str | None = None
    """What it was in: zip or gzip."""
    member: str | None = None
    """The file in an archive that was read; `members` are those that could be."""
    members: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    """None: a quote inside quotes is written twice."""
    line_ending: Literal["LF", "CRLF", "CR", "mixed"] | None = None
    path: str | None = None
    header_row: int = 1
    header_rows: int = 1
    """How many rows the titles took, from `header_row`; 0: there are none, and columns are called col_0, col_1 ..."""
    first_row: int = 2
    """The first data row."""
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    table: int = 1
    tables: int = 1
    """How many tables stand in this sheet or text, and which of them this is."""
    crs: str | None = None
    """Reference system that the file itself declares for its geometry, such as `EPSG:3006`."""
    notes: tuple[str, ...] = ()
    texts: Mapping[str, Any] = field(default_factory=dict)
    """What the file says beside the table: `above` and `below` (lists of lines), and what .px tells."""

    def dialect(self) -> dict[str, Any]:
        """How a delimited text is to be read, by the names of Frictionless's table dialect."""
        said = {
            "delimiter": self.delimiter,
            "quoteChar": self.quote,
            "escapeChar": self.escape,
            "doubleQuote": self.escape is None if self.quote else None,
            "lineTerminator": {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}.get(self.line_ending or ""),
            "header": self.header_rows > 0,
            "headerRows": list(range(self.header_row, self.header_row + self.header_rows)) or None,
        }
        return {name: value for name, value in said.items() if value is not None}

    def to_json(self) -> dict[str, Any]:
        plural = {name: list(getattr(self, name)) for name in ("members", "sheets", "notes")}
        return {**asdict(self), **plural, "texts": dict(self.texts)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What else was stored beside it is passed over."""
        plural = {name: tuple(stored.get(name, ())) for name in ("members", "sheets", "notes")}
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known} | plural)


@dataclass(frozen=True)
class Text:
    """How a table stands in a UTF-8 text: below `above` lines, a line each row, the titles' among them or none."""

    delimiter: str = ","
    quote: str | None = '"'
    line_ending: str = "\n"
    above: int = 1
    titles: tuple[str, ...] = ()
    """As they stand in the original."""


@dataclass(frozen=True)
class Table:
    """A rectangle of text on disk: UTF-8, comma, quotes where needed, LF; first the titles, then `rows` rows.

    Or else, when `text` says so, the original itself, which is as regular but for its delimiter and what stands above.
    An empty cell is a missing value. `columns` are the titles as in the original (stripped; may be blank or repeated).
    Data row *i* (from 0) is row `row_at(i)` of the original: `reading.first_row + i`, and for every pair (index, rows)
    in `skipped` whose index is not beyond *i*, so many rows further down (comments, titles repeated on each page).
    `types` says for each column which Table Schema type the original itself declares, or None; empty for all None.
    `findings` is cut short at a thousand, `counts` by code is not.
    """

    path: Path
    reading: Reading
    columns: tuple[str, ...]
    rows: int
    skipped: tuple[tuple[int, int], ...] = ()
    types: tuple[str | None, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    scratch: Path | None = None
    """The folder for work on the table, when it isn't the one that the text lies in."""
    text: Text | None = None
    beyond: Path | None = None
    """A CSV of the cells beyond the last column, each row begun by the number of its data row from 0; None: no such."""

    @property
    def folder(self) -> Path:
        """Where work on the table may leave files for a while."""
        return self.scratch or self.path.parent

    def row_at(self, index: int) -> int:
        """The number in the original, from 1, of data row `index`, from 0."""
        passed = bisect_right(self.skipped, index, key=lambda gap: gap[0])
        return self.reading.first_row + index + sum(rows for _, rows in self.skipped[:passed])

    def cells(self) -> Iterator[list[str]]:
        """The data rows, a list of cells each; an empty text is a missing value."""
        with self.path.open(encoding="utf-8", newline="") as stream:
            yield from islice(self._rows(stream), 1, None)

    def _rows(self, stream: TextIO) -> Iterator[list[str]]:
        """The titles, then the data rows."""
        text = self.text
        if text is None:
            return csv.reader(stream)
        below = islice(stream, text.above, None)
        if text.quote is None:
            rows = csv.reader(below, delimiter=text.delimiter, quoting=csv.QUOTE_NONE)
        else:
            rows = csv.reader(below, delimiter=text.delimiter, quotechar=text.quote)
        return chain([list(text.titles)], rows)

    def whole(self) -> Iterator[list[str]]:
        """Titles as they stand in the original, then the rows with all the cells that they have there."""
        with ExitStack() as files:
            paths = (self.path, self.beyond) if self.beyond else (self.path,)
            streams = [files.enter_context(path.open(encoding="utf-8", newline="")) for path in paths]
            rows = self._rows(streams[0])
            extra = csv.reader(streams[1]) if self.beyond else iter(())
            yield from islice(rows, 1)
            number, *more = next(extra, ["-1"])
            for index, cells in enumerate(rows):
                if index == int(number):
                    cells += more
                    number, *more = next(extra, ["-1"])
                yield cells

    def head(self, n: int) -> list[list[str | None]]:
        """The first `n` data rows."""
        return [[cell or None for cell in cells] for cells in islice(self.cells(), n)]
