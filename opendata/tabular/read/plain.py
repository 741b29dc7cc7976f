"""Rows as they come -> the plain table: one header, as many cells in every row, nothing blank at the edges."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from pathlib import Path

from opendata.errors import Invalid
from opendata.model.report import Finding
from opendata.tabular.read.table import Reading, Table

MOST_FINDINGS = 1000
MOST_COLUMNS = 2000


@dataclass
class Plain:
    """What writing the plain table learned. Rows are numbered as in the original, from 1."""

    header_row: int
    titles: Sequence[str]
    """Up to the last column that has one: what stands further to the right is blank, or a finding."""
    blank_columns_dropped: bool
    blank_rows_dropped: bool = False
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def tidy(self, rows: Iterator[list[str]]) -> Iterator[list[str]]:
        """The data rows below the header, all as wide as it."""
        width = len(self.titles)
        blanks = 0
        for number, cells in enumerate(rows, self.header_row + 1):
            if not any(cells):
                blanks += 1
                continue
            if blanks:
                self.rows += blanks
                yield from repeat([""] * width, blanks)
                blanks = 0
            self.rows += 1
            yield cells if len(cells) == width else self._fitted(number, cells)
        self.blank_rows_dropped = blanks > 0

    def find(self, finding: Finding) -> None:
        self.counts[finding.code] = self.counts.get(finding.code, 0) + 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    def _fitted(self, row: int, cells: list[str]) -> list[str]:
        width = len(self.titles)
        facts = {"cells": len(cells), "expected": width}
        if len(cells) < width:
            self.find(Finding("missing_cell", row=row, column=self.titles[len(cells)], facts=facts))
            return cells + [""] * (width - len(cells))
        extra = next(filter(None, cells[width:]), None)
        if extra is not None:
            self.find(Finding("extra_cell", row=row, value=extra, facts=facts))
        return cells[:width]


def table(path: Path, reading: Reading, written: Plain) -> Table:
    """The table that was written to `path`, read as `reading` says."""
    notes = {
        "rows_skipped_above": written.header_row > 1,
        "blank_rows_dropped": written.blank_rows_dropped,
        "blank_columns_dropped": written.blank_columns_dropped,
    }
    return Table(
        path=path,
        reading=replace(
            reading,
            header_row=written.header_row,
            first_row=written.header_row + 1,
            notes=(*reading.notes, *(code for code, is_true in notes.items() if is_true)),
        ),
        columns=tuple(written.titles),
        rows=written.rows,
        findings=tuple(written.findings),
        counts=written.counts,
    )


def write(rows: Iterator[list[str]], path: Path) -> Plain:
    """Write the rows to `path`; the first that isn't blank is the header.

    Invalid `file_empty` when all rows are blank, `too_many_columns` (columns, limit).
    """
    header_row, titles = _header(rows)
    width = max(place for place, title in enumerate(titles, 1) if title)
    if width > MOST_COLUMNS:
        raise Invalid("too_many_columns", columns=width, limit=MOST_COLUMNS)
    plain = Plain(header_row, titles[:width], blank_columns_dropped=width < len(titles))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(plain.titles)
        writer.writerows(plain.tidy(rows))
    return plain


def _header(rows: Iterator[list[str]]) -> tuple[int, list[str]]:
    for number, cells in enumerate(rows, 1):
        titles = [title.strip() for title in cells]
        if any(titles):
            return number, titles
    raise Invalid("file_empty")
