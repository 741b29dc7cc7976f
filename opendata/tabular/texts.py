"""Rows as they stand in a table's JSON rendition, one on a line: cut out by their numbers, without any database."""

import os
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

STEP = 32
"""Rows between two places that are remembered: some kilobytes."""
CHUNK = 2**22
KEPT = 64
NEW_LINE = 10


@dataclass(frozen=True)
class Texts:
    """One rendition: where every 32nd row begins, and where the last one ends."""

    path: Path
    starts: "NDArray[int64]"

    @classmethod
    def of(cls, path: Path) -> "Texts":
        """Found by reading the file once, a gigabyte in about a second."""
        import numpy

        found, lines, read = [numpy.zeros(0, dtype=numpy.int64)], 0, 0
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                ends = numpy.flatnonzero(numpy.frombuffer(chunk, dtype=numpy.uint8) == NEW_LINE)
                found.append(ends[-lines % STEP :: STEP] + read + 1)  # the first line is the list's bracket
                lines, read = lines + len(ends), read + len(chunk)
        return cls(path, numpy.append(numpy.concatenate(found), read))

    def rows(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """The texts of JSON objects, in the order of the numbers, which must be those of rows."""
        if not numbers:
            return ()
        is_span = isinstance(numbers, range) and numbers.step == 1
        handle = os.open(self.path, os.O_RDONLY)
        try:
            if is_span:
                lines = self._lines(handle, numbers[0] // STEP, numbers[-1] // STEP + 1)
                first = numbers[0] % STEP
                return tuple(_text(line) for line in lines[first : first + len(numbers)])
            blocks = {block: self._lines(handle, block, block + 1) for block in {number // STEP for number in numbers}}
            return tuple(_text(blocks[number // STEP][number % STEP]) for number in numbers)
        finally:
            os.close(handle)

    def _lines(self, handle: int, first: int, last: int) -> list[bytes]:
        begin, end = int(self.starts[first]), int(self.starts[min(last, len(self.starts) - 1)])
        return os.pread(handle, end - begin, begin).split(b"\n")


def _text(line: bytes) -> str:
    return line.removesuffix(b",").decode()


class Kept:
    """The renditions that were asked for lately."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._texts: OrderedDict[Path, Texts] = OrderedDict()

    def of(self, path: Path) -> Texts:
        with self._guard:
            found = self._texts.get(path)
            if found:
                self._texts.move_to_end(path)
                return found
        made = Texts.of(path)
        with self._guard:
            self._texts[path] = made
            while len(self._texts) > KEPT:
                self._texts.popitem(last=False)
        return made
