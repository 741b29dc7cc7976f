"""JSON text piece by piece: what is in memory is one element of an array, never the document.

Numbers stay the texts that they are, so no digit is lost.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO

from opendata.errors import Invalid

CHUNK = 1 << 20
LARGEST = 64 << 20
"""Most characters of one element. A detailed boundary with all its decimals may take tens of millions."""
DEEPEST = 12
"""Objects within objects in which arrays are looked for."""
MOST_SCALARS = 200
LONGEST_TOKEN = 16
"""More than any token but a string has: an error so far from the end of what is read is none of its being cut."""
BLANK = re.compile(r"[ \t\n\r\x1e]*")
"""JSON's white space, and the separator of JSON text sequences (RFC 7464)."""

MOST_AFTER = 20
"""Characters after the end of a document that are not held against it."""

Path = tuple[str, ...]


class Number(str):
    """A number as it was written."""

    __slots__ = ()


DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number, strict=False)


class Document:
    """JSON values from a stream of text, and where in it they stand.

    All methods raise Invalid `json_broken` (row, position, reason); rows and positions count from 1.
    `scalars` are the values that `arrays` passed on its way, by their paths.
    """

    def __init__(self, stream: TextIO) -> None:
        self.scalars: dict[Path, Any] = {}
        self._stream = stream
        self._buffer = ""
        self._place = self._passed = 0
        self._row, self._line_start = 1, 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is not blank; nothing at the end."""
        while True:
            following = self._buffer[self._place : self._place + 1]
            if following > " ":
                return following
            found = BLANK.match(self._buffer, self._place)
            self._place = found.end() if found else self._place
            if self._place < len(self._buffer):
                return self._buffer[self._place]
            if not self._more():
                return ""

    def row(self) -> int:
        """The line of what comes next."""
        return self._row + self._buffer.count("\n", 0, self._place)

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._buffer, self._place)
            except json.JSONDecodeError as error:
                if len(self._buffer) - self._place > LARGEST:
                    self._refuse("too_large", self._place)
                place = error.pos - self._place
                if self._is_whole(error) or not self._more():
                    self._refuse_at(self._place + place)
                continue
            except RecursionError:
                self._refuse("too_deep", self._place)
            if end == len(self._buffer) and isinstance(value, Number) and self._more():
                continue
            self._place = end
            return value

    def values(self) -> Iterator[Any]:
        """All values that follow one another, as in newline-delimited JSON."""
        while self.peek():
            yield self.value()

    def elements(self) -> Iterator[Any]:
        """The elements of the array that comes next."""
        for _ in self._items("[", "]"):
            yield self.value()

    def arrays(self, path: Path = ()) -> Iterator[tuple[Path, Iterator[Any]]]:
        """Every array in the value that comes next, with the keys that lead to it; those within arrays are not told."""
        following = self.peek()
        if following == "[":
            elements = self.elements()
            yield path, elements
            for _ in elements:
                pass
        elif following == "{" and len(path) < DEEPEST:
            for _ in self._items("{", "}"):
                yield from self.arrays((*path, self._key()))
        else:
            value = self.value()
            if len(self.scalars) < MOST_SCALARS:
                self.scalars[path] = value

    def end(self) -> bool:
        """Whether it ends here. A few characters more are let pass: they come from a window that it was copied from."""
        if self.peek() and self._more() | (len(self._buffer) - self._place > MOST_AFTER):
            self._refuse_at(self._place)
        return not self.peek()

    def _key(self) -> str:
        if self.peek() != '"':
            self._refuse_at(self._place)
        key = self.value()
        if self.peek() != ":":
            self._refuse_at(self._place)
        self._place += 1
        return title(key)

    def _items(self, opening: str, closing: str) -> Iterator[None]:
        """Once for each element or member, standing before it."""
        if self.peek() != opening:
            self._refuse_at(self._place)
        self._place += 1
        if self.peek() == closing:
            self._place += 1
            return
        while True:
            yield
            following = self.peek()
            self._place += 1
            if following == closing:
                return
            if following != ",":
                self._refuse_at(self._place - 1)
            if self.peek() == closing:
                self._refuse("trailing_comma", self._place)

    def _is_whole(self, error: json.JSONDecodeError) -> bool:
        """Whether more text could not mend it."""
        return error.pos < len(self._buffer) - LONGEST_TOKEN and not error.msg.startswith("Unterminated")

    def _more(self) -> bool:
        if self._ended:
            return False
        piece = self._stream.read(max(CHUNK, len(self._buffer) - self._place))
        self._ended = not piece
        lines = self._buffer.count("\n", 0, self._place)
        if lines:
            self._row += lines
            self._line_start = self._passed + self._buffer.rindex("\n", 0, self._place) + 1
        self._passed += self._place
        self._buffer = self._buffer[self._place :] + piece
        self._place = 0
        return not self._ended

    def _refuse_at(self, place: int) -> NoReturn:
        """Says why, as far as the text around the place tells."""
        text = self._buffer
        before, here = text[max(0, place - 100) : place].rstrip(), text[place : place + 2]
        if here in ("//", "/*") or here[:1] == "#":
            self._refuse("comment", place)
        if here[:1] in ("}", "]") and before.endswith(","):
            self._refuse("trailing_comma", place)
        if here[:1] == "'" or re.match(r"\w+\s*:", text[place : place + 100]):
            self._refuse("quotes", place)
        if not text[place:].strip() or (here[:1] == '"' and '"' not in text[place + 1 :]):
            self._refuse("unfinished", place)
        self._refuse("syntax", place)

    def _refuse(self, reason: str, place: int) -> NoReturn:
        lines = self._buffer.count("\n", 0, place)
        start = self._passed + self._buffer.rindex("\n", 0, place) + 1 if lines else self._line_start
        raise Invalid("json_broken", row=self._row + lines, position=self._passed + place - start + 1, reason=reason)


def title(key: str) -> str:
    """A key as a title: stripped, and without the byte-order mark that some systems leave in the first one."""
    return key.strip().lstrip("\ufeff").strip()
