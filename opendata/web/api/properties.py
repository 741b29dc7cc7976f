"""What the API takes and shows of properties of the profile: its rows as fields, its small classes as nested ones."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, fields

from opendata.dcat import CLASSES, Property, Range, parts
from opendata.services.properties import asked_for

OBLIGATIONS = {
    "mandatory": "Mandatory in DCAT-AP-SE.",
    "recommended": "Recommended in DCAT-AP-SE.",
    "optional": "Optional in DCAT-AP-SE.",
}
ELSEWHERE = {"eu": "Only in DCAT-AP.", "dcat": "Only in DCAT itself."}


class Node(fields.Nested):
    """The values of a thing with its IRI; what is only its IRI as a text is taken for that."""

    def _deserialize(self, *given: Any, **more: Any) -> Any:
        return given[0] if isinstance(given[0], str) else super()._deserialize(*given, **more)

    def _serialize(self, *given: Any, **more: Any) -> Any:
        value, *rest = given
        values = {"@id": value} if isinstance(value, str) else value
        return super()._serialize(values, *rest, **more)  # type: ignore[no-untyped-call]


class Iri(fields.String):
    """Only the IRI of a thing, whatever else is kept of it."""

    def _serialize(self, *given: Any, **more: Any) -> Any:
        value, *rest = given
        return super()._serialize(value["@id"] if isinstance(value, Mapping) else value, *rest, **more)


class Moment(fields.Field[Any]):
    """A year, which is kept as a number, a date or a date with time."""

    def _serialize(self, *given: Any, **_more: Any) -> Any:
        return None if given[0] is None else str(given[0])


@cache
def described(kind: str) -> type[Schema]:
    """The fields of all that can be said of a thing of this class beside its fields of its own."""
    return _schema(f"{kind}Properties", asked_for(kind))


def shown(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of these properties, with lists where there may be several values."""
    return {row.name: _several(row, values[row.name]) for row in asked_for(kind) if values.get(row.name) is not None}


def _several(row: Property, value: Any) -> Any:
    alone = row.at_most == 1 or row.range is Range.TEXT or isinstance(value, list)
    return value if alone else [value]


def _schema(name: str, rows: Sequence[Property], **more: Any) -> type[Schema]:
    made = Schema.from_dict({**{row.name: _field(row) for row in rows}, **more}, name=name)
    made.opts.unknown = RAISE
    return made


@cache
def _node_schema(kind: str) -> type[Schema]:
    iri = fields.String(data_key="iri", attribute="@id", metadata={"description": "Its IRI, if it has one."})
    return _schema(kind, CLASSES[kind], iri=iri)


def _field(row: Property) -> Any:
    said: dict[str, Any] = {"metadata": {"description": _words(row)}, "allow_none": True}
    if row.range is Range.TEXT:
        return fields.Dict(keys=fields.String(), **said)
    if row.at_most == 1:
        return _one(row, **said)
    return fields.List(_one(row), **said)


def _one(row: Property, **said: Any) -> Any:
    if parts(row):
        return Node(_node_schema(row.node or ""), **said)
    return FIELDS.get(row.range, fields.String)(**said)


FIELDS: Mapping[Range, Callable[..., Any]] = {
    Range.DECIMAL: fields.Float,
    Range.NON_NEGATIVE_INTEGER: fields.Integer,
    Range.DATE: Moment,
    Range.IRI: Iri,
    Range.NODE: Iri,
    Range.ENTITY: Iri,
}
"""Range -> kind of field, where that is not plain text."""


def _words(row: Property) -> str:
    listed = f"A code or IRI of the vocabulary {row.vocabulary}." if row.vocabulary else ""
    named = "Its values, or only its IRI as a text." if parts(row) else ""
    wanted = ELSEWHERE.get(row.only or "", OBLIGATIONS[row.obligation])
    return " ".join(part for part in (row.help["en"], wanted, listed, named, f"({row.iri})") if part)
