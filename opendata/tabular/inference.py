"""A plain table -> its Table Schema: for each column the narrowest type that every value has, or else text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.names import LATITUDES, LONGITUDES, YEARS, is_identifier, safe_names
from opendata.tabular.read import Table

WHOLE = r"(0|[1-9]\d{0,14})"
"""No leading zero, no plus: those are codes. At most 15 digits: more are identifiers, and lose digits in Excel."""
DAY = r"\d{4}-\d{2}-\d{2}"
ZONE = r"(Z|[+-]\d{2}:?\d{2})"


@dataclass(frozen=True)
class Candidate:
    """A field type and the values that it fits: a pattern for the whole value, and a DuckDB type it must cast to."""

    field: dict[str, Any]
    pattern: str
    cast: str | None = None

    def test(self, column: str) -> str:
        fits = f"regexp_full_match({column}, {database.text(self.pattern)})"
        if self.cast is None:
            return fits
        return f"CASE WHEN {column} IS NOT NULL THEN {fits} AND TRY_CAST({column} AS {self.cast}) IS NOT NULL END"


def _number(decimal: str, group: str) -> Candidate:
    field = {"type": "number"}
    field |= {"decimalChar": decimal} if decimal != "." else {}
    field |= {"groupChar": group} if group else {}
    whole = rf"([1-9]\d{{0,2}}({group}\d{{3}})+|{WHOLE})" if group else WHOLE
    exponent = r"([eE][+-]\d{1,3})?" if (decimal, group) == (".", "") else ""
    return Candidate(field, rf"-?{whole}(\{decimal}\d{{1,20}})?{exponent}")


def _boolean(true: str, false: str) -> Candidate:
    trues, falses = ([word, word.capitalize(), word.upper()] for word in (true, false))
    return Candidate({"type": "boolean", "trueValues": trues, "falseValues": falses}, "|".join(trues + falses))


def _datetime(separator: str, seconds: str, zone: str) -> Candidate:
    """The default format is ISO 8601 with T and seconds; others are spelled out, as Table Schema wants them."""
    field = {"type": "datetime"}
    clock = {"": "%H:%M", ":SS": "%H:%M:%S", ":SS.f": "%H:%M:%S.%f"}[seconds]
    pattern = {"": "", ":SS": r":\d{2}", ":SS.f": r":\d{2}\.\d{1,6}"}[seconds]
    if separator != "T" or not seconds:
        field["format"] = f"%Y-%m-%d{separator}{clock}" + ("%z" if zone else "")
    return Candidate(field, rf"{DAY}{separator}\d{{2}}:\d{{2}}{pattern}{zone}", "TIMESTAMPTZ" if zone else "TIMESTAMP")


YEAR = Candidate({"type": "year"}, r"[12]\d{3}")
CANDIDATES = (
    Candidate({"type": "integer"}, f"-?{WHOLE}"),
    _number(".", ""),
    _number(",", ""),
    *(_number(decimal, group) for decimal in ",." for group in (" ", "\u00a0", "\u202f")),
    *(_boolean(*words) for words in (("true", "false"), ("ja", "nej"), ("yes", "no"), ("sant", "falskt"))),
    Candidate({"type": "date"}, DAY, "DATE"),
    Candidate({"type": "datetime"}, rf"{DAY}T\d{{2}}:\d{{2}}:\d{{2}}(\.\d{{1,6}})?", "TIMESTAMP"),
    Candidate({"type": "datetime"}, rf"{DAY}T\d{{2}}:\d{{2}}:\d{{2}}(\.\d{{1,6}})?{ZONE}", "TIMESTAMPTZ"),
    *(_datetime(" ", seconds, zone) for zone in ("", ZONE) for seconds in ("", ":SS", ":SS.f")),
    *(_datetime("T", "", zone) for zone in ("", ZONE)),
    Candidate({"type": "time"}, r"\d{2}:\d{2}:\d{2}", "TIME"),
    Candidate({"type": "time", "format": "%H:%M"}, r"\d{2}:\d{2}", "TIME"),
)
NUMERIC = ("integer", "number")


def infer(table: Table) -> dict[str, Any]:
    """A Frictionless Table Schema for the plain table: `name` is safe for programs, `title` as in the file.

    A type needs every value; a column without values is text. So are columns named as codes, numbers or ids (see
    names.is_identifier), values with leading zeros or a plus, and whole numbers of more than 15 digits.
    """
    names = safe_names(table.columns)
    with database.workspace(table.path.parent) as connection:
        candidates = [
            _candidates(name, values) for name, values in zip(names, _some_values(connection, table), strict=True)
        ]
        unsure = [place for place, possible in enumerate(candidates) if possible]
        while unsure:
            first = {place: candidates[place][0] for place in unsure}
            unfit = [place for place, fits in _fits(connection, table, first).items() if not fits]
            for place in unfit:
                candidates[place].pop(0)
            unsure = [place for place in unfit if candidates[place]]
    fields = [
        {"name": name, "title": title, **_type(name, possible)}
        for name, title, possible in zip(names, table.columns, candidates, strict=True)
    ]
    return {"fields": fields, "missingValues": [""]}


def _some_values(connection: Connection, table: Table) -> list[list[str | None]]:
    """Three values of each column, from anywhere in the table."""
    cells = map(database.cell, range(len(table.columns)))
    some = (f"min({cell}), max({cell}), any_value({cell})" for cell in cells)
    found = connection.execute(f"SELECT {', '.join(some)} FROM {database.plain(table)}").fetchone() or ()
    return [list(found[start : start + 3]) for start in range(0, len(found), 3)]


def _fits(connection: Connection, table: Table, candidates: Mapping[int, Candidate]) -> dict[int, bool]:
    """Whether all values of these columns fit, in one pass over the table."""
    tests = (f"bool_and({candidate.test(database.cell(place))})" for place, candidate in candidates.items())
    answer = connection.execute(f"SELECT {', '.join(tests)} FROM {database.plain(table)}").fetchone() or ()
    return dict(zip(candidates, answer, strict=True))


def _candidates(name: str, values: Sequence[str | None]) -> list[Candidate]:
    """What the column's name and three of its values leave to be tried on all values."""
    present = [value for value in values if value is not None]
    possible: Iterable[Candidate] = CANDIDATES if present else ()
    if is_identifier(name):
        possible = (one for one in possible if one.field["type"] not in NUMERIC)
    elif name in YEARS and present:
        possible = (YEAR, *CANDIDATES)
    return [one for one in possible if all(re.fullmatch(one.pattern, value, re.ASCII) for value in present)]


def _type(name: str, possible: Sequence[Candidate]) -> dict[str, Any]:
    if not possible:
        return {"type": "string"}
    field = possible[0].field
    if field["type"] == "integer" and name in LATITUDES | LONGITUDES:
        return {"type": "number"}
    return dict(field)
