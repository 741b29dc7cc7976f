"""The form in which a Table Schema is corrected, column by column. The service judges the outcome."""

import re
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from opendata.web.portal.descriptions import multilingual

TYPES = ("string", "integer", "number", "boolean", "date", "datetime", "time", "year")
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "string": ("format",),
    "number": ("decimalChar", "groupChar"),
    "boolean": ("trueValues", "falseValues"),
    "date": ("format",),
    "datetime": ("format",),
    "time": ("format",),
}
"""What the form asks about how values of a type are written."""

OF_A_TYPE = ("format", "decimalChar", "groupChar", "trueValues", "falseValues", "period")
OF_NUMBERS = ("bareNumber", "unit")
NUMBERS = ("integer", "number")
DEFAULTS = {"format": "default", "decimalChar": ".", "groupChar": ""}
RULES = ("required", "unique", "minimum", "maximum", "pattern", "enum")


def read(form: MultiDict[str, str], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The Table Schema with what the form says of each column; what the form doesn't ask for stays as it was."""
    return {**schema, "fields": [_field(form, f"c{place}", known) for place, known in enumerate(schema["fields"])]}


def _field(form: MultiDict[str, str], prefix: str, known: Mapping[str, Any]) -> dict[str, Any]:
    kind = form.get(f"{prefix}_type", known["type"])
    dropped = _dropped(known["type"], kind)
    field = {key: value for key, value in known.items() if key not in dropped}
    for key in WRITTEN.get(kind, ()):
        field[key] = _written(form.get(f"{prefix}_{key}", ""), key)
    descriptions = _filled(multilingual(form, f"{prefix}_description"))
    field |= {
        "type": kind,
        "titles": _filled(multilingual(form, f"{prefix}_title")),
        "descriptions": descriptions,
        "description": descriptions.get("sv", ""),
        "constraints": _rules(form, prefix, kind, known.get("constraints", {})),
    }
    return {key: value for key, value in field.items() if value not in ("", [], {}) and value != DEFAULTS.get(key)}


def _dropped(before: str, after: str) -> tuple[str, ...]:
    """What says how values of the old type are written, and nothing of the new: ".." in text is a value."""
    if before == after:
        return ()
    numbers = () if before in NUMBERS and after in NUMBERS else OF_NUMBERS
    return (*OF_A_TYPE, *numbers, *(("missingValues",) if after == "string" else ()))


def _rules(form: MultiDict[str, str], prefix: str, kind: str, known: Mapping[str, Any]) -> dict[str, Any]:
    others = {rule: value for rule, value in known.items() if rule not in RULES}
    said = {
        **{rule: True for rule in ("required", "unique") if f"{prefix}_{rule}" in form},
        **{rule: _typed(kind, form.get(f"{prefix}_{rule}", "")) for rule in ("minimum", "maximum")},
        "pattern": form.get(f"{prefix}_pattern", "").strip(),
        "enum": [_typed(kind, line) for line in form.get(f"{prefix}_enum", "").splitlines() if line.strip()],
    }
    return {**others, **{rule: value for rule, value in said.items() if value not in ("", [])}}


def _typed(kind: str, text: str) -> int | float | str:
    """As JSON has it, where the type has numbers; what is no number stays text, for the service to refuse."""
    plain = text.strip().replace(",", ".") if kind == "number" else text.strip()
    if kind in ("integer", "number", "year") and re.fullmatch(r"[+-]?\d+", plain):
        return int(plain)
    return float(plain) if kind == "number" and re.fullmatch(r"[+-]?\d*\.\d+", plain) else plain


def _written(text: str, key: str) -> str | list[str]:
    return [word.strip() for word in text.split(",") if word.strip()] if key.endswith("Values") else text


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: text.strip() for code, text in texts.items() if text.strip()}
