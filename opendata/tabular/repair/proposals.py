"""A plain table, its schema and what was found in it -> steps that would put things right, with examples.

Judged by a column's different values. Steps that lose something are offered too, marked as not safe.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opendata.model.report import Finding, Report
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.names import is_identifier, safe_names
from opendata.tabular.personal import people, scan
from opendata.tabular.read import Table
from opendata.tabular.repair.fixes import (
    FALSE,
    GARBLED,
    SPACE,
    STANDARD_TEXT,
    TOTALS,
    TRUE,
    Step,
    day,
    number,
    pad,
    trim,
    truth,
)
from opendata.tabular.repair.recipe import preview

MOST_VALUES = 2_000
FEW_CATEGORIES = 200
ALL_ROWS = 50_000
SOME_ROWS = 10_000
DATES = ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d/%m %Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d %b %Y")
"""Forms that say the day first or the year first; a month first is no Swedish habit, and a guess."""
SYMBOLS = frozenset(
    ("-", "–", "—", ".", "..", "...", "…", "saknas", "uppgift saknas", "n/a", "#n/a", "na", "nan", "null", "okänt")
)
UNIT = re.compile(r"\d[ \u00a0\u202f]?([^\W\d_][^\W\d_]*[²³]?|%)$")
PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)([.,]\d+)?", re.ASCII)
NO_NUMBER = re.compile(r"0\d|\+\d{7}", re.ASCII)
"""Codes that begin with zero, and telephone numbers."""
EITHER_DAY = re.compile(r"(0?[1-9]|1[0-2])[/-](0?[1-9]|1[0-2])[/-]\d{4}", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CODES = (
    (re.compile(r"(^|_)(kommun_?(kod|nr)|municipality_?code)$"), 4, 3),
    (re.compile(r"(^|_)(lans?_?kod|county_?code)$"), 2, 1),
    (people.POSTCODE_TITLE, 5, 5),
)
"""What a column is called, how many digits its codes have, and how few when a leading zero was lost."""
NAME_BESIDE = re.compile(r"^(leverantor(s?_?namn)?|namn|name|foretag(snamn)?|supplier)$")


@dataclass(frozen=True)
class Column:
    """`values` are different cells and how often each stands there, `wrong` those that the check refused."""

    title: str
    name: str
    type: str
    decimal: str
    values: Sequence[tuple[str, int]]
    wrong: Sequence[str]

    @property
    def texts(self) -> list[str]:
        """What would have to change, or what is there at all: without symbols for a missing value."""
        return [text for text in self.wrong or [value for value, _ in self.values] if not _is_symbol(text)]


def propose(
    table: Table, schema: Mapping[str, Any], report: Report, private: Sequence[Finding] = ()
) -> list[dict[str, Any]]:
    """Steps worth taking, safe ones first, told as `repair.preview` tells: {"step", "safe", "count", "examples"}.

    `private` is what `scan.scan` found. The first fifty thousand rows are looked at; where there are more, counts
    are of the first ten thousand.
    """
    if not table.columns:
        return []
    rows = ALL_ROWS if table.rows <= ALL_ROWS else SOME_ROWS
    with database.workspace(table.folder) as connection:
        connection.execute(f"CREATE TABLE head AS SELECT * FROM {database.plain(table)} LIMIT {ALL_ROWS}")
        steps = [*_of_rows(connection, table)]
        for column in _columns(connection, table, schema, report):
            steps += _of_column(column)
    steps += _of_people(table, private)
    told = [preview(table, step, rows) for step in steps]
    return sorted((one for one in told if one["count"]), key=lambda one: not one["safe"])


def _of_rows(connection: Connection, table: Table) -> Iterator[Step]:
    cells = [database.cell(place) for place in range(len(table.columns))]
    spaces = database.text(f"^[{SPACE}]|[{SPACE}]$|[{SPACE}]{{2,}}|[{SPACE[1:]}]")
    first = f"trim(coalesce({', '.join(f'nullif(trim({cell}), {chr(39) * 2})' for cell in cells)}), ' :')"
    garbled = database.text(GARBLED.pattern)
    untidy, broken, empty, totals = connection.execute(
        f"SELECT count_if({' OR '.join(f'coalesce(regexp_matches({cell}, {spaces}), false)' for cell in cells)}), "
        f"count_if({' OR '.join(f'coalesce(regexp_matches({cell}, {garbled}), false)' for cell in cells)}), "
        f"count_if({first} IS NULL), count_if(regexp_full_match({first}, {database.text(TOTALS.pattern)}, 'i')) "
        "FROM head"
    ).fetchone() or (0, 0, 0, 0)
    yield from [{"step": "mend_encoding"}] if broken else []
    yield from [{"step": "trim"}] if untidy else []
    yield from [{"step": "drop_empty_rows"}] if empty else []
    yield from [{"step": "drop_totals_rows"}] if totals else []


def _columns(connection: Connection, table: Table, schema: Mapping[str, Any], report: Report) -> Iterator[Column]:
    wrong: dict[str, list[str]] = defaultdict(list)
    for finding in report.findings:
        if finding.code in ("type_error", "constraint_error") and finding.column and finding.value:
            wrong[finding.column].append(finding.value)
    fields = {field.get("title", field["name"]): field for field in schema["fields"]}
    for place, (title, name) in enumerate(zip(table.columns, safe_names(table.columns), strict=True)):
        field = fields.get(title, {})
        kind = field.get("type", "string")
        if kind == "string" or title in wrong:
            values = _values(connection, place)
            yield Column(title, name, kind, field.get("decimalChar", "."), values, wrong.get(title, []))


def _values(connection: Connection, place: int) -> list[tuple[str, int]]:
    cell = database.cell(place)
    found = connection.execute(f"SELECT {cell}, count(*) FROM head WHERE {cell} IS NOT NULL GROUP BY ALL")
    return found.fetchmany(MOST_VALUES)


def _of_column(column: Column) -> Iterator[Step]:
    code = next((digits for pattern, *digits in CODES if pattern.search(column.name)), None)
    if code:
        yield from _padded(column, *code)
        return
    texts = column.texts
    if not texts or (column.type == "string" and is_identifier(column.name)):
        return
    step = _number(column, texts) or _date(column, texts) or _boolean(column, texts)
    symbols = sorted({text for text, _ in column.values if _is_symbol(text)})
    if step:
        yield step
    if symbols and (step or column.type != "string"):
        yield {"step": "empty_symbols", "column": column.title, "symbols": symbols}
    if not step and column.type == "string":
        yield from _merged(column)


def _padded(column: Column, width: int, fewest: int) -> Iterator[Step]:
    """Only where the whole column is such codes. One of fewer digits did not lose zeros: 14 as the code of a
    municipality is the second half of it, and the county's code stands in another column."""
    step = {"step": "pad_code", "column": column.title, "width": width}
    change = pad(step)
    values = [value for value, _ in column.values]
    after = [change(value) for value in values]
    is_whole = all(len(re.sub(r"\D", "", value)) >= fewest for value in values)
    if after != values and is_whole and all(len(code) == width and code.isdecimal() for code in after):
        yield step


def _number(column: Column, texts: Sequence[str]) -> Step | None:
    """The decimal sign that makes all texts numbers, and the unit if they have one."""
    if column.type not in ("string", "number", "integer"):
        return None
    units = {match[1] for text in texts if (match := UNIT.search(trim(text)))}
    if len(units) > 1 or any(NO_NUMBER.match(trim(text)) for text in texts):
        return None
    for decimal in (",", "."):
        step = {"step": "number", "column": column.title, "decimal": decimal, "write": column.decimal}
        step |= {"unit": units.copy().pop()} if units else {}
        change = number(step)
        after = [change(text) for text in texts]
        is_number = all(PLAIN_NUMBER.fullmatch(text) and ("," not in text or column.decimal == ",") for text in after)
        if is_number and after != list(texts) and not _is_doubtful(decimal, texts):
            return step
    return None


def _is_doubtful(decimal: str, texts: Sequence[str]) -> bool:
    """Whether the other sign stands for thousands in some texts, and for decimals in others."""
    other = re.escape("." if decimal == "," else ",")
    return any(re.search(rf"{other}(\d{{1,2}}|\d{{4,}})\D*$", text) for text in texts) and any(
        re.search(rf"{other}\d{{3}}(\D|$)", text) for text in texts
    )


def _date(column: Column, texts: Sequence[str]) -> Step | None:
    if column.type not in ("string", "date") or all(EITHER_DAY.fullmatch(text.strip()) for text in texts):
        return None  # nothing says which is the month
    used = [
        form
        for form in DATES
        if any(ISO_DAY.fullmatch(day({"formats": [form]})(text)) for text in texts[:FEW_CATEGORIES])
    ]
    if not used:
        return None
    step = {"step": "date", "column": column.title, "formats": used}
    change = day(step)
    after = [change(text) for text in texts]
    return step if after != list(texts) and all(ISO_DAY.fullmatch(text) for text in after) else None


def _boolean(column: Column, texts: Sequence[str]) -> Step | None:
    """Words only: a one, a zero or an x may mean something else."""
    plain = {text.strip(SPACE).casefold() for text in texts}
    words = {word for word in TRUE | FALSE if word.isalpha() and word != "x"}
    fits = column.type in ("string", "boolean") and plain <= words
    step = {"step": "boolean", "column": column.title}
    return step if fits and any(truth(step)(text) != text for text in texts) else None


def _merged(column: Column) -> Iterator[Step]:
    """Categories that differ in capitals, accents or spaces become the commonest of them."""
    if len(column.values) > FEW_CATEGORIES:
        return
    alike: dict[str, Counter[str]] = defaultdict(Counter)
    for value, times in column.values:
        alike[_folded(value)][value] += times
    values = {
        value: forms.most_common(1)[0][0]
        for forms in alike.values()
        if len(forms) > 1
        for value in forms
        if value != forms.most_common(1)[0][0]
    }
    if values and sum(times for _, times in column.values) > len(column.values):
        yield {"step": "replace", "column": column.title, "values": values}


def _of_people(table: Table, private: Sequence[Finding]) -> Iterator[Step]:
    beside = [
        title for title, name in zip(table.columns, safe_names(table.columns), strict=True) if NAME_BESIDE.match(name)
    ]
    done: set[str | None] = set()
    for finding in sorted(private, key=lambda one: one.code not in scan.CONCEALED):
        if finding.column is None or finding.column in done:
            continue
        if finding.code in scan.CONCEALED:
            yield {"step": "drop_column", "column": finding.column}
        elif finding.code == "personal_sole_trader":
            also = [title for title in beside if title != finding.column][:1]
            yield {"step": "redact", "column": finding.column, "text": STANDARD_TEXT, "also": also}
        elif finding.code in ("personal_identity_number", "personal_coordination_number"):
            yield {"step": "redact", "column": finding.column, "kinds": ["identity"]}
        elif finding.code in ("personal_email", "personal_phone"):
            yield {"step": "redact", "column": finding.column, "kinds": [finding.code.removeprefix("personal_")]}
        done.add(finding.column)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", trim(text).casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


def _is_symbol(text: str) -> bool:
    return text.strip(SPACE).casefold() in SYMBOLS
