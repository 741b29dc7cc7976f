"""Lines of text -> rows of cells, in one dialect; a damaged row is mended where that is certain, and told of."""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from opendata.errors import Invalid
from opendata.model.report import Finding
from opendata.tabular.read.headings import Aside
from opendata.tabular.read.shapes import SPACES, Shape, column_shapes, filled, misfits, shape
from opendata.tabular.read.table import LONGEST
from opendata.tabular.read.text import repair
from opendata.tabular.read.text.dialect import SEPARATOR, Dialect

NO_DELIMITER = "\x1f"
MOST_LINES = 2000
"""Lines that one quoted cell may take before its quote is held for a stray one."""
MOST_FINDINGS = 1000
MOST_FAILED = 500
"""Short rows in vain divided by other delimiters, after which that is given up."""
UNUSUAL = re.compile(f"[{SPACES}\u2212]")
PLAIN = str.maketrans(dict.fromkeys(SPACES, " ") | {"\u2212": "-"})
SCIENTIFIC = re.compile(r"\s*[-+]?\d(?:[.,]\d+)?[eE]\+?(?:1[1-9]|[2-9]\d)\s*")
"""A number of twelve digits and more as a spreadsheet shows it: its last digits are lost."""

csv.field_size_limit(LONGEST)


@dataclass(frozen=True)
class Habit:
    """How most rows are: how many cells, and of which shapes. A width of 0: nothing is known."""

    width: int = 0
    shapes: tuple[Shape, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> "Habit":
        """What nearly all rows have in common that have more than one cell."""
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            return cls(1, ("text",)) if rows else cls()
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        if times < 0.6 * widths.total():
            return cls()
        return cls(width, tuple(column_shapes([row for row in rows if len(row) == width], width)))


class _Line:
    """One line for a reader, and then nothing: a cell that goes on over its end is an error to the reader."""

    text: str | None = None

    def __iter__(self) -> "_Line":
        return self

    def __next__(self) -> str:
        if self.text is None:
            raise StopIteration
        text, self.text = self.text, None
        return text


@dataclass
class Records:
    """Rows out of lines with their endings; blank lines are rows of one blank cell."""

    lines: Iterable[str]
    dialect: Dialect
    habit: Habit = field(default_factory=Habit)
    row: int = 0
    """The number of the row given last."""
    findings: list[tuple[Finding, int | None]] = field(default_factory=list)
    """What was found, with the number of the column from 0."""
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._ahead: deque[str] = deque()
        self._source = iter(self.lines)
        self._line = _Line()
        self._failed = 0
        delimiter = self.dialect.delimiter or NO_DELIMITER
        self._reader = None
        if self.dialect.quote and len(delimiter) == 1 and not self.dialect.runs:
            self._reader = csv.reader(
                self._line,
                delimiter=delimiter,
                quotechar=self.dialect.quote,
                escapechar=self.dialect.escape,
                doublequote=self.dialect.escape is None,
                skipinitialspace=self.dialect.spaced,
                strict=True,
            )

    def __iter__(self) -> Iterator[list[str]]:
        delimiter, quote, comment = self.dialect.delimiter, self.dialect.quote, self.dialect.comment
        simple = delimiter is not None and not self.dialect.runs and not self.dialect.spaced
        split, mark, width = delimiter or NO_DELIMITER, quote or NO_DELIMITER, self.habit.width
        for line in self._taken():
            self.row += 1
            body = line.rstrip("\r\n")
            if comment and body.lstrip().startswith(comment):
                yield self._comment(body, comment)
                continue
            cells = body.split(split) if simple and mark not in body else self._cells(body)
            if len(cells) != width or body[:1] == "'":
                cells = self._unusual(body, cells)
            if not body.isascii() and UNUSUAL.search(body):
                cells = [cell.translate(PLAIN) if shape(cell.translate(PLAIN)) == "number" else cell for cell in cells]
            if "E+" in body or "e+" in body:
                self._scientific(cells)
            yield cells

    def _taken(self) -> Iterator[str]:
        for line in self._source:
            yield self._checked(line)
            while self._ahead:
                yield self._ahead.popleft()

    def _checked(self, line: str) -> str:
        if len(line) > LONGEST:
            raise Invalid("line_too_long", row=self.row + 1, limit=LONGEST)
        return line

    def _comment(self, body: str, comment: str) -> list[str]:
        text = body.lstrip().removeprefix(comment).strip()
        cells = self._cells(text)
        return Aside(cells if len(cells) == self.habit.width else [text])

    def _cells(self, body: str) -> list[str]:
        """The cells of a line, which may go on over following ones."""
        if self.dialect.runs:
            return body.split()
        if self.dialect.quote and self.dialect.quote in body:
            cells = self._strict(body)
            return self._irregular(body) if cells is None else self._halved(body, cells)
        if self.dialect.delimiter is None:
            return [body] if body else []
        cells = body.split(self.dialect.delimiter)
        return [cell.removeprefix(" ") for cell in cells] if self.dialect.spaced else cells

    def _strict(self, text: str) -> list[str] | None:
        """By the rules; None if the text breaks them."""
        if self._reader is None:
            return self._resplit(text)
        self._line.text = text
        try:
            return next(self._reader, [])
        except csv.Error:
            return None

    def _halved(self, body: str, cells: list[str]) -> list[str]:
        """The cells, unless a quoted one was halved since no delimiter is before its quotes: then as they should be."""
        quote = self.dialect.quote or ""
        if "".join(cells).count(quote) < 2 or sum(cell.count(quote) % 2 for cell in cells) < 2:
            return cells
        mended = self._resplit(body, missing=1)
        if mended is None or not self._suits(mended, cells):
            return cells
        self._missing()
        return mended

    def _resplit(self, text: str, missing: int = 0) -> list[str] | None:
        delimiter = self.dialect.delimiter or NO_DELIMITER
        if self.dialect.escape:
            text = text.replace(self.dialect.escape + (self.dialect.quote or ""), (self.dialect.quote or "") * 2)
        return repair.resplit(text, self.habit.width, delimiter, self.dialect.quote, missing=missing)

    def _irregular(self, body: str) -> list[str]:
        """A line with quotes that breaks the rules: its cell goes on below, or a quote in it is text."""
        alone = self._resplit(body) if self.habit.width else None
        if alone is None or self.habit.width < 2 or not self._is_row(self._peek()):
            longer = self._continued(body)
            if longer is not None:
                return longer
        divided = None if alone else self._by_other_delimiter(body)
        if divided:
            return divided
        mended = alone or self._resplit(body, missing=1)
        quote = self.dialect.quote or ""
        if mended is None:
            mended = [_unquoted(cell, quote) for cell in body.split(self.dialect.delimiter or NO_DELIMITER)]
        elif alone is None:
            self._missing()
            return mended
        place = next((place for place, cell in enumerate(mended) if cell.count(quote) % 2), None)
        if place is not None:
            self.find(Finding("stray_quote", row=self.row, value=mended[place][:200]), place)
        elif any(quote in cell for cell in mended):
            place = next(place for place, cell in enumerate(mended) if quote in cell)
            self.find(Finding("unescaped_quote", "warning", row=self.row, value=mended[place][:200]), place)
        return mended

    def _continued(self, body: str) -> list[str] | None:
        """The row with the lines below that a quoted cell goes on over; None, and no line taken, if that can't be."""
        quote = self.dialect.quote or ""
        taken: list[str] = []
        parts = [body]
        size = len(body)
        for line in chain(list(self._ahead), self._source):
            if len(taken) >= len(self._ahead):
                self._ahead.append(self._checked(line))
            taken.append(line)
            parts.append(line.rstrip("\r\n"))
            size += len(line)
            if size > LONGEST:
                raise Invalid("line_too_long", row=self.row, limit=LONGEST)
            if quote in line:
                cells = self._strict("\n".join(parts))
                if cells is not None:
                    return self._accepted(cells, taken)
            if len(taken) > MOST_LINES:
                break
        return None

    def _accepted(self, cells: list[str], taken: Sequence[str]) -> list[str] | None:
        """The row, unless it swallowed others: lines that are rows of their own."""
        width = self.habit.width
        if width > 1 and (len(cells) != width and any(map(self._is_row, taken))):
            return None
        if width > 2 and sum(map(self._is_row, taken[:-1])) > 0.5 * len(taken[:-1]) > 0:
            return None
        for _ in taken:
            self._ahead.popleft()
        return cells

    def _peek(self) -> str:
        if not self._ahead:
            line = next(self._source, None)
            if line is None:
                return ""
            self._ahead.append(self._checked(line))
        return self._ahead[0]

    def _is_data(self, line: str) -> bool:
        """Whether the line alone is a row whose cells look like their columns."""
        if not self._is_row(line):
            return False
        cells = self._strict(line.rstrip("\r\n")) if self.dialect.quote else line.split(self.dialect.delimiter)
        good, bad = misfits(cells or [], self.habit.shapes)
        return good > bad

    def _is_row(self, line: str) -> bool:
        """Whether the line alone has the usual number of cells."""
        body = line.rstrip("\r\n")
        if self.habit.width < 2 or self.dialect.delimiter is None:
            return bool(body)
        if not self.dialect.quote or self.dialect.quote not in body:
            return body.count(self.dialect.delimiter) + 1 == self.habit.width
        if body.count(self.dialect.quote) % 2:
            return False
        cells = self._strict(body)
        return cells is not None and len(cells) == self.habit.width

    def _unusual(self, body: str, cells: list[str]) -> list[str]:
        """A row that has too many or too few cells, mended if that is certain."""
        width, delimiter = self.habit.width, self.dialect.delimiter
        if self.row == 1 and SEPARATOR.fullmatch(body):
            return Aside([body])
        if width < 2 or delimiter is None or self.dialect.runs or not any(cells):
            return cells
        mended = repair.other_quote(body, width, delimiter, self.dialect.quote) if "'" in body else None
        if mended:
            self.find(Finding("other_quote", row=self.row, value=body[:200]), None)
            return mended
        if len(cells) < width:
            return self._too_few(body, cells)
        if len(cells) == width + 1:
            return self._one_too_many(cells)
        return cells

    def _too_few(self, body: str, cells: list[str]) -> list[str]:
        if len(cells) == self.habit.width - 1 and self.dialect.quote and self.dialect.quote in body:
            mended = repair.parted(cells, self.habit.shapes, self.dialect.quote)
            if mended and self._suits(mended, cells):
                self._missing()
                return mended
        return self._by_other_delimiter(body) or cells

    def _by_other_delimiter(self, body: str) -> list[str] | None:
        delimiter, quote = self.dialect.delimiter, self.dialect.quote
        if delimiter is None or self.habit.width < 2 or self._failed > MOST_FAILED:
            return None
        is_first = self.row == 1 and self._is_data(self._peek())
        divided = repair.other_delimiter(body, self.habit.shapes, delimiter, quote, is_first=is_first)
        if divided is None:
            self._failed += 1
            return None
        shown = {"\t": "tab", " ": "space"}.get(divided[1], divided[1])
        self.find(Finding("other_delimiter", row=self.row, value=body[:200], facts={"delimiter": shown}), None)
        return divided[0]

    def _suits(self, mended: Sequence[str], cells: Sequence[str]) -> bool:
        """The mended row is not a worse fit for the columns than the row as it stood."""
        good, bad = misfits(mended, self.habit.shapes)
        was_good, was_bad = misfits(cells, self.habit.shapes)
        return good - bad >= was_good - was_bad and filled(mended) >= filled(cells)

    def _one_too_many(self, cells: list[str]) -> list[str]:
        if not cells[-1] and misfits(cells, self.habit.shapes)[1] == 0:
            return cells[:-1]
        mended = repair.without_blank(cells, self.habit.shapes)
        if mended is None:
            return cells
        facts = {"cells": len(cells), "expected": self.habit.width}
        self.find(Finding("extra_cell", row=self.row, facts=facts), None)
        return mended

    def _missing(self) -> None:
        facts = {"cells": self.habit.width - 1, "expected": self.habit.width}
        self.find(Finding("missing_cell", row=self.row, facts=facts), None)

    def _scientific(self, cells: Sequence[str]) -> None:
        for place, cell in enumerate(cells):
            if SCIENTIFIC.fullmatch(cell):
                self.find(Finding("scientific_notation", "warning", row=self.row, value=cell.strip()), place)

    def find(self, finding: Finding, column: int | None) -> None:
        self.counts[finding.code] += 1
        if self.counts[finding.code] <= MOST_FINDINGS:
            self.findings.append((finding, column))


def _unquoted(cell: str, quote: str) -> str:
    closed = len(cell) > 1 and cell.startswith(quote) and cell.endswith(quote)
    return cell[1:-1].replace(quote * 2, quote) if closed else cell
