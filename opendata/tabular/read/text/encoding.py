"""Which encoding a text file has, found by decoding all of it: a sample never knows about the last row."""

import codecs
import re
from collections import Counter
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
SINGLE_BYTE = ("windows-1252", "macintosh", "cp850")
"""In order of preference. ISO-8859-1 is Windows-1252 without the characters between 80 and 9F."""
UTF8_SWEDISH = re.compile(rb"\xc3[\x84\x85\x89\x96\xa4\xa5\xa9\xb6]")
"""ÄÅÉÖäåéö in UTF-8. In a file that is not UTF-8 they show that two encodings were mixed."""
HIGH = re.compile(rb"[A-Za-z]?[\x80-\xff]+[A-Za-z]?")
EURO_15 = re.compile(rb"\d ?\xa4|\xa4 ?\d")
"""The euro sign of ISO-8859-15 at an amount; in Windows-1252 the byte is a sign that nobody writes."""
MOST_WORDS = 200_000
SWEDISH = "åäöÅÄÖ"
WESTERN = "éÉüÜøØæÆèÈáÁàÀñÑçÇôÔêÊóÓíÍ"
TYPOGRAPHY = "\xa0§°²³µ·½–—‘’“”„…•€£©®´«»×±"
MUCH = 1.5
"""So many times the Swedish letters in another encoding outweigh a few bytes that have no meaning in it."""
LINE_BREAK = re.compile(rb"[\r\n]")


@dataclass(frozen=True)
class Encoding:
    """An IANA name, which Python knows too, and the byte-order mark that the text comes after."""

    name: str
    bom: bytes = b""


def encoding_of(path: Path, given: str | None = None) -> Encoding:
    """Byte-order mark, else UTF-8 if every byte agrees, else the one-byte encoding that makes the best Swedish.

    `given` is tried alone. Invalid `encoding_unknown` (row, column, context, suggested) if none fits the whole file;
    `not_a_table` (kind) if it is not text; `reading_unknown` (field) if there is no encoding called as is given.
    """
    with path.open("rb") as stream:
        first = stream.read(4096)
    name, bom = _marked(first)
    if given is not None:
        return _given(path, given, name, bom)
    name = name or _wide(first)
    if name is not None:
        return _fitting(path, Encoding(name, bom))
    at = _misfit(path, "utf-8")
    if at is None:
        return Encoding("utf-8")
    if _find(path, UTF8_SWEDISH) is not None:
        raise _unknown(path, at)
    return Encoding(_single_byte(path))


def _marked(first: bytes) -> tuple[str | None, bytes]:
    return next(((name, bom) for bom, name in BOMS if first.startswith(bom)), (None, b""))


def _wide(first: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of western text is zero."""
    half = len(first) // 2
    even, odd = first[::2].count(0), first[1::2].count(0)
    if half >= 2 and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if half >= 2 and even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _given(path: Path, given: str, marked: str | None, bom: bytes) -> Encoding:
    try:
        name = codecs.lookup(given).name
        b"".decode(name)
    except LookupError as error:
        raise Invalid("reading_unknown", field="encoding") from error
    same = marked is not None and codecs.lookup(marked).name.startswith(name.removesuffix("-sig"))
    encoding = Encoding(marked, bom) if marked and same else Encoding(given.lower())
    return _fitting(path, encoding)


def _fitting(path: Path, encoding: Encoding) -> Encoding:
    at = _misfit(path, encoding.name)
    if at is not None:
        raise _unknown(path, at, encoding.name)
    return encoding


def _misfit(path: Path, name: str) -> int | None:
    """The place of the first byte that doesn't decode."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    wide = name.startswith(("utf-16", "utf-32"))
    place = 0
    for chunk in _chunks(path):
        if not wide and b"\0" in chunk:
            raise Invalid("not_a_table", kind="binary")
        if wide or not chunk.isascii() or decoder.getstate()[0]:
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


def _single_byte(path: Path) -> str:
    """The encoding in which the bytes beyond ASCII make the likeliest Swedish, all through the file."""
    words: Counter[bytes] = Counter()
    for chunk in _chunks(path):
        words.update(HIGH.findall(chunk))
        if words.total() > MOST_WORDS:
            break
    scores = {name: sum(times * _likely(word, name) for word, times in words.items()) for name in SINGLE_BYTE}
    best = max(SINGLE_BYTE, key=lambda name: scores[name])
    swedish = {name: sum(times * max(0, _likely(word, name)) for word, times in words.items()) for name in SINGLE_BYTE}
    best = max((best, *SINGLE_BYTE), key=lambda name: swedish[name] > MUCH * swedish[best])
    if best != "windows-1252" and scores[best] <= 0:
        best = "windows-1252"
    at = _misfit(path, best)
    if at is not None:
        raise _unknown(path, at)
    above = any(0x80 <= byte < 0xA0 for word in words for byte in word)
    return "iso-8859-15" if not above and _find(path, EURO_15) is not None else best


def _likely(word: bytes, name: str) -> float:
    """How likely these letters (one before and after the bytes in question) are in Swedish text in this encoding."""
    text = word.decode(name, "replace")
    alone = len(word) == len(text) and not (text[0].isascii() or text[-1].isascii())
    score = 0.0
    for character in text:
        if character == "\ufffd":
            score -= 10
        elif character in SWEDISH:
            score += 1 if alone else 3
        elif character in WESTERN:
            score += 0.5
        elif character in TYPOGRAPHY:
            score += 0.4 if alone else 0.2
        elif not character.isascii():
            score -= 1
    return score


def _find(path: Path, pattern: re.Pattern[bytes]) -> int | None:
    place = 0
    for chunk in _chunks(path):
        found = pattern.search(chunk)
        if found:
            return place + found.start()
        place += len(chunk)
    return None


def _unknown(path: Path, place: int, name: str = "utf-8") -> Invalid:
    """The error, with the row, the column and the text around the byte, since a byte offset helps nobody."""
    wide = name.startswith(("utf-16", "utf-32"))
    row, passed = 1, 0
    for chunk in _chunks(path):
        before = chunk[: place - passed]
        row += before.count(b"\n") or before.count(b"\r")
        passed += len(chunk)
        if passed > place:
            break
    start = max(0, place - 200)
    with path.open("rb") as stream:
        first = LINE_BREAK.split(stream.read(10_000))[0]
        stream.seek(start)
        around = stream.read(place - start + 20)
    before, after = LINE_BREAK.split(around[: place - start])[-1], LINE_BREAK.split(around[place - start :])[0]
    context = (before[-20:] + after).replace(b"\0", b"").decode("windows-1252", "backslashreplace").strip()
    column, suggested = (None, None) if wide else (_column(first, before), _suggested(after))
    return Invalid("encoding_unknown", row=row, column=column, context=context, suggested=suggested)


def _column(first: bytes, before: bytes) -> str | None:
    """The title of the column where the byte stands, if the first line has titles and nothing is quoted."""
    delimiter = max((b";", b"\t", b","), key=first.count)
    titles = first.removeprefix(codecs.BOM_UTF8).split(delimiter)
    number = before.count(delimiter)
    if len(titles) < 2 or number >= len(titles) or b'"' in first + before or len(before) >= 200:
        return None
    return titles[number].decode("utf-8", "replace").strip()


def _suggested(after: bytes) -> str | None:
    character = after[:1].decode("windows-1252", "replace")
    return character if character in SWEDISH + WESTERN else None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
