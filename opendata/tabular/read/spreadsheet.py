"""XLSX workbooks: the sheet to read and its cells as text."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from opendata.errors import Invalid
from opendata.tabular.read import plain
from opendata.tabular.read.table import Given, Reading, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_CELLS = 8_000_000
"""Calamine holds the whole used area of a sheet in memory, 32 bytes for each cell, blank ones too, plus the texts:
this many take about 650 MB. One stray value in the last row and column of a sheet would be 17 thousand million."""
MOST_BYTES = 2 << 30
CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
WHOLE = 10**15
REPORT_EVERY = 20_000


def read(source: Path, into: Path, given: Given, progress: Callable[[float], None]) -> Table:
    """One sheet of a workbook as a table."""
    spreadsheet = Spreadsheet(source, given.sheet, progress)
    path = into / "plain.csv"
    written = plain.write(spreadsheet.rows(), path)
    reading = Reading(
        kind="xlsx",
        media_type=XLSX,
        sheet=spreadsheet.sheet,
        sheets=spreadsheet.sheets,
        notes=("other_sheets",) if len(spreadsheet.sheets) > 1 else (),
    )
    return plain.table(path, reading, written)


@dataclass
class Spreadsheet:
    """One sheet of a workbook as rows: the one asked for, or else the first visible one with content."""

    path: Path
    wanted: str | None
    progress: Callable[[float], None]
    sheet: str = field(init=False)
    sheets: tuple[str, ...] = field(init=False)
    _content: CalamineSheet = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _refuse_bombs(self.path)
        with _our_errors(), CalamineWorkbook.from_path(self.path) as workbook:
            known = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            self.sheets = tuple(sheet.name for sheet in known)
            if self.wanted is not None and self.wanted not in self.sheets:
                raise Invalid("sheet_missing", sheet=self.wanted, sheets=list(self.sheets))
            visible = [sheet.name for sheet in known if sheet.visible == SheetVisibleEnum.Visible]
            for name in [self.wanted] if self.wanted is not None else visible or self.sheets:
                self.sheet, self._content = name, workbook.get_sheet_by_name(name)
                if self._content.start is not None:
                    return
        raise Invalid("file_empty")

    def rows(self) -> Iterator[list[str]]:
        """Rows from the sheet's first row on, blank ones too, and columns from the first one used."""
        height = self._content.total_height
        with _our_errors():
            for number, cells in enumerate(self._content.iter_rows(), 1):
                yield [cell if type(cell) is str and "\r" not in cell else _text(cell) for cell in cells]
                if number % REPORT_EVERY == 0:
                    self.progress(min(1.0, number / height))


def _text(cell: Any) -> str:
    """A cell's value as text: plain decimal notation, ISO 8601 dates, true and false."""
    match cell:
        case str():
            return cell.replace("\r\n", "\n").replace("\r", "\n")
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < WHOLE:
            return str(int(cell))
        case float():
            return f"{Decimal(repr(cell)):f}"
        case datetime() | date():
            return cell.isoformat()
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        case _:
            return str(cell)


def _refuse_bombs(path: Path) -> None:
    """Invalid `spreadsheet_too_large` (cells or bytes, limit) before anything is held in memory."""
    with _our_errors(), ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
        if size > MOST_BYTES:
            raise Invalid("spreadsheet_too_large", bytes=size, limit=MOST_BYTES)
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                cells = _area(archive, name)
                if cells > MOST_CELLS:
                    raise Invalid("spreadsheet_too_large", cells=cells, limit=MOST_CELLS)


def _area(archive: ZipFile, name: str) -> int:
    """Cells in the rectangle that calamine will hold, from the addresses in the sheet's XML."""
    columns: set[bytes] = set()
    rows = 0
    left = b""
    with archive.open(name) as stream:
        while chunk := stream.read(1 << 20):
            found = CELL.findall(left + chunk)
            left = chunk[-32:]
            if found:
                columns.update(column for column, _ in found)
                rows = max(rows, int(found[-1][1]))
    return rows * max((_number(column) for column in columns), default=0)


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except (CalamineError, BadZipFile, NotImplementedError) as error:
        raise Invalid("spreadsheet_broken", reason=str(error)) from error
