"""JSON, newline-delimited JSON and GeoJSON as tables: one row for each record, nested keys with dots between."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from opendata.errors import Invalid
from opendata.tabular.read import plain, titled
from opendata.tabular.read.documents.document import Document
from opendata.tabular.read.documents.geojson import Features
from opendata.tabular.read.documents.objects import Columns, Object, text
from opendata.tabular.read.features.geometry import LONLAT
from opendata.tabular.read.table import Given, Kind, Reading, Table
from opendata.tabular.read.text.encoding import encoding_of

MEDIA_TYPES: dict[Kind, str] = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "geojson": "application/geo+json",
}
RECORDS = ("results", "records", "features", "value", "data", "items", "rows")
"""What APIs call the list that is the table. It is that even when it is empty."""
REPORT_EVERY = 5_000


def read(source: Path, into: Path, given: Given, progress: Callable[[float], None]) -> Table:
    """A JSON file as a table, or the array in it that `given.path` leads to.

    Invalid `json_broken` (row, position, reason), `path_missing` (path, paths), `file_empty`, and of geometry.Lonlat.
    """
    text = _Text(source, given, progress)
    shape = text.shape()
    reading = Reading(
        kind=shape.kind,
        media_type=MEDIA_TYPES[shape.kind],
        encoding=text.encoding.name,
        path=None if shape.lines else shape.path,
        notes=text.notes(shape),
        header_row=0,
        first_row=1,
        texts={"paths": list(shape.paths)} if len(shape.paths) > 1 else {},
    )
    path = into / "plain.csv"
    if shape.rows_are_arrays:
        return plain.table(path, reading, plain.write(text.lists(shape), path))
    if shape.kind == "geojson":
        return _features(text, shape, path, reading)
    columns = Columns()
    rows = titled.write(columns.titles, columns.rows(text.records(shape)), path)
    if not columns.titles:
        raise Invalid("file_empty")
    return Table(path, reading, tuple(columns.titles), rows)


def _features(text: "_Text", shape: "Shape", path: Path, reading: Reading) -> Table:
    features = Features(text.given.crs or shape.crs)
    rows = titled.write(features.titles, features.rows(text.records(shape)), path)
    if not rows:
        raise Invalid("file_empty")
    return Table(
        path,
        replace(reading, crs=features.crs or LONLAT),
        tuple(features.titles),
        rows,
        types=features.types,
        findings=tuple(features.findings),
        counts=features.counts,
    )


@dataclass(frozen=True)
class Shape:
    """Where in the document the table is. `lines`: each line is a document; `paths` are those it could be too."""

    kind: Kind
    path: str = ""
    paths: tuple[str, ...] = ()
    lines: bool = False
    is_one_record: bool = False
    rows_are_arrays: bool = False
    crs: str | None = None
    ends: bool = True
    """Nothing follows it."""


@dataclass
class _Text:
    """A JSON file, opened once to see what it is and once more to read it."""

    path: Path
    given: Given
    progress: Callable[[float], None]

    def __post_init__(self) -> None:
        self.encoding = encoding_of(self.path)

    def shape(self) -> Shape:
        with self._open() as document:
            following = document.peek()
            if following == "[":
                return self._of_list(document)
            counts: dict[str, Counter[type]] = {}
            for path, elements in document.arrays():
                counts[".".join(path)] = Counter(map(type, elements))
            features = document.scalars.get(("type",)) in ("Feature", "FeatureCollection")
            kind: Kind = "geojson" if features else "json"
            if document.peek() in ("{", "["):
                return Shape("geojson" if features else "ndjson", lines=True)
            ends = document.end()
            if features and ("features" in counts or document.scalars[("type",)] == "Feature"):
                return Shape(kind, "features", crs=_crs(document), is_one_record="features" not in counts, ends=ends)
            return replace(self._chosen(counts), ends=ends)

    def records(self, shape: Shape) -> Iterator[Object]:
        with self._open() as document:
            values = self._values(document, shape)
            for done, value in enumerate(values):
                if type(value) is not dict:
                    raise Invalid("json_broken", row=document.row(), position=1, reason="mixed")
                yield value
                if done % REPORT_EVERY == 0:
                    self.progress(self._fraction())

    def lists(self, shape: Shape) -> Iterator[list[str]]:
        with self._open() as document:
            for value in self._values(document, shape):
                if type(value) is not list:
                    raise Invalid("json_broken", row=document.row(), position=1, reason="mixed")
                yield [text(cell) for cell in value]

    def notes(self, shape: Shape) -> tuple[str, ...]:
        said = {
            "bom_removed": self.encoding.bom,
            "other_records": len(shape.paths) > 1,
            "text_after_json": not shape.ends,
        }
        return tuple(code for code, is_true in said.items() if is_true)

    def _of_list(self, document: Document) -> Shape:
        elements = document.elements()
        first = next(elements, None)
        if first is None:
            raise Invalid("file_empty")
        if self.given.path:
            raise Invalid("path_missing", path=self.given.path, paths=[""])
        is_feature = type(first) is dict and first.get("type") == "Feature" and "geometry" in first
        return Shape("geojson" if is_feature else "json", rows_are_arrays=type(first) is list)

    def _chosen(self, counts: dict[str, Counter[type]]) -> Shape:
        lists = [path for path, count in counts.items() if count[list] and not count[dict]]
        found = [path for path, count in counts.items() if count[dict]] or lists
        wanted = self.given.path
        if wanted is not None and wanted not in ("", *counts):
            raise Invalid("path_missing", path=wanted, paths=found)
        if wanted is None and not found and any(path.split(".")[-1] in RECORDS for path in counts):
            raise Invalid("file_empty")
        best = max(found, key=lambda path: (_is_usual(path), counts[path].total()), default="")
        path = best if wanted is None else wanted
        return Shape("json", path, tuple(found), is_one_record=path == "", rows_are_arrays=path in lists)

    def _values(self, document: Document, shape: Shape) -> Iterator[Any]:
        if shape.lines:
            return document.values()
        if shape.is_one_record:
            return iter((document.value(),))
        return next(elements for path, elements in document.arrays() if ".".join(path) == shape.path)

    def _fraction(self) -> float:
        return min(1.0, self._binary.tell() / max(1, self.path.stat().st_size))

    @contextmanager
    def _open(self) -> Iterator[Document]:
        with self.path.open("rb") as self._binary:
            self._binary.seek(len(self.encoding.bom))
            yield Document(io.TextIOWrapper(self._binary, encoding=self.encoding.name, newline=""))


def _is_usual(path: str) -> bool:
    return path.split(".")[-1] in RECORDS[:4]


def _crs(document: Document) -> str | None:
    """The member of the GeoJSON of 2008, which is what GIS programs still write for other systems than WGS 84."""
    said = document.scalars.get(("crs", "properties", "name"))
    return said if isinstance(said, str) else None
