"""Which encoding a text file has, found by decoding all of it: a sample never knows about the last row."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from opendata.errors import Invalid

CHUNK = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that Windows-1252 has no character for: MacRoman's Å and å's neighbours, code page 850's Å, and the like."""
UTF8_SWEDISH = re.compile(rb"\xc3[\x84\x85\x89\x96\xa4\xa5\xa9\xb6]")
"""ÄÅÉÖäåéö in UTF-8. In a file that is not UTF-8 they show that two encodings were mixed."""
LINE_BREAK = re.compile(rb"[\r\n]")


@dataclass(frozen=True)
class Encoding:
    """An IANA name, which Python knows too, and the byte-order mark that the text comes after."""

    name: str
    bom: bytes = b""


def encoding_of(path: Path) -> Encoding:
    """Byte-order mark, else UTF-8 if every byte agrees, else Windows-1252.

    Invalid `encoding_unknown` (row, context) if none fits the whole file; `not_a_table` (kind) if it is not text.
    """
    with path.open("rb") as stream:
        first = stream.read(4)
    for bom, name in BOMS:
        if first.startswith(bom):
            at = _misfit(path, name)
            if at is not None:
                raise _unknown(path, at)
            return Encoding(name, bom)
    at = _misfit(path, "utf-8")
    if at is None:
        return Encoding("utf-8")
    stray = _find(path, UTF8_SWEDISH)
    if stray is not None:
        raise _unknown(path, at)
    stray = _find(path, UNDEFINED)
    if stray is not None:
        raise _unknown(path, stray)
    return Encoding("windows-1252")


def _misfit(path: Path, name: str) -> int | None:
    """The place of the first byte that doesn't decode."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    place = 0
    for chunk in _chunks(path):
        if name == "utf-8" and b"\0" in chunk:
            raise Invalid("not_a_table", kind="binary")
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return place + len(chunk) - len(error.object) + error.start
        place += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return place - len(error.object) + error.start
    return None


def _find(path: Path, pattern: re.Pattern[bytes]) -> int | None:
    place = 0
    for chunk in _chunks(path):
        found = pattern.search(chunk)
        if found:
            return place + found.start()
        place += len(chunk)
    return None


def _unknown(path: Path, place: int) -> Invalid:
    """The error, with the line number and the text around the byte, since a byte offset helps nobody."""
    row, passed = 1, 0
    for chunk in _chunks(path):
        before = chunk[: place - passed]
        row += before.count(b"\n") or before.count(b"\r")
        passed += len(chunk)
        if passed > place:
            break
    start = max(0, place - 20)
    with path.open("rb") as stream:
        stream.seek(start)
        around = stream.read(40)
    same_line = LINE_BREAK.split(around[: place - start])[-1] + LINE_BREAK.split(around[place - start :])[0]
    return Invalid("encoding_unknown", row=row, context=same_line.decode("windows-1252", "backslashreplace").strip())


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
