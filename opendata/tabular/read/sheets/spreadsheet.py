"""Workbooks (XLSX, XLS, ODS): the sheet to read and its cells as text."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, LargeZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from opendata.errors import Invalid
from opendata.model.report import Finding
from opendata.tabular.read import plain
from opendata.tabular.read.kind import kind_of
from opendata.tabular.read.sheets import package, regular
from opendata.tabular.read.table import Given, Kind, Reading, Table

MEDIA_TYPES: dict[Kind, str] = {
    "xlsx": regular.MEDIA_TYPE,
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
EXACT = 2**53
"""Whole numbers up to here are what they seem in a double."""
NUMBER = "%.15g"
"""As many digits as a spreadsheet shows at most; those after them are noise of the binary form."""
DAY, MIDNIGHT = len("2000-01-01"), "T00:00:00"
TRUTH = {True: "true", False: "false"}
BATCH = 2_000
LONGEST_COVER = 100
"""Rows of a sheet that may tell of the workbook rather than hold its data."""
COVER = 10
"""So many times the cells of a cover has the sheet with the data."""
REPORT_EVERY = 20_000
BROKEN = (CalamineError, BadZipFile, LargeZipFile, NotImplementedError, zlib.error, KeyError, OSError, EOFError)

PANIC = "PanicException"
"""What a fault in calamine itself becomes; it is no Exception, and pyo3 gives it no module to import it from."""
LOCKED = "assword"


def read(source: Path, into: Path, given: Given, progress: Callable[[float], None]) -> Table:
    """One sheet of a workbook as a table.

    Invalid `spreadsheet_broken` (reason), `spreadsheet_too_large` (cells or bytes, limit), `file_locked`,
    `sheet_missing` (sheet, sheets), and of plain.write.
    """
    kind: Kind = kind_of(source)  # type: ignore[assignment]  # read() has sent it here
    if kind == "xlsx" and (table := regular.read(source, into, given)):
        return table
    spreadsheet = Spreadsheet(source, kind, given.sheet, progress)
    path = into / "plain.csv"
    written = plain.write(spreadsheet.rows(), path, given)
    for finding, place in spreadsheet.findings():
        if finding.row is not None and written.is_inside(finding.row):
            written.find(replace(finding, column=written.title(place)))
    reading = Reading(
        kind=kind,
        media_type=MEDIA_TYPES[kind],
        sheet=spreadsheet.sheet,
        sheets=spreadsheet.sheets,
        notes=spreadsheet.notes(),
    )
    return plain.table(path, reading, written)


@dataclass
class Spreadsheet:
    """One sheet of a workbook as rows: the one asked for, or else the first visible one that isn't a cover."""

    path: Path
    kind: Kind
    wanted: str | None
    progress: Callable[[float], None]
    sheet: str = field(init=False)
    sheets: tuple[str, ...] = field(init=False)
    _hidden: bool = field(init=False, default=False)
    _has_numbers_as_text: bool = field(init=False, default=False)
    _content: CalamineSheet = field(init=False, repr=False)
    _told: package.Sheet = field(init=False, repr=False)
    _part: str | None = field(init=False, default=None)
    """Where the sheet is in an XLSX file."""

    def __post_init__(self) -> None:
        with _our_errors():
            told, parts = {}, {}
            if self.kind == "xlsx":
                told = package.xlsx(self.path)
                parts = {one.name: one.part for one in package.listed(self.path)}
            elif self.kind == "ods":
                told = package.ods(self.path)
            self._open()
            self._part = parts.get(self.sheet)
            self._told = told.get(self._part or self.sheet, package.Sheet())

    def rows(self) -> Iterator[list[str]]:
        """Rows from the sheet's first row on, blank ones too, and columns from the first one used."""
        with _our_errors():
            types, times = self._types()
            labels = _labels(self._content)
            below = self._below_nought(types)
            number = 0
            above: list[str] = []
            for batch, found in zip(_batches(self._content), types, strict=True):
                columns = [
                    _texts(cells, found[place], as_times=place in times)
                    for place, cells in enumerate(zip(*batch, strict=True))
                ]
                rows = list(map(list, zip(*columns, strict=True)))
                for index, cells in enumerate(rows if below else (), number):
                    for place, text in below.get(index, ()):
                        cells[place] = text if type(batch[index - number][place]) is time else cells[place]
                for index, cells in enumerate(rows if labels else (), number):
                    for place, is_leading in labels.get(index, ()):
                        if is_leading or not _is_number(above[place]):
                            cells[place] = above[place]
                    above = cells
                yield from rows
                number += len(rows)
                if number % REPORT_EVERY < BATCH:
                    self.progress(min(1.0, number / max(1, self._content.total_height)))

    def notes(self) -> tuple[str, ...]:
        said = {
            "other_sheets": len(self.sheets) > 1,
            "hidden_sheets": self._hidden,
            "hidden_rows": self._told.hidden_rows,
            "hidden_columns": self._told.hidden_columns,
            "formulas_unsaved": self._told.unsaved,
            "numbers_as_text": self._has_numbers_as_text,
        }
        return tuple(code for code, is_true in said.items() if is_true)

    def findings(self) -> Iterator[tuple[Finding, int]]:
        """Formulas that came to nothing, whose cells are blank here or nought, and the place of their column."""
        first = self._content.start[1] if self._content.start else 0
        for row, column, value in self._told.errors:
            yield Finding("formula_error", row=row, value=value), column - 1 - first

    def _open(self) -> None:
        with CalamineWorkbook.from_path(self.path) as workbook:
            known = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            self.sheets = tuple(sheet.name for sheet in known)
            if self.wanted is not None and self.wanted not in self.sheets:
                raise Invalid("sheet_missing", sheet=self.wanted, sheets=list(self.sheets))
            visible = [sheet.name for sheet in known if sheet.visible == SheetVisibleEnum.Visible]
            self._hidden = len(visible) < len(known)
            names = [self.wanted] if self.wanted is not None else visible or self.sheets
            self.sheet, self._content = _sheet_with_data(workbook, names)
        if self._content.start is None:
            raise Invalid("file_empty")

    def _types(self) -> tuple[list[list[set[type]]], set[int]]:
        """The types in each column of each batch; and the columns that have both days and times of days."""
        types = []
        every: list[set[type]] = []
        for batch in _batches(self._content):
            found = [set(map(type, cells)) for cells in zip(*batch, strict=True)]
            types.append(found)
            every = [one | more for one, more in zip(every or found, found, strict=True)]
            if not self._has_numbers_as_text:
                mixed = [place for place, one in enumerate(found) if float in one and str in one]
                self._has_numbers_as_text = any(_is_number(row[place]) for row in batch[1:] for place in mixed)
        return types, {place for place, one in enumerate(every) if {date, datetime} <= one}

    def _below_nought(self, types: Sequence[Sequence[set[type]]]) -> dict[int, list[tuple[int, str]]]:
        """The numbers that can be no dates, of which calamine makes times of day, by row (from 0): place and text."""
        first = self._content.start[1] if self._content.start else 0
        columns = {first + place + 1 for found in types for place, one in enumerate(found) if time in one}
        if self._part is None or not columns:
            return {}
        below = package.below_nought(self.path, self._part, columns)
        return {row - 1: [(column - 1 - first, text) for column, text in cells] for row, cells in below.items()}


def _sheet_with_data(workbook: CalamineWorkbook, names: Sequence[str]) -> tuple[str, CalamineSheet]:
    """The first sheet that has more than a column of text, and not just a few of the cells that another one has.

    No more than two are in memory at once.
    """
    areas: dict[str, int] = {}
    chosen, kept = names[0], None
    for name in names:
        content = workbook.get_sheet_by_name(name)
        if content.start is not None:
            areas[name] = content.width * content.height if content.width > 1 else 0
            if len(areas) == 1 and areas[name] and content.height > LONGEST_COVER:
                return name, content
        before, most = chosen, max(areas.values(), default=0)
        chosen = next((one for one, area in areas.items() if area * COVER >= most), names[0])
        kept = content if chosen == name else kept if chosen == before else None
        del content
    return chosen, kept or workbook.get_sheet_by_name(chosen)


def _batches(content: CalamineSheet) -> Iterator[list[list[Any]]]:
    rows = content.iter_rows()
    while batch := list(islice(rows, BATCH)):
        yield batch


def _texts(cells: Sequence[Any], types: set[type], *, as_times: bool) -> Sequence[str]:
    """A column's cells, all at once where they are alike. `as_times`: days are midnights among times."""
    if types == {str}:
        return [_line_feeds(cell) for cell in cells] if "\r" in "".join(cells) else cells
    if types == {float}:
        text = f"{NUMBER} " * len(cells) % tuple(cells)
        return [_number(cell) for cell in cells] if "e" in text else text.split()
    if types == {bool}:
        return [TRUTH[cell] for cell in cells]
    if types <= {date, datetime}:
        texts = [cell.isoformat() for cell in cells]
        return [text if len(text) > DAY else text + MIDNIGHT for text in texts] if as_times else texts
    convert = {**CONVERT, date: _midnight} if as_times else CONVERT
    return [convert.get(type(cell), str)(cell) for cell in cells]


def _line_feeds(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell


def _number(cell: float) -> str:
    """Plain decimal notation, as a spreadsheet shows it with all its digits: 0.1 + 0.2 is 0.3."""
    text = NUMBER % cell
    if "e" not in text:
        return text
    if cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT else f"{Decimal(repr(cell)):f}"
    return f"{Decimal(text):f}"


def _midnight(cell: date) -> str:
    return cell.isoformat() + MIDNIGHT


def _duration(cell: timedelta) -> str:
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


CONVERT: dict[type, Callable[[Any], str]] = {
    str: _line_feeds,
    float: _number,
    bool: TRUTH.__getitem__,
    date: date.isoformat,
    datetime: datetime.isoformat,
    time: time.isoformat,
    timedelta: _duration,
}


def _is_number(cell: Any) -> bool:
    return type(cell) is str and cell[-1:].isdigit() and cell.strip().lstrip("-").replace(",", "", 1).isdigit()


def _labels(content: CalamineSheet) -> dict[int, list[tuple[int, bool]]]:
    """Cells that are merged with the one above, by row: the column, and whether all columns to its left are so too.

    Those stand for every row of theirs, if they are words or such leading labels; a sum over some rows does not.

    Merged titles are not among them: those are in rows where cells are merged sideways too, and `layout` knows them by
    their gaps.
    """
    merged = content.merged_cell_ranges or ()
    if content.start is None or content.end is None or not merged:
        return {}
    first, last = content.start[1], content.end[0]
    sideways = {row for (top, left), (bottom, right) in merged if right > left for row in (top, bottom)}
    found: dict[int, list[int]] = {}
    left_over = package.MOST_CELLS
    for (top, left), (bottom, right) in sorted(merged):
        below = range(top + 1, min(bottom, last) + 1)
        left_over -= len(below)
        if right == left and top not in sideways and left_over > 0:
            for row in below:
                found.setdefault(row, []).append(left - first)
    return {row: [(at, at == place) for place, at in enumerate(sorted(places))] for row, places in found.items()}


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        if LOCKED in str(error):
            raise Invalid("file_locked") from error
        raise Invalid("spreadsheet_broken", reason=str(error)) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise Invalid("spreadsheet_broken", reason=str(error)) from error
