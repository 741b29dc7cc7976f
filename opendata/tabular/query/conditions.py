"""Which rows are meant: filters, words and a rectangle -> SQL conditions and the values bound in them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from opendata.errors import Invalid
from opendata.tabular.geometry import boxes
from opendata.tabular.geometry.places import Places
from opendata.tabular.query.aspects import operand
from opendata.tabular.query.question import Filter, Known, RowQuery, Wanted, collation, field_of, nearest
from opendata.tabular.storage import NUMBER, Field, kind, printed

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
PARTS = {"contains": "contains", "startswith": "starts_with", "endswith": "ends_with"}
COMBINED = {"all": (" AND ", False, "true"), "any": (" OR ", False, "false"), "none": (" OR ", True, "false")}
"""What stands between the conditions, whether what they give is turned round, and what no conditions at all give."""
OPS = ("exact", "not", *COMPARISONS, *PARTS, "in", "notin", "isnull", "notnull")

Condition = tuple[str, tuple[Any, ...]]
"""SQL, and the values bound in it."""


def conditions(query: RowQuery, known: Known, places: Places | None) -> list[Condition]:
    found = [_condition(known, wanted) for wanted in query.filters]
    if query.q:
        row = _row_as_text(known)
        found += [(f"contains({row}, lower(?))", (word,)) for word in query.q.split()]
    if query.box:
        if places is None:
            raise Invalid("places_missing")
        found.append(boxes.within(query.box, places))
    return found


def _row_as_text(known: Known) -> str:
    """Of what people see: no geometry, and no columns that lie beside the fields."""
    fields = [one for one in known.values() if one.get("type") != "geojson" and not one["name"].startswith("_")]
    texts = ["' '", *map(printed, fields)]
    return f"lower(concat_ws({', '.join(texts)}, ''))"


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
