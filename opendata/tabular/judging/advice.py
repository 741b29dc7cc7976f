"""What no rule forbids and a publisher would want to know: columns and values that look like mistakes.

Only warnings, and only where ordinary files are quiet: each limit here was tried on real files. Of a large table the
first rows are looked at.
"""

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from opendata.model.report import MOST_PLACES, Finding, Tally
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.judging import doubts
from opendata.tabular.judging.columns import Column
from opendata.tabular.judging.rules import NOTHING, Rule
from opendata.tabular.judging.screen import Screened
from opendata.tabular.names import LATITUDES, LONGITUDES, YEARS, is_identifier, safe_names
from opendata.tabular.read import Table
from opendata.tabular.repair.fixes import GARBLED, mend

FEWEST_ROWS = 50
MOST_ROWS = 200_000
FIRST_ROWS = 20_000
"""Where letters are garbled they are so from the beginning."""
MOST_CATEGORIES = 300
ADVISED = "advised"
"""The table of the rows that are looked at; its own `rowid` numbers them from 0."""
STRAY = 0.005
"""So small a part of a column that the rest of it is what was meant."""
FEW = 0.01
FAR = 10.0
"""Times the distance between the quartiles, beyond the median."""
SOUTH, NORTH, WEST, EAST = 55.0, 69.2, 10.5, 24.3
"""Sweden with its waters, in WGS 84."""
LAST_YEAR = 2100
"""Later ones stand for until further notice."""
MOST_DIGITS = 12
SHARE_ALIKE = 0.5
MOST_SUSPECT = 0.1
"""A column of which more is suspect has other troubles."""
AT_ONCE = 100
"""Questions in one query: DuckDB compares each with every other before it begins."""
SHORTEST = 3
"""Characters of a category: shorter ones are codes, where a and A may differ."""


@dataclass(frozen=True)
class Advice:
    """Advice on one table: questions to all columns in one pass, and then a look at what the answers point to."""

    table: Table
    columns: Sequence[Column]
    rules: Sequence[Rule]

    def _questions(self) -> dict[str, str]:
        asked: dict[str, str] = {}
        for column in self.columns:
            place, cell = column.place, database.cell(column.place)
            asked[f"filled {place}"] = f"count(*) FILTER (WHERE NOT {self.rules[place].missing})"
            if column.type in ("string", "any"):
                asked[f"various {place}"] = f"approx_count_distinct({cell})"
                asked[f"lengths {place}"] = f"[min(length({cell})), max(length({cell}))]"
            if self._is_measure(column):
                value = self._number(place)
                asked[f"extent {place}"] = f"[min({value}), max({value})]"
                asked[f"quartiles {place}"] = f"approx_quantile({value}, [0.25, 0.5, 0.75])"
            if column.type == "date" and self.rules[place].value:
                asked[f"future {place}"] = f"count(*) FILTER (WHERE {self._is_future(place)})"
        return asked

    def give(self, connection: Connection, screened: Screened, tally: Tally) -> None:
        """Add the warnings to the tally."""
        connection.execute(
            f"CREATE OR REPLACE TABLE {ADVISED} AS SELECT * FROM {database.plain(self.table)} LIMIT {MOST_ROWS}"
        )
        for finding, count in doubts.find(connection, self.table, self.columns, ADVISED):
            tally.keep([finding], count)
        tally.add(self._of_garbled(connection))
        self._of_points(connection, tally)
        if self.table.rows < FEWEST_ROWS:
            return
        answers = self._answers(connection)
        for column in self.columns:
            if screened.suspects.get(column.place, 0) < self.table.rows * MOST_SUSPECT:
                tally.add(self._of_column(connection, column, answers))
        for finding, count in self._of_categories(connection, answers):
            tally.keep([finding], count)

    def _answers(self, connection: Connection) -> dict[str, Any]:
        asked = list(self._questions().items())
        answers: dict[str, Any] = {}
        for start in range(0, len(asked), AT_ONCE):
            some = dict(asked[start : start + AT_ONCE])
            found = connection.execute(f"SELECT {', '.join(some.values())} FROM {ADVISED}").fetchone() or ()
            answers |= dict(zip(some, found, strict=True))
        return answers

    def _of_garbled(self, connection: Connection) -> Iterator[Finding]:
        """Letters that were UTF-8 and were read as something else, before the file was written."""
        texts = [column for column in self.columns if column.type in ("string", "any")]
        tests = {column.place: garbled(database.cell(column.place)) for column in texts}
        for start in range(0, len(texts), AT_ONCE):
            some = texts[start : start + AT_ONCE]
            counts = ", ".join(f"count(*) FILTER (WHERE {tests[column.place]})" for column in some)
            among = f"SELECT {counts} FROM {ADVISED} WHERE rowid < "
            found = connection.execute(among + str(FIRST_ROWS)).fetchone() or ()
            if any(found) and self.table.rows > FIRST_ROWS:
                found = connection.execute(among + str(MOST_ROWS)).fetchone() or ()
            for column, count in zip(some, found, strict=True):
                firsts = self._first(connection, column, "garbled_text", tests[column.place], {}) if count else ()
                for finding in firsts:
                    facts = {"meant": mend(finding.value or ""), "count": count}
                    yield replace(finding, facts=facts)

    def _of_column(self, connection: Connection, column: Column, answers: Mapping[str, Any]) -> Iterator[Finding]:
        place, filled = column.place, answers[f"filled {column.place}"]
        if 0 < filled < min(self.table.rows, MOST_ROWS) * STRAY:
            present = f"NOT {self.rules[place].missing}"
            yield from self._first(connection, column, "mostly_empty", present, {"filled": filled})
        shortest, longest = answers.get(f"lengths {place}") or (0, 0)
        if shortest and shortest + 1 == longest and longest <= MOST_DIGITS:
            yield from self._short_codes(connection, column, longest, filled)
        if answers.get(f"quartiles {place}") and filled >= FEWEST_ROWS:
            yield from self._outliers(connection, column, answers, filled)
        future = answers.get(f"future {place}") or 0
        if 0 < future <= max(1, filled * FEW) and filled >= FEWEST_ROWS:
            yield from self._first(connection, column, "date_in_future", self._is_future(place), {"count": future})

    def _short_codes(self, connection: Connection, column: Column, longest: int, filled: int) -> Iterator[Finding]:
        """Codes of digits that begin with zero, and others that lack just that."""
        cell = database.cell(column.place)
        digits = f"regexp_full_match({cell}, '[0-9]+')"
        short = f"length({cell}) < {longest}"
        answer = connection.execute(
            f"SELECT bool_and({digits}), count(*) FILTER (WHERE {short}), bool_or(starts_with({cell}, '0') "
            f"AND NOT {short}) FROM {ADVISED} WHERE {cell} IS NOT NULL"
        ).fetchone()
        all_digits, times, has_zero = answer or (False, 0, False)
        if all_digits and has_zero and 0 < times < filled / 2:
            yield from self._first(connection, column, "code_too_short", short, {"length": longest, "count": times})

    def _outliers(
        self, connection: Connection, column: Column, answers: Mapping[str, Any], filled: int
    ) -> Iterator[Finding]:
        least, most = answers[f"extent {column.place}"]
        if least == most:
            yield Finding("column_constant", "warning", column=column.title, value=_plain(least))
            return
        first, median, third = answers[f"quartiles {column.place}"]
        low, high = _limits(first, median, third, least)
        if least >= low and most <= high:
            return
        value = self._number(column.place)
        outside = f"{value} NOT BETWEEN {low} AND {high}"
        (times,) = connection.execute(f"SELECT count(*) FROM {ADVISED} WHERE {outside}").fetchone() or (0,)
        if 0 < times <= max(1, filled * STRAY):
            facts = {"median": _plain(median), "count": times}
            yield from self._first(connection, column, "outlier", outside, facts)

    def _of_categories(self, connection: Connection, answers: Mapping[str, Any]) -> Iterator[tuple[Finding, int]]:
        """Values that are written in two ways."""
        some = [
            column
            for column in self.columns
            if 2 <= answers.get(f"various {column.place}", 0) <= MOST_CATEGORIES
            and answers[f"filled {column.place}"] >= 2 * answers[f"various {column.place}"]
            and "enum" not in column.constraints
        ]
        if not some:
            return
        counted = ", ".join(f"histogram({database.cell(column.place)})" for column in some)
        found = connection.execute(f"SELECT {counted} FROM {ADVISED}").fetchone() or ()
        for column, categories in zip(some, found, strict=True):
            for usual, rare in _alike(categories):
                same = f"{database.cell(column.place)} = {database.text(rare)}"
                facts = {"usual": usual, "count": categories[rare]}
                for finding in list(self._first(connection, column, "category_spelling", same, facts))[:1]:
                    yield finding, 1

    def _of_points(self, connection: Connection, tally: Tally) -> None:
        """Coordinates outside Sweden, or in the wrong order, and one point for many rows."""
        names = safe_names([column.title for column in self.columns])
        latitude = next((place for place, name in enumerate(names) if name in LATITUDES), None)
        longitude = next((place for place, name in enumerate(names) if name in LONGITUDES), None)
        if latitude is None or longitude is None or not self._number(latitude) or not self._number(longitude):
            return
        y, x = self._number(latitude), self._number(longitude)
        degrees = f"({y} BETWEEN -90 AND 90 AND {x} BETWEEN -180 AND 180)"
        inside = f"({y} BETWEEN {SOUTH} AND {NORTH} AND {x} BETWEEN {WEST} AND {EAST})"
        swapped = f"({x} BETWEEN {SOUTH} AND {NORTH} AND {y} BETWEEN {WEST} AND {EAST})"
        answer = connection.execute(
            f"SELECT count(*) FILTER (WHERE {degrees} AND NOT {inside}), count(*) FILTER (WHERE {inside}), "
            f"count(*) FILTER (WHERE {swapped}), "
            f"mode(CASE WHEN {degrees} THEN {y} || ', ' || {x} END), count(CASE WHEN {degrees} THEN 1 END) "
            f"FROM {ADVISED}"
        ).fetchone()
        outside, within, turned, usual, points = answer or (0, 0, 0, None, 0)
        column = self.columns[latitude]
        if turned > within:
            tally.add(self._first(connection, column, "places_swapped", swapped, {"count": turned}))
        elif 0 < outside <= within:
            where = f"{degrees} AND NOT {inside}"
            tally.add(self._first(connection, column, "outside_sweden", where, {"count": outside}))
        if usual is not None:
            same = f"{degrees} AND {y} || ', ' || {x} = {database.text(usual)}"
            (times,) = connection.execute(f"SELECT count(*) FROM {ADVISED} WHERE {same}").fetchone() or (0,)
            if times > points * SHARE_ALIKE and times >= FEWEST_ROWS / 2:
                facts = {"point": usual, "count": times}
                tally.add(list(self._first(connection, column, "points_alike", same, facts))[:1])

    def _first(
        self, connection: Connection, column: Column, code: str, where: str, facts: dict[str, Any]
    ) -> Iterator[Finding]:
        """Findings at the first rows for which the SQL is true."""
        found = connection.execute(
            f"SELECT rowid, {database.cell(column.place)} FROM {ADVISED} WHERE {where} "
            f"ORDER BY rowid LIMIT {MOST_PLACES}"
        ).fetchall()
        for row, text in found:
            yield Finding(code, "warning", row=self.table.row_at(row), column=column.title, value=text, facts=facts)

    def _is_measure(self, column: Column) -> bool:
        (name,) = safe_names([column.title or "-"])
        is_place = name in LATITUDES | LONGITUDES
        is_number = column.type in ("integer", "number") and self.rules[column.place].right != NOTHING
        return is_number and not (is_place or is_identifier(name) or name == "id" or YEARS.search(name))

    def _number(self, place: int) -> str:
        rule = self.rules[place]
        if self.columns[place].type not in ("integer", "number") or not rule.value:
            return ""
        return f"CASE WHEN NOT {rule.missing} AND {rule.right} THEN CAST({rule.value} AS DOUBLE) END"

    def _is_future(self, place: int) -> str:
        value = self.rules[place].value
        return f"{value} > current_date AND year({value}) < {LAST_YEAR}"


def _limits(first: float, median: float, third: float, least: float) -> tuple[float, float]:
    """What lies beyond is far from the rest, on a plain scale and, when all are positive, on a logarithmic one."""
    spread = max(third - first, abs(median) / FAR, 1e-9)
    low, high = median - FAR * spread, median + FAR * spread
    if least > 0 and first > 0:
        middle = math.log(median)
        ratio = max(math.log(third / first), 0.5)
        return min(low, math.exp(middle - FAR / 2 * ratio)), max(high, math.exp(middle + FAR / 2 * ratio))
    return low, high


def garbled(cell: str) -> str:
    """SQL: whether the text in `cell` has letters that `mend` would restore."""
    rare = " OR ".join(f"contains({cell}, {database.text(sign)})" for sign in ("\u00c2", "\u00c3", "\u00e2\u20ac"))
    return f"(({rare}) AND regexp_matches({cell}, {database.text(GARBLED.pattern)}))"


def _alike(categories: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Pairs of the usual spelling and a rarer one."""
    spellings: dict[str, list[str]] = {}
    for category in categories:
        spellings.setdefault(" ".join(category.casefold().split()), []).append(category)
    firsts = {}
    for key, same in spellings.items():
        usual = max(same, key=lambda one: categories[one])
        firsts[key] = usual
        if len(key) >= SHORTEST:
            yield from ((usual, rare) for rare in same if rare != usual)
    for key, usual in firsts.items():
        # Habo and Håbo are two municipalities: only a rare spelling without any marks is a slip.
        bare = _without_marks(key)
        if (
            bare != key
            and bare in firsts
            and categories[firsts[bare]] * 20 <= categories[usual]
            and len(key) >= SHORTEST
        ):
            yield usual, firsts[bare]


def _without_marks(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)
