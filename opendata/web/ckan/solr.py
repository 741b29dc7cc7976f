"""What CKAN's clients write in `q`, `fq` and `sort`: the part of Solr's query language that they use.

Source: https://solr.apache.org/guide/solr/latest/query-guide/standard-query-parser.html"""

import re
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from opendata.errors import Invalid
from opendata.search import fold

Facts = Mapping[str, Sequence[str]]
"""Field -> its values, of one package."""
Condition = Callable[[Facts], bool]

DEEPEST = 50
"""How deep brackets and signs may be nested."""
WORDS = ("text", "title", "notes")
"""Fields in which a word counts; of the others all that there is."""
EVERYTHING = ("", "*", "*:*")
TOKEN = re.compile(
    r"""\s*(?:
    (?P<bracket>[()])
    |(?P<operator>(?:AND|OR|NOT)(?=[\s(])|&&|\|\||[-!+](?=\S))
    |(?P<field>[A-Za-z_]\w*):(?=\S)
    |(?P<range>[\[{][^\]}]*[\]}])
    |"(?P<phrase>(?:[^"\\]|\\.)*)"
    |(?P<word>(?:\\.|[^\s()"\[\]{}])+)
    )""",
    re.VERBOSE,
)
RANGE = re.compile(r"([\[{])\s*(\S+)\s+TO\s+(\S+)\s*([\]}])")


def condition(text: str, known: Sequence[str]) -> Condition:
    """Invalid `search_query_unusable` (value) for what can't be read, or a field that isn't known."""
    if text.strip() in EVERYTHING:
        return lambda _facts: True
    return _Reader(text, known).whole()


def order(text: str, known: Sequence[str]) -> list[tuple[str, bool]]:
    """Fields, and whether each descends; `score` says nothing here."""
    found = []
    for part in text.replace(",", " , ").split(" , "):
        words = part.split()
        if not words or words[0] == "score":
            continue
        if len(words) > 2 or words[0] not in known or words[1:] not in ([], ["asc"], ["desc"]):
            raise Invalid("search_query_unusable", field="sort", value=text)
        found.append((words[0], words[1:] == ["desc"]))
    return found


class _Reader:
    """Reads from left to right: `either` is made of `both`, those of `one`."""

    def __init__(self, text: str, known: Sequence[str]) -> None:
        self._text, self._known, self._place = text, known, 0
        self._depth = 0

    def whole(self) -> Condition:
        found = self._either("text")
        if self._peek():
            raise self._unusable()
        return found

    def _either(self, field: str) -> Condition:
        parts = [self._both(field)]
        while self._peek() in (("operator", "OR"), ("operator", "||")):
            self._next()
            parts.append(self._both(field))
        return lambda facts: any(part(facts) for part in parts)

    def _both(self, field: str) -> Condition:
        parts = [self._one(field)]
        while (following := self._peek()) and following not in (
            ("operator", "OR"),
            ("operator", "||"),
            ("bracket", ")"),
        ):
            if following in (("operator", "AND"), ("operator", "&&")):
                self._next()
            parts.append(self._one(field))
        return lambda facts: all(part(facts) for part in parts)

    def _one(self, field: str) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._unusable()
        found = self._single(field)
        self._depth -= 1
        return found

    def _single(self, field: str) -> Condition:
        kind, text = self._next()
        if kind == "operator" and text in ("NOT", "-", "!"):
            inner = self._one(field)
            return lambda facts: not inner(facts)
        if kind == "operator" and text == "+":
            return self._one(field)
        if kind == "field":
            if text not in self._known:
                raise self._unusable()
            return self._one(text)
        if (kind, text) == ("bracket", "("):
            inner = self._either(field)
            if self._next() != ("bracket", ")"):
                raise self._unusable()
            return inner
        if kind == "range":
            return self._between(field, text)
        if kind in ("word", "phrase"):
            return _is(field, re.sub(r"\\(.)", r"\1", text))
        raise self._unusable()

    def _between(self, field: str, text: str) -> Condition:
        found = RANGE.fullmatch(text)
        if not found:
            raise self._unusable()
        opening, least, most, closing = found.groups()

        def holds(facts: Facts) -> bool:
            return any(
                (least == "*" or (least < value or (opening == "[" and value == least)))
                and (most == "*" or (value < most or (closing == "]" and value == most)))
                for value in facts[field]
            )

        return holds

    def _peek(self) -> tuple[str, str] | None:
        found = TOKEN.match(self._text, self._place)
        if not found:
            if self._text[self._place :].strip():
                raise self._unusable()
            return None
        kind = found.lastgroup or ""
        return kind, found[kind]

    def _next(self) -> tuple[str, str]:
        found = self._peek()
        if not found:
            raise self._unusable()
        self._place = TOKEN.match(self._text, self._place).end()  # type: ignore[union-attr]
        return found

    def _unusable(self) -> Invalid:
        return Invalid("search_query_unusable", field="q", value=self._text)


def _is(field: str, wanted: str) -> Condition:
    pattern: Any = fold(wanted)
    if pattern in EVERYTHING:
        return lambda facts: field == "text" or bool(facts[field])
    if field in WORDS:
        words = [word.strip("*") for word in pattern.split()]
        return lambda facts: all(any(word in fold(value) for value in facts[field]) for word in words)
    literal = pattern.replace("[", "[[]").replace("?", "[?]")
    return lambda facts: any(fnmatchcase(fold(value), literal) for value in facts[field])
