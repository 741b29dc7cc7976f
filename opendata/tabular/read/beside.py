"""Tables that stand beside one another in a sheet or text: which columns belong to each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opendata.tabular.read.headings import Aside
from opendata.tabular.read.shapes import filled

FEWEST_ROWS = 3
"""Of a table of its own, titles included."""
DENSE = 0.9
"""Of the rows from a table's first to its last, so many have cells; of columns for remarks fewer have."""
APART = 3
"""Rows by which tables end or begin apart. A column that lacks its last value or two belongs to the same table."""


@dataclass(frozen=True)
class Block:
    """Columns, from `start` and before `end`, between blank ones, and the rows in which two or more are filled."""

    start: int
    end: int
    rows: tuple[int, ...]
    titles: tuple[str, ...]

    @property
    def is_table(self) -> bool:
        if len(self.rows) < FEWEST_ROWS:
            return False
        return len(self.rows) >= DENSE * (self.rows[-1] - self.rows[0] + 1)


def blocks(rows: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """The columns of each table in these first rows, as (start, end); of one table, or none, the only one is empty.

    Blank columns alone are no border: the tables must be of different rows, or have the same titles.
    """
    content = [[] if isinstance(row, Aside) else row for row in rows]
    found = [_block(content, *columns) for columns in _runs(content)]
    told = [block for block in found if block.is_table]
    if len(told) < 2 or not all(_are_apart(one, other) for one, other in pairwise(told)):
        return []
    starts = [0, *(block.start for block in told[1:])]
    return list(zip(starts, [*starts[1:], found[-1].end], strict=True))


def only(rows: Iterator[list[str]], start: int, end: int) -> Iterator[list[str]]:
    """The rows with the cells of these columns."""
    for row in rows:
        yield row if isinstance(row, Aside) else row[start:end]


def _runs(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Neighbouring columns that have something in them, as (start, end)."""
    used = sorted({place for row in rows for place, cell in enumerate(row) if cell and not cell.isspace()})
    breaks = [place for place, following in pairwise(used) if following > place + 1]
    starts = [used[0], *(used[used.index(place) + 1] for place in breaks)] if used else []
    ends = [*(place + 1 for place in breaks), used[-1] + 1] if used else []
    return zip(starts, ends, strict=True)


def _block(rows: Sequence[Sequence[str]], start: int, end: int) -> Block:
    wide = tuple(number for number, row in enumerate(rows) if filled(row[start:end]) > 1)
    titles = tuple(cell.strip() for cell in rows[wide[0]][start:end]) if wide else ()
    return Block(start, end, wide, titles)


def _are_apart(one: Block, other: Block) -> bool:
    first, last = (abs(one.rows[place] - other.rows[place]) for place in (0, -1))
    return first >= APART or last >= APART or one.titles == other.titles
