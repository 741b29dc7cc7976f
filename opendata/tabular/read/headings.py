"""Whether a row of cells is titles: by how it differs from what stands below; and what rows of titles are together."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from opendata.tabular.read.shapes import (
    NUMERIC,
    TYPED,
    YEAR,
    Shape,
    column_shapes,
    extent,
    filled,
    misfits,
    shape,
)

ENOUGH = 0.5
"""A row of the table has more than so large a part of the cells that its rows usually have."""
FEWEST_IN_SERIES = 3
FEWEST_KEYS = 8
LONG_SERIES = 8
"""So many numbers that all rise or all fall do so on purpose."""
EVEN = 1e-6
RARELY = 0.3
"""What is true of no more of the rows below is told by chance."""
UNIT = re.compile(
    r"[(\[][^)\]]{1,12}[)\]]|%|‰|°[CFK]?|[ckm]?m[²³23]?|[µm]?[gl](?:/[a-zåäö0-9³²]{1,4})?|kg|ton|[kM]?Wh?|tkr|mnkr|kr|SEK|st"
    r"|[kh]?Pa|m/s|km/h|antal|procent|grader"
)


class Aside(list[str]):
    """A row that its file itself marks as no part of the table: a comment, a hint to Excel."""


def are_titles(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the cells are titles rather than the first values: they differ in shape from what stands below."""
    told = [shape(cell) for cell in row]
    if not body:
        return not any(one in NUMERIC for one in told) or "text" in told
    if _are_labels(row, body) or _is_above_keys(row, body):
        return True
    shapes = column_shapes(body, len(row))
    score = 0.0
    for place, (cell, own, column) in enumerate(zip(row, told, shapes, strict=True)):
        if own in ("blank", "missing"):
            continue
        if column in NUMERIC:
            score += -1 if own == column else 1 if own in ("text", "code") else _as_moment(own)
        elif column in ("url", "email", "code"):
            score += -1 if own == column else 1
        elif column == "text":
            score += _as_title(cell, own, [other[place] for other in body if place < len(other)])
    return score > 0 or (score == 0 and not any(one in NUMERIC for one in told))


def _is_above_keys(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a word stands above codes or numbers of which each row has its own."""
    keys = [other[0] for other in body if other]
    known = {shape(key) for key in keys}
    is_keyed = len(keys) >= FEWEST_KEYS and len(set(keys)) == len(keys) and len(known) == 1 and known <= TYPED
    return bool(row) and shape(row[0]) == "text" and is_keyed and not any(map(str.isdigit, row[0]))


def _as_moment(own: Shape) -> float:
    """How far a number above dates, or a date or time of day above numbers, looks like a title."""
    return -0.5 if own == "number" else 0.5


def _as_title(cell: str, own: Shape, values: Sequence[str]) -> float:
    """How far a cell above a column of text looks like its title."""
    if cell in values:
        return -1.0 if len(values) > 1 else 0.0
    if own in NUMERIC:
        return -0.5
    lengths = [len(value) for value in values if value]
    alike = len(lengths) > 2 and len(set(lengths)) == 1 and len(cell) != lengths[0]
    return 0.5 if alike or (lengths and sum(lengths) / len(lengths) > 3 * len(cell)) else 0.1


def years(row: Sequence[str]) -> list[int]:
    return [int(cell.strip()) for cell in row if YEAR.fullmatch(cell.strip())]


def _are_labels(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether numbers are titles: years, ages, hours, wavelengths, the columns' own numbers."""
    return _are_years(row, body) or _are_series(row, body) or _count_up(row, body)


def _are_years(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Years as titles: one after the other, no other numbers, and no years below."""
    own = years(row)
    numbers = sum(shape(cell) in NUMERIC for cell in row)
    distinct = sorted(set(own))
    steps = [later - earlier for earlier, later in pairwise(distinct)]
    follow = len(distinct) > 1 and max(steps) <= 10 and numbers == len(own)
    return follow and not _is_usual(body, lambda other: len(years(other)) >= len(own))


def _are_series(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Numbers as titles: all in even steps, or many that all rise or all fall, above rows that do not."""
    numbers = [shape(cell) in NUMERIC for cell in row]
    if sum(numbers) < FEWEST_IN_SERIES or not _is_series(_values(row)):
        return False
    texts = [cell for cell, is_number in zip(row, numbers, strict=True) if not is_number and cell.strip()]
    is_enough = sum(numbers) > FEWEST_IN_SERIES or bool(texts)
    return is_enough and not _is_usual(body, lambda other: _is_series(_values(other)))


def _is_usual(body: Sequence[Sequence[str]], is_so: Callable[[Sequence[str]], bool]) -> bool:
    return sum(map(is_so, body)) > RARELY * len(body)


def _values(row: Sequence[str]) -> list[float]:
    """The numbers of a row; none if there is a date or another number that can't be compared."""
    values = []
    for cell in row:
        if shape(cell) in NUMERIC:
            try:
                values.append(float(cell.strip().replace(",", ".").replace("\u2212", "-")))
            except ValueError:
                return []
    return values


def _is_series(values: Sequence[float]) -> bool:
    if len(values) < FEWEST_IN_SERIES:
        return False
    steps = [later - earlier for earlier, later in pairwise(values)]
    is_one_way = min(steps) > 0 or max(steps) < 0
    is_even = max(steps) - min(steps) <= EVEN * abs(steps[0])
    return is_one_way and (is_even or len(values) >= LONG_SERIES)


def _count_up(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """0, 1, 2, 3 ... as titles, above rows that do not count; two or fewer only as pandas writes them."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if not cells or not all(cell.isdecimal() and len(cell) < 6 for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    if len(cells) < 3:
        firsts = [other[0] for other in body if other]
        is_index = not row[0].strip() and len(row) > len(cells) and firsts == [str(n) for n in range(len(firsts))]
        is_bare = len(cells) == 2 and len(body) > 2 and all("." in cell for other in body for cell in other)
        return numbers == list(range(len(cells))) and (is_index or is_bare)
    counts = any(numbers == list(range(start, start + len(cells))) for start in (0, 1))
    return counts and not _is_usual(body, lambda other: _count_up(other, ()))


def is_prose(row: Sequence[str]) -> bool:
    """Whether the cells are one text that happened to be divided at its commas, after which spaces stand."""
    later = [cell for cell in row[1:] if cell.strip()]
    return bool(later) and all(cell[0] == " " for cell in later) and bool(row[0]) and row[0][0] != " "


def is_caption(row: Sequence[str], below: Sequence[Sequence[str]], usual: float) -> bool:
    """Whether a row as wide as the table still stands above it: values of its own, unlike those of the columns, and
    right below a title for each column."""
    numbers = [cell for cell in row if shape(cell) in NUMERIC and not YEAR.fullmatch(cell.strip())]
    if is_prose(row) and not _is_usual(below, is_prose):
        return True
    titles, body = below[0], below[1:]
    if not numbers or not body or any(shape(cell) in NUMERIC for cell in titles):
        return False
    good, bad = misfits(row, column_shapes(body, len(row)))
    is_titled = filled(titles) >= 0.9 * usual and not repeats(titles) and are_titles(titles, body)
    return is_titled and 3 * good <= bad


def goes_on(above: Sequence[str], row: Sequence[str], body: Sequence[Sequence[str]], usual: float) -> bool:
    """Whether a row right under titles is more titles: the second part of them, units, or the same once more."""
    if list(above) == list(row):
        return True
    shapes = column_shapes(body, len(row))
    good, bad = misfits(row, shapes)
    numbers = sum(shape(cell) in NUMERIC for cell in row)
    if good == 0 and filled(row) and _are_units(row, shapes):
        return True
    texts = [
        place
        for place, cell in enumerate(row)
        if shape(cell) in ("text", "code", "missing") and shapes[place] in NUMERIC
    ]
    numeric = sum(column in NUMERIC for column in shapes)
    if good == 0 and numbers == 0 and texts and (bad >= 2 or bad == numeric) and bad >= 0.5 * numeric:
        return bad >= 2 or filled(row) <= 2 or all(_is_unit(cell) for cell in row if cell.strip())
    completes = [
        place
        for place, cell in enumerate(row)
        if cell.strip() and place < len(above) and not above[place].strip() and shapes[place] != "blank"
    ]
    own_years = len(years(row))
    return (
        bool(completes)
        and numbers == own_years
        and filled(row) >= ENOUGH * usual
        and (not row[0].strip() or not above[0].strip())
        and not any(
            shape(cell) == "text" and cell in [o[place] for o in body if place < len(o)]
            for place, cell in enumerate(row)
        )
    )


def _are_units(row: Sequence[str], shapes: Sequence[Shape]) -> bool:
    """Whether all that the row has is units, above numbers."""
    return all(
        UNIT.fullmatch(cell.strip()) and column in NUMERIC
        for cell, column in zip(row, shapes, strict=False)
        if cell.strip()
    )


def _is_unit(cell: str) -> bool:
    text = cell.strip()
    return len(text) <= 12 and (text[0] in "([" or text in "%£$€" or " " not in text)


def is_group(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row above titles has headings over groups of them: with gaps, where the merged cells were."""
    if (
        isinstance(row, Aside)
        or extent(row) > len(below)
        or any(shape(cell) in NUMERIC and not YEAR.fullmatch(cell.strip()) for cell in row)
    ):
        return False
    heads = [place for place, cell in enumerate(row) if cell.strip()]
    gaps = [place for place in heads if place and not row[place - 1].strip()]
    if not heads or (not gaps and heads != [1]):
        return False
    repeated = repeats(below)
    completed = any(not below[place].strip() for place in heads)
    under = [below[place] for place in range(heads[0], len(below)) if below[place].strip()]
    years = bool(under) and all(YEAR.fullmatch(cell.strip()) for cell in under)
    return (len(heads) > 1 and (not row[0].strip() or repeated or completed)) or (
        len(heads) == 1 and heads[0] > 0 and (years or repeated)
    )


def repeats(row: Sequence[str]) -> bool:
    """Whether a title comes again, as under each of several headings."""
    return len({cell.strip() for cell in row if cell.strip()}) < filled(row)


def joined(header: Sequence[Sequence[str]]) -> list[str]:
    """One title for each column out of all rows of titles; a heading of a group holds until the next one."""
    wide = max(map(len, header), default=0)
    parts: list[list[str]] = [[] for _ in range(wide)]
    for number, row in enumerate(header):
        under = header[number + 1 :]
        above = header[number - 1] if number else ()
        holds = bool(under) and (not number or repeats(under[0]))
        running = ""
        for place in range(wide):
            cell = row[place] if place < len(row) else ""
            below = [other[place] for other in under if place < len(other)]
            ends = 0 < place < len(above) and above[place].strip() not in ("", above[place - 1].strip())
            running = cell if cell.strip() or ends else running
            part = running if holds and any(map(str.strip, below)) else cell
            if part.strip() and part not in parts[place]:
                parts[place].append(part)
    return [" ".join(part.strip() if len(own) > 1 else part for part in own) for own in parts]


def lacks_first(titles: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether every row begins with a name of its own that has no title, as R writes."""
    names = [row[0] for row in body if row]
    return (
        len(body) > 2
        and all(title.strip() for title in titles)
        and all(len(row) == len(titles) + 1 and row[-1].strip() for row in body)
        and len(set(names)) == len(names)
    )
