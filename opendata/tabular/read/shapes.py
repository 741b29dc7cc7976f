"""What a cell looks like, and what a column's cells have in common: what tells data from titles and from notes.

Guesses for finding tables, never types: those are inferred later, from every value.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Shape = Literal["blank", "missing", "number", "date", "time", "url", "email", "code", "text"]

SPACES = "\u00a0\u202f\u2009"
"""No-break, narrow no-break and thin space: what Excel and statisticians put between groups of digits."""
MONTH = r"(?:jan|feb|m(?:a|ä)r|apr|ma[jy]|jun|jul|aug|sep|o[kc]t|nov|de[cz])(?:[a-zäö]{0,7})\.?"  # Swedish and English
NUMBER = (
    rf"[-+−–]?[£$€]?\s?[-+−]?(?:\d{{1,3}}(?:[ {SPACES},.']\d{{3}})+|\d+|(?=[.,]\d))(?:[.,]\d+)?"
    r"(?:[eE][-+]?\d{1,3})?\s?(?:%|kr|SEK|€|£|\$|tkr|mnkr)?|\(\d[\d,. ]*\)"
)
TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?"
DATE = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}(?:[-/]\d{1,2}[-/ ]|\.\d{1,2}\.)\d{2,4}|\d{4}-\d{2}"
    r"|\d{4}[KkMQ]\d{1,2}|\d{4}/\d{2}"
    rf"|(?:\d{{1,2}}[-/. ])?{MONTH}[-/. ]\d{{2,4}}|{MONTH} \d{{1,2}},? \d{{4}}"
)
SHAPES = re.compile(
    rf"(?P<number>{NUMBER})|(?P<date>(?:{DATE})(?:[T ]{TIME})?)|(?P<time>{TIME})"
    r"|(?P<url>(?:https?|ftp)://\S+|www\.\S+)|(?P<email>[\w.+-]+@[\w-]+\.[\w.-]+)"
    r"|(?P<code>(?=\S*\d)(?=\S*[^\W\d_])[\w./:-]{2,40})",
    re.IGNORECASE,
)
MISSING = re.compile(r"[.\-–—*:?]{1,4}|n/?a|nan|null|none|#n/a|nd|x|c", re.IGNORECASE)
YEAR = re.compile(r"(?:18|19|20)\d\d")
NUMERIC = frozenset({"number", "date", "time"})
TYPED = NUMERIC | {"url", "email", "code"}
CLEAR = 0.8
"""A column has a shape when at least so large a part of its filled cells have it."""


@lru_cache(maxsize=65536)
def shape(cell: str) -> Shape:
    stripped = cell.strip()
    if not stripped:
        return "blank"
    if len(stripped) > 200:
        return "text"
    if MISSING.fullmatch(stripped):
        return "missing"
    found = SHAPES.fullmatch(stripped)
    return found.lastgroup if found else "text"  # type: ignore[return-value]


def column_shapes(rows: Sequence[Sequence[str]], width: int) -> list[Shape]:
    """The shape that nearly all filled cells of each column have; `text` for those that have none in common, `blank`
    for those without filled cells."""
    return [_common([row[place] for row in rows if place < len(row)]) for place in range(width)]


def _common(cells: Sequence[str]) -> Shape:
    shapes = Counter(map(shape, cells))
    filled = shapes.total() - shapes["blank"] - shapes["missing"]
    if not filled:
        return "missing" if shapes["missing"] else "blank"
    for candidate, times in shapes.most_common():
        if candidate not in ("blank", "missing"):
            return candidate if times >= CLEAR * filled else "text"
    return "text"


def fits(cell: str, column: Shape) -> int:
    """1: the cell has the column's telling shape; -1: it is text or another shape; 0: nothing can be told."""
    if column not in TYPED:
        return 0
    own = shape(cell)
    if own in ("blank", "missing"):
        return 0
    return 1 if own == column else -1


def misfits(row: Sequence[str], columns: Sequence[Shape]) -> tuple[int, int]:
    """How many cells fit their columns' shapes, and how many don't."""
    told = [fits(cell, column) for cell, column in zip(row, columns, strict=False)]
    return told.count(1), told.count(-1)


def filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell and not cell.isspace())


def extent(row: Sequence[str]) -> int:
    """How many cells there are up to the last that is filled."""
    for place in range(len(row), 0, -1):
        if row[place - 1] and not row[place - 1].isspace():
            return place
    return 0
