"""Values of a thing, as `describe` takes them: kept as JSON, and put together from several places."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from opendata.dcat.profile import CLASSES, Property, Range


def to_json(value: Any) -> Any:
    """What `describe` takes, as JSON that it takes as well."""
    match value:
        case tuple():
            iri, values = value
            return {"@id": iri, **to_json(values)}
        case Mapping():
            return {name: to_json(part) for name, part in value.items()}
        case list() | set() | frozenset():
            return [to_json(part) for part in value]
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value


def combined(kind: str, known: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a thing together with what is said of it: that wins where there can only be one value, in texts
    language by language; other values stand side by side, each once. None says that there is nothing, whatever is
    known."""
    rows = {row.name: row for row in CLASSES[kind]}
    values = dict(known)
    for name, value in said.items():
        values[name] = (
            _joined(rows[name], known[name], value) if value is not None and _says(known.get(name)) else value
        )
    return values


def _says(known: Any) -> bool:
    """Whether there is something: a node that has the first place without any is not in the way of the next."""
    return any(known.values()) if isinstance(known, Mapping) else bool(known)


def _joined(row: Property, known: Any, said: Any) -> Any:
    if row.range is Range.TEXT:
        return {**known, **said}
    if row.at_most == 1:
        return said
    values = [*_several(known), *_several(said)]
    return [value for place, value in enumerate(values) if value not in values[:place]]


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]
