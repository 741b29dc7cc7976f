"""Rows as they come -> the plain table: one header, as many cells in every row, nothing but data between."""

import csv
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, tee
from pathlib import Path
from typing import TextIO

from opendata.errors import Invalid
from opendata.model.report import Finding
from opendata.tabular.read import beside
from opendata.tabular.read.headings import Aside
from opendata.tabular.read.layout import is_note, is_other_header, layout
from opendata.tabular.read.shapes import filled, shape
from opendata.tabular.read.table import Given, Reading, Table

MOST_FINDINGS = 1000
MOST_COLUMNS = 20_000
HEAD = 200
"""Rows that are looked at to find the table."""
HEAD_CELLS = 400_000
BATCH = 500
"""Rows that are judged to be data together."""
TAIL = 200
"""Most rows that are held back because they may be notes below the table."""
MOST_TEXTS = 100
MUCH_LARGER = 2
"""So many times the cells of the first table has the one that is what the file is for, if another is."""
BOM = "\ufeff"
"""Stands within a text where files were put after one another."""
TOTAL = re.compile(r"(?:del|slut)?summ?a\b.*|totalt?s?\b.*|samtliga\b.*|(?:grand|sub) ?totals?\b.*|sum", re.IGNORECASE)
PAGE = re.compile(r"(?:sida|sid\.?|page|blad)\s*\d|\d+\s*(?:\(|/|av|of)\s*\d+\)?$", re.IGNORECASE)

Row = tuple[int, list[str]]


@dataclass
class Plain:
    """What writing the plain table learned. Rows are numbered as in the original, from 1."""

    header_row: int
    header_rows: int
    first_row: int
    titles: tuple[str, ...]
    columns: tuple[int, ...]
    """The places in the original, from 0, of the columns that the titles are of."""
    rows: int = 0
    skipped: list[tuple[int, int]] = field(default_factory=list)
    table: int = 1
    tables: int = 1
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    last_row: int = 0
    beyond: Path | None = None

    def find(self, finding: Finding) -> None:
        self.counts[finding.code] = self.counts.get(finding.code, 0) + 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    def note(self, code: str) -> None:
        if code not in self.notes:
            self.notes.append(code)

    def title(self, place: int | None) -> str | None:
        """The title of the column that has this place in the original."""
        return self.titles[self.columns.index(place)] if place in self.columns else None

    def is_rather_than(self, other: "Plain | None") -> bool:
        """Whether this table, rather than an earlier one, is what the file is for."""
        return other is None or self.rows * len(self.titles) > MUCH_LARGER * other.rows * len(other.titles)

    def is_inside(self, row: int) -> bool:
        """Whether a row of the original belongs to the table."""
        return self.header_row <= row <= max(self.last_row, self.first_row - 1)


def table(path: Path, reading: Reading, written: Plain) -> Table:
    """The table that was written to `path`, read as `reading` says."""
    texts = {name: lines for name, lines in (("above", written.above), ("below", written.below)) if lines}
    return Table(
        path=path,
        reading=replace(
            reading,
            header_row=written.header_row,
            header_rows=written.header_rows,
            first_row=written.first_row,
            table=written.table,
            tables=written.tables,
            notes=(*reading.notes, *written.notes),
            texts={**reading.texts, **texts},
        ),
        columns=written.titles,
        rows=written.rows,
        skipped=tuple(written.skipped),
        findings=tuple(sorted(written.findings, key=lambda finding: finding.row or 0)),
        counts=written.counts,
        beyond=written.beyond,
    )


def write(rows: Iterator[list[str]], path: Path, given: Given = Given()) -> Plain:  # noqa: B008 (a frozen value)
    """Write the table that `given` asks for to `path`; what else there is, is told. Tables are counted downwards, and
    then those beside them. If none is asked for it is the first, or else one that is MUCH_LARGER.

    Cells beyond the last column go to a file beside, a row each: the number of the data row from 0, then the cells.
    Invalid `file_empty` when all rows are blank, `too_many_columns` (columns, limit), `table_missing` (table, tables).
    """
    chosen: Plain | None = None
    passed = 0
    for source, start in _sources(rows):
        told = given
        while passed == 0 or source.has_content():
            passed += 1
            is_open = given.table is None and (chosen is None or told.header_row == given.header_row)
            target = path.with_suffix(f".{passed}") if is_open or given.table == passed else Path(os.devnull)
            with target.open("w", encoding="utf-8", newline="") as stream:
                one = _Following(source, told, stream, target)
                one.run()
            if given.table == passed or (is_open and one.plain.is_rather_than(chosen)):
                target.replace(path)
                chosen = one.plain
                chosen.columns, chosen.table = tuple(start + place for place in chosen.columns), passed
            elif is_open:
                target.unlink()
            told = replace(given, header_row=None)
    if chosen is None:
        raise Invalid("table_missing", table=given.table, tables=passed)
    if passed > 1:
        chosen.note("several_tables")
    chosen.tables = passed
    return chosen


def _sources(rows: Iterator[list[str]]) -> Iterator[tuple["_Rows", int]]:
    """The rows, or those of each of the tables that stand beside one another; and the first column of each."""
    source = _Rows(rows)
    columns = beside.blocks([row for _, row in source.look(HEAD)])
    if not columns:
        yield source, 0
        return
    copies = tee((row for _, row in source), len(columns))
    for copy, (start, end) in zip(copies, columns, strict=True):
        yield _Rows(beside.only(copy, start, end)), start


class _Rows:
    """Numbered rows, some of which can be looked at before they are taken."""

    def __init__(self, rows: Iterator[list[str]]) -> None:
        self._rows = enumerate(rows, 1)
        self._ahead: deque[Row] = deque()

    def __iter__(self) -> Iterator[Row]:
        while True:
            while self._ahead:
                yield self._ahead.popleft()
            row = next(self._rows, None)
            if row is None:
                return
            yield row

    def look(self, most: int, most_cells: int = HEAD_CELLS) -> list[Row]:
        cells = sum(len(row) for _, row in self._ahead)
        while len(self._ahead) < most and cells < most_cells:
            row = next(self._rows, None)
            if row is None:
                break
            cells += len(row[1])
            self._ahead.append(row)
        return list(islice(self._ahead, most))

    def ahead(self, most: int) -> deque[Row]:
        """The rows that have been looked at and not taken, or so many others; none when there are no more."""
        if not self._ahead:
            self._ahead.extend(islice(self._rows, most))
        return self._ahead

    def put_back(self, rows: Sequence[Row]) -> None:
        self._ahead.extendleft(reversed(rows))

    def drop(self, count: int) -> None:
        for _ in range(count):
            self._ahead.popleft()

    def has_content(self) -> bool:
        """Whether there is more than blank rows; those are taken."""
        for number, row in self:
            if filled(row) and not isinstance(row, Aside):
                self.put_back([(number, row)])
                return True
        return False


class _Following:
    """One table, followed row by row to its end: the end of the rows, or another table's titles."""

    def __init__(self, source: _Rows, given: Given, stream: TextIO, path: Path) -> None:
        head = source.look(max(HEAD, (given.header_row or 0) + HEAD))
        self.found = found = layout([row for _, row in head], given)
        if len(found.titles) > MOST_COLUMNS:
            raise Invalid("too_many_columns", columns=len(found.titles), limit=MOST_COLUMNS)
        numbers = [number for number, _ in head]
        first = numbers[found.first] if found.first < len(head) else numbers[-1] + 1
        header_row = numbers[found.header[0]] if found.header else first
        titles = tuple(title.strip().removeprefix(BOM) for title in found.titles)
        self.plain = Plain(header_row, len(found.header), first, titles, found.columns)
        self._header = [head[place][1] for place in found.header]
        self._source, self._path, self._beyond = source, path, None
        writer = csv.writer(stream, lineterminator="\n")
        self._write, self._write_all = writer.writerow, writer.writerows
        self._note(head[: found.top])
        self._width = found.columns[-1] + 1
        self._dropped = [place for place in range(max(found.width, self._width)) if place not in set(found.columns)]
        self._held: list[Row] = []
        self._expected, self._previous = first, first - 1
        self._last: Row | None = None
        source.drop(min(found.first, len(head)))
        self._write(found.titles)

    def _note(self, above: Sequence[Row]) -> None:
        plain, found = self.plain, self.found
        plain.above = _texts(row for _, row in above)
        if above:
            plain.note("rows_skipped_above")
        if not found.header:
            plain.note("no_header")
        elif len(found.header) > 1:
            plain.note("header_rows_joined")
        if len(found.columns) < len(found.shapes) or found.width > len(found.shapes):
            plain.note("blank_columns_dropped")

    def run(self) -> None:
        found = self.found
        width = found.width if found.width >= self._width and not self._dropped else -1
        fewest = 0 if found.usual <= 1.5 else max(1, int(found.usual // 3))
        title = self._header[0][0] if self._header and self._header[0] else None
        titles = {title, f"{BOM}{title}"}
        most = max(1, min(BATCH, HEAD_CELLS // max(1, width)))
        while ahead := self._source.ahead(most):
            odd = (
                place
                for place, (number, row) in enumerate(ahead)
                if number != self._expected + place
                or len(row) != width
                or width - row.count("") <= fewest
                or row[0] in titles
            )
            even = 0 if self._held else next(odd, len(ahead))
            if even:
                self._take(list(islice(ahead, even)))
            elif self._ends(*ahead.popleft(), self._emit):
                break
        self._finish()

    def _take(self, rows: Sequence[Row]) -> None:
        """The next rows, which can be nothing but data."""
        self._source.drop(len(rows))
        self._write_all([row for _, row in rows])
        self._expected += len(rows)
        self.plain.rows += len(rows)
        self._last = rows[-1]
        self._previous = rows[-1][0]

    def _ends(self, number: int, row: list[str], emit: Callable[[int, list[str]], None]) -> bool:
        """Whether another table begins here. If not, the row has been dealt with."""
        if isinstance(row, Aside):
            self._previous = number
            self._below([row])
            return False
        if not filled(row) and not self._is_missing_value(row):
            self.plain.note("blank_rows_dropped")
            return False
        after_blank = number > self._previous + 1 or bool(self._held)
        self._previous = number
        has_begun = bool(self._header) or self.plain.rows > 0
        is_repeated = [row[0].removeprefix(BOM), *row[1:]] in self._header
        if is_repeated and all(self._is_page_mark(other) for _, other in self._held):
            self._below(other for _, other in self._held)
            self._held = []
            self.plain.note("repeated_header_dropped")
            return False
        following = [other for _, other in self._source.look(3)]
        if has_begun and (is_repeated or is_other_header(row, self.found, following, after_blank=after_blank)):
            self._source.put_back([*self._held, (number, row)])
            self._held = []
            return True
        if is_note(row, self.found, after_blank=after_blank) and len(self._held) < TAIL:
            self._held.append((number, row))
            return False
        for held in self._held:
            emit(*held)
        self._held = []
        emit(number, row)
        return False

    def _is_page_mark(self, row: Sequence[str]) -> bool:
        """Whether a line is what a report prints at the end or top of each page."""
        line = " ".join(filter(None, (cell.strip() for cell in row)))
        return line in self.plain.above or PAGE.match(line) is not None

    def _is_missing_value(self, row: Sequence[str]) -> bool:
        """In a table of one column a missing value is written as two quotes, unlike a blank line."""
        return self._width == 1 and len(row) == 1 and bool(self._header)

    def _emit(self, number: int, row: list[str]) -> None:
        if number != self._expected:
            self.plain.skipped.append((self.plain.rows, number - self._expected))
        self._expected = number + 1
        self._write(self._fitted(number, row))
        self.plain.rows += 1
        self._last = (number, row)

    def _fitted(self, number: int, row: list[str]) -> list[str]:
        """The kept columns' cells. Too few are filled up and too many put aside, with a finding."""
        plain, columns = self.plain, self.found.columns
        facts = {"cells": len(row), "expected": len(columns)}
        if len(row) < self._width:
            at = next((place for place, column in enumerate(columns) if column >= len(row)), 0)
            plain.find(Finding("missing_cell", row=number, column=plain.titles[at], facts=facts))
            row = row + [""] * (self._width - len(row))
        extra = [row[place] for place in self._dropped if place < len(row)] + row[max(self.found.width, self._width) :]
        value = next((cell for cell in extra if cell.strip()), None)
        if value is not None:
            plain.find(Finding("extra_cell", row=number, value=value, facts=facts))
            self._keep_beyond(extra)
        return [row[place] for place in columns]

    def _keep_beyond(self, extra: Sequence[str]) -> None:
        if self.plain.beyond is None:
            self.plain.beyond = self._path.with_suffix(".beyond") if self._path.name != "null" else self._path
            self.plain.beyond.write_text("", "utf-8")
        with self.plain.beyond.open("a", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerow([str(self.plain.rows), *extra])

    def _finish(self) -> None:
        plain = self.plain
        if self._held:
            self._below(row for _, row in self._held)
            plain.note("notes_below")
        if self._last is not None:
            plain.last_row = self._last[0]
            self._total(*self._last)

    def _below(self, rows: Iterable[Sequence[str]]) -> None:
        self.plain.below = [*self.plain.below, *_texts(rows)][:MOST_TEXTS]

    def _total(self, number: int, row: Sequence[str]) -> None:
        """Tell of a last row that sums up the others: it is no observation, but only its owner may take it away."""
        words = [cell.strip() for cell in row if shape(cell) in ("text", "code")]
        numbers = sum(shape(cell) == "number" for cell in row)
        if self.plain.rows > 1 and numbers and len(words) == 1 and TOTAL.fullmatch(words[0]):
            self.plain.find(Finding("totals_row", "warning", row=number, value=words[0]))


def _texts(rows: Iterable[Sequence[str]]) -> list[str]:
    lines = (" ".join(cell.strip() for cell in row if cell.strip()) for row in rows)
    return list(islice(filter(None, lines), MOST_TEXTS))
