"""What DuckDB can read as a relation -> the plain table, with the types that the file declares."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy
import shapely

from opendata.model.report import Finding
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.read import titled
from opendata.tabular.read.features.geometry import COLUMN, TYPE, Lonlat
from opendata.tabular.read.plain import MOST_FINDINGS
from opendata.tabular.read.table import Reading, Table

TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "datetime",
    "TIMESTAMP_S": "datetime",
    "TIMESTAMP_MS": "datetime",
    "TIMESTAMP_NS": "datetime",
    "TIMESTAMP WITH TIME ZONE": "datetime",
    "FLOAT": "number",
    "DOUBLE": "number",
}
NESTED = ("STRUCT", "MAP", "UNION", "VARIANT")
BATCH = 2_000


@dataclass
class Relation:
    """The rows of the table or view `name`. `crs` is what its geometry is in; None: the file says nothing."""

    connection: Connection
    name: str
    crs: str | None = None
    progress: Callable[[float], None] = lambda _fraction: None
    rows: int = field(init=False)
    titles: list[str] = field(init=False)
    types: tuple[str | None, ...] = field(init=False)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        described = self.connection.execute(f"DESCRIBE {self.name}").fetchall()
        self._stored = {column: str(stored) for column, stored, *_ in described}
        geometries = [column for column, stored in self._stored.items() if stored.startswith("GEOMETRY")]
        self.geometry = geometries[-1] if geometries else None
        self.titles = [COLUMN if column == self.geometry else column for column in self._stored]
        self.types = tuple(
            TYPE if column == self.geometry else _type(stored) for column, stored in self._stored.items()
        )

    def write(self, path: Path) -> None:
        """Write the plain table; `rows` and `findings` are then known. Errors as Lonlat's and titled.write's."""
        titled.refuse_width(len(self.titles))
        (self.rows,) = self.connection.execute(f"SELECT count(*) FROM {self.name}").fetchone() or (0,)
        if self.geometry is None and len(self.titles) > 1:
            self._copy(path)
        else:
            titled.write(self.titles, self._cells(), path)
            self.progress(1.0)

    def table(self, path: Path, reading: Reading) -> Table:
        """The table that was written to `path`."""
        return Table(
            path,
            reading,
            tuple(self.titles),
            self.rows,
            types=self.types,
            findings=tuple(self.findings),
            counts=self.counts,
        )

    def _copy(self, path: Path) -> None:
        titles = ", ".join(f"{self._text(column)} AS {database.name(column)}" for column in self._stored)
        self.connection.execute(
            f"COPY (SELECT {titles} FROM {self.name}) TO {database.text(str(path))} "
            "(FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '')"
        )

    def _cells(self) -> Iterator[list[str]]:
        values = ", ".join(self._text(column) for column in self._stored)
        cursor = self.connection.execute(f"SELECT {values} FROM {self.name}")
        place = None if self.geometry is None else list(self._stored).index(self.geometry)
        lonlat = None
        if place is not None:
            lonlat = Lonlat(self.crs)
            self.crs = lonlat.crs
        done = 0
        while rows := cursor.fetchmany(BATCH):
            cells = [[cell or "" for cell in row] for row in rows]
            if place is not None and lonlat is not None:
                texts = self._geometries([row[place] for row in rows], lonlat, done)
                for row, text in zip(cells, texts, strict=True):
                    row[place] = text
            yield from cells
            done += len(rows)
            self.progress(done / self.rows)

    def _geometries(self, values: list[bytes | None], lonlat: Lonlat, done: int) -> list[str]:
        read = shapely.from_wkb(values, on_invalid="ignore")
        for row, (value, geometry) in enumerate(zip(values, read, strict=True), done + 1):
            if value is not None and geometry is None:
                self._find(Finding("geometry_broken", row=row, column=COLUMN))
        return lonlat.texts(numpy.asarray(read, dtype=object))

    def _find(self, finding: Finding) -> None:
        self.counts[finding.code] = self.counts.get(finding.code, 0) + 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    def _text(self, column: str) -> str:
        """SQL for the cell."""
        name, stored = database.name(column), self._stored[column]
        if column == self.geometry:
            return name
        if stored.startswith("TIMESTAMP"):
            return f"replace(replace(CAST({name} AS VARCHAR), ' ', 'T'), '+00', 'Z')"
        if stored.startswith(NESTED) or stored.endswith("]"):
            return f"CAST(to_json({name}) AS VARCHAR)"
        text = f"CAST({name} AS VARCHAR)"
        if _type(stored) != "string":
            return text
        return f"replace(replace(replace({text}, chr(13) || chr(10), chr(10)), chr(13), chr(10)), chr(0), chr(65533))"


def _type(stored: str) -> str:
    if stored in TYPES:
        return TYPES[stored]
    if stored.startswith("DECIMAL"):
        return "integer" if stored.endswith(",0)") else "number"
    return "integer" if stored.endswith("INT") or stored == "INTEGER" or stored == "UINTEGER" else "string"
