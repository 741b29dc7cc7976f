"""Delimited text: which delimiter and line ending, and its rows one at a time."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from opendata.errors import Invalid
from opendata.model.report import Finding
from opendata.tabular.read import plain
from opendata.tabular.read.encoding import Encoding, encoding_of
from opendata.tabular.read.table import LONGEST, Given, Reading, Table

LineEnding = Literal["LF", "CRLF", "CR", "mixed"]

DELIMITERS = "\t;|,"
"""In order of preference: in Sweden a comma is as often part of a number."""
NO_DELIMITER = "\x1f"
SAMPLE_LINES = 200
ENDINGS: dict[str, LineEnding] = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
REPORT_EVERY = 20_000

csv.field_size_limit(LONGEST)


def read(source: Path, into: Path, given: Given, progress: Callable[[float], None]) -> Table:  # noqa: ARG001
    """A text file as a table: encoding, delimiter and line ending are found out."""
    encoding = encoding_of(source)
    text = Text(source, encoding, progress)
    path = into / "plain.csv"
    written = plain.write(text.rows(), path)
    if text.open_quote_at is not None:
        written.find(Finding("unclosed_quote", row=text.open_quote_at))
    reading = Reading(
        kind="csv",
        media_type="text/tab-separated-values" if text.delimiter == "\t" else "text/csv",
        encoding=encoding.name,
        delimiter=text.delimiter,
        line_ending=text.line_ending,
        notes=("bom_removed",) if encoding.bom else (),
    )
    return plain.table(path, reading, written)


@dataclass
class Text:
    """A text file as rows. A row may take many lines: a quoted cell may hold line breaks (made LF here)."""

    path: Path
    encoding: Encoding
    progress: Callable[[float], None]
    delimiter: str | None = field(init=False)
    """None when there is one column only."""
    line_ending: LineEnding | None = field(init=False)
    open_quote_at: int | None = None
    """Known after the last row: the row whose quoted cell the file ended inside."""

    def __post_init__(self) -> None:
        sample = self._sample()
        scores = {delimiter: _consistency(list(_Records(sample, delimiter))) for delimiter in DELIMITERS}
        best = max(scores, key=lambda delimiter: scores[delimiter])
        self.delimiter = best if scores[best] else None
        self.line_ending = _line_ending(_Records(sample, self.delimiter))

    def rows(self) -> Iterator[list[str]]:
        """All rows; a blank line is an empty list. Invalid `line_too_long` (row, limit)."""
        size = self.path.stat().st_size
        with self._open() as (stream, place):
            records = _Records(_lines(stream), self.delimiter)
            for cells in records:
                yield cells
                if records.row % REPORT_EVERY == 0:
                    self.progress(place() / size)
            self.open_quote_at = records.row if records.ended_inside else None

    def _sample(self) -> list[str]:
        sample, size = [], 0
        with self._open() as (stream, _):
            for line in _lines(stream):
                sample.append(line)
                size += len(line)
                if len(sample) == SAMPLE_LINES or size > LONGEST:
                    break
        return sample

    @contextmanager
    def _open(self) -> Iterator[tuple[io.TextIOWrapper, Callable[[], int]]]:
        with self.path.open("rb") as binary:
            binary.seek(len(self.encoding.bom))
            yield io.TextIOWrapper(binary, encoding=self.encoding.name, newline=""), binary.tell


class _Records:
    """Rows of cells out of lines, knowing which row it is at and on which lines that stood."""

    def __init__(self, lines: Iterable[str], delimiter: str | None) -> None:
        self.row = 0
        self.last_line = ""
        self.ended_inside = False
        self._lines = lines
        self._delimiter = delimiter or NO_DELIMITER
        self._lines_taken = self._size = 0

    def __iter__(self) -> Iterator[list[str]]:
        for cells in csv.reader(self._take(), delimiter=self._delimiter):
            self.row += 1
            if self._lines_taken > 1:
                cells = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
            self._lines_taken = self._size = 0
            yield cells

    def _take(self) -> Iterator[str]:
        for line in self._lines:
            self.last_line = line
            self._lines_taken += 1
            self._size += len(line)
            if self._size > LONGEST:
                raise Invalid("line_too_long", row=self.row + 1, limit=LONGEST)
            yield line
        self.ended_inside = self._lines_taken > 0


def _lines(stream: io.TextIOWrapper) -> Iterator[str]:
    return iter(partial(stream.readline, LONGEST + 1), "")


def _consistency(rows: Sequence[Sequence[str]]) -> float:
    """How large a part of the rows has the usual number of cells: 0 for a delimiter that doesn't delimit."""
    filled = [cells for cells in rows if any(cells)] or rows
    widths = Counter(len(cells) for cells in filled if len(cells) > 1)
    if not widths:
        return 0.0
    ((width, times),) = widths.most_common(1)
    header = len(filled[0])
    if header == 1 and width == 2:
        return 0.0  # one column of text with a comma here and there, or of numbers with decimal comma
    return times / len(filled) * (1.0 if header == width else 0.8)


def _line_ending(records: _Records) -> LineEnding | None:
    found = {records.last_line[len(records.last_line.rstrip("\r\n")) :] for _ in records} - {""}
    if len(found) > 1:
        return "mixed"
    return ENDINGS[found.pop()] if found else None
