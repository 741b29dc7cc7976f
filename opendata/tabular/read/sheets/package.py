"""What the XML in a workbook tells before calamine holds a sheet in memory, and what calamine does not tell.

Calamine holds the whole used rectangle of a sheet, blank cells too, and a copy of the text for each cell that has it.
So a workbook of a few kilobytes could ask for more memory than there is; those are refused here.
"""

import re
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from opendata.errors import Invalid

MOST_CELLS = 8_000_000
"""32 bytes for each cell, blank ones too, plus the texts: this many take about 650 MB. One stray value in the last row
and column of a sheet would be 17 thousand million."""
MOST_BYTES = 2 << 30
MOST_TEXT = 600 << 20
"""Bytes of texts in memory, each counted as often as cells have it."""
LONGEST_INDEX = 4 << 20
CHUNK = 1 << 20
REFERENCE = 11
"""XFD1048576 and the quote after it."""
ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](?:[A-Za-z]{1,7})?(\d{1,10})["']""")
ODD_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,7})\d{1,10}["']""")
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\shidden\s*=\s*["'](?:1|true)["']""")
HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\b[^>]*\shidden\s*=\s*["'](?:1|true)["']""")
ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?\st="e"[^>]*>(?:(?!</c>).)*?<v>(#[^<]{1,20})</v>', re.DOTALL)
UNSAVED = re.compile(rb'<c (?![^>]*t="str")[^>]*>\s*<f\b[^<]*(?:/>|</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>')
"""A formula without its result: a program wrote it that can't calculate."""
BELOW_NOUGHT = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:<f[^<]*(?:</f>)?)?<v>(-[0-9][^<]{0,30})</v>')
SHARED = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
ODS_REPEATED = re.compile(rb'number-columns-repeated="(\d{1,10})"')
ODS_ROW = re.compile(rb'<table:table-row\b[^>]*?(?:number-rows-repeated="(\d{1,10})"[^>]*)?>')
ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b[^>]*>")
ODS_TEXTS = re.compile(
    rb'<table:table-cell\b[^>]*number-columns-repeated="(\d{1,10})"[^>]*(?<!/)>(.*?)</table:table-cell>', re.DOTALL
)
ODS_SHEET = re.compile(rb"""<table:table\s[^>]*?table:name=["']([^"']*)["']""")
ODS_WHOLE_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL
)
ODS_SHOWN = re.compile(rb"<text:p[^>]*>([^<]*)</text:p>")
LOCAL_HEADER = struct.Struct("<26xHH")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ENDS_NAME = numpy.isin(numpy.arange(256), list(b" \t\r\n>/"))


@dataclass
class Sheet:
    """What the XML of one sheet tells. `errors` are of formulas: row and column from 1, and such as `#N/A`."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    hidden_rows: bool = False
    hidden_columns: bool = False
    unsaved: bool = False
    """There are formulas whose results are not in the file."""
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    _rows_beside: int = 0
    _cells_beside: int = 0
    _in_row: int = 0

    @property
    def area(self) -> int:
        """Cells in the rectangle that is used; more than that if some don't say where they are."""
        return (self.rows + self._rows_beside) * (self.columns + self._cells_beside)

    def take(self, piece: bytes) -> None:
        """Learn from a piece of the XML that ends where a tag begins."""
        named = _cells(piece)
        self.cells += len(named)
        if not bool((named[:, :3] == tuple(b'r="')).all()):
            self._take_odd(piece)
        elif len(named):
            columns, rows = _references(named)
            self.rows, self.columns = max(self.rows, int(rows.max())), max(self.columns, int(columns.max()))
        if b"hidden" in piece:
            self.hidden_rows = self.hidden_rows or HIDDEN_ROW.search(piece) is not None
            self.hidden_columns = self.hidden_columns or HIDDEN_COLUMN.search(piece) is not None
        if b"<f" in piece:
            self.unsaved = self.unsaved or UNSAVED.search(piece) is not None
        if b't="e"' in piece:
            errors = ((int(row), column_number(column), text.decode()) for column, row, text in ERROR.findall(piece))
            self.errors.extend(errors)

    def _take_odd(self, piece: bytes) -> None:
        """Cells say where they are in another way than Excel writes it, or not at all.

        Those stand after the one before: no further out than there are cells in a row, and rows.
        """
        found = ODD_REFERENCE.findall(piece)
        self.columns = max([self.columns, *(column_number(column.upper()) for column in found)])
        self.rows = max([self.rows, *(int(row) for row in ROW_NUMBER.findall(piece))])
        for place, part in enumerate(piece.split(b"row")):
            self._in_row = part.count(b"<c") + part.count(b":c") + (0 if place else self._in_row)
            self._cells_beside = max(self._cells_beside, self._in_row)
        self._rows_beside += piece.count(b"row")


@dataclass(frozen=True)
class Listed:
    """What the index of an XLSX file tells of a sheet: `part` is its place in the package; charts are no tables."""

    name: str
    part: str
    is_visible: bool
    is_table: bool


def xlsx(path: Path) -> dict[str, Sheet]:
    """The parts of an XLSX file, which may be sheets. Invalid `spreadsheet_too_large` (cells or bytes, limit)."""
    sheets: dict[str, Sheet] = {}
    with ZipFile(path) as archive, path.open("rb") as stream:
        _refuse_size(sum(entry.file_size for entry in archive.infolist()), MOST_BYTES)
        entries = [entry for entry in archive.infolist() if entry.filename.endswith(".xml")]
        texts = [entry for entry in entries if entry.filename.lower().endswith("sharedstrings.xml")]
        _refuse_size(sum(entry.file_size for entry in texts), MOST_TEXT)
        longest = max((max(_lengths(stream, entry), default=0) for entry in texts), default=0)
        for entry in entries:
            if entry in texts:
                continue
            sheet = sheets[entry.filename] = Sheet()
            for piece in ahead(_pieces(inflated(stream, entry), b"<c ")):
                sheet.take(piece)
                _refuse_cells(sheet.area)
            if sheet.cells * longest > MOST_TEXT:
                _refuse_texts(stream, entry, texts)
    return sheets


def listed(path: Path) -> list[Listed]:
    """The sheets in their order, as far as the workbook's own index tells."""
    with ZipFile(path) as archive:
        try:
            book, relations = (_index(archive, name) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
        except (LookupError, ElementTree.ParseError, ValueError):
            return []
    targets = {one.get("Id"): one for one in relations}
    found = []
    for sheet in book.iter(f"{MAIN}sheet"):
        relation = targets.get(sheet.get(RELATION), sheet)
        target = relation.get("Target", "")
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        is_table = relation.get("Type", "").endswith("/worksheet")
        found.append(Listed(sheet.get("name", ""), part, sheet.get("state", "visible") == "visible", is_table))
    return found


def below_nought(path: Path, part: str, columns: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """The numbers below nought in these columns (from 1) of a sheet, by row (from 1): column and text."""
    found: dict[int, list[tuple[int, str]]] = {}
    with ZipFile(path) as archive, path.open("rb") as stream:
        for piece in _pieces(inflated(stream, archive.getinfo(part)), b"<c "):
            for letters, row, text in BELOW_NOUGHT.findall(piece) if b"<v>-" in piece else ():
                if (column := column_number(letters)) in columns:
                    found.setdefault(int(row), []).append((column, text.decode()))
    return found


def ods(path: Path) -> dict[str, Sheet]:
    """The sheets by name, with what is told of them: `errors` and `hidden_rows`.

    Invalid `spreadsheet_too_large` (cells or bytes, limit): there a cell or a row may say that it stands often.
    """
    sheets = {"": (sheet := Sheet())}
    text = 0
    with ZipFile(path) as archive, path.open("rb") as stream:
        _refuse_size(sum(entry.file_size for entry in archive.infolist()), MOST_BYTES)
        for entry in archive.infolist():
            if entry.filename.endswith(".xml"):
                _refuse_ill_formed(inflated(stream, entry))
        row = 0
        for piece in _pieces(inflated(stream, archive.getinfo("content.xml")), b"<table:table-row"):
            for part in re.split(rb"(?=<table:table-row)", piece):
                tag = ODS_ROW.match(part)
                again = int(tag[1] or 1) if tag else 0
                row += again
                cells = _ods_cells(part)
                if cells:
                    sheet.rows, sheet.columns = row, max(sheet.columns, cells)
                    text += (again - 1) * len(part)
                    text += again * sum(int(times) * len(shown) for times, shown in ODS_TEXTS.findall(part))
                    sheet.hidden_rows = sheet.hidden_rows or (tag is not None and b'="collapse"' in tag[0])
                if b'value-type="error"' in part:
                    sheet.errors.extend((row, column, value) for column, value in _ods_errors(part))
                _refuse_cells(sheet.area)
                if begun := ODS_SHEET.search(part):
                    sheet, row = sheets.setdefault(unescape(begun[1].decode("utf-8", "replace")), Sheet()), 0
            _refuse_size(text, MOST_TEXT)
    return sheets


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _cells(piece: bytes) -> NDArray[numpy.uint8]:
    """For each cell's tag, what follows its name: a row of bytes. All first bytes lie together, all second ones ..."""
    padded = numpy.frombuffer(piece + bytes(REFERENCE + 6), dtype=numpy.uint8)
    inner = padded[1 : len(piece)]
    is_named = (inner == ord("c")) & ((padded[: len(inner)] == ord("<")) | (padded[: len(inner)] == ord(":")))
    places = numpy.nonzero(is_named)[0] + 2
    places = places[ENDS_NAME[padded[places]]] + 1
    return numpy.asfortranarray(sliding_window_view(padded, REFERENCE + 3)[places])


def _references(named: NDArray[numpy.uint8]) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
    """Columns and rows out of such as `r="AB12"`."""
    columns = numpy.zeros(len(named), dtype=numpy.int64)
    rows = numpy.zeros(len(named), dtype=numpy.int64)
    goes_on = numpy.ones(len(named), dtype=bool)
    for place in range(3, 3 + REFERENCE):
        byte = named[:, place]
        capital = byte & 0xDF
        is_letter = goes_on & (capital >= ord("A")) & (capital <= ord("Z"))
        is_digit = goes_on & (byte >= ord("0")) & (byte <= ord("9"))
        goes_on = is_letter | is_digit
        if not goes_on.any():
            break
        columns = numpy.where(is_letter, columns * 26 + (capital - (ord("A") - 1)), columns)
        rows = numpy.where(is_digit, rows * 10 + (byte - ord("0")), rows)
    return columns, rows


def _lengths(stream: BinaryIO, entry: ZipInfo) -> Iterator[int]:
    """How long each shared text is, as XML, which is never shorter than the text."""
    end = b"</si>"
    for piece in _pieces(inflated(stream, entry), b"<si"):
        yield from map(len, piece.split(end)[:-1])


def _refuse_texts(stream: BinaryIO, entry: ZipInfo, texts: Iterable[ZipInfo]) -> None:
    lengths = [length for one in texts for length in _lengths(stream, one)]
    size = 0
    for piece in _pieces(inflated(stream, entry), b"<c "):
        size += sum(lengths[int(at)] for at in SHARED.findall(piece) if int(at) < len(lengths))
        _refuse_size(size, MOST_TEXT)


def _refuse_cells(cells: int) -> None:
    if cells > MOST_CELLS:
        raise Invalid("spreadsheet_too_large", cells=cells, limit=MOST_CELLS)


def _refuse_size(size: int, limit: int) -> None:
    if size > limit:
        raise Invalid("spreadsheet_too_large", bytes=size, limit=limit)


def _ods_cells(row: bytes) -> int:
    """Up to the last that isn't blank."""
    if b"repeated" not in row:
        return len(ODS_CELL.findall(row))
    width = blanks = 0
    for tag in ODS_CELL.findall(row):
        again = ODS_REPEATED.search(tag)
        blanks += int(again[1]) if again else 1
        if not tag.endswith(b"/>"):
            width, blanks = width + blanks, 0
    return width


def _ods_errors(row: bytes) -> Iterator[tuple[int, str]]:
    """The columns, from 1, of formulas that came to nothing, and what is shown there: such as #DIV/0!"""
    column = 1
    for tag, content in ODS_WHOLE_CELL.findall(row):
        if b'value-type="error"' in tag:
            shown = ODS_SHOWN.search(content)
            yield column, unescape(shown[1].decode("utf-8", "replace")) if shown else "#"
        again = ODS_REPEATED.search(tag)
        column += int(again[1]) if again else 1


def _refuse_ill_formed(chunks: Iterable[bytes]) -> None:
    """Calamine waits for ever for the end of an ODS sheet that never ends."""
    parser = expat.ParserCreate()
    try:
        for chunk in chunks:
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise BadZipFile(f"the XML in it is broken: {error}") from error


def small(archive: ZipFile, name: str) -> bytes:
    """A part, as far as it is read."""
    with archive.open(name) as stream:
        return stream.read(LONGEST_INDEX)


def _index(archive: ZipFile, name: str) -> ElementTree.Element:
    text = small(archive, name)
    if b"<!DOCTYPE" in text:
        raise ValueError(name)
    return ElementTree.fromstring(text)  # noqa: S314 (no entities without a document type)


def inflated(stream: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    """A part unpacked as far as its packed bytes go, whatever size the archive says that it has: so does calamine.

    BadZipFile when it is more than that, or not packed as office files are.
    """
    stream.seek(entry.header_offset)
    header = stream.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or (entry.compress_type not in (0, ZIP_DEFLATED)) or entry.flag_bits & 1:
        raise BadZipFile(f"{entry.filename} can't be unpacked")
    stream.seek(sum(LOCAL_HEADER.unpack(header)), 1)
    left, size = entry.compress_size, 0
    inflate = zlib.decompressobj(-15) if entry.compress_type else None
    while left > 0 and (packed := stream.read(min(left, CHUNK // 4))):
        left -= len(packed)
        while packed:
            piece = packed if inflate is None else inflate.decompress(packed, CHUNK)
            packed = b"" if inflate is None else inflate.unconsumed_tail
            size += len(piece)
            if size > entry.file_size:
                raise BadZipFile(f"{entry.filename} is larger than the archive says")
            yield piece


def ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, the next one being unpacked by another thread while one is looked at."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = thread.submit(next, pieces, None)
            yield piece


def _pieces(chunks: Iterable[bytes], before: bytes) -> Iterator[bytes]:
    """The same bytes in pieces that end before a tag, which is `before` if there is such a one."""
    left = b""
    for chunk in chunks:
        whole = left + chunk
        end = whole.rfind(before)
        end = end if end > 0 else whole.rfind(b"<")
        if end > 0:
            yield whole[:end]
            left = whole[end:]
        else:
            left = whole
        if len(left) > 64 * CHUNK:
            raise BadZipFile("a text in it is too long")
    yield left
