"""Table Schemas: load a given one, and keep an earlier one's columns."""

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from opendata.errors import Invalid
from opendata.tabular.judging import patterns
from opendata.tabular.judging.columns import PROFILE
from opendata.tabular.names import safe_names

BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def load(source: str | Path | Mapping[str, Any], *, references: Collection[str] = ()) -> dict[str, Any]:
    """A Frictionless Table Schema descriptor, from a mapping or a JSON file. Invalid `schema_broken` (reason).

    A field's `name` becomes safe for programs. In a schema from elsewhere the name is the column's header: it is kept
    as the `title`, which is what the check compares with the file, and the title that stood there moves to
    `titles` (Swedish). References to tables that are not among `references` are dropped: there is nothing to look them
    up in.
    """
    try:
        return _load(source, references)
    except Invalid:
        raise
    except Exception as error:
        # What is no schema at all takes Frictionless, and us, by surprise in many ways.
        raise Invalid("schema_broken", reason=f"{type(error).__name__}: {error}") from error


def _load(source: str | Path | Mapping[str, Any], references: Collection[str]) -> dict[str, Any]:
    descriptor = _descriptor(source)
    _try(descriptor)
    old = [field["name"] for field in descriptor["fields"]]
    new = dict(zip(old, safe_names(old), strict=True))
    descriptor["fields"] = [_named(field, new[field["name"]]) for field in descriptor["fields"]]
    if "primaryKey" in descriptor:
        descriptor["primaryKey"] = [new[name] for name in _list(descriptor["primaryKey"])]
    _keep_references(descriptor, new, references)
    return descriptor


def _descriptor(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(source, Mapping):
        descriptor: Any = json.loads(json.dumps(source))
    else:
        try:
            descriptor = json.loads(Path(source).read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise Invalid("schema_broken", reason=str(error)) from error
    fields = descriptor.get("fields") if isinstance(descriptor, dict) else None
    if not isinstance(fields, list) or not fields or not all(isinstance(field, dict) for field in fields):
        raise Invalid("schema_broken", reason="no fields")
    return dict(descriptor)


def _try(descriptor: Mapping[str, Any]) -> None:
    """Let Frictionless judge the descriptor, and the values in its constraints, which it reads only when it checks."""
    from frictionless import FrictionlessException, Schema

    try:
        for field in Schema.from_descriptor({**descriptor, "$schema": PROFILE}).fields:
            patterns.bounded(field)
            for constraint, bound in field.constraints.items():
                if constraint in BOUNDS and field.create_value_reader()(bound) is None:
                    raise Invalid("schema_broken", reason=f"{field.name}: {constraint} {bound!r} is not a {field.type}")
    except FrictionlessException as error:
        reasons = [reason.message for reason in error.reasons or [error.error]]
        raise Invalid("schema_broken", reason="; ".join(reasons)) from error
    except re.error as error:
        raise Invalid("schema_broken", reason=f"pattern: {error}") from error


def _named(field: dict[str, Any], name: str) -> dict[str, Any]:
    header = field["name"]
    if name == header:
        return {"title": header, **field}
    label = field.get("title")
    titles = field.get("titles") or ({"sv": label} if label else {})
    return {**field, "name": name, "title": header} | ({"titles": titles} if titles else {})


def _keep_references(descriptor: dict[str, Any], new: Mapping[str, str], references: Collection[str]) -> None:
    kept = []
    for key in descriptor.pop("foreignKeys", ()):
        resource = key["reference"].get("resource") or ""
        if resource and resource not in references:
            continue
        names = _list(key["reference"]["fields"])
        referred = names if resource else [new[name] for name in names]
        own = [new[name] for name in _list(key["fields"])]
        kept.append({"fields": own, "reference": {"resource": resource, "fields": referred}})
    if kept:
        descriptor["foreignKeys"] = kept


def _list(names: Any) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
