"""Where a walk through pages stands: a text that a client hands back, and that holds for one question alone."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, replace
from typing import Self

from opendata.errors import Invalid
from opendata.tabular.query.question import RowQuery

WRITTEN = re.compile(r"([0-9A-Za-z_-]{1,32})\.([ro])(\d{1,18})\.([0-9a-f]{12})", re.ASCII)


@dataclass(frozen=True)
class Cursor:
    """The page goes on in `version`, after the row with the number `row`, or from `offset` where the answer is groups.

    It is not secret and needs no signature: who may see the version is asked again, and a made-up one leads to another
    page of the same answer at most. `question` tells whether it was made for the question that it comes with.
    """

    version: str
    question: str
    row: int | None = None
    offset: int = 0

    @classmethod
    def read(cls, text: str) -> Self:
        """Invalid `cursor_unusable` for what no cursor looks like."""
        try:
            found = WRITTEN.fullmatch(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode())
        except (binascii.Error, ValueError):
            found = None
        if found is None:
            raise Invalid("cursor_unusable")
        version, kind, number, question = found.groups()
        return cls(version, question, int(number)) if kind == "r" else cls(version, question, offset=int(number))

    def __str__(self) -> str:
        place = f"o{self.offset}" if self.row is None else f"r{self.row}"
        plain = f"{self.version}.{place}.{self.question}".encode()
        return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()

    def resumed(self, query: RowQuery) -> RowQuery:
        """The question from here on. Invalid `cursor_of_another` if it isn't the one that the cursor was made for."""
        if self.question != mark_of(query):
            raise Invalid("cursor_of_another")
        return replace(query, after=self.row, offset=self.offset)


def mark_of(query: RowQuery) -> str:
    """Which rows in which order are asked for, in short; pages may differ in size."""
    asked = (query.filters, query.q, query.sort, query.group_by, query.box, query.select if query.group_by else ())
    said = repr(asked) + "missing_least" * query.missing_least
    return hashlib.sha256(said.encode()).hexdigest()[:12]
