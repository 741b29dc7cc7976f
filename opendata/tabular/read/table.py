"""What a table is once it has been read: values that the rest of the room works on."""

import csv
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Literal, Self

from opendata.model.report import Finding

Kind = Literal["csv", "xlsx"]

LONGEST = 2_000_000
"""Most characters in one row. A row is held in memory; a file without line breaks must not be."""


@dataclass(frozen=True)
class Reading:
    """How a file was read. Rows count from 1, as a spreadsheet shows them; a text file has no sheets."""

    kind: Kind
    media_type: str
    encoding: str | None = None
    delimiter: str | None = None
    line_ending: Literal["LF", "CRLF", "CR", "mixed"] | None = None
    header_row: int = 1
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "sheets": list(self.sheets), "notes": list(self.notes)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**{**stored, "sheets": tuple(stored["sheets"]), "notes": tuple(stored["notes"])})


@dataclass(frozen=True)
class Table:
    """A rectangle of text on disk: UTF-8, comma, quotes where needed, LF; first the titles, then `rows` rows.

    An empty cell is a missing value. `columns` are the titles as in the original (stripped; may be blank or repeated).
    `first_row` is the first data row's number in the original; no row in between is left out, so data row *i*
    (from 0) is row `first_row + i` there. `findings` is cut short at a thousand, `counts` by code is not.
    """

    path: Path
    reading: Reading
    columns: tuple[str, ...]
    rows: int
    first_row: int
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def head(self, n: int) -> list[list[str | None]]:
        """The first `n` data rows."""
        with self.path.open(encoding="utf-8", newline="") as stream:
            return [[cell or None for cell in cells] for cells in islice(csv.reader(stream), 1, n + 1)]
