"""A table and what is wrong in it -> an XLSX copy with the bad cells marked and commented, for Excel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from opendata.errors import TooLarge
from opendata.tabular.read import Table

MOST_ROWS = 1_048_576
MOST_CELL = 32_767
MOST_COMMENTS = 5_000
"""Excel opens a sheet with more comments slowly, and nobody reads them. Cells are marked all the same."""
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


def mark(table: Table, marks: Sequence[Mark], path: Path) -> None:
    """Write the table to `path` with every row where the original has it, so that the report's row numbers fit.

    All cells are text, as they were read. TooLarge `table_too_large_for_excel` (rows, limit).
    """
    import xlsxwriter

    last = table.row_at(max(table.rows - 1, 0))
    if last > MOST_ROWS:
        raise TooLarge("table_too_large_for_excel", rows=last, limit=MOST_ROWS)
    by_cell = _by_cell(table, marks)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet()
        looks = {None: None, True: workbook.add_format(BAD), False: workbook.add_format(ADVICE)}
        bold, bad_title = workbook.add_format({"bold": True}), workbook.add_format({**BAD, "bold": True})
        comments = 0
        for row, cells in _rows(table):
            for column, cell in enumerate(cells):
                found = by_cell.get((row, column))
                is_title = row < table.reading.first_row
                look = looks[any(mark.is_error for mark in found) if found else None]
                if is_title:
                    look = bad_title if found else bold
                if cell or look:
                    sheet.write_string(row - 1, column, cell[:MOST_CELL], look)
                if found and comments < MOST_COMMENTS:
                    comments += 1
                    sheet.write_comment(row - 1, column, "\n".join(mark.text for mark in found), NOTE_SIZE)


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
