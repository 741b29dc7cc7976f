"""Delimited text as a table: its encoding, dialect and habit are found out, then its rows given one at a time."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from opendata.tabular.read import plain
from opendata.tabular.read.table import LONGEST, Given, Reading, Table
from opendata.tabular.read.text import regular
from opendata.tabular.read.text.dialect import Dialect, dialect_of, rough_rows
from opendata.tabular.read.text.encoding import Encoding, encoding_of
from opendata.tabular.read.text.lines import Habit, Records

LineEnding = Literal["LF", "CRLF", "CR", "mixed"]

BOM = "\ufeff"
SAMPLE_LINES = 400
SAMPLE_SIZE = 2 * LONGEST
ENDINGS: dict[str, LineEnding] = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
REPORT_EVERY = 20_000


@dataclass(frozen=True)
class Look:
    """What a first look at a text tells: all of it has been decoded, but only its first lines divided."""

    path: Path
    encoding: Encoding
    dialect: Dialect
    line_ending: LineEnding | None
    habit: Habit
    rows: tuple[list[str], ...]
    """The first rows."""
    is_whole: bool
    """Whether these are all rows."""


def look(source: Path, given: Given) -> Look:
    """Encoding, dialect and the first rows; what is given is not questioned."""
    encoding = encoding_of(source, given.encoding)
    with _opened(source, encoding) as (stream, _):
        lines = _sample(stream)
        is_whole = not stream.read(1)
    ends = {line[len(line.rstrip("\r\n")) :] for line in lines} - {""}
    ending = "mixed" if len(ends) > 1 else next((ENDINGS[end] for end in ends if end in ENDINGS), None)
    dialect = dialect_of([line.rstrip("\r\n") for line in lines], given)
    roughly = Habit.of(list(rough_rows([line.rstrip("\r\n") for line in lines], dialect)))
    habit = Habit.of(list(Records(lines, dialect, roughly)))
    rows = list(_clean(iter(Records(lines, dialect, habit))))
    return Look(source, encoding, dialect, ending, habit, tuple(rows), is_whole)


def read(source: Path, into: Path, given: Given, progress: Callable[[float], None]) -> Table:
    """A text file as a table: encoding, dialect, titles and notes are found out.

    Invalid as `look`, `plain.write`, and `line_too_long` (row, limit).
    """
    seen = look(source, given)
    if not seen.is_whole:
        table = regular.read(source, into, given, reading(seen), seen.dialect, seen.rows)
        if table is not None:
            return table
    path = into / "plain.csv"
    with _opened(source, seen.encoding) as (stream, place):
        records = Records(_lines(stream), seen.dialect, seen.habit)
        written = plain.write(_told(records, place, source.stat().st_size, progress), path, given)
    for finding, column in records.findings:
        if finding.row is not None and written.is_inside(finding.row):
            written.find(replace(finding, column=written.title(column)))
    return plain.table(path, reading(seen), written)


def reading(seen: Look) -> Reading:
    """How the text was read, as far as a first look tells."""
    dialect = seen.dialect
    return Reading(
        kind="csv",
        media_type="text/tab-separated-values" if dialect.delimiter == "\t" else "text/csv",
        encoding=seen.encoding.name,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        escape=dialect.escape,
        line_ending=seen.line_ending,
        notes=("bom_removed",) if seen.encoding.bom else (),
    )


def _told(
    records: Records, place: Callable[[], int], size: int, progress: Callable[[float], None]
) -> Iterator[list[str]]:
    """The rows, while telling how far they have come."""
    rows = _clean(iter(records))
    while batch := list(islice(rows, 500)):
        yield from batch
        if records.row % REPORT_EVERY < 500:
            progress(min(1.0, place() / size))


def _clean(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows without a byte-order mark that stands inside the first cell's quotes."""
    first = ([cell.removeprefix(BOM) for cell in row] if type(row) is list else row for row in islice(rows, 1))
    return chain(first, rows)


def _sample(stream: io.TextIOWrapper) -> Sequence[str]:
    sample, size = [], 0
    for line in _lines(stream):
        sample.append(line)
        size += len(line)
        if len(sample) == SAMPLE_LINES or size > SAMPLE_SIZE:
            break
    return sample


@contextmanager
def _opened(path: Path, encoding: Encoding) -> Iterator[tuple[io.TextIOWrapper, Callable[[], int]]]:
    """The text, and how far in the file one has come."""
    with path.open("rb") as binary:
        binary.seek(len(encoding.bom))
        yield io.TextIOWrapper(binary, encoding=encoding.name, newline=""), binary.tell


def _lines(stream: io.TextIOWrapper) -> Iterator[str]:
    lines = iter(partial(stream.readline, LONGEST + 1), "")
    first = (line.removeprefix(BOM) for line in islice(lines, 1))
    return chain(first, lines)
