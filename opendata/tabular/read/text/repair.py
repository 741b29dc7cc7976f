"""One line that doesn't divide like the others -> the cells that it was meant to have.

Only by evidence that stands in the line: quotes, another delimiter, a blank cell too many. Nothing is thrown away.
"""

from collections.abc import Iterator, Sequence

from opendata.tabular.read.shapes import Shape, filled, fits, misfits, shape

WIDEST = 300
MOST_ENDS = 8
MOST_TRIED = 5_000
LONGEST_MENDED = 20_000
"""Characters; a longer line is read as it stands."""
OTHERS = (";", "\t", "|", ",", " ")


def resplit(text: str, width: int, delimiter: str, quote: str | None, *, missing: int = 0) -> list[str] | None:
    """The line as exactly `width` cells, of whose delimiters `missing` are not there; None if it can't be.

    A quote that neither opens nor ends a cell is text. Of all ways to divide the line, the one with the fewest such.
    """
    if width > WIDEST or len(text) > LONGEST_MENDED:
        return None
    known: dict[tuple[int, int, int], tuple[float, list[str]] | None] = {}

    def best(at: int, left: int, lacking: int) -> tuple[float, list[str]] | None:
        key = (at, left, lacking)
        if left == 0 or len(known) > MOST_TRIED:
            return None
        if key not in known:
            found = None
            for value, end, cost, is_glued in _ways(text, at, delimiter, quote, lacking > 0):
                if end is None:
                    rest: tuple[float, list[str]] | None = (0.0, []) if left == 1 and lacking == 0 else None
                else:
                    rest = best(end, left - 1, lacking - is_glued)
                if rest is not None and (found is None or cost + rest[0] < found[0]):
                    found = (cost + rest[0], [value, *rest[1]])
            known[key] = found
        return known[key]

    found = best(0, width, missing)
    return found[1] if found else None


def _ways(
    text: str, at: int, delimiter: str, quote: str | None, is_glued: bool
) -> Iterator[tuple[str, int | None, float, bool]]:
    """The cells that may begin here: the value, where the next begins (None: nowhere), how unlikely it is, and
    whether no delimiter is between them."""
    start = at
    while quote and text.startswith(" ", start):
        start += 1
    if quote and text.startswith(quote, start):
        for close in _closings(text, start, delimiter, quote):
            after = text.find(delimiter, close + 1)
            inside = text[start + 1 : close]
            loose = inside.replace(quote * 2, "").count(quote)
            cost = loose + 3 * inside.count(quote + delimiter + quote)
            value = inside.replace(quote * 2, quote)
            yield value, None if after < 0 else after + len(delimiter), cost, False
        if is_glued:
            for close in _quotes(text, start + 1, quote):
                if close + 1 < len(text) and not text.startswith(delimiter, close + 1):
                    yield text[start + 1 : close].replace(quote * 2, quote), close + 1, 1, True
    end = text.find(delimiter, at)
    if is_glued and quote:
        opens = text.find(quote, at + 1)
        if opens > 0 and (opens < end or end < 0):
            yield text[at:opens], opens, 1, True
    literal = text[at:] if end < 0 else text[at:end]
    cost = 2 * literal.count(quote) if quote else 0
    yield literal, None if end < 0 else end + len(delimiter), cost, False


def _closings(text: str, start: int, delimiter: str, quote: str) -> list[int]:
    """Quotes that a delimiter or the end follows."""
    ends = []
    for place in _quotes(text, start + 1, quote):
        rest = place + 1
        while text.startswith(" ", rest) and delimiter != " ":
            rest += 1
        if rest >= len(text) or text.startswith(delimiter, rest) or text.startswith(delimiter, place + 1):
            ends.append(place)
            if len(ends) == MOST_ENDS:
                break
    return ends


def _quotes(text: str, at: int, quote: str) -> Iterator[int]:
    place = text.find(quote, at)
    while place >= 0:
        yield place
        place = text.find(quote, place + 1)


def other_delimiter(
    text: str, shapes: Sequence[Shape], delimiter: str, quote: str | None, *, is_first: bool
) -> tuple[list[str], str] | None:
    """The line by another delimiter, if that gives the usual cells: quoted ones, or such as the columns have."""
    for other in OTHERS:
        if other == delimiter or other not in text:
            continue
        cells = resplit(text, len(shapes), other, quote)
        if cells is None:
            continue
        good, bad = misfits(cells, shapes)
        quoted = quote is not None and text.count(quote) >= 2 * (len(cells) - 1)
        named = is_first and good == 0 and filled(cells) == len(cells) and len(set(cells)) == len(cells)
        if quoted or named or (good >= 2 and good > 2 * bad):
            return cells, other
    return None


def other_quote(text: str, width: int, delimiter: str, quote: str | None) -> list[str] | None:
    """The line with the other kind of quotes, if most cells are inside them."""
    other = "'" if quote != "'" else '"'
    if text.count(other) < max(2, width):
        return None
    cells = resplit(text, width, delimiter, other)
    return cells if cells and sum(map(len, cells)) <= len(text) - width - width // 2 else None


def parted(cells: Sequence[str], shapes: Sequence[Shape], quote: str) -> list[str] | None:
    """The row with one cell made two where quotes meet in it, so that the rest fits the columns best."""
    best, top = None, (-len(cells), 0)
    for place, cell in enumerate(cells):
        if quote not in cell:
            continue
        left, right = cell.split(quote, 1)
        right = right.removesuffix(quote) if right.count(quote) % 2 else right
        row = [*cells[:place], left, right, *cells[place + 1 :]]
        good, bad = misfits(row, shapes)
        score = (good - bad, cell.count(quote) % 2)
        if score > top:
            best, top = row, score
    return best


def without_blank(cells: Sequence[str], shapes: Sequence[Shape]) -> list[str] | None:
    """The row without that blank cell whose removal makes the rest fit the columns best."""
    best, top = None, -len(cells)
    good = [0]
    for cell, column in zip(cells, shapes, strict=False):
        good.append(good[-1] + fits(cell, column))
    later = [0]
    for cell, column in zip(reversed(cells), reversed(shapes), strict=False):
        later.append(later[-1] + fits(cell, column))
    for place, cell in enumerate(cells):
        if shape(cell) == "blank":
            score = good[place] + later[len(cells) - 1 - place]
            if score > top:
                best, top = place, score
    return None if best is None else [*cells[:best], *cells[best + 1 :]]
