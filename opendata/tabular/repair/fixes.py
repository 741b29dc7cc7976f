"""What a recipe's steps do with cells and rows: each kind of step, what it needs to be told, and whether it is safe.

A value that a step doesn't understand stays as it is; the check finds it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any

from opendata.tabular.personal import identity, people, scan

Step = Mapping[str, Any]
"""`step` names the kind; `column` is a title as it stands in the file."""
Change = Callable[[str], str]
Test = Callable[[Sequence[str]], bool]

SPACE = " \u00a0\u2007\u2009\u202f\t"
SPACES = re.compile(f"[{SPACE}]+")
MINUS = "-\u2212\u2013"
STANDARD_TEXT = "Kan innehålla personuppgifter"
"""What Swedish publishers of supplier ledgers write in place of a sole trader's name."""
TOTALS = re.compile(r"(del|slut)?summa|total(t|er|summa)?|samtliga|sum|grand total", re.IGNORECASE)
TRUE = frozenset({"ja", "j", "yes", "y", "sant", "true", "1", "x"})
FALSE = frozenset({"nej", "n", "no", "falskt", "false", "0"})
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
GARBLED = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|\u00e2\u20ac"
)
"""What Western letters look like when their UTF-8 is read as Windows-1252. No Swedish word has the first of them."""
DATE_PARTS = {
    "%Y": r"(?P<Y>\d{4})",
    "%m": r"(?P<m>\d{1,2})",
    "%d": r"(?P<d>\d{1,2})",
    "%b": rf"(?P<b>{'|'.join(MONTHS)})[a-z]*\.?",
}
DATE_PART = re.compile(r"%[A-Za-z]")
OPS = ("exact", "not", "contains", "notcontains", "startswith", "in", "notin", "isnull", "notnull")
PERSONAL = ("identity", "email", "phone")


@dataclass(frozen=True)
class Kind:
    """`needs` and `takes` are the parameters with their types; `is_safe`: nothing that was told is lost; `hides`: it
    may be there so that something is not seen."""

    needs: Mapping[str, type]
    takes: Mapping[str, type] = field(default_factory=dict)
    is_safe: bool = False
    hides: bool = False
    changes: Callable[[Step], Change] | None = None
    keeps: Callable[[Step, int | None], Test] | None = None


def _byte(character: str) -> str:
    """The byte of Windows-1252, or of ISO-8859-1 where it has none, as a character of ISO-8859-1."""
    try:
        return character.encode("windows-1252").decode("latin-1")
    except UnicodeEncodeError:
        return character


def trim(text: str) -> str:
    return SPACES.sub(" ", text).strip(SPACE)


def mend(text: str) -> str:
    """A text that was UTF-8 and then read as Windows-1252, once or twice, as it was before."""
    for _ in range(2):
        if GARBLED.search(text) is None:
            return text
        try:
            text = "".join(map(_byte, text)).encode("latin-1").decode()
        except UnicodeError:
            return text
    return text


def number(step: Step) -> Change:
    """`decimal` is the sign in the file, `write` the one to write; `unit` is taken off the end."""
    decimal, written, unit = step.get("decimal", ","), step.get("write", "."), step.get("unit", "")
    group = f"[{SPACE}{'.' if decimal == ',' else ','}']"
    fits = re.compile(
        rf"([{MINUS}+])?[{SPACE}]?(\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{re.escape(decimal)}(\d+))?"
        + (rf"(?:[{SPACE}]?{re.escape(unit)})?" if unit else ""),
        re.ASCII,
    )

    def plain(text: str) -> str:
        match = fits.fullmatch(trim(text))
        if match is None:
            return text
        sign = "-" if match[1] and match[1] in MINUS else ""
        return sign + re.sub(r"\D", "", match[2]) + (f"{written}{match[3]}" if match[3] else "")

    return plain


def day(step: Step) -> Change:
    """A value that can be two different days in these formats stays as it is."""
    patterns = [_date_pattern(one) for one in step["formats"]]
    written = step.get("write", "%Y-%m-%d")

    def iso(text: str) -> str:
        days = {found for pattern in patterns if (found := _day(pattern.fullmatch(text.strip()))) is not None}
        return days.pop().strftime(written) if len(days) == 1 else text

    return iso


def _date_pattern(form: str) -> re.Pattern[str]:
    parts = (DATE_PARTS.get(part, re.escape(part)) for part in re.split(r"(%[A-Za-z])", form) if part)
    return re.compile("".join(parts), re.ASCII | re.IGNORECASE)


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    told = match.groupdict()
    month = MONTHS.index(told["b"].lower()) + 1 if told.get("b") else int(told.get("m") or 1)
    try:
        return date(int(told["Y"]), month, int(told.get("d") or 1))
    except ValueError:
        return None


def pad(step: Step) -> Change:
    """Leading zeros that a spreadsheet has taken away; a postal code loses its space."""

    def code(text: str) -> str:
        digits = SPACES.sub("", text)
        return digits.zfill(step["width"]) if digits.isdecimal() and len(digits) <= step["width"] else text

    return code


def truth(_step: Step) -> Change:
    def word(text: str) -> str:
        plain = text.strip(SPACE).casefold()
        return "true" if plain in TRUE else "false" if plain in FALSE else text

    return word


def replaced(step: Step) -> Change:
    values: Mapping[str, str] = step["values"]
    return lambda text: str(values.get(text, text))


def emptied(step: Step) -> Change:
    symbols = frozenset(step["symbols"])
    return lambda text: "" if text.strip(SPACE) in symbols else text


def blank(_step: Step) -> Change:
    return lambda _text: ""


def redacted(step: Step) -> Change:
    """What is personal gives way to `text`, the rest of the cell stays."""
    kinds, text = step.get("kinds", ["identity"]), step.get("text", STANDARD_TEXT)

    def without(cell: str) -> str:
        if "identity" in kinds:
            for found in sorted(identity.find(cell), key=lambda one: one.start, reverse=True):
                cell = cell[: found.start] + text + cell[found.end :]
        if "email" in kinds:
            cell = scan.EMAIL.sub(lambda found: found[0] if people.is_function(found[0]) else text, cell)
        return scan.PHONE.sub(lambda _found: text, cell) if "phone" in kinds else cell

    return without


def is_not_empty(_step: Step, _place: int | None) -> Test:
    return lambda cells: any(cell.strip(SPACE) for cell in cells)


def is_no_total(_step: Step, _place: int | None) -> Test:
    """A total says so in its first cell that holds anything."""

    def test(cells: Sequence[str]) -> bool:
        first = next((cell for cell in cells if cell.strip(SPACE)), "")
        return not TOTALS.fullmatch(first.strip(SPACE + ":"))

    return test


def matches(step: Step, place: int | None, *, keep: bool) -> Test:
    value, op = step.get("value", ""), step["op"]
    among = frozenset(value) if isinstance(value, list) else frozenset([value])
    tests: dict[str, Change | Callable[[str], bool]] = {
        "exact": lambda cell: cell == value,
        "not": lambda cell: cell != value,
        "contains": lambda cell: str(value).casefold() in cell.casefold(),
        "notcontains": lambda cell: str(value).casefold() not in cell.casefold(),
        "startswith": lambda cell: cell.casefold().startswith(str(value).casefold()),
        "in": lambda cell: cell in among,
        "notin": lambda cell: cell not in among,
        "isnull": lambda cell: not cell.strip(SPACE),
        "notnull": lambda cell: bool(cell.strip(SPACE)),
    }
    test = tests[op]
    return lambda cells: bool(test(cells[place or 0])) is keep


COLUMN: Mapping[str, type] = {"column": str}
KINDS: dict[str, Kind] = {
    "trim": Kind({}, COLUMN, True, changes=lambda _step: trim),
    "mend_encoding": Kind({}, COLUMN, True, changes=lambda _step: mend),
    "number": Kind(COLUMN, {"decimal": str, "write": str, "unit": str}, True, changes=number),
    "date": Kind({**COLUMN, "formats": list}, {"write": str}, True, changes=day),
    "pad_code": Kind({**COLUMN, "width": int}, {}, True, changes=pad),
    "boolean": Kind(COLUMN, {}, True, changes=truth),
    "replace": Kind({**COLUMN, "values": dict}, changes=replaced),
    "empty_symbols": Kind({**COLUMN, "symbols": list}, changes=emptied),
    "blank_column": Kind(COLUMN, hides=True, changes=blank),
    "redact": Kind({}, {**COLUMN, "kinds": list, "text": str, "also": list}, hides=True, changes=redacted),
    "drop_column": Kind(COLUMN, hides=True),
    "drop_empty_rows": Kind({}, {}, True, keeps=is_not_empty),
    "drop_totals_rows": Kind({}, keeps=is_no_total),
    "keep_rows": Kind({**COLUMN, "op": str}, {"value": object}, hides=True, keeps=partial(matches, keep=True)),
    "drop_rows": Kind({**COLUMN, "op": str}, {"value": object}, hides=True, keeps=partial(matches, keep=False)),
}


def is_safe(step: Step) -> bool:
    """Whether nothing that the file tells is lost: a unit that is taken off is told nowhere else."""
    return KINDS[step["step"]].is_safe and not step.get("unit")


def wrong_parameter(step: Any) -> str | None:
    """The name of what is missing, unknown or of the wrong kind in a step."""
    if not isinstance(step, Mapping) or step.get("step") not in KINDS:
        return "step"
    kind = KINDS[step["step"]]
    known = {**kind.needs, **kind.takes, "step": str}
    for name in kind.needs:
        if name not in step:
            return name
    for name, value in step.items():
        if name not in known or not isinstance(value, known[name]) or not _is_sensible(name, value):
            return str(name)
    return None


def _is_sensible(name: str, value: Any) -> bool:
    match name:
        case "decimal" | "write" if isinstance(value, str) and "%" not in value:
            return value in (".", ",")
        case "formats" | "write":
            forms = value if isinstance(value, list) else [value]
            return bool(forms) and all(_is_date_format(form) for form in forms)
        case "width":
            return type(value) is int and 0 < value <= 40
        case "op":
            return value in OPS
        case "kinds":
            return bool(value) and set(value) <= set(PERSONAL)
        case "symbols" | "also":
            return all(isinstance(one, str) for one in value)
        case "values":
            return all(isinstance(one, str) for pair in value.items() for one in pair)
        case "value":
            return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    return True


def _is_date_format(form: Any) -> bool:
    """Year, and each other part at most once; a year and a day without a month say nothing."""
    if not isinstance(form, str):
        return False
    parts = DATE_PART.findall(form)
    has_month = "%m" in parts or "%b" in parts
    return set(parts) <= set(DATE_PARTS) and len(parts) == len(set(parts)) and "%Y" in parts and has_month


def ambiguous(formats: Sequence[str], values: Sequence[str]) -> bool:
    """Whether any value is different days in two of the formats."""
    pairs = combinations([_date_pattern(form) for form in formats], 2)
    return any(
        None is not _day(one.fullmatch(value)) != _day(other.fullmatch(value)) is not None
        for one, other in pairs
        for value in values
    )
