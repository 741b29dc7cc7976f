"""The ways in which values are written, and the Table Schema field that each of them is.

What a form accepts, Frictionless must accept, and storage must hold.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Any

from opendata.tabular import names
from opendata.tabular.database import text

WHOLE = r"(0|[1-9]\d{0,14})"
"""No leading zero, no plus: those are codes. At most 15 digits: more are identifiers, and lose digits in Excel."""
DAY = r"\d{4}-\d{2}-\d{2}"
HOUR = r"([01]\d|2[0-3]):[0-5]\d"
ZONE = r"(Z|[+-](0\d|1[0-3]):?[0-5]\d)"
SPACE = "[ \u00a0\u2009\u202f]"
NUMERIC = ("integer", "number", "year")

MISSING = (
    *(".", "..", "...", "…", "-", "–", "—"),
    *("N/A", "n/a", "NA", "#N/A", "#SAKNAS!", "NaN", "nan", "null", "NULL", "Null"),
    *("saknas", "Saknas", "SAKNAS", "uppgift saknas", "Uppgift saknas"),
)
"""What stands where there is no value: official statistics, Excel in two languages, databases."""
ABOUT = r"~ ?\d{1,6}"
"""Such as ~100: how Skolverket writes "about a hundred" for what must not be told exactly."""
_ABOUT = re.compile(ABOUT, re.ASCII)
UNITS = (
    *("%", "‰", "kr", "kronor", "SEK", "sek", ":-", "tkr", "ksek", "KSEK", "mkr", "Mkr", "mnkr", "msek", "MSEK"),
    *("mdkr", "€", "EUR", "$", "USD", "£", "st", "mg", "g", "hg", "kg", "ton", "mm", "cm", "m", "km", "mil"),
    *("m²", "km²", "ha", "m³", "ml", "cl", "dl", "l", "liter", "s", "sek.", "min", "h", "tim", "timmar", "dagar"),
    *("år", "W", "kW", "MW", "Wh", "kWh", "MWh", "GWh", "°", "°C", "dB", "dBA", "km/h", "m/s", "ppm"),
)
"""Without digits: Table Schema can't say m2."""


@dataclass(frozen=True)
class Form:
    """One way to write a column's values.

    Each must match `pattern` as a whole and, where a pattern can't tell, `check`: SQL with {} for the cell. A column
    whose every value also matches `doubtful` could be read in another way, and is not in this form. With `blanks`, some
    cells must be empty. `quick` is SQL that is true for most of the same values, and sooner known.
    """

    field: dict[str, Any]
    pattern: str
    check: str = ""
    quick: str = ""
    doubtful: str = ""
    blanks: bool = False

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.ASCII)

    @property
    def kind(self) -> str:
        return str(self.field["type"])

    def may_fit(self, values: Iterable[str]) -> bool:
        """Whether the pattern fits; `test` is the whole truth."""
        return all(self._compiled.fullmatch(value) for value in values)

    def misfit(self, cell: str) -> str:
        """SQL: the text in `cell` if it is not in this form, else NULL."""
        quick = f" OR {self.quick.format(cell)}" if self.quick else ""
        fits = f"regexp_full_match({cell}, {text(self.pattern)})"
        fits = f"({fits} AND {self.check.format(cell)})" if self.check else fits
        return f"CASE WHEN {cell} IS NULL{quick} THEN NULL WHEN {fits} THEN NULL ELSE {cell} END"


SAME_INTEGER = "(length({0}) < 16 AND CAST(TRY_CAST({0} AS BIGINT) AS VARCHAR) = {0})"
SAME_DATE = "CAST(TRY_CAST({0} AS DATE) AS VARCHAR) = {0} AND left({0}, 4) > '0000' AND length({0}) = 10"


def _number(decimal: str, group: str = "") -> Form:
    field = {"type": "number"}
    field |= {"decimalChar": decimal} if decimal != "." else {}
    field |= {"groupChar": group} if group else {}
    return Form(field, _amount(decimal, group))


def _amount(decimal: str, group: str) -> str:
    whole = rf"([1-9]\d{{0,2}}({re.escape(group)}\d{{3}}){{1,4}}|{WHOLE})" if group else WHOLE
    exponent = "" if group else r"([eE][+-]\d{1,3})?"
    return rf"-?({whole}(\{decimal}\d{{1,20}})?|\{decimal}\d{{1,20}}){exponent}"


SEPARATORS = (
    *((".", ""), (",", "")),
    *product(",.", (" ", "\u00a0", "\u202f")),
    *((",", "."), (".", ",")),
)
"""Decimal and thousands. Where both readings fit, 1.234 and 1,234 have three decimals: nothing says otherwise."""


def _with_unit(unit: str) -> list[Form]:
    """The number with the unit after it or before it, in every cell."""
    forms = []
    for decimal, group in SEPARATORS:
        number, mark = _number(decimal, group), re.escape(unit)
        before = rf"{mark}{SPACE}?{number.pattern}|" if not unit.endswith(".") else ""
        pattern = rf"{before}({number.pattern}){SPACE}?{mark}"
        forms.append(Form({**number.field, "bareNumber": False, "unit": unit}, pattern))
    return forms


def _boolean(true: Sequence[str], false: Sequence[str], **more: Any) -> Form:
    field = {"type": "boolean", "trueValues": list(true), "falseValues": list(false)}
    words = (*true, *false)
    return Form(field, "|".join(words), quick=f"{{}} IN ({', '.join(map(text, words))})", **more)


def _spelled(word: str) -> tuple[str, str, str]:
    return word, word.capitalize(), word.upper()


def _date(form: str, pattern: str, doubtful: str = "") -> Form:
    check = f"TRY_STRPTIME({{}}, {text(form)}) IS NOT NULL"
    return Form({"type": "date", "format": form}, pattern, check, doubtful=doubtful)


def _datetime(separator: str, seconds: str, zone: str) -> Form:
    """The default format is ISO 8601 with T and seconds; others are spelled out, as Table Schema wants them."""
    field = {"type": "datetime"}
    clock = {"": "%H:%M", ":SS": "%H:%M:%S", ":SS.f": "%H:%M:%S.%f"}[seconds]
    pattern = {"": "", ":SS": r":[0-5]\d", ":SS.f": r":[0-5]\d\.\d{1,6}"}[seconds]
    if separator != "T" or not seconds:
        field["format"] = f"%Y-%m-%d{separator}{clock}" + ("%z" if zone else "")
    return Form(field, rf"{DAY}{separator}{HOUR}{pattern}{zone}", EXISTS)


def _period(period: str, pattern: str, check: str = "") -> Form:
    """Text that Table Schema has no type for; `period` is our own word, for those who sort and describe."""
    return Form({"type": "string", "period": period}, pattern, check)


EXISTS = "TRY_CAST(left({}, 10) AS DATE) >= DATE '0001-01-01'"
NUMBERS = [_number(decimal, group) for decimal, group in SEPARATORS]
INTEGER = Form({"type": "integer"}, f"-?{WHOLE}", quick=SAME_INTEGER)
COMPACT_DATE = _date("%Y%m%d", r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
DATE = Form({"type": "date"}, DAY, EXISTS, quick=SAME_DATE)
DATETIMES = [
    *(Form({"type": "datetime"}, rf"{DAY}T{HOUR}:[0-5]\d(\.\d{{1,6}})?{zone}", EXISTS) for zone in ("", ZONE)),
    *(_datetime(" ", seconds, zone) for zone in ("", ZONE) for seconds in ("", ":SS", ":SS.f")),
    *(_datetime("T", "", zone) for zone in ("", ZONE)),
]
TIMES = [
    Form({"type": "time"}, rf"{HOUR}:[0-5]\d"),
    Form({"type": "time", "format": "%H:%M"}, HOUR),
]
DOTTED_TIME = Form({"type": "time", "format": "%H.%M"}, r"([01]\d|2[0-3])\.[0-5]\d")
YEARMONTH = Form({"type": "yearmonth"}, r"[12]\d{3}-(0[1-9]|1[0-2])")
YEAR = Form({"type": "year"}, r"[12]\d{3}")
WORDS = [
    *(
        _boolean(_spelled(true), _spelled(false))
        for true, false in (("true", "false"), ("ja", "nej"), ("yes", "no"), ("sant", "falskt"))
    ),
    _boolean(("x", "X"), (), blanks=True),
]
ONE_AND_ZERO = _boolean(("1",), ("0",))
MONTH_DIGITS = _period("month", r"(19|20)\d{2}(0[1-9]|1[0-2])")
POINT = Form(
    {"type": "geojson"},
    r'\{\s*"type"\s*:\s*"Point"\s*,\s*"coordinates"\s*:\s*'
    r"\[\s*-?(0|[1-9]\d{0,2})(\.\d{1,20})?\s*,\s*-?(0|[1-9]\d?)(\.\d{1,20})?\s*\]\s*\}",
)
PERIODS = [
    _period("week", r"([vV]|[vV]ecka)\.? ?(0?[1-9]|[1-4]\d|5[0-3]),? ?(19|20)\d{2}"),
    _period("week", r"(19|20)\d{2}[- ]?([vVwW]|[vV]ecka )\.? ?(0[1-9]|[1-4]\d|5[0-3]|[1-9])"),
    _period("quarter", r"(19|20)\d{2}[- ]?([kKqQ]|[kK][vV]) ?[1-4]"),
    _period("quarter", r"([kKqQ]|[kK][vV])\.? ?[1-4],? ?(19|20)\d{2}"),
    _period("month", r"(19|20)\d{2}[mM](0[1-9]|1[0-2])"),
    _period(
        "school-year", r"(19|20)\d{2}[/-]\d{2}", "(CAST(left({0}, 4) AS INT) + 1) % 100 = CAST(right({0}, 2) AS INT)"
    ),
    _period(
        "school-year", r"(19|20)\d{2}[/-](19|20)\d{2}", "CAST(left({0}, 4) AS INT) + 1 = CAST(right({0}, 4) AS INT)"
    ),
]
EITHER = r"(0?[1-9]|1[0-2])"
"""A day that could as well be a month."""
FORMS = (
    COMPACT_DATE,
    INTEGER,
    *NUMBERS,
    *WORDS,
    DATE,
    *(
        _date(form.replace("/", separator), rf"\d{{1,2}}{separator}\d{{1,2}}{separator}[12]\d{{3}}", doubtful)
        for separator, doubtful in (
            ("/", rf"{EITHER}/{EITHER}/\d{{4}}"),
            ("-", rf"{EITHER}-{EITHER}-\d{{4}}"),
        )
        for form in ("%d/%m/%Y", "%m/%d/%Y")
    ),
    _date("%d/%m %Y", r"\d{1,2}/\d{1,2} [12]\d{3}"),
    _date("%d.%m.%Y", r"\d{1,2}\.\d{1,2}\.[12]\d{3}"),
    _date("%Y/%m/%d", r"[12]\d{3}/\d{1,2}/\d{1,2}"),
    _date("%Y.%m.%d", r"[12]\d{3}\.\d{1,2}\.\d{1,2}"),
    *DATETIMES,
    *TIMES,
    YEARMONTH,
    POINT,
    *PERIODS,
)
"""In this order: what fits an earlier one is not tried as a later one."""

DECLARED = {
    "integer": [Form({"type": "integer"}, r"[+-]?\d{1,38}")],
    "number": [Form({"type": "number"}, r"[+-]?(\d{1,300}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,2})?")],
    "boolean": [_boolean(_spelled("true"), _spelled("false"))],
    "geojson": [Form({"type": "geojson"}, r"(?s)\{.*\}", "json_valid({})")],
    "date": [DATE],
    "datetime": DATETIMES,
    "time": TIMES,
    "year": [YEAR],
    "yearmonth": [YEARMONTH],
}
"""For columns whose type the original itself declares."""


def is_symbol(value: str) -> bool:
    """Whether the text may stand for a missing value."""
    return value in MISSING or _ABOUT.fullmatch(value) is not None


def is_symbol_sql(cell: str) -> str:
    return f"({cell} IN ({', '.join(map(text, MISSING))}) OR regexp_full_match({cell}, {text(ABOUT)}))"


def forms_for(title: str, name: str, declared: str | None, values: Sequence[str]) -> list[Form]:
    """The forms to try on a column, in order, from what it is called, what the original declares, and some of its
    values. None: it is text."""
    forms = _declared(declared) if declared else [*_named(title, name), *FORMS, *_units(values)]
    if names.is_identifier(name):
        forms = [form for form in forms if form.kind not in NUMERIC and form is not COMPACT_DATE]
    if names.is_school_year(name):
        forms = [form for form in forms if form is not YEARMONTH]
    return [form for form in forms if form.may_fit(values)]


def _declared(declared: str) -> list[Form]:
    return DECLARED.get(declared, [])


def _named(title: str, name: str) -> list[Form]:
    forms = []
    if names.is_year(title, name):
        forms.append(YEAR)
    if names.is_yes_or_no(title):
        forms.append(ONE_AND_ZERO)
    if names.is_month(name):
        forms.append(MONTH_DIGITS)
    if names.is_time(name):
        forms.append(DOTTED_TIME)
    return forms


AROUND = re.compile(rf"-?(?P<before>[^\d\s.,-]{{0,3}}){SPACE}?[-\d.,  \u202f]*\d{SPACE}?(?P<after>\D{{0,8}})")


def _units(values: Sequence[str]) -> list[Form]:
    if not values or not (around := AROUND.fullmatch(values[0])):
        return []
    unit = (around["before"] or around["after"]).strip()
    return _unit_forms(unit) if unit in UNITS else []


_unit_forms = cache(_with_unit)
