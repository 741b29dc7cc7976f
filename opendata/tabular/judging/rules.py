"""What DuckDB can say of a cell: SQL that is true only for texts that Frictionless finds nothing wrong with.

The SQL may be false for texts that are all right: those are merely suspect. `tests/tabular/test_screen.py` compares
every rule here with Frictionless. Each form that passes is also one that `storage` can store.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from opendata.tabular import database
from opendata.tabular.judging import patterns
from opendata.tabular.judging.columns import Column

TRUE = ("true", "True", "TRUE", "1")
FALSE = ("false", "False", "FALSE", "0")
BOUNDS = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
WHOLE = "-?[0-9]{1,18}"
SEPARATORS = (" ", "\u00a0", "\u202f", "'", ",", ".")
DIRECTIVES = {"Y": "[1-9][0-9]{3}", "m": "[0-9]{2}", "d": "[0-9]{2}", "H": "[0-9]{2}", "M": "[0-9]{2}", "S": "[0-9]{2}"}
"""What Python's strptime and DuckDB's read alike, when every number is as long as it can be."""
CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
MOMENT = rf"[1-9][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}[T ]{CLOCK}(\.[0-9]{{1,6}})?"
ZONE = r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
FORMS = {
    "uuid": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "email": r"[a-z0-9]{1,20}([._-][a-z0-9]{1,20}){0,2}@([a-z][a-z0-9]{1,20}\.){1,2}[a-z]{2,6}",
    "uri": r"https?://[a-z][a-z0-9-]{0,60}(\.[a-z][a-z0-9]{0,60})+(/[A-Za-z0-9_.~-]*)*",
}
DEGREES = r"-?[0-9]{1,2}(\.[0-9]{1,15})?"
NOTHING = "false"
EVERYTHING = "true"


@dataclass(frozen=True)
class Rule:
    """SQL over a column's text. `right` and `fine` are asked of texts that are not missing only.

    `right`: a value of the type, in one of its usual forms; `value`: that as a typed one, "" for text; `key`: as text,
    the same for equal values of one `family`. `fine`: right, and as all constraints demand. `is_screened`: there is
    more to `fine` than to say no. `zoned`: a datetime that has a zone; a column must have it everywhere or nowhere.
    """

    missing: str
    right: str
    fine: str
    key: str
    family: str
    is_required: bool
    is_screened: bool
    is_storable: bool = True
    zoned: str = NOTHING
    value: str = ""

    @property
    def rough_key(self) -> str:
        """SQL: as `key`, and quicker. Only sure for a column without suspects."""
        has_value = bool(self.value) and self.family != "m"
        if has_value and " OR " not in self.missing:
            return self.value  # NULL when the cell is
        return f"CASE WHEN NOT {self.missing} THEN {self.value if has_value else self.key} END"


@dataclass(frozen=True)
class Form:
    """How a type is recognised: `right`, `key` and `family` as in Rule; `bound` makes an SQL literal of a bound."""

    right: str
    key: str
    family: str
    value: str = ""
    bound: Callable[[Any], str | None] = lambda _bound: None
    zoned: str = NOTHING
    is_storable: bool = True


def rule(column: Column) -> Rule:
    cell = database.cell(column.place)
    form = _form(column, cell)
    tests = [form.right]
    for name, limit in column.constraints.items():
        if name not in ("required", "unique"):
            tests.append(_constraint(name, limit, column, form, cell))
    fine = NOTHING if NOTHING in tests else " AND ".join(test for test in tests if test != EVERYTHING) or EVERYTHING
    listed = f" OR {cell} IN ({_listed(column.missing)})" if column.missing else ""
    return Rule(
        missing=f"({cell} IS NULL{listed})",
        right=form.right,
        fine=fine,
        key=form.key,
        family=form.family,
        is_required=bool(column.constraints.get("required")),
        is_screened=fine != NOTHING,
        is_storable=form.is_storable,
        zoned=form.zoned,
        value=form.value,
    )


def _constraint(name: str, limit: Any, column: Column, form: Form, cell: str) -> str:
    if name == "enum":
        texts = {text: None for text in map(str, limit) if column.read(text) and not column.read(text)[1]}
        return f"{cell} IN ({_listed(texts)})" if texts else NOTHING
    if name in BOUNDS:
        literal = form.bound(column.read_bound(limit))
        return f"{form.value} {BOUNDS[name]} {literal}" if literal and form.zoned == NOTHING else NOTHING
    if column.type == "string":
        if name == "minLength":
            return f"length({cell}) >= {int(limit)}"
        if name == "maxLength":
            return f"length({cell}) <= {int(limit)}"
        if name == "pattern":
            pattern = patterns.as_re2(limit)
            return f"regexp_matches({cell}, {database.text(pattern)})" if pattern else NOTHING
    return NOTHING


def _form(column: Column, cell: str) -> Form:
    known = FORMS_OF.get(column.type)
    return known(column, cell) if known else Form(NOTHING, cell, "s", is_storable=True)


def _text(column: Column, cell: str) -> Form:
    if column.type == "any" or column.format == "default":
        return Form(EVERYTHING, cell, "s")
    form = FORMS.get(column.format)
    return Form(_like(cell, form) if form else NOTHING, cell, "s")


def _integer(_column: Column, cell: str) -> Form:
    value = f"TRY_CAST({cell} AS BIGINT)"
    return Form(_like(cell, WHOLE), f"CAST({value} AS VARCHAR)", "n", value, _whole)


def _year(_column: Column, cell: str) -> Form:
    value = f"TRY_CAST({cell} AS INTEGER)"
    return Form(_like(cell, "[0-9]{4}"), f"CAST({value} AS VARCHAR)", "n", value, _whole)


def _number(column: Column, cell: str) -> Form:
    decimal, group = column.descriptor.get("decimalChar", "."), column.descriptor.get("groupChar", "")
    if decimal not in (",", ".") or group == decimal or group not in ("", *SEPARATORS):
        return Form(NOTHING, cell, "n")
    whole = f"([0-9]{{1,15}}|[0-9]{{1,3}}({re.escape(group)}[0-9]{{3}}){{1,4}})" if group else "[0-9]{1,15}"
    plain = f"replace({cell}, {database.text(group)}, '')" if group else cell
    plain = f"replace({plain}, ',', '.')" if decimal == "," else plain
    value = f"TRY_CAST({plain} AS DECIMAL(24, 9))"
    return Form(_like(cell, rf"-?{whole}([{decimal}][0-9]{{1,9}})?"), _canonical(value), "n", value, _decimal)


def _boolean(column: Column, cell: str) -> Form:
    true, false = column.descriptor.get("trueValues", TRUE), column.descriptor.get("falseValues", FALSE)
    right = f"{cell} IN ({_listed([*true, *false])})" if [*true, *false] else NOTHING
    return Form(right, f"CASE WHEN {cell} IN ({_listed(false) or 'NULL'}) THEN '0' ELSE '1' END", "n")


def _date(column: Column, cell: str) -> Form:
    value = f"TRY_CAST({cell} AS DATE)"
    if column.format in ("default", "any"):
        right = f"strlen({cell}) = 10 AND {cell} >= '1000' AND CAST({value} AS VARCHAR) = {cell}"
        return Form(right, cell, "d", value, _day, is_storable=column.format == "default")
    return _formatted(column, cell, "DATE", "d", _day)


def _time(column: Column, cell: str) -> Form:
    if column.format in ("default", "any"):
        value = f"TRY_CAST({cell} AS TIME)"
        return Form(_like(cell, CLOCK), cell, "t", value, _clock, is_storable=column.format == "default")
    return _formatted(column, cell, "TIME", "t", _clock)


def _datetime(column: Column, cell: str) -> Form:
    if column.format not in ("default", "any"):
        return _formatted(column, cell, "TIMESTAMP", "m", _moment)
    value = f"TRY_CAST({cell} AS TIMESTAMP)"
    # Nearly all are as long as this, and the shorter regular expression takes half the time.
    usual = _like(cell, f"[1-9][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}[T ]{CLOCK}")
    naive = f"CASE WHEN {value} IS NULL THEN false WHEN strlen({cell}) = 19 THEN {usual} ELSE {_like(cell, MOMENT)} END"
    zoned = f"CASE WHEN strlen({cell}) > 19 THEN {_like(cell, MOMENT + ZONE)} ELSE false END"
    storable = column.format == "default"
    if BOUNDS.keys() & column.constraints.keys():
        return Form(naive, f"CAST({value} AS VARCHAR)", "m", value, _moment, is_storable=storable)
    instant = f"TRY_CAST({cell} AS TIMESTAMPTZ)"
    key = f"CASE WHEN {zoned} THEN 'u' || epoch_us({instant}) ELSE CAST({value} AS VARCHAR) END"
    with_zone = f"{_like(cell, MOMENT + ZONE)} AND {instant} IS NOT NULL"
    right = f"CASE WHEN strlen({cell}) <= 19 THEN {naive} ELSE {naive} OR ({with_zone}) END"
    return Form(right, key, "m", zoned=zoned, is_storable=storable)


def _formatted(column: Column, cell: str, stored: str, family: str, bound: Callable[[Any], str | None]) -> Form:
    pattern = _format_pattern(column.format, stored)
    if pattern is None:
        return Form(NOTHING, cell, family)
    value = f"CAST(TRY_STRPTIME({cell}, {database.text(column.format)}) AS {stored})"
    return Form(f"{_like(cell, pattern)} AND {value} IS NOT NULL", f"CAST({value} AS VARCHAR)", family, value, bound)


def _format_pattern(form: str, stored: str) -> str | None:
    """The format as a regular expression; None when it has anything that the two might read differently."""
    parts = re.split("%(.)", form)
    literals, directives = parts[0::2], parts[1::2]
    wanted = {"DATE": "Ymd", "TIME": "H", "TIMESTAMP": "YmdH"}[stored]
    unknown = set(directives) - DIRECTIVES.keys() or any(re.search(r"[^-/.:T ]|^ | $|  ", one) for one in literals)
    if unknown or len(set(directives)) < len(directives) or not set(wanted) <= set(directives) or form != form.strip():
        return None
    if stored == "DATE" and set(directives) != set("Ymd"):
        return None
    pieces = [re.escape(literals[0])]
    for directive, literal in zip(directives, literals[1:], strict=True):
        pieces += [DIRECTIVES[directive], re.escape(literal)]
    return "".join(pieces)


def _yearmonth(_column: Column, cell: str) -> Form:
    parts = [f"CAST(TRY_CAST(split_part({cell}, '-', {part}) AS INTEGER) AS VARCHAR)" for part in (1, 2)]
    return Form(_like(cell, "[0-9]{4}-(0[1-9]|1[0-2])"), " || ',' || ".join(parts), "p")


def _geopoint(column: Column, cell: str) -> Form:
    latitude = DEGREES.replace("[0-9]{1,2}", "[0-8]?[0-9]", 1)
    parts = [_canonical(f"TRY_CAST(trim(split_part({cell}, ',', {part})) AS DECIMAL(18, 15))") for part in (1, 2)]
    right = _like(cell, f"{DEGREES}, ?{latitude}") if column.format == "default" else NOTHING
    return Form(right, " || ',' || ".join(parts), "p")


FORMS_OF: Mapping[str, Callable[[Column, str], Form]] = {
    "any": _text,
    "string": _text,
    "integer": _integer,
    "year": _year,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "yearmonth": _yearmonth,
    "geopoint": _geopoint,
}


def _like(cell: str, pattern: str) -> str:
    return f"regexp_full_match({cell}, {database.text(pattern)})"


def _listed(values: Any) -> str:
    return ", ".join(database.text(value) for value in values)


def _canonical(decimal: str) -> str:
    return f"rtrim(rtrim(CAST({decimal} AS VARCHAR), '0'), '.')"


def _whole(bound: Any) -> str | None:
    return str(bound) if type(bound) is int and abs(bound) < 10**18 else None


def _decimal(bound: Any) -> str | None:
    if not isinstance(bound, Decimal | int) or isinstance(bound, bool):
        return None
    text = format(Decimal(bound), "f")
    return f"CAST('{text}' AS DECIMAL(24, 9))" if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", text) else None


def _day(bound: Any) -> str | None:
    return f"DATE '{bound.isoformat()}'" if isinstance(bound, date) and not isinstance(bound, datetime) else None


def _clock(bound: Any) -> str | None:
    return f"TIME '{bound.isoformat()}'" if isinstance(bound, time) and bound.tzinfo is None else None


def _moment(bound: Any) -> str | None:
    return f"TIMESTAMP '{bound.isoformat(' ')}'" if isinstance(bound, datetime) and bound.tzinfo is None else None
