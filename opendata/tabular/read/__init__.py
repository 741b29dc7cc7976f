"""Bytes -> one plain table: kind, encoding, dialect, header row, sheet.

Knows nothing of types and schemas: here every cell is text.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from opendata.model.report import Finding
from opendata.tabular.read import plain
from opendata.tabular.read.encoding import encoding_of
from opendata.tabular.read.kind import kind_of
from opendata.tabular.read.spreadsheet import Spreadsheet
from opendata.tabular.read.table import LONGEST, Kind, Reading, Table
from opendata.tabular.read.text import Text

__all__ = ["LONGEST", "Reading", "Table", "read"]

OTHER_SUFFIXES: dict[Kind, tuple[str, ...]] = {
    "csv": (".xlsx", ".xls", ".ods"),
    "xlsx": (".csv", ".tsv", ".tab", ".txt", ".xls", ".ods"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _ignore(_fraction: float) -> None:
    pass


def read(
    source: Path,
    into: Path,
    *,
    filename: str = "",
    sheet: str | None = None,
    progress: Callable[[float], None] = _ignore,
) -> Table:
    """Read `source` into a plain table in the folder `into`. `progress` is told fractions from 0 to 1.

    What the file is, is judged by its content; a `filename` that says otherwise is noted. Data that is wrong becomes
    findings; a file that can't be read at all raises Invalid (the first eight of codes.REFUSALS).
    """
    kind = kind_of(source)
    path = into / "plain.csv"
    table = _read_spreadsheet(source, path, sheet, progress) if kind == "xlsx" else _read_text(source, path, progress)
    progress(1.0)
    if Path(filename).suffix.lower() in OTHER_SUFFIXES[kind]:
        return replace(table, reading=replace(table.reading, notes=(*table.reading.notes, "name_misleads")))
    return table


def _read_text(source: Path, path: Path, progress: Callable[[float], None]) -> Table:
    encoding = encoding_of(source)
    text = Text(source, encoding, progress)
    written = plain.write(text.rows(), path)
    if text.open_quote_at is not None:
        written.find(Finding("unclosed_quote", row=text.open_quote_at))
    reading = Reading(
        kind="csv",
        media_type="text/tab-separated-values" if text.delimiter == "\t" else "text/csv",
        encoding=encoding.name,
        delimiter=text.delimiter,
        line_ending=text.line_ending,
        header_row=written.header_row,
        notes=_notes(written, bom_removed=bool(encoding.bom)),
    )
    return _table(path, reading, written)


def _read_spreadsheet(source: Path, path: Path, sheet: str | None, progress: Callable[[float], None]) -> Table:
    spreadsheet = Spreadsheet(source, sheet, progress)
    written = plain.write(spreadsheet.rows(), path)
    reading = Reading(
        kind="xlsx",
        media_type=XLSX,
        header_row=written.header_row,
        sheet=spreadsheet.sheet,
        sheets=spreadsheet.sheets,
        notes=_notes(written, other_sheets=len(spreadsheet.sheets) > 1),
    )
    return _table(path, reading, written)


def _notes(written: plain.Plain, *, bom_removed: bool = False, other_sheets: bool = False) -> tuple[str, ...]:
    true = {
        "bom_removed": bom_removed,
        "rows_skipped_above": written.header_row > 1,
        "blank_rows_dropped": written.blank_rows_dropped,
        "blank_columns_dropped": written.blank_columns_dropped,
        "other_sheets": other_sheets,
    }
    return tuple(code for code, is_true in true.items() if is_true)


def _table(path: Path, reading: Reading, written: plain.Plain) -> Table:
    return Table(
        path=path,
        reading=reading,
        columns=tuple(written.titles),
        rows=written.rows,
        first_row=written.header_row + 1,
        findings=tuple(written.findings),
        counts=written.counts,
    )
