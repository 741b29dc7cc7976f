"""Regular expressions of a schema: as RE2 (DuckDB's) has them, and kept from running for ever in Python's.

RE2 takes time in proportion to the text. Python's engine, which Frictionless uses, may take for ever on nested
repetition, so such a pattern is judged by RE2, or refused when RE2 doesn't have what it asks for.
"""

import re
from collections.abc import Callable
from functools import cache
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

import duckdb

from opendata.errors import Invalid

if TYPE_CHECKING:
    from frictionless import Field

TOKEN = re.compile(
    r"""
      [^\\\[\](){}*+?|^$.]            # itself
    | \\[dws]                         # RE2 has only the ASCII ones, which is to suspect too much
    | \\[^\w\s]                       # an escaped sign
    | \[(?![\^:\[])(?:[^\\\[\]]|\\[dws]|\\[^\w\s])+\]
    | \[\^(?![:\[\]])(?:[^\\\[\]]|\\[^\w\s])+\]   # without \d: what RE2 leaves out of it would be let in
    | \((?:\?:)?(?!\?)
    | \)
    | [*+?]\??(?![+*])
    | \{\d+(?:,\d*)?\}\??(?![+*])
    | [|^$.]
    """,
    re.VERBOSE,
)
MANY = 20
"""Repeating at most so many times is quick."""
MOST_ENDLESS = 2
"""So many endless repetitions in a row take the square of the text's length, which is still bearable."""


def as_re2(pattern: str) -> str | None:
    """The pattern, anchored as Frictionless anchors it, for RE2: it matches nothing that Python's doesn't.

    None when the two might disagree, or RE2 hasn't got it.
    """
    if TOKEN.sub("", pattern) != "" or "".join(TOKEN.findall(pattern)) != pattern:
        return None
    anchored = f"^(?:^{pattern}$)"
    return anchored if _matcher(anchored) is not None else None


def bounded(field: "Field") -> Callable[[Any], tuple[Any, Any]]:
    """The field's own reader of cells, but with a pattern that Python might take for ever on tried by RE2.

    Invalid `schema_broken` (reason) for such a pattern that RE2 hasn't got.
    """
    pattern = field.constraints.get("pattern") if "pattern" in field.supported_constraints else None
    if pattern is None or not is_slow(pattern):
        return field.create_cell_reader()
    anchored = as_re2(pattern)
    matches = anchored and _matcher(anchored)
    if not matches:
        raise Invalid("schema_broken", reason=f"{field.name}: pattern {pattern!r} repeats what repeats")
    copy = field.to_copy()
    copy.schema = field.schema
    copy.constraints = {name: limit for name, limit in field.constraints.items() if name != "pattern"}
    rest = copy.create_cell_reader()

    def read(text: Any) -> tuple[Any, Any]:
        value, notes = rest(text)
        # Python's $ also stands before a last line break.
        if value is not None and not (matches(value) or (value.endswith("\n") and matches(value[:-1]))):
            notes = {**(notes or {}), "pattern": ""}
        return value, notes

    return read


def is_slow(pattern: str) -> bool:
    """Whether the pattern repeats what itself repeats or branches, or repeats more than twice in a row."""
    try:
        return _is_slow(_parser.parse(pattern), inside=False)
    except (re.error, RecursionError, OverflowError) as error:
        raise Invalid("schema_broken", reason=f"pattern: {error}") from error


def _is_slow(parts: Any, *, inside: bool) -> bool:
    endless = 0
    for name, argument in parts:
        if name in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            least, most, repeated = argument
            endless += most > MANY
            if (inside and least != most) or _is_slow(repeated, inside=inside or most > MANY):
                return True
        elif name is _constants.BRANCH:
            if inside or any(_is_slow(branch, inside=inside) for branch in argument[1]):
                return True
        elif name is _constants.SUBPATTERN:
            if _is_slow(argument[3], inside=inside):
                return True
        elif name in (_constants.ASSERT, _constants.ASSERT_NOT) and _is_slow(argument[1], inside=inside):
            return True
    return endless > MOST_ENDLESS


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": 1})


def _matcher(anchored: str) -> Callable[[str], bool] | None:
    connection = _engine().cursor()

    def matches(text: str) -> bool:
        answer = connection.execute("SELECT regexp_matches($text, $pattern)", {"text": text, "pattern": anchored})
        return bool((answer.fetchone() or (False,))[0])

    try:
        matches("")
    except duckdb.Error:
        return None
    return matches
