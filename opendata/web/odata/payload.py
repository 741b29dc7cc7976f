"""Rows as OData's JSON. Source: OData JSON Format 4.0."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from opendata.web.odata.asked import Form
from opendata.web.odata.table import (
    BOOLEAN,
    DOUBLE,
    EXACT,
    GEOGRAPHY,
    MOMENT,
    NAMESPACE,
    STRING,
    TYPE,
    Property,
    Table,
)
from opendata.web.verbatim import written

SELF_TOLD = (STRING, BOOLEAN, DOUBLE)
"""Types that a value in JSON tells by itself."""


def context_of(table: Table, select: Sequence[str], *, one: bool = False) -> str:
    chosen = "" if list(select) == list(table.properties) else f"({','.join(select)})"
    return f"{table.root}/$metadata#{table.set_name}{chosen}{'/$entity' if one else ''}"


def collection(rows: Iterable[str], table: Table, select: Sequence[str], form: Form, beside: dict[str, Any]) -> str:
    """`beside` is what stands before the rows; a link to the next page comes after them."""
    told = {} if form.level == "none" else {"@odata.context": context_of(table, select)}
    following = {name: value for name, value in beside.items() if name == "@odata.nextLink"}
    before = json.dumps({**told, **{name: value for name, value in beside.items() if name not in following}})[1:-1]
    after = json.dumps(following)[1:-1]
    values = f'"value": [{", ".join(entities(rows, table, select, form))}]'
    return f"{{{', '.join(part for part in (before, values, after) if part)}}}"


def entity(row: str, table: Table, select: Sequence[str], form: Form) -> str:
    (text,) = entities([row], table, select, form)
    told = "" if form.level == "none" else f'"@odata.context": {json.dumps(context_of(table, select, one=True))}, '
    return f"{{{told}{text[1:]}"


def entities(rows: Iterable[str], table: Table, select: Sequence[str], form: Form) -> Iterable[str]:
    """The texts are as the engine gives them, unless something in them is told otherwise here."""
    chosen = [table.properties[name] for name in select]
    types = {one.type for one in chosen}
    is_as_it_is = form.level != "full" and not types & {MOMENT, GEOGRAPHY}
    if is_as_it_is and not (form.as_text and types & set(EXACT)):
        return rows
    return (_told(json.loads(row, parse_float=Decimal), table, chosen, form) for row in rows)


def _told(row: dict[str, Any], table: Table, chosen: Sequence[Property], form: Form) -> str:
    told: dict[str, Any] = {}
    if form.level == "full":
        told["@odata.type"] = f"#{NAMESPACE}.{TYPE}"
        if table.key.name in row:
            told["@odata.id"] = told["@odata.readLink"] = address(table, row[table.key.name])
    for one in chosen:
        value = row[one.name]
        type_ = _type_told(one, value, form)
        if type_:
            told[f"{one.name}@odata.type"] = type_
        told[one.name] = _value(one, value, form)
    return written(told)


def _type_told(one: Property, value: Any, form: Form) -> str:
    if value is None or form.level == "none":
        return ""
    if one.type == GEOGRAPHY:
        return f"#Geography{str(value.get('type')).removeprefix('Geometry')}"
    if form.level == "full" and one.type not in SELF_TOLD:
        return f"#{one.type.removeprefix('Edm.')}"
    return ""


def _value(one: Property, value: Any, form: Form) -> Any:
    if value is None:
        return None
    if one.type == MOMENT and not value.endswith("Z"):
        return f"{value}Z"
    if one.type in EXACT and form.as_text:
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return value


def address(table: Table, key: Any) -> str:
    quoted = "'" + quote(key.replace("'", "''"), safe="'") + "'" if isinstance(key, str) else key
    return f"{table.root}/{table.set_name}({quoted})"
