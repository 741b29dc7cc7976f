"""What no cell shows alone: values that must be unique, primary keys, references."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opendata.model.report import MOST_ALIKE, Finding, Tally
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.judging.columns import Column, ForeignKey, Matched
from opendata.tabular.judging.rules import NOTHING, Rule
from opendata.tabular.judging.screen import AT_ONCE, SUSPECT, Places, Screened
from opendata.tabular.judging.values import NEVER_EQUAL, as_key, family
from opendata.tabular.read import Table

References = Mapping[str, Sequence[Mapping[str, Any]]]
"""Tables that foreign keys may refer to, by name: rows of typed values by field name."""


@dataclass(frozen=True)
class Keys:
    """The keys of one table. Values are compared as text in a form that is the same for equal values."""

    matched: Matched
    rules: Sequence[Rule]
    references: References

    @property
    def unique(self) -> list[Places]:
        """Columns that must be unique, and last the primary key."""
        alone = [(one.place,) for one in self.matched.columns if one.constraints.get("unique")]
        return [*alone, *([self.matched.primary_key] if self.matched.primary_key else ())]

    @property
    def foreign(self) -> list[ForeignKey]:
        return [key for key in self.matched.foreign_keys if not key.resource or key.resource in self.references]

    def rough(self) -> dict[Places, str]:
        """SQL for each key, NULL when it is absent. Only sure for columns without suspects."""
        asked = {}
        for places in dict.fromkeys(self.unique):
            keys = [self.rules[place].rough_key for place in places]
            joined = " || chr(31) || ".join(f"coalesce(CAST({key} AS VARCHAR), chr(30))" for key in keys)
            present = " OR ".join(f"{key} IS NOT NULL" for key in keys)
            asked[places] = keys[0] if len(places) == 1 else f"CASE WHEN {present} THEN {joined} END"
        return asked

    def judge(self, connection: Connection, table: Table, screened: Screened, tally: Tally) -> None:
        """Findings of the codes `unique_error`, `primary_key` and `foreign_key`."""
        doubtful = [places for places in self.unique if self._is_doubtful(places, screened)]
        foreign = self.foreign
        if not doubtful and not foreign:
            return
        odd = {place: self._odd(connection, place, screened) for place in self._places()}
        self._set_aside(connection, table, odd)
        alone = len(self.unique) - bool(self.matched.primary_key)
        for number, places in enumerate(self.unique):
            if places in doubtful:
                self._repeated(connection, table, places, number >= alone, tally)
        for key in foreign:
            self._dangling(connection, table, key, tally)

    def _places(self) -> list[int]:
        own = [key for key in self.foreign if not key.resource]
        every = [*self.unique, *(key.places for key in self.foreign), *(key.reference_places for key in own)]
        return list(dict.fromkeys(place for places in every for place in places if place is not None))

    def _key(self, place: int) -> str:
        """SQL: the value as text, when it has one of the usual forms."""
        rule = self.rules[place]
        if rule.right == NOTHING:
            return "CAST(NULL AS VARCHAR)"
        return f"CASE WHEN NOT {rule.missing} AND {rule.right} THEN {rule.key} END"

    def _is_never_equal(self, places: Sequence[int]) -> str:
        """SQL: one of the values is not a number, which is not equal to itself."""
        tests = [
            f"k{place} IS NOT DISTINCT FROM '{NEVER_EQUAL}'" for place in places if self.rules[place].family in "np"
        ]
        return " OR ".join(tests) or "false"

    def _odd(self, connection: Connection, place: int, screened: Screened) -> bool:
        """Whether Frictionless reads values that are not in a usual form. Their keys go into a table of their own."""
        if place not in screened.suspects or (place not in screened.accepted and self._is_plain(place)):
            return False
        cell, rule = database.cell(place), self.rules[place]
        connection.execute(f"CREATE OR REPLACE TABLE {_odd_name(place)} (text VARCHAR, key VARCHAR)")
        read = self.matched.columns[place].read
        sql = f"SELECT DISTINCT {cell} FROM {SUSPECT} WHERE {cell} IS NOT NULL AND NOT coalesce({rule.right}, false)"
        any_odd = False
        for found in database.batches(connection, sql, AT_ONCE):
            known = [(text, as_key(read(text)[0])) for (text,) in found]
            known = [(text, key) for text, key in known if key is not None]
            any_odd = any_odd or bool(known)
            _insert(connection, _odd_name(place), known)
        return any_odd

    def _is_plain(self, place: int) -> bool:
        """Whether a suspect value that has no usual form is no value of the type at all, constraints apart."""
        return not (self.matched.columns[place].constraints.keys() - {"unique", "required"})

    def _is_doubtful(self, places: Places, screened: Screened) -> bool:
        keys, different = screened.keys[places]
        is_absent = places == self.matched.primary_key and keys < screened.rows
        return keys > different or is_absent or any(place in screened.suspects for place in places)

    def _set_aside(self, connection: Connection, table: Table, odd: Mapping[int, bool]) -> None:
        """The view `keyed`: for each row its number, the keys' texts and values."""
        stored, selected, joins = [], ["usual.rowid AS row"], []
        for place in self._places():
            cell, key, other = database.cell(place), f"k{place}", _odd_name(place)
            stored += [cell, f"{self._key(place)} AS {key}"]
            if odd[place]:
                joins.append(f"LEFT JOIN {other} ON {other}.text = {cell}")
                key = f"coalesce({key}, {other}.key) AS {key}"
            selected += [cell, key]
        connection.execute(f"CREATE OR REPLACE TABLE usual AS SELECT {', '.join(stored)} FROM {database.plain(table)}")
        connection.execute(f"CREATE OR REPLACE VIEW keyed AS SELECT {', '.join(selected)} FROM usual {' '.join(joins)}")

    def _repeated(self, connection: Connection, table: Table, places: Places, is_primary: bool, tally: Tally) -> None:
        keys = [f"k{place}" for place in places]
        comparable = f"NOT ({self._is_never_equal(places)})"
        absent = " AND ".join(f"{key} IS NULL" for key in keys)
        cell = database.cell(places[0])
        listed = ", ".join(keys)
        connection.execute(
            f"CREATE OR REPLACE TABLE repeated AS SELECT row, text, earlier FROM (SELECT row, {cell} AS text, "
            f"lag(row) OVER (PARTITION BY {listed} ORDER BY row) AS earlier FROM keyed WHERE NOT ({absent}) AND "
            f"{comparable}) WHERE earlier IS NOT NULL"
        )
        if is_primary:
            connection.execute(f"INSERT INTO repeated SELECT row, NULL, NULL FROM keyed WHERE {absent}")
        (count,) = connection.execute("SELECT count(*) FROM repeated").fetchone() or (0,)
        first = connection.execute(
            f"SELECT row, text, earlier FROM repeated ORDER BY row LIMIT {MOST_ALIKE}"
        ).fetchall()
        title = self.matched.columns[places[0]].title
        findings = []
        for row, text, earlier in first:
            facts = {"first_row": None if earlier is None else table.row_at(earlier)}
            finding = Finding("primary_key", row=table.row_at(row), facts=facts)
            if not is_primary:
                finding = Finding("unique_error", row=table.row_at(row), column=title, value=text, facts=facts)
            findings.append(finding)
        tally.keep(findings, count)

    def _dangling(self, connection: Connection, table: Table, key: ForeignKey, tally: Tally) -> None:
        own = [_with_family(f"keyed.k{place}", self.rules[place]) for place in key.places]
        if key.resource:
            _load(connection, self.references[key.resource], key.reference)
        else:
            theirs = [
                "NULL" if place is None else _with_family(f"k{place}", self.rules[place])
                for place in key.reference_places
            ]
            named = ", ".join(f"{one} AS r{number}" for number, one in enumerate(theirs))
            connection.execute(f"CREATE OR REPLACE TABLE referred AS SELECT DISTINCT {named} FROM keyed")
        present = " OR ".join(f"{one} IS NOT NULL" for one in own)
        same = " AND ".join(f"{one} IS NOT DISTINCT FROM r{number}" for number, one in enumerate(own))
        texts_of = ", ".join(f"coalesce({database.cell(place)}, '')" for place in key.places)
        connection.execute(
            f"CREATE OR REPLACE TABLE dangling AS SELECT row, concat_ws(', ', {texts_of}) AS text FROM keyed "
            f"WHERE ({present}) AND (NOT EXISTS (SELECT 1 FROM referred WHERE {same}) "
            f"OR {self._is_never_equal(key.places)})"
        )
        (count,) = connection.execute("SELECT count(*) FROM dangling").fetchone() or (0,)
        first = connection.execute(f"SELECT row, text FROM dangling ORDER BY row LIMIT {MOST_ALIKE}").fetchall()
        columns = self.matched.columns
        facts = {"columns": [columns[place].title for place in key.places], "reference": list(_reference(key, columns))}
        column = columns[key.places[0]].title if len(key.places) == 1 else None
        tally.keep(
            [
                Finding("foreign_key", row=table.row_at(row), column=column, value=text, facts=facts)
                for row, text in first
            ],
            count,
        )


def _with_family(key: str, rule: Rule) -> str:
    return f"'{rule.family}' || {key}"


def _odd_name(place: int) -> str:
    return f"odd{place}"


def _insert(connection: Connection, into: str, rows: Sequence[Sequence[str | None]]) -> None:
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        places = ", ".join("unnest(CAST(? AS VARCHAR[]))" for _ in columns)
        connection.execute(f"INSERT INTO {into} SELECT {places}", columns)


def _load(connection: Connection, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    columns = ", ".join(f"r{number} VARCHAR" for number in range(len(names)))
    connection.execute(f"CREATE OR REPLACE TABLE referred ({columns})")
    keys = dict.fromkeys(tuple(_reference_text(row.get(name)) for name in names) for row in rows)
    _insert(connection, "referred", [key for key in keys if any(part is not None for part in key)])


def _reference_text(value: Any) -> str | None:
    key = as_key(value)
    return None if key is None else family(value) + key


def _reference(key: ForeignKey, columns: Sequence[Column]) -> Iterator[str]:
    if key.resource:
        yield from key.reference
        return
    for name, place in zip(key.reference, key.reference_places, strict=True):
        yield name if place is None else columns[place].title
