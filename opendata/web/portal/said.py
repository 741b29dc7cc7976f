"""What is said of a thing, property by property, as people read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opendata.dcat import Property, Range, parts, vocabularies
from opendata.model import text_in
from opendata.web.language import language


@dataclass(frozen=True)
class Value:
    """A text, perhaps with an address to follow, or the parts of a small thing."""

    text: str
    address: str = ""
    parts: list["Said"] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    label: str
    values: list[Value]


def said(rows: Sequence[Property], values: Mapping[str, Any]) -> list[Said]:
    """Only what something is said of, in the order of the rows; values as `dcat.describe` takes them."""
    return [
        Said(row.label[language()], [_value(row, one) for one in _several(row, values[row.name])])
        for row in rows
        if values.get(row.name) not in (None, "", [], {})
    ]


def _several(row: Property, value: Any) -> list[Any]:
    return value if isinstance(value, list) and row.range is not Range.TEXT else [value]


def _value(row: Property, value: Any) -> Value:
    if row.range is Range.TEXT:
        return Value(text_in({code: _joined(text) for code, text in value.items()}, language()))
    if isinstance(value, Mapping):
        iri = value.get("@id", "")
        return Value(iri, _followed(iri), said(parts(row), value))
    if row.vocabulary and isinstance(value, str):
        known = vocabularies.vocabulary(row.vocabulary).get(value) or vocabularies.find(row.vocabulary, value)
        return Value(text_in(known.label, language())) if known else Value(value, _followed(value))
    text = str(value).removeprefix("mailto:").removeprefix("tel:")
    return Value(text, _followed(text))


def _joined(text: Any) -> str:
    return "; ".join(text) if isinstance(text, list) else str(text)


def _followed(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""
