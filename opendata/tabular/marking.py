"""A table and what is wrong in it -> an XLSX copy with the bad cells marked and commented, for Excel."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from opendata.errors import TooLarge
from opendata.tabular.read import Table

MOST_ROWS = 1_048_576
MOST_CELL = 32_767
MOST_COMMENTS = 5_000
"""Excel opens a sheet with more comments slowly, and nobody reads them. Cells are marked all the same."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
"""Of a sheet, as Excel has it."""
NOTE_SIZE = {"x_scale": 2.0, "y_scale": 1.2}
BAD = {"bg_color": "#FFD9D6", "border": 1, "border_color": "#B3261E"}
ADVICE = {"bg_color": "#FFF2CC"}


@dataclass(frozen=True)
class Mark:
    """Words about one cell, or about a whole row when there is no `column`.

    `row` is its number in the original, `column` the column's title there.
    """

    row: int
    column: str | None
    text: str
    is_error: bool = True


def mark(table: Table, marks: Sequence[Mark], path: Path, others: Iterable[Table] = ()) -> None:
    """Write the table to `path` with every row where the original has it, so that the report's row numbers fit.

    All cells are text, as they were read. The `others` are the workbook's other sheets, each on its own, unmarked; they
    are asked for one at a time. TooLarge `table_too_large_for_excel` (rows, limit).
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as workbook:
        looks = Looks(
            workbook.add_format(BAD),
            workbook.add_format(ADVICE),
            workbook.add_format({"bold": True}),
            workbook.add_format({**BAD, "bold": True}),
        )
        names: set[str] = set()
        for one, found in chain([(table, marks)], ((other, ()) for other in others)):
            last = one.row_at(max(one.rows - 1, 0))
            if last > MOST_ROWS:
                raise TooLarge("table_too_large_for_excel", rows=last, limit=MOST_ROWS)
            name = _name(one.reading.sheet or "", names)
            _write(workbook.add_worksheet(name), one, _by_cell(one, found), looks)


@dataclass(frozen=True)
class Looks:
    """Formats of cells."""

    bad: Any
    advice: Any
    title: Any
    bad_title: Any

    def of(self, found: Sequence[Mark], *, is_title: bool) -> Any:
        if is_title:
            return self.bad_title if found else self.title
        return (self.bad if any(mark.is_error for mark in found) else self.advice) if found else None


def _write(sheet: Any, table: Table, by_cell: Mapping[tuple[int, int], Sequence[Mark]], looks: Looks) -> None:
    comments = 0
    for row, cells in _rows(table):
        for column, cell in enumerate(cells):
            found = by_cell.get((row, column), ())
            look = looks.of(found, is_title=row < table.reading.first_row)
            if cell or look:
                sheet.write_string(row - 1, column, cell[:MOST_CELL], look)
            if found and comments < MOST_COMMENTS:
                comments += 1
                sheet.write_comment(row - 1, column, "\n".join(mark.text for mark in found), NOTE_SIZE)


def _name(sheet: str, taken: set[str]) -> str | None:
    """A name that Excel takes, the sheet's own if it can be; None: xlsxwriter gives it one."""
    name = FORBIDDEN.sub(" ", sheet)[:LONGEST_NAME].strip("' ")
    if not name or name.casefold() in taken:
        return None
    taken.add(name.casefold())
    return name


def _rows(table: Table) -> Iterator[tuple[int, Sequence[str]]]:
    if table.reading.header_rows:
        yield table.reading.first_row - 1, table.columns
    for index, cells in enumerate(table.cells()):
        yield table.row_at(index), cells


def _by_cell(table: Table, marks: Sequence[Mark]) -> dict[tuple[int, int], list[Mark]]:
    """Marks by row and place of the column; what is about a whole row stands in its first cell."""
    places: dict[str, int] = {}
    for place, title in enumerate(table.columns):
        places.setdefault(title, place)
    found: dict[tuple[int, int], list[Mark]] = {}
    for one in marks:
        row = max(one.row, table.reading.first_row - 1)
        found.setdefault((row, places.get(one.column or "", 0)), []).append(one)
    return found
