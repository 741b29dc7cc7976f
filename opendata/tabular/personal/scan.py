"""A plain table -> the places that look like personal data, with masked evidence.

Text is screened where it lies, by patterns that suspect too much; only what they find is looked at one by one.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from opendata.model.report import Finding, Report
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.names import safe_names
from opendata.tabular.personal import identity, people
from opendata.tabular.personal.identity import HYPHENS, Tally
from opendata.tabular.read import Table

STRONG = (
    "personal_identity_number",
    "personal_coordination_number",
    "personal_sole_trader",
    "personal_name_address",
    "personal_column",
)
"""Findings that make a reviewer's decision necessary; addresses and telephone numbers alone don't."""
CONCEALED = ("personal_name_address", "personal_column")
"""Those of whole columns."""

EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]+)@([\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,})")
PHONE = re.compile(
    r"(?<![\w+.-])(?:"
    r"(?P<mobile>(?:(?:\+|00)46[ -]?(?:\(0\))?[ -]?|0)7[02369](?:[ /-]?\d){7})"
    r"|(?P<fixed>(?:\+|00)46[ -]?(?:\(0\))?[ -]?[1-9](?:[ -]?\d){6,8}|0\d{1,3}(?: ?[-/] ?)[1-9]\d(?:[ -]?\d){3,6}))"
    r"(?![\w-]|[.,:]\d)",
    re.ASCII,
)
MONTH = "(0[1-9]|1[0-2])"
SCREENS = {
    "number": rf"(^|\D)(18|19|20)?\d\d({MONTH}|-{MONTH}-|\.{MONTH}\.|/{MONTH}/| {MONTH} )\d\d"
    rf"(\s?[{HYPHENS}+]\s?|\s)?\d{{4}}(\D|$)|(?i:SE)\d{{10}}01",
    "email": r"\S@\w",
    "phone": r"(^|[^\w+.-])((\+|00)46[ -]?(\(0\))?[ -]?[1-9]|07[02369]([ /-]?\d){7}"
    r"|0\d{1,3} ?[-/] ?[1-9]\d([ -]?\d){3})",
}
"""What a cell must have to be looked at, as patterns for RE2, which can't look around."""
SHORTEST = 6
"""Bytes of the shortest text that any pattern fits."""
TEN_DIGITS = rf"\d{{6,8}}\s?[{HYPHENS}+]?\s?\d{{4}}"
MOST_TEXTS = 100_000
"""Most different texts of one kind in a column that are looked at; what comes after is like those."""
SOME_OTHERS = 5_000
SOME_VALUES = 200
MOST_LOOKED_AT = 20_000
MANY_PEOPLE = 0.5


@dataclass
class Seen:
    """How often one code was found in one column, and where it was first."""

    count: int = 0
    first: int | None = None
    value: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def add(self, value: str, times: int, row: int | None) -> None:
        if self.count == 0 or (row is not None and self.first is not None and row < self.first):
            self.first, self.value = row, value
        self.count += times


Texts = Sequence[tuple[str, int, int | None]]
"""Different texts, how many cells have each, and the index of the first row with it; None outside the table."""


def scan(table: Table) -> list[Finding]:
    """Warnings, one for each column and kind of personal data, in the order of the columns; then what stands in titles
    and in the text around the table (fact `beside`: "text").

    `value` is masked; facts: `count` of cells, and `kind` for some. Numbers that chance explains are left out. Of a
    column with more than a hundred thousand different suspicious texts so many are looked at.
    """
    names = safe_names(table.columns)
    findings: list[Finding] = []
    with database.workspace(table.folder) as connection:
        for place in _screen(connection, table):
            findings += _of_column(table, place, _found(_texts(connection, table, place), names[place]))
        findings += _titles(connection, table, names)
        findings += _people(connection, table, names)
    around = _around(table)
    for code, seen in _found(dict.fromkeys(SCREENS, around), "").items():
        findings.append(
            Finding(code, "warning", value=seen.value, facts={"count": seen.count, **seen.facts, "beside": "text"})
        )
    return findings


def mask(text: str) -> str:
    """The text with identity numbers, e-mail addresses of people and mobile numbers made unreadable."""
    text = identity.mask(text)
    text = EMAIL.sub(lambda found: found[0] if people.is_function(found[0]) else _masked_email(found), text)
    return PHONE.sub(lambda found: _masked_phone(found) if found["mobile"] else found[0], text)


def masked(findings: Sequence[Finding], personal: Sequence[Finding]) -> tuple[Finding, ...]:
    """Other findings of a scanned table as they may be kept: without evidence of people in values and facts.

    In a column with strong evidence nothing but the first letters of a value stays; a number that is not right there
    is somebody's number with a slip.
    """

    def one(finding: Finding) -> Finding:
        value = None if finding.value is None else _hidden(finding.value, finding.column, personal)
        return replace(finding, value=value, facts=_masked_facts(finding.facts))

    return tuple(map(one, findings))


def reported(report: Report, personal: Sequence[Finding]) -> Report:
    """The report with these warnings in it, and without evidence of people in what else it tells."""
    if not personal:
        return report
    told = Report.of(personal)
    as_findings = [Finding(one.code, column=one.column, facts=one.facts) for one in report.groups]
    groups = [
        replace(
            group, facts=hidden.facts, values=tuple(_hidden(value, group.column, personal) for value in group.values)
        )
        for group, hidden in zip(report.groups, masked(as_findings, personal), strict=True)
    ]
    return replace(
        report,
        findings=(*masked(report.findings, personal), *told.findings),
        counts={**report.counts, **told.counts},
        warnings=report.warnings + told.warnings,
        groups=(*groups, *told.groups),
    )


def _hidden(value: str, column: str | None, personal: Sequence[Finding]) -> str:
    is_concealed = column is not None and any(one.column == column and one.code in STRONG for one in personal)
    return people.conceal(value) if is_concealed else mask(value)


def _masked_facts(facts: Any) -> Any:
    match facts:
        case str():
            return mask(facts)
        case Mapping():
            return {name: _masked_facts(one) for name, one in facts.items()}
        case list() | tuple():
            return [_masked_facts(one) for one in facts]
    return facts


def _screen(connection: Connection, table: Table) -> list[int]:
    """The columns with cells that could hold anything of this; one pass over the table, one pattern for each cell."""
    if not table.columns:
        return []
    tests = (f"bool_or({_suspicion(database.cell(place), *SCREENS)})" for place in range(len(table.columns)))
    found = connection.execute(f"SELECT {', '.join(tests)} FROM {database.plain(table)}").fetchone() or ()
    return [place for place, is_suspicious in enumerate(found) if is_suspicious]


def _suspicion(cell: str, *kinds: str) -> str:
    pattern = "|".join(SCREENS[kind] for kind in kinds)
    return f"CASE WHEN strlen({cell}) >= {SHORTEST} THEN regexp_matches({cell}, {database.text(pattern)}) END"


def _texts(connection: Connection, table: Table, place: int) -> dict[str, Texts]:
    """Different suspicious texts of a column, by kind, from one pass; as `other` some that only have as many digits as
    an identity number: without them nobody could say what is chance."""
    digits = f"regexp_matches(text, {database.text(TEN_DIGITS)})"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE suspects AS SELECT text, count(*) AS times, min(row) AS first FROM "
        f"(SELECT {database.cell(place)} AS text, row_number() OVER () - 1 AS row FROM {database.plain(table)}) "
        f"WHERE {_suspicion('text', *SCREENS)} OR {digits} GROUP BY text"
    )
    kinds = {kind: (_suspicion("text", kind), MOST_TEXTS) for kind in SCREENS}
    kinds["other"] = (f"{digits} AND NOT {_suspicion('text', 'number')}", SOME_OTHERS)
    return {
        kind: connection.execute(f"SELECT text, times, first FROM suspects WHERE {condition} LIMIT {limit}").fetchall()
        for kind, (condition, limit) in kinds.items()
    }


def _found(texts: Mapping[str, Texts], name: str) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    if texts.get("number"):
        found |= _numbers(texts["number"], texts.get("other", ()), name)
    for kind, search in (("email", _emails), ("phone", _phones)):
        for text, times, row in _believed_phones(texts, name) if kind == "phone" else texts.get(kind, ()):
            for code, value, facts in search(text, name):
                seen = found.setdefault(code, Seen(facts=facts))
                seen.add(value, times, row)
    return found


def _numbers(texts: Texts, others: Texts, name: str) -> dict[str, Seen]:
    bare, marked = Tally(), Tally()
    for text, _, _ in (*texts, *others):
        identity.count(text, bare, marked)
    is_named = people.IDENTITY_TITLE.search(name) is not None
    is_organisation = people.ORGANISATION_TITLE.search(name) is not None
    believed = {
        True: is_named or marked.is_evidence(marked=True),
        False: is_named or bare.is_evidence(marked=False),
    }
    found: dict[str, Seen] = {}
    for text, times, row in texts:
        for one in identity.find(text):
            if believed[one.is_marked]:
                code = "personal_identity_number"
                if one.kind == "coordination":
                    code = "personal_coordination_number"
                if one.is_sole_trader or is_organisation:
                    code = "personal_sole_trader"
                found.setdefault(code, Seen()).add(one.masked, times, row)
    return found


def _believed_phones(texts: Mapping[str, Texts], name: str) -> Texts:
    """Without digits alone, where most digits in the column are no telephone numbers."""
    phones = texts.get("phone", ())
    fitting = {text for text, _, _ in phones if PHONE.fullmatch(text)}
    others = {text for kind in ("number", "other") for text, _, _ in texts.get(kind, ())} - fitting
    if people.PHONE_TITLE.search(name) or sum(map(str.isdigit, fitting)) >= sum(map(str.isdigit, others)):
        return phones
    return [one for one in phones if not one[0].isdigit()]


def _emails(text: str, _name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for match in EMAIL.finditer(text):
        if not people.is_function(match[0]):
            yield "personal_email", _masked_email(match), {}


def _phones(text: str, name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """In a column for telephone numbers only mobile ones are told: the others are offices' and switchboards'."""
    is_listed = people.PHONE_TITLE.search(name) is not None
    for match in PHONE.finditer(text):
        if match["mobile"] or not is_listed:
            yield "personal_phone", _masked_phone(match), {"kind": "listed" if is_listed else "loose"}


def _masked_email(match: re.Match[str]) -> str:
    return f"{match[1][0]}•••@{match[2]}"


def _masked_phone(match: re.Match[str]) -> str:
    shown = 6 if match[0][0] == "+" else 4
    return match[0][:shown] + re.sub(r"\d", "•", match[0][shown:])


def _of_column(table: Table, place: int, found: Mapping[str, Seen]) -> Iterator[Finding]:
    for code, seen in found.items():
        row = None if seen.first is None else table.row_at(seen.first)
        facts = {"count": seen.count, **seen.facts}
        yield Finding(code, "warning", row=row, column=table.columns[place], value=seen.value, facts=facts)


def _titles(connection: Connection, table: Table, names: Sequence[str]) -> Iterator[Finding]:
    """Columns whose titles say that they hold what is somebody's own, and that are not empty."""
    counted = any(people.COUNT_TITLE.search(name) for name in names)
    for place, name in enumerate(names):
        kind = _kind_of_title(name, counted=counted)
        if kind is None:
            continue
        values = _values(connection, table, place)
        if values and not all(map(people.POSTCODE.fullmatch, values)):
            (count,) = connection.execute(
                f"SELECT count({database.cell(place)}) FROM {database.plain(table)}"
            ).fetchone() or (0,)
            facts = {"kind": kind, "count": count}
            yield Finding("personal_column", "warning", column=table.columns[place], facts=facts)


def _kind_of_title(name: str, *, counted: bool) -> str | None:
    if people.IDENTITY_TITLE.search(name):
        return "identity"
    if people.PROTECTED_TITLE.search(name):
        return "protected"
    return "sensitive" if people.SENSITIVE_TITLE.search(name) and not counted else None


def _values(connection: Connection, table: Table, place: int) -> list[str]:
    """The first different values of a column."""
    cell = database.cell(place)
    found = connection.execute(
        f"SELECT DISTINCT {cell} FROM (SELECT {cell} FROM {database.plain(table)} WHERE {cell} IS NOT NULL "
        f"LIMIT {MOST_LOOKED_AT})"
    ).fetchmany(SOME_VALUES)
    return [value for (value,) in found]


def _people(connection: Connection, table: Table, names: Sequence[str]) -> Iterator[Finding]:
    """Columns with names of people, beside a column that says where they live. Places and firms have addresses too."""
    where = [place for place, name in enumerate(names) if people.STREET_TITLE.search(name)]
    if not where:
        return
    first, last = (
        [p for p, name in enumerate(names) if t.search(name)] for t in (people.FIRST_NAME_TITLE, people.LAST_NAME_TITLE)
    )
    has_postcode = any(people.POSTCODE_TITLE.search(name) for name in names) or _hold_postcodes(
        connection, table, where
    )
    if first and last:
        yield from _name_address(connection, table, first[0], where[0])
    elif has_postcode:
        for place, name in enumerate(names):
            if people.NAME_TITLE.search(name) and place not in where:
                some = _values(connection, table, place)
                if people.share_of_people(some) >= MANY_PEOPLE:
                    yield from _name_address(connection, table, place, where[0])


def _hold_postcodes(connection: Connection, table: Table, places: Sequence[int]) -> bool:
    return any(people.POSTCODE.search(value) for place in places for value in _values(connection, table, place))


def _name_address(connection: Connection, table: Table, place: int, where: int) -> Iterator[Finding]:
    name, street = database.cell(place), database.cell(where)
    count, first, value = connection.execute(
        f"SELECT count(*), min(row), arg_min({name}, row) FROM "
        f"(SELECT {name}, {street}, row_number() OVER () - 1 AS row FROM {database.plain(table)}) "
        f"WHERE {name} IS NOT NULL AND {street} IS NOT NULL"
    ).fetchone() or (0, None, None)
    if count:
        facts = {"count": count, "address": table.columns[where]}
        value, row = people.conceal(value), table.row_at(first)
        yield Finding(
            "personal_name_address", "warning", row=row, column=table.columns[place], value=value, facts=facts
        )


def _around(table: Table) -> Texts:
    texts = [*table.columns]
    for told in table.reading.texts.values():
        texts += [told] if isinstance(told, str) else [str(line) for line in told] if isinstance(told, list) else []
    return [(text, 1, None) for text in (*texts, *_beyond(table))]


def _beyond(table: Table) -> list[str]:
    """The cells beyond the last column."""
    if table.beyond is None:
        return []
    with table.beyond.open(encoding="utf-8", newline="") as stream:
        return [cell for _, *cells in islice(csv.reader(stream), MOST_TEXTS) for cell in cells]
