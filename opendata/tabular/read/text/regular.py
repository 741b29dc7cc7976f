"""A text that needs nothing done: the table is the original itself, which DuckDB reads many times faster than Python.

Proven by evidence of the whole file, not of a sample: no byte that anything else would be made of, and as many rows of
the right width as there are lines. Whatever is in doubt goes the ordinary way, which gives the same table.
"""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from opendata.errors import Invalid
from opendata.tabular import database
from opendata.tabular.read import plain
from opendata.tabular.read.layout import layout
from opendata.tabular.read.table import LONGEST, Given, Reading, Table, Text
from opendata.tabular.read.text.dialect import Dialect

CHUNK = 1 << 18
"""Bytes that stay in the processor's cache while they are looked at again and again."""
OVERLAP = 8
NEVER = {
    b"\0": (b"\0",),
    b"'": (b"\n'",),
    b"+": (b"E+", b"e+"),
    b"\xa0": (b"\xc2\xa0",),
    b"\xe2": (b"\xe2\x80\xaf", b"\xe2\x80\x89", b"\xe2\x88\x92"),
}
"""What may be mended, read as part of a number, or warned about; looked for where its rarest byte is."""
QUOTE, BREAK = b'"\n'
SPACES = tuple(b" \t")
"""Beside a quote DuckDB leaves them out, and Python keeps them."""
ENDINGS = {"LF": "\n", "CRLF": "\r\n"}
NOTES = {"rows_skipped_above", "no_header", "header_rows_joined"}
"""What the rows above the data may be like."""


def read(
    source: Path, into: Path, given: Given, reading: Reading, dialect: Dialect, rows: Sequence[list[str]]
) -> Table | None:
    """The table if the text is regular, else None. `rows` are its first ones; there are more."""
    delimiter, ending = dialect.delimiter, ENDINGS.get(reading.line_ending or "")
    if reading.encoding != "utf-8" or not _is_plain(dialect) or delimiter is None or ending is None:
        return None
    quote = dialect.quote
    lines = _lines(source, delimiter, dialect.quote, ending)
    if lines is None:
        return None
    written = _head(source, into, given, rows, delimiter, quote)
    if written is None or len(written.titles) != len(rows[-1]):
        return None
    above = written.first_row - 1
    text = Text(delimiter, quote, ending, above, _titles(rows, given))
    count = lines - above
    if not _is_even(source, into, given, rows, text, count):
        return None
    ahead = [replace(finding, row=lines) for finding in written.findings]
    table = plain.table(source, reading, replace(written, rows=count, findings=ahead))
    return replace(table, text=text, scratch=into)


def _is_plain(dialect: Dialect) -> bool:
    delimiter = dialect.delimiter or ""
    return (
        len(delimiter.encode()) == 1
        and dialect.quote in ('"', None)
        and not (dialect.escape or dialect.runs or dialect.spaced or dialect.comment)
    )


def _lines(source: Path, delimiter: str, quote: str | None, ending: str) -> int | None:
    """How many lines there are; None if there is anything among the bytes that could make a row irregular."""
    import numpy

    breaks = returns = 0
    spaces = [space for space in SPACES if quote and chr(space) != delimiter]
    tail = b"\n"
    with source.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if _is_doubtful(tail + chunk[:OVERLAP], spaces) or _is_doubtful(chunk, spaces):
                return None
            octets = numpy.frombuffer(chunk, dtype=numpy.uint8)
            breaks += int(numpy.count_nonzero(octets == BREAK))
            returns += chunk.count(b"\r") if b"\r" in chunk else 0
            tail = chunk[-OVERLAP:]
    if returns != (breaks if ending == "\r\n" else 0):
        return None
    return breaks + (not tail.endswith(b"\n"))


def _is_doubtful(chunk: bytes, spaces: Sequence[int]) -> bool:
    for rarest, signs in NEVER.items():
        if rarest in chunk and any(sign in chunk for sign in signs):
            return True
    if not spaces or b'"' not in chunk:
        return False
    import numpy

    octets = numpy.frombuffer(chunk, dtype=numpy.uint8)
    quotes = numpy.flatnonzero(octets == QUOTE)
    beside = (octets[quotes[quotes > 0] - 1], octets[quotes[quotes < len(octets) - 1] + 1])
    return any(bool((side == space).any()) for side in beside for space in spaces)


def _head(
    source: Path, into: Path, given: Given, rows: Sequence[list[str]], delimiter: str, quote: str | None
) -> plain.Plain | None:
    """What the ordinary way makes of the first rows and the last; None if it changes anything about them."""
    path = into / "head.csv"
    last = _last_row(source, delimiter, quote)
    try:
        written = plain.write(iter([*rows, *last]), path, given)
    except Invalid:
        return None
    path.unlink()
    is_as_is = written.rows == len(rows) + len(last) - (written.first_row - 1) and not written.skipped
    known = written.counts.keys() <= {"totals_row"} and set(written.notes) <= NOTES
    return written if last and is_as_is and known and written.tables == 1 and not written.below else None


def _last_row(source: Path, delimiter: str, quote: str | None) -> list[list[str]]:
    """The last line as a row; none if it is too long to be looked at."""
    with source.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - LONGEST))
        lines = stream.read().rstrip(b"\r\n").rsplit(b"\n", 1)
    if len(lines) < 2:
        return []
    line = [lines[1].decode()]
    if quote is None:
        return list(csv.reader(line, delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return list(csv.reader(line, delimiter=delimiter, quotechar=quote))


def _titles(rows: Sequence[list[str]], given: Given) -> tuple[str, ...]:
    return layout(rows[: plain.HEAD], given).titles


def _is_even(source: Path, into: Path, given: Given, rows: Sequence[list[str]], text: Text, count: int) -> bool:
    """Whether each line is a row of the right width, none of which could be anything but data."""
    found = layout(rows[: plain.HEAD], given)
    width = len(text.titles)
    if found.columns != tuple(range(width)):
        return False
    fewest = 0 if found.usual <= 1.5 else max(1, int(found.usual // 3))
    title = rows[found.header[0]][0] if found.header else ""
    always = [place for place in range(width) if all(row[place] for row in rows[found.first :])]
    enough = [f"{database.cell(place)} IS NOT NULL" for place in always[: fewest + 1]]
    if len(enough) <= fewest:
        filled = " + ".join(f"({database.cell(place)} IS NOT NULL)::INT" for place in range(width))
        enough = [f"{filled} > {fewest}"]
    relation = database.delimited(source, width, text, LONGEST)
    with database.workspace(into) as connection:
        try:
            answer = connection.execute(
                f"SELECT count(*), count(*) FILTER (WHERE NOT ({' AND '.join(enough)})), "
                f"count(*) FILTER (WHERE c0 = {database.text(title)}) FROM {relation}"
            ).fetchone()
        except duckdb.Error:
            return False
    return answer == (count, 0, 0)
