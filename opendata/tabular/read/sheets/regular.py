"""A large sheet whose cells stand in a few forms: DuckDB takes its XML apart, several times faster than calamine.

Proven by evidence of every cell, not of a sample: each must be, letter for letter, what a known form makes of the value
that was taken out of it. Whatever is in doubt goes the ordinary way (`spreadsheet`), which gives the same rows.
"""

import csv
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import unescape
from zipfile import BadZipFile, LargeZipFile, ZipFile

import duckdb

from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.read import plain
from opendata.tabular.read.sheets import forms, package
from opendata.tabular.read.sheets.forms import DAY, SHARED, TIME, UNLIKE, Form, Meaning
from opendata.tabular.read.table import Given, Reading, Table
from opendata.tabular.read.text import regular as regular_text
from opendata.tabular.read.text.dialect import Dialect

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOOK = "xl/workbook.xml"
SMALLEST = 4 << 20
"""Bytes of XML from which on this is faster."""
LEAST_ROWS = 300
"""More than a cover has, and than are looked at to find the table."""
MOST_COLUMNS = 200
MOST_FORMS = 8
"""In a column."""
MOST_AROUND = 4 << 20
"""Bytes before the rows, of a row, and after them."""
MOST_SHARED = 64 << 20
SAMPLE = 200
"""Rows at the start whose forms are looked at; and one of each package.CHUNK."""
NOT_IN_ROWS = (b"\n", b"\r", b"_x")
"""`_x000D_` stands for a character."""
NOT_AROUND = (b"<mergeCell", b"<!", b' hidden="1"', b' hidden="true"')
ROW_TAG = '<row r="[0-9]+"[^<>]*>'
HIDDEN = ' hidden="(1|true)"'
"""Of this is told."""
CELL = re.compile(r'([A-Z]{1,3})[0-9]+("[^<>]*(?:/>|>(?:<is><t[^<>]*>|<v>)))[^<>]*(|</t></is></c>|</v></c>)')
ENCODING = re.compile(rb"^(?!.*<\?xml[^>]*encoding=)|encoding=\"(?i:utf-8)\"", re.DOTALL)
STYLE = re.compile(' s="([0-9]+)"')
SHARED_TEXT = re.compile(r'<si><t(?: xml:space="preserve")?>([^<>\r]+)</t>')
ODD_SHARED = re.compile("<si[^>]|<!|<sst[^>]*/>|</si>(?!<si>|</sst>)")
"""Where texts can't be told apart, and so not counted, by their end tags."""
SIGNS = {"&quot;": '"', "&apos;": "'"}
BROKEN = (duckdb.Error, BadZipFile, LargeZipFile, NotImplementedError, zlib.error, KeyError, OSError, ValueError)

Ways = dict[str, Counter[tuple[str, str]]]
"""By a column's letters, what stands in the XML before and after the values, and how often."""


class _UnlikeError(ValueError):
    """The sheet is for the ordinary way."""


@dataclass(frozen=True)
class Column:
    """`place` counts from 0; the sheet's column is called by its `letters`."""

    letters: str
    place: int
    forms: tuple[Form, ...]

    @property
    def cell(self) -> str:
        return database.cell(self.place)

    def has(self, *meanings: Meaning) -> bool:
        return any(form.meaning in meanings for form in self.forms)

    def parsed(self) -> str:
        """SQL: the text in the cell's XML."""
        cases = []
        for form in self.forms:
            text = form.sql(self.place)
            text = self._guarded(text) if form.meaning == "text" else text
            cases.append(f"WHEN {form.matches(self.place, self.letters)} THEN {text}")
        return f"CASE WHEN {self.cell} IS NULL THEN NULL {' '.join(cases)} ELSE {UNLIKE} END"

    def final(self, days_are_midnights: bool) -> str:
        """SQL: the text as it is written, after shared texts have been joined by the cell's name."""
        text = self.cell
        if self.has("moment"):
            midnight = "'T00:00:00'" if days_are_midnights else "''"
            text = f"replace(replace({text}, {DAY}, {midnight}), {TIME}, '')"
        if self.has("shared"):
            shared = self._guarded(f"coalesce({self.shared}.text, {UNLIKE})")
            text = f"CASE WHEN starts_with({self.cell}, {SHARED}) THEN {shared} ELSE {text} END"
        return text

    @property
    def shared(self) -> str:
        return f"shared{self.place}"

    def _guarded(self, text: str) -> str:
        """Numbers that are texts among those that are none are told of."""
        if not self.has("number"):
            return text
        return (
            f"CASE WHEN CAST(number AS INTEGER) > 1 AND regexp_matches({text}, '\\pN$') THEN {UNLIKE} ELSE {text} END"
        )


def read(source: Path, into: Path, given: Given) -> Table | None:
    """The sheet of an XLSX file that `spreadsheet.read` would read, as it would, if it is large and regular; else None.

    Invalid as plain.write.
    """
    try:
        sheets = [sheet for sheet in package.listed(source) if sheet.is_table]
    except BROKEN:
        return None
    visible = [sheet for sheet in sheets if sheet.is_visible] or sheets
    wanted = visible[:1] if given.sheet is None else [sheet for sheet in sheets if sheet.name == given.sheet]
    chosen = wanted[0] if wanted else None
    path = _written(source, chosen.part, into) if chosen else None
    if chosen is None or path is None:
        return None
    is_true = {"other_sheets": len(sheets) > 1, "hidden_sheets": not all(sheet.is_visible for sheet in sheets)}
    reading = Reading(
        kind="xlsx",
        media_type=MEDIA_TYPE,
        sheet=chosen.name,
        sheets=tuple(sheet.name for sheet in sheets),
        notes=tuple(code for code in is_true if is_true[code]),
    )
    return _table(path, into, given, reading)


def _table(path: Path, into: Path, given: Given, reading: Reading) -> Table:
    """The CSV at `path` as the sheet's table: as it is if that is regular too."""
    with path.open(encoding="utf-8", newline="") as stream:
        head = list(islice(csv.reader(stream), LEAST_ROWS - 1))
    as_text = replace(reading, encoding="utf-8", line_ending="LF")
    table = regular_text.read(path, into, given, as_text, Dialect(","), head)
    if table is not None:
        return replace(table, reading=replace(table.reading, encoding=None, line_ending=None))
    with path.open(encoding="utf-8", newline="") as stream:
        written = plain.write(csv.reader(stream), into / "plain.csv", given)
    path.unlink()
    return plain.table(into / "plain.csv", reading, written)


def _written(source: Path, part: str, into: Path) -> Path | None:
    """The rows of the sheet as a CSV, as `spreadsheet` gives them."""
    lines, texts, path = into / "rows.xml", into / "shared.csv", into / "rows.csv"
    try:
        with ZipFile(source) as archive, source.open("rb") as stream:
            entry = archive.getinfo(part)
            if not SMALLEST <= entry.file_size <= package.MOST_BYTES or b"date1904" in package.small(archive, BOOK):
                return None
            with database.workspace(into) as connection:
                columns = _columns(_lines(package.inflated(stream, entry), lines), archive)
                _parse(connection, lines, columns)
                _read_shared(connection, archive, texts)
                _write(connection, columns, path)
            return path
    except BROKEN:
        return None
    finally:
        lines.unlink(missing_ok=True)
        texts.unlink(missing_ok=True)


def _lines(chunks: Iterator[bytes], path: Path) -> Ways:
    """How cells are written in some rows. The XML of each row is written to a line of the file `path`."""
    ways: Ways = defaultdict(Counter)
    with path.open("wb") as target:
        for piece in _pieces(chunks):
            if any(odd in piece for odd in NOT_IN_ROWS):
                raise _UnlikeError
            most = 1 if ways else SAMPLE
            for row in piece.split(b"</row>", most)[:most]:
                _look(row.decode(), ways)
            target.write(piece.replace(b"</row>", b"\n"))
            target.write(b"\n")
    return ways


def _look(row: str, ways: Ways) -> None:
    for cell in row.split('<c r="')[1:]:
        found = CELL.fullmatch(cell)
        if found is None:
            raise _UnlikeError
        ways[found[1]][found[2], found[3]] += 1


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Some rows at a time, without the tag that ends the last."""
    left, has_begun = b"", False
    for chunk in package.ahead(chunks):
        left += chunk
        if not has_begun and b"<sheetData>" in left:
            before, _, left = left.partition(b"<sheetData>")
            _refuse_odd(before)
            has_begun = True
        rows, tag, after = left.rpartition(b"</row>")
        if has_begun and tag:
            yield rows
            left = after
        if len(left) > MOST_AROUND:
            raise _UnlikeError
    if not has_begun or not left.startswith(b"</sheetData>"):
        raise _UnlikeError
    _refuse_odd(left)


def _refuse_odd(around: bytes) -> None:
    if any(odd in around for odd in NOT_AROUND) or not ENCODING.search(around):
        raise _UnlikeError


def _columns(ways: Ways, archive: ZipFile) -> list[Column]:
    """The columns that the rows looked at have cells in, with the forms of those."""
    styles = {style for some in ways.values() for before, _ in some for style in STYLE.findall(before)}
    numbers = forms.numbers(archive, sorted({"0", *styles}))
    columns = []
    for letters, some in ways.items():
        known = [form for (before, after), _ in some.most_common() if (form := Form.of(before, after, numbers))]
        place = package.column_number(letters.encode()) - 1
        if len(known) < len(some) or len(known) > MOST_FORMS or place >= MOST_COLUMNS:
            raise _UnlikeError
        columns.append(Column(letters, place, tuple(known)))
    return sorted(columns, key=lambda column: column.place)


def _parse(connection: Connection, lines: Path, columns: Sequence[Column]) -> None:
    """The table `sheet`: the row's number, and the text in each column. Each row is split into its cells; where one is
    missing, they are found by their references."""
    rows = (
        f"read_csv({database.text(str(lines))}, auto_detect = false, header = false, delim = '\x01', quote = '', "
        f"escape = '', new_line = '\\n', columns = {{line: 'VARCHAR'}}, max_line_size = {2 * MOST_AROUND}, "
        f"buffer_size = {4 * MOST_AROUND})"
    )
    width = len(columns)
    by_reference = "map_from_entries(list_transform(cells[2:], lambda cell: (split_part(cell, '\"', 1), cell)))"
    cells = [
        f"CASE WHEN size = {width} THEN cells[{at}] ELSE named[{database.text(column.letters)} || number] END "
        f"AS {column.cell}"
        for at, column in enumerate(columns, 2)
    ]
    values = [f"{forms.value(column.place)} AS {forms.value_of(column.place)}" for column in columns]
    numbers = [
        f"{forms.number(column.place)} AS {forms.number_of(column.place)}"
        for column in columns
        if column.has("number", "moment")
    ]
    found = " + ".join(f"({column.cell} IS NOT NULL)::INTEGER" for column in columns)
    is_row = (
        f"regexp_full_match(tag, {database.text(ROW_TAG)}) AND NOT regexp_matches(tag, {database.text(HIDDEN)}) "
        f"AND size = {found}"
    )
    parsed = [f"{column.parsed()} AS {column.cell}" for column in columns]
    sql = f"SELECT string_split(line, '<c r=\"') AS cells FROM {rows}"
    sql = f"SELECT cells, cells[1] AS tag, split_part(cells[1], '\"', 2) AS number, len(cells) - 1 AS size FROM ({sql})"
    sql = f"SELECT *, CASE WHEN size <> {width} THEN {by_reference} END AS named FROM ({sql})"
    sql = f"SELECT tag, number, size, {', '.join(cells)} FROM ({sql})"
    sql = f"SELECT {', '.join(['*', *values])} FROM ({sql})"
    sql = f"SELECT {', '.join(['*', *numbers])} FROM ({sql})"
    number = f"CASE WHEN {is_row} THEN CAST(number AS INTEGER) ELSE {UNLIKE} END AS number"
    connection.execute(f"CREATE TABLE sheet AS SELECT {', '.join([number, *parsed])} FROM ({sql})")


def _read_shared(connection: Connection, archive: ZipFile, path: Path) -> None:
    """The table `shared`: the plain ones among the shared texts, by what stands in `sheet` for them."""
    names = [name for name in archive.namelist() if name.lower().endswith("sharedstrings.xml")]
    if len(names) > 1 or any(archive.getinfo(name).file_size > MOST_SHARED for name in names):
        raise _UnlikeError
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        for name in names:
            texts = archive.read(name).decode()
            if ODD_SHARED.search(texts):
                raise _UnlikeError
            for number, text in enumerate(texts[texts.find("<si>") :].split("</si>")):
                found = SHARED_TEXT.fullmatch(text)
                if found and "&#" not in text and "_x" not in text:
                    writer.writerow([f"\x03{number}", unescape(found[1], SIGNS)])
    connection.execute(
        f"CREATE TABLE shared AS FROM read_csv({database.text(str(path))}, auto_detect = false, header = false, "
        f"delim = ',', quote = '\"', escape = '\"', columns = {{code: 'VARCHAR', text: 'VARCHAR'}}, "
        f"max_line_size = {database.LINE_BYTES}, buffer_size = {2 * database.LINE_BYTES})"
    )


def _write(connection: Connection, columns: Sequence[Column], path: Path) -> None:
    counts = ", ".join(f"count({column.cell})" for column in columns)
    filled = f"coalesce({', '.join(column.cell for column in columns)}) IS NOT NULL"
    rows, in_order, first, last, *counted = (
        connection.execute(
            f"SELECT count(*), count_if(number = rowid + 1), min(number) FILTER ({filled}), "
            f"max(number) FILTER ({filled}), {counts} FROM sheet"
        ).fetchone()
        or ()
    )
    used = [column for column, count in zip(columns, counted, strict=True) if count]
    if not rows == in_order == last or first != 1 or rows < LEAST_ROWS or len(used) < 2 or used[0].place:
        raise _UnlikeError
    _refuse_much_text(connection, used)
    written, joined = [], []
    by_place = {column.place: column for column in used}
    for place in range(used[-1].place + 1):
        column = by_place.get(place)
        written.append(column.final(_has_days_and_moments(connection, column)) if column else "NULL")
        if column and column.has("shared"):
            joined.append(f"LEFT JOIN shared AS {column.shared} ON {column.shared}.code = {column.cell}")
    order = "ORDER BY number" if joined else ""
    connection.execute(
        f"COPY (SELECT {', '.join(written)} FROM sheet {' '.join(joined)} {order}) TO {database.text(str(path))} "
        f"(FORMAT csv, HEADER false)"
    )


def _refuse_much_text(connection: Connection, columns: Sequence[Column]) -> None:
    """A text of 32 kB may stand in every cell of a small file."""
    shared = [column for column in columns if column.has("shared")]
    (longest,) = connection.execute("SELECT coalesce(max(strlen(text)), 0) FROM shared").fetchone() or (0,)
    (rows,) = connection.execute("SELECT count(*) FROM sheet").fetchone() or (0,)
    if rows * len(shared) * longest <= package.MOST_TEXT:
        return
    size = 0
    for column in shared:
        texts = f"SELECT coalesce(sum(strlen(text)), 0) FROM sheet JOIN shared ON code = {column.cell}"
        size += (connection.execute(texts).fetchone() or (0,))[0]
    if size > package.MOST_TEXT:
        raise _UnlikeError


def _has_days_and_moments(connection: Connection, column: Column) -> bool:
    if not column.has("moment"):
        return False
    ends = [f"count_if(ends_with({column.cell}, {mark})) > 0" for mark in (DAY, TIME)]
    (both,) = connection.execute(f"SELECT {' AND '.join(ends)} FROM sheet").fetchone() or (False,)
    return bool(both)
