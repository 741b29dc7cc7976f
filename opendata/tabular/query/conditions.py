"""Which rows are meant: filters, words and a rectangle -> SQL conditions and the values bound in them."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from opendata.errors import Invalid
from opendata.tabular.convert import TEXT
from opendata.tabular.geometry import boxes
from opendata.tabular.query.aspects import operand
from opendata.tabular.query.question import Filter, Known, Layout, RowQuery, Wanted, collation, field_of, nearest
from opendata.tabular.storage import NUMBER, Field, kind, printed

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
PARTS = {"contains": "contains", "startswith": "starts_with", "endswith": "ends_with"}
COMBINED = {"all": (" AND ", False, "true"), "any": (" OR ", False, "false"), "none": (" OR ", True, "false")}
"""What stands between the conditions, whether what they give is turned round, and what no conditions at all give."""
OPS = ("exact", "not", *COMPARISONS, *PARTS, "in", "notin", "isnull", "notnull")

Condition = tuple[str, tuple[Any, ...]]
"""SQL, and the values bound in it."""


def conditions(query: RowQuery, known: Known, layout: Layout) -> list[Condition]:
    found = [_condition(known, wanted) for wanted in query.filters]
    for word in (query.q or "").split():
        found.append((f"contains({TEXT}, lower(?))", (word,)) if layout.has_text else _somewhere(known.values(), word))
    if query.box:
        if layout.places is None:
            raise Invalid("places_missing")
        found.append(boxes.within(query.box, layout.places))
    return found


SIGNS: Mapping[str, frozenset[str]] = {
    "integer": frozenset("-0123456789"),
    "year": frozenset("-0123456789"),
    "number": frozenset("-+.e0123456789"),
    "boolean": frozenset("truefalse"),
    "date": frozenset("-()bc0123456789"),
    "datetime": frozenset("-:.+tz()bc0123456789"),
    "time": frozenset(":.0123456789"),
}
"""All that values of a type are printed with, in lower case. To print them for any other word would be wasted."""


def _somewhere(fields: Iterable[Field], word: str) -> Condition:
    """Some column that people see has the word: no geometry, and none that lies beside the fields.

    Text is looked at first, and the rest of a row only if that hasn't got it.
    """
    seen = [one for one in fields if one.get("type") != "geojson" and not one["name"].startswith("_")]
    readable = sorted(seen, key=lambda one: kind(one) in SIGNS)
    searched = [field for field in readable if set(word.lower()) <= SIGNS.get(kind(field), set(word.lower()))]
    parts = [f"contains(lower({printed(field)}), lower(?))" for field in searched]
    return " OR ".join(parts) or "false", (word,) * len(parts)


def _condition(known: Known, wanted: Wanted) -> Condition:
    if isinstance(wanted, Filter):
        return _filter(field_of(known, wanted.column), wanted)
    between, negated, when_empty = COMBINED[wanted.how]
    parts = [_condition(known, one) for one in wanted.conditions]
    joined = between.join(f"({sql})" for sql, _ in parts) or when_empty
    return f"({joined}) IS NOT TRUE" if negated else joined, tuple(value for _, values in parts for value in values)


def _filter(field: Field, wanted: Filter) -> Condition:
    if wanted.op not in OPS:
        facts = {"column": wanted.column, "operator": wanted.op, "nearest": nearest(wanted.op, OPS)}
        raise Invalid("unknown_operator", **facts)
    meant = operand(field, wanted.of)
    if wanted.op in ("isnull", "notnull"):
        return f"{meant.sql} IS {'NOT ' if wanted.op == 'notnull' else ''}NULL", ()
    if wanted.op in PARTS:
        text, part = (meant.text, "?") if wanted.by_case else (f"lower({meant.text})", "lower(?)")
        return f"{PARTS[wanted.op]}({text}, {part})", (_only(wanted),)
    if wanted.op in ("in", "notin"):
        values = tuple(_read(meant.field, value) for value in wanted.values)
        listed = f"{meant.sql} IN ({', '.join('?' * len(values))})" if values else "false"
        return (listed if wanted.op == "in" else f"({listed}) IS NOT TRUE"), values
    value = _read(meant.field, _only(wanted))
    if wanted.op in COMPARISONS:
        return f"{meant.sql}{collation(meant.field)} {COMPARISONS[wanted.op]} ?", (value,)
    return f"{meant.sql} {'=' if wanted.op == 'exact' else 'IS DISTINCT FROM'} ?", (value,)


def _only(wanted: Filter) -> str:
    if len(wanted.values) != 1:
        raise Invalid("wrong_value", column=wanted.column, value=list(wanted.values), type="one value")
    return wanted.values[0]


def _read(field: Field, value: str) -> Any:
    """The value to bind. A number is bound as its text: DuckDB reads it as the column's own type, exactly."""
    try:
        return READERS[kind(field)](value)
    except (ValueError, KeyError) as error:
        raise Invalid("wrong_value", column=field["name"], value=value, type=field["type"]) from error


def _integer(value: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,38}", value, re.ASCII):
        raise ValueError(value)
    return int(value)


def _number(value: str) -> str:
    if not re.fullmatch(NUMBER, value, re.ASCII):
        raise ValueError(value)
    return value


READERS: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _integer,
    "year": _integer,
    "number": _number,
    "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
