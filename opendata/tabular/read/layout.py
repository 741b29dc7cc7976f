"""Where in rows of cells a table stands: the rows of titles, the first row of data, the columns.

Works on the first rows, of a text as of a sheet; what comes below them is for `plain` to follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from opendata.errors import Invalid
from opendata.tabular.read.headings import (
    ENOUGH,
    Aside,
    are_titles,
    goes_on,
    is_caption,
    is_group,
    is_prose,
    joined,
    lacks_first,
    repeats,
)
from opendata.tabular.read.shapes import (
    NUMERIC,
    YEAR,
    Shape,
    column_shapes,
    extent,
    filled,
    fits,
    misfits,
    shape,
)
from opendata.tabular.read.table import Given

MOST_HEADER_ROWS = 5
BODY = 60
"""Rows below the titles that are looked at."""
UNTITLED = 0.2
"""A column without title belongs to the table when so large a part of the rows have something in it."""


@dataclass(frozen=True)
class Layout:
    """Rows and columns are counted from 0 in the rows looked at."""

    header: tuple[int, ...]
    """The rows of titles; none for a table without."""
    first: int
    """The first data row, if there is one."""
    titles: tuple[str, ...]
    """As they stand, of the columns that are kept."""
    columns: tuple[int, ...]
    """The columns that are kept."""
    shapes: tuple[Shape, ...]
    """Of all columns, also those not kept."""
    usual: float
    """How many cells of a row are usually filled."""
    width: int
    """How many cells the rows usually have, filled or not."""

    @property
    def top(self) -> int:
        """The first row that belongs to the table."""
        return self.header[0] if self.header else self.first


def layout(rows: Sequence[Sequence[str]], given: Given) -> Layout:
    """The first table in these rows, the first of which is row 1 of what `given` counts.

    Invalid `file_empty` when all are blank; `reading_unknown` (field) for a header row that isn't there.
    """
    content = [place for place, row in enumerate(rows) if not isinstance(row, Aside) and filled(row)]
    if not content:
        return _commented(rows)
    usual = _usual([filled(rows[place]) for place in content])
    if given.header_row is not None:
        header = _given_header(rows, given)
    else:
        start = _start(rows, content, usual)
        header = _header(rows, content, start, usual)
        if given.header_rows is not None:
            header = tuple(place for place in content if place >= start)[: given.header_rows]
        if not header:
            return _laid(rows, content, (), start)
    below = [place for place in content if place > header[-1]] if header else content
    return _laid(rows, content, header, below[0] if below else header[-1] + 1)


def _usual(counts: Sequence[int]) -> float:
    """How many cells are filled in rows of the table: in the middle of all filled cells, not of all rows, so that many
    short lines above do not count."""
    spread = sorted(count for count in counts for _ in range(min(count, 100)))
    return median(spread)


def _commented(rows: Sequence[Sequence[str]]) -> Layout:
    if any(filled(row) for row in rows):
        return layout([list(row) for row in rows], Given())
    raise Invalid("file_empty")


def _given_header(rows: Sequence[Sequence[str]], given: Given) -> tuple[int, ...]:
    first = (given.header_row or 0) - 1
    if not 0 <= first < len(rows):
        raise Invalid("reading_unknown", field="header_row")
    count = 1 if given.header_rows is None else given.header_rows
    return tuple(range(first, min(first + count, len(rows)))) if count else ()


def _start(rows: Sequence[Sequence[str]], content: Sequence[int], usual: float) -> int:
    """The first row that is wide enough to belong to the table."""
    wide = _below_pairs(rows, [place for place in content if _is_wide(rows[place], usual)])
    if not wide:
        return content[0]
    for place in wide[:8]:
        later = [other for other in wide if other > place][:BODY]
        if later and is_caption(rows[place], [rows[other] for other in later], usual):
            continue
        if filled(rows[place]) >= 0.75 * usual or not later:
            return place
        if _is_pairs(rows, place, content, usual):
            below = [rows[other] for other in later]
            is_right_above = later[0] == place + 1
            if (is_right_above and lacks_first(rows[place], below)) or _has_data_below(rows[place], below, usual):
                return place
            continue
        nearest = later[:3]
        fuller = [other for other in nearest if filled(rows[other]) >= max(0.9 * usual, filled(rows[place]) + 1)]
        titled = [other for other in fuller if are_titles(rows[other], [rows[one] for one in later if one > other])]
        gap = any(other not in content for other in range(place, titled[0])) if titled else False
        if not titled or (not gap and is_group(rows[place], rows[titled[0]])):
            return place
        return titled[0]
    return wide[0]


def _is_wide(row: Sequence[str], usual: float) -> bool:
    """Whether a row is wide enough to be one of the table; above two columns also a title for the second alone."""
    return extent(row) > 1 and (filled(row) > ENOUGH * usual or (usual <= 2 and len(row) == 2))


def _below_pairs(rows: Sequence[Sequence[str]], wide: Sequence[int]) -> Sequence[int]:
    """The rows without those above a table of two columns of numbers that are a key and its value."""
    shapes = column_shapes([rows[place] for place in wide[-BODY:]], 2)
    if shapes[0] not in NUMERIC or any(extent(rows[place]) > 2 for place in wide):
        return wide
    told = [[shape(cell) for cell in rows[place][:2]] for place in wide]
    pairs = [number for number, (key, value) in enumerate(told) if key == "text" and value in NUMERIC]
    titled = pairs[-1] + 1 if pairs else 0
    return wide[titled:] if told[titled : titled + 1] == [["text", "text"]] else wide


def _has_data_below(row: Sequence[str], below: Sequence[Sequence[str]], usual: float) -> bool:
    """Whether the rows under titles, of which some are missing, are data at once."""
    return filled(below[0]) >= 0.9 * usual and not are_titles(below[0], below[1:]) and are_titles(row, below)


def _is_pairs(rows: Sequence[Sequence[str]], place: int, content: Sequence[int], usual: float) -> bool:
    """Whether the row is a key and its value above a wider table."""
    return extent(rows[place]) <= 2 and usual > 2 and any(filled(rows[one]) > 2 for one in content if one > place)


def _header(rows: Sequence[Sequence[str]], content: Sequence[int], start: int, usual: float) -> tuple[int, ...]:
    """The rows of titles around the first row of the table; none if that is data already."""
    below = [place for place in content if place > start]
    aside = _aside_titles(rows, start, below)
    if not are_titles(rows[start], [rows[place] for place in below[:BODY]]):
        return (aside,) if aside is not None else ()
    header = [start]
    while len(header) < MOST_HEADER_ROWS and len(below) > 1:
        place, rest = below[0], [rows[other] for other in below[1 : BODY + 1]]
        if place != header[-1] + 1 or not goes_on(rows[header[-1]], rows[place], rest, usual):
            break
        header.append(below.pop(0))
    while (
        header[0] - 1 in content and len(header) < MOST_HEADER_ROWS and is_group(rows[header[0] - 1], rows[header[0]])
    ):
        header.insert(0, header[0] - 1)
    return tuple(header)


def _aside_titles(rows: Sequence[Sequence[str]], start: int, below: Sequence[int]) -> int | None:
    """The comment line right above the data, if it has a title for each column."""
    above = start - 1
    if above < 0 or not isinstance(rows[above], Aside) or len(rows[above]) != len(rows[start]) or len(rows[start]) < 2:
        return None
    return above if are_titles(rows[above], [rows[place] for place in (start, *below[:BODY])]) else None


def _laid(rows: Sequence[Sequence[str]], content: Sequence[int], header: tuple[int, ...], first: int) -> Layout:
    every = _until_another([place for place in content if place >= first], rows)
    body = every[:BODY]
    usual = _usual([filled(row) for row in body]) if body else max(map(filled, (rows[place] for place in header)))
    own = [row for row in body if filled(row) > ENOUGH * usual] or body
    titles = joined([rows[place] for place in header])
    if not header:
        titles = [""] * max(map(len, own))
    elif lacks_first(titles, own):
        titles.insert(0, "")
    wide = max(len(titles), max(map(extent, own), default=0))
    titles += [""] * (wide - len(titles))
    kept = tuple(place for place in range(wide) if titles[place].strip() or _has_data(place, own, titles))
    shown = tuple(titles[place] for place in kept) if header else tuple(f"col_{place}" for place in range(len(kept)))
    widths = [len(row) for row in own] or [len(titles)]
    return Layout(
        header, first, shown, kept, tuple(column_shapes(own, wide)), usual, max(set(widths), key=widths.count)
    )


def _until_another(content: Sequence[int], rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows before a gap below which titles and rows of another width stand: those are of another table."""
    for number in range(1, len(content) - 1):
        if content[number] == content[number - 1] + 1:
            continue
        before, after = ([rows[place] for place in part] for part in (content[:number], content[number : number + 4]))
        widths = {extent(row) for row in after}
        is_new = widths.isdisjoint(map(extent, before)) and len(widths) == 1 and min(widths) > 1
        if is_new and filled(after[0]) == extent(after[0]) and are_titles(after[0], after[1:]):
            return before
    return [rows[place] for place in content]


def _has_data(place: int, body: Sequence[Sequence[str]], titles: Sequence[str]) -> bool:
    """Whether a column without title is one: has something in it, and in more than a row if right of all titles."""
    times = sum(1 for row in body if place < len(row) and row[place].strip())
    if extent(titles) == 0:
        return times > 0
    return times >= max(2, UNTITLED * len(body)) or (times > 0 and times == len(body) and place < extent(titles))


def is_note(row: Sequence[str], found: Layout, *, after_blank: bool) -> bool:
    """Whether a row is a line of text rather than a row of the table: hardly any cells, and none of them data."""
    count = filled(row)
    if any(fits(cell, column) > 0 for cell, column in zip(row, found.shapes, strict=False)):
        return False
    if is_prose(row) and after_blank:
        return True
    if found.usual >= 3:
        return count <= max(1, found.usual // 3) and extent(row) <= max(1, found.usual // 2 + 1)
    if count > 1 or found.usual <= 1.5 or not row[0]:
        return False
    return (after_blank and len(row) == 1) or _is_remark(row[0])


def _is_remark(cell: str) -> bool:
    text = cell.strip().lower()
    return text.startswith(("source", "note", "källa", "anm", "kommentar", "*", "footnote", "©", "copyright"))


def _is_like(row: Sequence[str], found: Layout) -> bool:
    """Whether a row is as wide as the table's rows, with cells that look like its columns."""
    good, bad = misfits(row, found.shapes)
    return len(row) == found.width and good > bad


def is_other_header(
    row: Sequence[str], found: Layout, following: Sequence[Sequence[str]], *, after_blank: bool
) -> bool:
    """Whether another table begins with this row: titles where this table has data, or rows of another width."""
    count = filled(row)
    told = [shape(cell) for cell in row]
    if count < 2 or any(
        one in NUMERIC and not YEAR.fullmatch(cell.strip()) for cell, one in zip(row, told, strict=True)
    ):
        return False
    good, bad = misfits(row, found.shapes)
    texts = sum(one == "text" for one in told)
    goes_on = any(_is_like(one, found) for one in following)
    differs = good == 0 and bad >= 2 and texts >= 2
    is_apart = not goes_on or (after_blank and count == found.width and not repeats(row))
    if differs and is_apart and bad >= 0.5 * sum(one in NUMERIC for one in found.shapes[: len(row)]):
        return count >= 0.6 * extent(row)
    others = [one for one in following if filled(one)][:3]
    width = extent(row)
    return (
        after_blank
        and width != len(found.shapes)
        and bool(others)
        and count == width
        and all(extent(one) == width for one in others)
        and are_titles(row, others)
    )
