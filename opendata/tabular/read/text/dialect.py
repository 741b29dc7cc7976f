"""How a text divides into cells: the delimiter and quote that give rows of one pattern and cells that look like data.

The measure is that of van den Burg, Nazabal and Sutton, "Wrangling messy CSV files by detecting row and type patterns"
(2019): a score for the rows' pattern times a score for the cells' shapes.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from opendata.errors import Invalid
from opendata.tabular.read.shapes import CLEAR, NUMERIC, shape
from opendata.tabular.read.table import Given

COMMON = (";", "\t", "|", ",")
"""In order of preference: in Sweden a comma is as often part of a number."""
RARE = ("\t\t", "||", ";;", "\\t", "~", "^", "\x1f", ":", "!", "#", "&", "*", "@", "/", "_", "=", " ")
"""Must divide nearly all rows alike."""
WITHIN_VALUES = ("/", "_", "=", "&", "@", "*", "#", "!")
"""Divide only cells that are quoted: they stand in dates, addresses and codes."""
QUOTES = ('"', "'")
SURE = 0.9
LEAST = 0.1
SEPARATOR = re.compile(r"\s*\"?sep=(.+?)\"?\s*", re.IGNORECASE)
"""The first line by which Excel is told a delimiter."""
COMMENT = re.compile(r"\s*(#|//)")
UNCLEAN = re.compile(r"[;|\t\"~^\x1f]")
MOST_SAMPLED = 40_000
"""Characters of a sampled line that are looked at."""


@dataclass(frozen=True)
class Dialect:
    """`delimiter` None: one column; `runs`: any number of delimiters in a row count as one, as in aligned columns."""

    delimiter: str | None = None
    quote: str | None = '"'
    escape: str | None = None
    """None: a quote inside quotes is written twice."""
    runs: bool = False
    spaced: bool = False
    """A space after the delimiter belongs to it."""
    comment: str | None = None
    """What lines begin with that are no part of the table."""


def dialect_of(lines: Sequence[str], given: Given) -> Dialect:
    """The dialect of a text whose first lines (without line endings) are these. What is given is not questioned.

    Invalid `reading_unknown` (field) for a quote or escape of more than one character.
    """
    for field, value in (("quote", given.quote), ("escape", given.escape)):
        if value is not None and len(value) > 1:
            raise Invalid("reading_unknown", field=field)
    told = SEPARATOR.fullmatch(lines[0]) if lines else None
    delimiter = given.delimiter or (told[1] if told else None)
    shown = [line[:MOST_SAMPLED] for line in lines if line.strip()]
    comment = _comment(shown)
    shown = [line for line in shown if not (comment and line.lstrip().startswith(comment))] or shown
    found = _best(shown, (delimiter,) if delimiter else None, given.quote)
    escape = given.escape or _escape(shown, found)
    return Dialect(found.delimiter, found.quote, escape, found.runs, found.spaced, comment)


def _best(lines: Sequence[str], delimiters: tuple[str, ...] | None, quote: str | None) -> Dialect:
    quotes = (quote or None,) if quote is not None else tuple(one for one in QUOTES if _quotes(lines, one)) or ('"',)
    best, top = Dialect(None, quotes[0]), 0.0
    for mark in quotes:
        for candidate in _candidates(lines, delimiters, mark):
            score = _score(lines, candidate, sure=delimiters is not None)
            if score > top + 1e-9:
                best, top = candidate, score
    if delimiters:
        return Dialect(delimiters[0], best.quote, None, best.runs, best.spaced)
    if best.delimiter and not best.runs:
        return Dialect(best.delimiter, best.quote, None, spaced=_is_spaced(lines, best))
    return best


def _candidates(lines: Sequence[str], delimiters: tuple[str, ...] | None, quote: str | None) -> Iterator[Dialect]:
    text = "\n".join(lines)
    for delimiter in delimiters or (*COMMON, *RARE):
        if delimiter in text:
            yield Dialect(delimiter, quote)
            if delimiter == " ":
                yield Dialect(delimiter, quote, runs=True)


def _score(lines: Sequence[str], dialect: Dialect, *, sure: bool) -> float:
    """0 for a delimiter that doesn't delimit, near 1 for one that gives equal rows of plausible cells."""
    rows = list(_rows(lines, dialect))
    widths = Counter(len(row) for row in rows)
    wide = {width: times for width, times in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, times = max(wide.items(), key=lambda pair: (pair[1] * (pair[0] - 1) / pair[0], pair[0]))
    share = times / len(rows)
    if sure:
        return share
    rare = dialect.delimiter not in COMMON
    if rare and not _is_convincing(rows, width, dialect):
        return 0.0
    if len(rows[0]) == 1 and width == 2 and not (_has_preamble(rows) or _are_pairs(rows, dialect)):
        return 0.0  # one column of text with a comma here and there, or of numbers with decimal comma
    pattern = sum(times * (size - 1) / size for size, times in wide.items()) / len(rows) / math.sqrt(len(wide))
    kept = [row for row in rows if len(row) == width]
    known: float = sum(_plausible(cell) for row in kept for cell in row) / sum(map(len, kept))
    likes = 0.8 if rare else 1.0 - 0.02 * COMMON.index(dialect.delimiter or ",")
    return max(pattern, LEAST * share) * max(known, LEAST) * likes


def _is_convincing(rows: Sequence[Sequence[str]], width: int, dialect: Dialect) -> bool:
    """Nearly all rows alike, and cells that look like data: words stand in rows of equal length by chance."""
    body = rows[next((place for place, row in enumerate(rows) if len(row) == width), 0) :]
    alike = [row for row in body if len(row) == width]
    if len(alike) < max(2, SURE * len(body)) or len(alike) < 0.5 * len(rows):
        return False
    cells = [cell for row in alike for cell in row]
    typed = sum(shape(cell) in ("number", "date", "time", "missing", "code") for cell in cells) / len(cells)
    quoted = dialect.quote is not None and sum(row[-1].endswith("\0") for row in alike) > 0.5 * len(alike)
    if dialect.delimiter in WITHIN_VALUES and not quoted:
        return False
    if dialect.delimiter in (" ", ":") and not quoted:
        whole = sum(shape(dialect.delimiter.join(row)) in ("date", "time", "url", "number", "email") for row in alike)
        is_typed = typed >= 0.5 and whole < 0.5 * len(alike) and (len(rows[0]) == width or _has_preamble(rows))
        kept = dialect.delimiter == ":" and width > 2 and sum(_is_kept_whole(row, dialect) for row in alike) >= 2
        return is_typed or kept
    return True


def _is_kept_whole(row: Sequence[str], dialect: Dialect) -> bool:
    """Whether quotes keep the delimiter inside one of the cells, as nobody would write who doesn't mean it."""
    return any(cell.endswith("\0") and (dialect.delimiter or "\0") in cell[:-1] for cell in row)


def _has_preamble(rows: Sequence[Sequence[str]]) -> bool:
    """The first rows are lines of text, and then all that follow are alike."""
    start = next((place for place, row in enumerate(rows) if len(row) > 1), len(rows))
    body = rows[start:]
    titles = bool(body) and not any(shape(cell) in ("number", "blank") for cell in body[0])
    return len(body) >= 3 and titles and all(len(row) == len(body[0]) for row in body)


def _are_pairs(rows: Sequence[Sequence[str]], dialect: Dialect) -> bool:
    """Below a line or two, nearly all rows are two cells: by a delimiter that no number holds, or both typed."""
    body = rows[next(place for place, row in enumerate(rows) if len(row) > 1) :]
    alike = [row for row in body if len(row) == 2]
    if len(alike) < max(3, SURE * len(body)):
        return False
    if dialect.delimiter in (";", "\t", "|"):
        return True
    whole = dialect.delimiter or ""
    typed = sum(all(shape(cell) in NUMERIC for cell in row) and shape(whole.join(row)) == "text" for row in alike)
    return typed > CLEAR * len(alike)


@lru_cache(maxsize=65536)
def _plausible(cell: str) -> float:
    cell = cell.removesuffix("\0")
    if shape(cell) != "text":
        return 1.0
    if UNCLEAN.search(cell):
        return LEAST
    return 0.8 if "," in cell else 1.0


def rough_rows(lines: Sequence[str], dialect: Dialect) -> Iterator[list[str]]:
    """The rows as far as they can be told without knowing how wide they should be."""
    shown = [line[:MOST_SAMPLED] for line in lines if line.strip()]
    comment = dialect.comment
    kept = [line for line in shown if not (comment and line.lstrip().startswith(comment))]
    for row in _rows(kept, dialect):
        yield [cell.removesuffix("\0") for cell in row]


def _rows(lines: Sequence[str], dialect: Dialect) -> Iterator[list[str]]:
    """Cells roughly: quoted ones may hold the delimiter and line breaks, and end in NUL here."""
    delimiter, quote = dialect.delimiter or "\0", dialect.quote
    if dialect.runs:
        yield from (line.split() for line in lines)
        return
    inside = ""
    for number, line in enumerate(lines):
        text = inside + line
        if not quote or quote not in text:
            yield text.split(delimiter)
            continue
        cells, open_at = _cells(text, delimiter, quote)
        if open_at and number - len(lines) < -1 and text.count("\n") < 20 and not _is_stray(lines[number + 1 :], cells):
            inside = text + "\n"
            continue
        inside = ""
        yield cells


def _is_stray(following: Sequence[str], cells: Sequence[str]) -> bool:
    """Nothing closes the quote soon."""
    return len(cells) > 1 and not any('"' in line or "'" in line for line in following[:20])


def _cells(text: str, delimiter: str, quote: str) -> tuple[list[str], bool]:
    """The cells, and whether a quoted one was left open."""
    cells, is_open, at = [], False, 0
    while True:
        start = at
        while text.startswith(" ", start):
            start += 1
        close = _close(text, start + 1, delimiter, quote) if text.startswith(quote, start) else None
        is_open = is_open or (close is None and text.startswith(quote, start))
        end = text.find(delimiter, at if close is None else close + 1)
        cells.append(text[at : None if end < 0 else end] if close is None else text[start + 1 : close] + "\0")
        if end < 0:
            return cells, is_open
        at = end + len(delimiter)


def _close(text: str, at: int, delimiter: str, quote: str) -> int | None:
    """Where the quote is that a delimiter or the end follows; doubled and escaped ones are text, but for the last."""
    last = None
    place = text.find(quote, at)
    while place >= 0:
        following = place + 1
        if text.startswith(quote, following):
            following += 1
            last = place + 1 if following == len(text) else None
        elif text[place - 1] != "\\":
            while text.startswith(" ", following) and delimiter != " ":
                following += 1
            if following >= len(text) or text.startswith(delimiter, following) or text[following] == "\n":
                return place
        place = text.find(quote, max(following, place + 1))
    return last


def _quotes(lines: Sequence[str], quote: str) -> bool:
    """Cells begin and end with it, and hardly any begin without ending."""
    if not any(quote in line for line in lines):
        return False
    edge = r"[^\w\s]|\t|\\t|  ?"
    begun = re.compile(rf"(?:^|{edge})\s?{quote}(?=\w|[^\w\s])")
    both = re.compile(rf"(?:^|(?<=[^\w\s])|(?<=\s)){quote}[^{quote}]*{quote}(?=$|[^\w]|\\t)")
    times = sum(len(both.findall(line)) for line in lines)
    return times >= 2 and (quote == '"' or times >= 0.8 * sum(len(begun.findall(line)) for line in lines))


def _is_spaced(lines: Sequence[str], dialect: Dialect) -> bool:
    """Every delimiter outside quotes has a space after it."""
    if dialect.delimiter == " ":
        return False
    later = [cell for row in _rows(lines, dialect) for cell in row[1:]]
    marked = f"{dialect.delimiter} {dialect.quote}"
    if any(cell.endswith("\0") for cell in later):
        unspaced = f"{dialect.delimiter}{dialect.quote}"
        return sum(line.count(marked) for line in lines) > sum(line.count(unspaced) for line in lines)
    return bool(later) and all(cell.startswith(" ") for cell in later)


def _escape(lines: Sequence[str], dialect: Dialect) -> str | None:
    """A backslash before quotes inside cells, where no quotes are doubled."""
    if dialect.quote is None or not dialect.delimiter:
        return None
    escaped = sum(line.count("\\" + dialect.quote) for line in lines)
    ends = sum(line.count("\\" + dialect.quote + dialect.delimiter) for line in lines)
    inside = re.compile(rf"(?<=[^{re.escape(dialect.delimiter)}\s]){dialect.quote}{dialect.quote}(?=\w)")
    return "\\" if escaped > ends and escaped > sum(len(inside.findall(line)) for line in lines) else None


def _comment(lines: Sequence[str]) -> str | None:
    """What comment lines begin with: two first lines at least, or lines that are not divided like the others."""
    marks = [found[1] if (found := COMMENT.match(line)) else None for line in lines]
    for mark in ("#", "//"):
        if mark not in marks:
            continue
        others = [line for line, own in zip(lines, marks, strict=True) if own != mark]
        if marks[:2] == [mark, mark] and others:
            return mark
        usual = Counter(_signature(line) for line in others).most_common(1)
        if usual and not any(
            _signature(line) == usual[0][0] for line, own in zip(lines, marks, strict=True) if own == mark
        ):
            return mark
    return None


def _signature(line: str) -> tuple[int, ...]:
    return tuple(min(line.count(delimiter), 50) for delimiter in COMMON)
