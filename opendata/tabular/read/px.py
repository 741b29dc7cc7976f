"""PC-Axis files (.px) as long tables: one row for each cell, one column for each variable, one for the value.

After Statistics Sweden's "PX-file format specification" 2013.
"""

import codecs
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from math import prod
from pathlib import Path
from typing import Any, NoReturn, TextIO

from opendata.errors import Invalid
from opendata.tabular.read import titled
from opendata.tabular.read.shapes import YEAR
from opendata.tabular.read.table import LONGEST, Given, Reading, Table
from opendata.tabular.read.text.encoding import encoding_of

MEDIA_TYPE = "text/x-pcaxis"
CHUNK = 1 << 20
LONGEST_HEAD = 64 << 20
"""Most characters of what is said about the data. Thousands of names in several languages take some millions."""
MOST_CODES = 5_000
"""Codes that are kept with the reading; for more there is no room beside the table."""
KEYWORD = re.compile(
    r"\s*(?P<name>[A-Za-z][A-Za-z0-9_-]*)(\[(?P<language>[^\]]{1,20})\])?\s*"
    r'(\((?P<keys>"[^"]*"(\s*,\s*"[^"]*")*)\))?\s*='
)
VALUE = re.compile(r'(?:[^";]++|"[^"]*+")*+;')
PIECE = re.compile(r'"([^"]*)"|(,)|([^\s",;()]+)')
QUOTED = re.compile(r'"([^"]*)"')
TOKEN = re.compile(r'"[^"]*"|[^\s",;]+')
DELIMITERS = " \t\r\n,;"
CODEPAGE = re.compile(rb'CODEPAGE\s*=\s*"([\w-]{1,40})"')
BETWEEN = re.compile(rb"[\x80-\x9f]")
"""Characters in Windows-1252 and nothing in ISO-8859-1, which many files say and few mean."""
VALUE_TITLE = "value"
TIME = re.compile(r"år|tid|year|time", re.IGNORECASE)
"""What a variable of time is called, in files without TIMEVAL."""
SWEDISH = "sv"
KEPT = {
    "title": "TITLE",
    "description": "DESCRIPTION",
    "subject": "SUBJECT-AREA",
    "source": "SOURCE",
    "contact": "CONTACT",
    "units": "UNITS",
    "last_updated": "LAST-UPDATED",
    "next_update": "NEXT-UPDATE",
    "creation_date": "CREATION-DATE",
    "reference_period": "REFPERIOD",
    "database": "DATABASE",
    "survey": "SURVEY",
    "copyright": "COPYRIGHT",
}
NOTES = ("NOTE", "NOTEX", "VALUENOTE", "VALUENOTEX", "CELLNOTE", "CELLNOTEX", "INFO")
SYMBOLS = re.compile(r"DATASYMBOL(\d|NIL|SUM)|DATANOTESUM")

Keys = tuple[str, ...]


def read(source: Path, into: Path, given: Given, progress: Callable[[float], None]) -> Table:
    """A .px file as a long table, in Swedish when the file is in Swedish too.

    Symbols for what is missing (`..`, `.`, `-`) stay as they are; what they mean is the schema's to say.
    Invalid `px_broken` (reason, keyword), `encoding_unknown`.
    """
    encoding = encoding_of(source, given.encoding or _declared(source))
    path = into / "plain.csv"
    with source.open("rb") as binary:
        binary.seek(len(encoding.bom))
        stream = io.TextIOWrapper(binary, encoding=encoding.name, newline="")
        head, rest = _head(stream)
        cube = Cube.of(head)
        size = source.stat().st_size
        tokens = _tokens(rest, stream, lambda: progress(binary.tell() / size))
        rows = titled.write(cube.titles, cube.rows(tokens), path)
    notes = (*(("bom_removed",) if encoding.bom else ()), *(("zeros_left_out",) if cube.keyed else ()))
    reading = Reading(
        kind="px",
        media_type=MEDIA_TYPE,
        encoding=encoding.name,
        header_row=0,
        first_row=1,
        notes=notes,
        texts=head.texts(cube),
    )
    return Table(path, reading, cube.titles, rows, types=(*map(cube.type_of, range(len(cube.variables))), None))


@dataclass
class Head:
    """What is said before the data: by keyword and language ("" is the main one), and within by the keyword's keys."""

    said: dict[tuple[str, str], dict[Keys, list[str]]] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The one that is read: Swedish when there is, or else the main one."""
        is_swedish = self.word("LANGUAGE") == SWEDISH
        return SWEDISH if not is_swedish and SWEDISH in self.main("LANGUAGES").get((), ()) else ""

    def main(self, name: str) -> Mapping[Keys, list[str]]:
        return self.said.get((name, ""), {})

    def read(self, name: str) -> Mapping[Keys, list[str]]:
        return self.said.get((name, self.language)) or self.main(name)

    def word(self, name: str) -> str:
        return next((words[0] for words in self.main(name).values() if words), "")

    def texts(self, cube: "Cube") -> dict[str, Any]:
        """What the file tells beside the cells."""
        told: dict[str, Any] = {ours: _told(self.read(theirs)) for ours, theirs in KEPT.items()}
        told["notes"] = [
            {"about": list(keys), "text": _lines(words)} for name in NOTES for keys, words in self.read(name).items()
        ]
        told["symbols"] = {name: self.word(name) for name, _ in self.said if SYMBOLS.fullmatch(name)}
        told["codes"] = cube.codes if sum(map(len, cube.codes.values())) <= MOST_CODES else {}
        return {key: value for key, value in told.items() if value}


@dataclass(frozen=True)
class Cube:
    """The variables and their values, in the order in which the cells come: the last one fastest.

    `keyed` are the variables whose values stand before the cells; rows with zeroes only are then left out of the file.
    `lookups` say for those which value a key means.
    """

    variables: tuple[str, ...]
    values: tuple[Sequence[str], ...]
    contents: str
    codes: Mapping[str, Sequence[str]]
    keyed: tuple[int, ...] = ()
    lookups: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    times: tuple[int, ...] = ()
    """The variables of time."""

    @classmethod
    def of(cls, head: Head) -> "Cube":
        names = _variables(head.main)
        shown = _variables(head.read)
        if not names or len(names) != len(shown):
            _refuse("variables", "STUB")
        codes = [head.main("CODES").get((name,), []) for name in names]
        own = [_values(head, pair, known) for pair, known in zip(zip(names, shown, strict=True), codes, strict=True)]
        keyed = tuple(place for place, name in enumerate(names) if (name,) in head.main("KEYS"))
        lookups = {}
        for place in keyed:
            by_code = head.main("KEYS")[names[place],] == ["CODES"]
            keys = codes[place] if by_code else head.main("VALUES").get((names[place],), own[place])
            lookups[place] = dict(zip(keys, own[place], strict=False))
        said = next((words[0] for words in head.read("CONTENTS").values() if words), "") or VALUE_TITLE
        contents = f"{said} ({VALUE_TITLE})" if said in shown else said
        told = {name: known for name, known, texts in zip(shown, codes, own, strict=True) if known and known != texts}
        times = tuple(
            place
            for place, pair in enumerate(zip(names, shown, strict=True))
            if (pair[0],) in head.main("TIMEVAL") or (pair[1],) in head.read("TIMEVAL") or TIME.fullmatch(pair[1])
        )
        return cls(shown, tuple(own), contents, told, keyed, lookups, times)

    @property
    def titles(self) -> tuple[str, ...]:
        return (*self.variables, self.contents)

    def type_of(self, place: int) -> str | None:
        """A variable's type: text, but for years; None for other times, such as months, which are to be found out."""
        if place not in self.times:
            return "string"
        return "year" if all(map(YEAR.fullmatch, self.values[place])) else None

    def rows(self, tokens: Iterator[str]) -> Iterator[Sequence[str]]:
        """Invalid `px_broken` when there are not as many cells as the variables have values together."""
        if self.keyed:
            yield from self._keyed_rows(tokens)
            return
        done = 0
        try:
            for labels, value in zip(product(*self.values), tokens, strict=True):
                done += 1
                yield (*labels, value)
        except ValueError:
            expected = prod(map(len, self.values))
            raise Invalid("px_broken", reason="cells", keyword="DATA", expected=expected, found=done) from None

    def _keyed_rows(self, tokens: Iterator[str]) -> Iterator[Sequence[str]]:
        free = [place for place in range(len(self.variables)) if place not in self.keyed]
        combinations = prod(len(self.values[place]) for place in free)
        labels = [""] * len(self.variables)
        while (key := next(tokens, None)) is not None:
            for place in self.keyed:
                if key not in self.lookups[place]:
                    raise Invalid("px_broken", reason="key", keyword="DATA", key=key)
                labels[place] = self.lookups[place][key]
                key = next(tokens, "") if place != self.keyed[-1] else key
            cells = list(islice(tokens, combinations))
            if len(cells) < combinations:
                raise Invalid("px_broken", reason="cells", keyword="DATA", expected=combinations, found=len(cells))
            for combination, value in zip(product(*(self.values[place] for place in free)), cells, strict=True):
                for place, label in zip(free, combination, strict=True):
                    labels[place] = label
                yield (*labels, value)


def _declared(source: Path) -> str | None:
    """The encoding that the file says it has. One without a code page is judged like any other text."""
    with source.open("rb") as stream:
        found = CODEPAGE.search(stream.read(CHUNK))
        if found is None:
            return None
        try:
            name = codecs.lookup(found[1].decode("ascii")).name
        except LookupError:
            return None
        if name != "iso8859-1":
            return name
        stream.seek(0)
        return "windows-1252" if any(map(BETWEEN.search, iter(lambda: stream.read(CHUNK), b""))) else "iso-8859-1"


def _head(stream: TextIO) -> tuple[Head, str]:
    """What stands before the data, and the text behind `DATA=` that was read with it."""
    head = Head()
    text, place = stream.read(CHUNK), 0
    while True:
        found = KEYWORD.match(text, place)
        if found and found["name"].upper() == "DATA":
            return head, text[found.end() :]
        value = VALUE.match(text, found.end()) if found else None
        if found and value:
            keys = tuple(QUOTED.findall(found["keys"] or ""))
            name = (found["name"].upper(), found["language"] or "")
            head.said.setdefault(name, {})[keys] = _words(value[0])
            place = value.end()
            continue
        more = stream.read(max(CHUNK, len(text) - place))
        text, place = text[place:] + more, 0
        if not more or len(text) > LONGEST_HEAD:
            _refuse(
                "unfinished" if found or not text.strip() else "keyword", found["name"] if found else text.strip()[:40]
            )


def _words(value: str) -> list[str]:
    """The texts in a value. One that is long stands on several lines, each part in quotes, with no comma between."""
    words: list[str] = []
    goes_on = False
    for quoted, comma, bare in PIECE.findall(value):
        if goes_on and not comma and not bare:
            words[-1] += quoted
        elif not comma:
            words.append(bare or quoted)
        goes_on = not comma and not bare
    return words


def _tokens(text: str, stream: TextIO, report: Callable[[], None]) -> Iterator[str]:
    """Numbers and symbols, and keys, without their quotes."""
    while True:
        more = stream.read(CHUNK)
        text += more
        if text.count('"') % 2:
            end = text.rindex('"') if more else len(text)
        else:
            end = max(map(text.rfind, (*DELIMITERS, '"'))) + 1 if more else len(text)
        for token in TOKEN.findall(text[:end]):
            yield token.strip('"')
        text = text[end:]
        report()
        if not more:
            return
        if len(text) > LONGEST:
            _refuse("unfinished", "DATA")


def _variables(said: Callable[[str], Mapping[Keys, list[str]]]) -> tuple[str, ...]:
    return tuple(name for keyword in ("STUB", "HEADING") for name in said(keyword).get((), ()))


def _values(head: Head, names: tuple[str, str], codes: Sequence[str]) -> Sequence[str]:
    """The texts of a variable's values, in the language that is read. With their codes when two are the same."""
    name, shown = names
    texts = head.read("VALUES").get((shown,)) or head.main("VALUES").get((name,)) or codes
    texts = texts or head.main("TIMEVAL").get((name,), [])[2:]
    if not texts:
        _refuse("values", shown)
    if len(set(texts)) < len(texts) and len(codes) == len(texts):
        return [f"{code} {text}" for code, text in zip(codes, texts, strict=True)]
    return texts


def _told(said: Mapping[Keys, list[str]]) -> Any:
    """One text, or several by what they are about."""
    texts = {", ".join(keys): _lines(words) for keys, words in said.items() if words}
    return next(iter(texts.values())) if len(set(texts.values())) == 1 else texts


def _lines(words: Sequence[str]) -> str:
    """The format writes a line break as #."""
    return ", ".join(words).replace("#", "\n").strip()


def _refuse(reason: str, keyword: str) -> NoReturn:
    raise Invalid("px_broken", reason=reason, keyword=keyword)
