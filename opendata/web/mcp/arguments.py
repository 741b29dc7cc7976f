"""What a tool is called with, checked against its schema; what doesn't fit is told with what would."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from opendata.errors import Invalid
from opendata.web.api.door import unknown_parameter

SHOWN = 100
"""Signs of a value that are repeated."""


def check(given: Any, schema: Mapping[str, Any]) -> None:
    """Invalid `parameter_unknown` (nearest), `field_missing`, `choice_unknown`, `number_out_of_range`, or
    `argument_wrong` (field, value, rule)."""
    found = sorted(Draft202012Validator(schema).iter_errors(given), key=_weight)
    if found:
        raise _told(found[0])


def _weight(error: ValidationError) -> tuple[int, int]:
    """A name that means nothing explains best what is missing or wrong elsewhere."""
    return error.validator != "additionalProperties", len(error.absolute_path)


def _told(error: ValidationError) -> Invalid:
    value, rule = error.instance, error.validator_value
    field = ".".join(map(str, error.absolute_path)) or "arguments"
    schema: Any = error.schema
    match error.validator:
        case "additionalProperties":
            known = schema["properties"]
            return unknown_parameter(next(name for name in value if name not in known), known)
        case "required":
            missing = next(name for name in schema["required"] if name not in value)
            return Invalid("field_missing", field=".".join([*map(str, error.absolute_path), missing]))
        case "enum":
            return Invalid("choice_unknown", field=field, value=_short(value), known=rule)
        case "minimum" | "maximum":
            bounds = {"minimum": schema["minimum"], "maximum": schema["maximum"]}
            return Invalid("number_out_of_range", field=field, value=_short(value), **bounds)
        case kind:
            return Invalid("argument_wrong", field=field, value=_short(value), rule=f"{kind} = {_short(rule)}")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
