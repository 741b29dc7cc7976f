"""What somebody says of a thing, property by property: as it is kept, or what is wrong with it and where."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from rdflib import Graph

from opendata.dcat.profile import CLASSES, FLAVOURS, Property, Range
from opendata.dcat.profile.property import WEB
from opendata.dcat.values import to_json
from opendata.dcat.write import describe, is_empty
from opendata.errors import Invalid

REFERRED = frozenset({"Catalog", "Dataset", "DatasetSeries", "DataService", "Distribution"})
"""Classes that are described in their own right: others only ever say their IRI."""

_SCRATCH = "https://example.org/"
_YEAR = re.compile(r"\d{4}")
_WHOLE = re.compile(r"\d{1,18}")


def parts(row: Property) -> Sequence[Property]:
    """What can be said of one of its values beside the IRI; nothing where that is all."""
    is_thing = row.range in (Range.NODE, Range.ENTITY) and row.node is not None and row.node not in REFERRED
    return CLASSES[row.node or ""] if is_thing else ()


def given(kind: str, name: str, value: Any) -> Any:
    """One property's value as it is kept in JSON and as `describe` takes it; None when it says nothing.

    Numbers and years may come as texts, as forms have them. A value that may occur many times is kept as a list, the
    IRI of a node as "@id". Invalid("fields_wrong", errors={path: code}) names each part that can't be used, such as
    `creator.name` or `page.0.iri`.
    """
    errors: dict[str, str] = {}
    kept = _kept(kind, _row(kind, name), to_json(value), name, errors)
    if errors:
        raise Invalid("fields_wrong", errors=errors)
    return kept


def _row(kind: str, name: str) -> Property:
    return next(row for row in CLASSES[kind] if row.name == name)


def _kept(kind: str, row: Property, value: Any, path: str, errors: dict[str, str]) -> Any:
    if row.range is Range.TEXT:
        return _one(kind, row, value, path, errors)
    items = value if isinstance(value, list) else [value]
    if row.at_most == 1:
        if len(items) > 1:
            errors[path] = "value_wrong_shape"
        return _one(kind, row, items[0], path, errors) if items else None
    kept = [_one(kind, row, item, f"{path}.{place}", errors) for place, item in enumerate(items)]
    return [one for one in kept if one is not None] or None


def _one(kind: str, row: Property, value: Any, path: str, errors: dict[str, str]) -> Any:
    if is_empty(value):
        return None
    if isinstance(value, Mapping) and value.keys() == {"@id"} and not parts(row):
        value = value["@id"]
    elif isinstance(value, str) and row.range is Range.ENTITY and parts(row):
        value = {"@id": value}
    if isinstance(value, Mapping) and row.range is not Range.TEXT:
        return _node(kind, row, value, path, errors)
    if isinstance(value, list):
        errors[path] = "value_wrong_shape"
        return None
    try:
        return _sound(kind, row, _meant(row, value))
    except ValueError as unusable:
        errors[path] = str(unusable)
        return None


def _node(kind: str, row: Property, value: Mapping[str, Any], path: str, errors: dict[str, str]) -> Any:
    rows = {child.name: child for child in parts(row)}
    if not rows:
        errors[path] = "value_wrong_shape"
        return None
    kept = {}
    for name, part in value.items():
        if name in rows:
            kept[name] = _kept(row.node or "", rows[name], part, f"{path}.{name}", errors)
        elif name != "@id":
            errors[f"{path}.{name}"] = "value_wrong_shape"
    kept = {name: part for name, part in kept.items() if part is not None}
    iri = _name(kind, row, value.get("@id"), path, errors)
    says_more = not is_empty({name: part for name, part in value.items() if name != "@id"})
    if says_more or row.range is Range.ENTITY:
        _require(rows, kept, path, errors)
    if iri:
        return {"@id": iri, **kept} if kept else iri
    return kept or None


def _name(kind: str, row: Property, iri: Any, path: str, errors: dict[str, str]) -> str | None:
    if is_empty(iri):
        return None
    try:
        return str(_sound(kind, row, _meant(row, iri)))
    except ValueError as unusable:
        errors[f"{path}.iri"] = str(unusable)
        return None


def _require(rows: Mapping[str, Property], kept: Mapping[str, Any], path: str, errors: dict[str, str]) -> None:
    """What a node can't do without, unless what was said of it is refused already; its type the writer knows."""
    for name, row in rows.items():
        is_mandatory = row.obligation == "mandatory" and row.only in (None, "se") and row.iri != "rdf:type"
        if is_mandatory and name not in kept and not any(f"{known}.".startswith(f"{path}.{name}.") for known in errors):
            errors[f"{path}.{name}"] = "field_missing"


def _meant(row: Property, value: Any) -> Any:
    """The value as `describe` wants it, where a form or a person has it as a text."""
    if row.range is Range.TEXT:
        return _texts({"sv": value} if isinstance(value, str) else value)
    if not isinstance(value, str):
        return value
    text = value.strip()
    match row.range:
        case Range.DATE if _YEAR.fullmatch(text):
            return int(text)
        case Range.NON_NEGATIVE_INTEGER if _WHOLE.fullmatch(text):
            return int(text)
        case Range.DECIMAL:
            return text.replace(",", ".")
    return text


def _texts(value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError("value_wrong_shape")
    texts = {language: _said(given) for language, given in value.items()}
    return {language: text for language, text in texts.items() if text}


def _said(given: Any) -> Any:
    """One text, or several as a list, without empty ones."""
    if isinstance(given, list):
        several = [text for one in given if (text := _line(one))]
        return several[0] if len(several) == 1 else several
    return _line(given)


def _line(given: Any) -> str:
    if given is not None and not isinstance(given, str):
        raise ValueError("value_wrong_shape")
    return (given or "").strip()


def _sound(kind: str, row: Property, value: Any) -> Any:
    """The value, if it can be written by the rules of both flavours."""
    try:
        for flavour in FLAVOURS:
            describe(Graph(), kind, _SCRATCH, {row.name: value}, flavour)
    except Invalid as unusable:
        if unusable.code == "text_broken":
            raise ValueError("text_broken") from None
        _refuse(row)
    return value


def _refuse(row: Property) -> NoReturn:
    match row.range:
        case Range.CONCEPT:
            raise ValueError("not_in_vocabulary")
        case Range.DATE:
            raise ValueError("date_unreadable")
        case Range.DECIMAL | Range.NON_NEGATIVE_INTEGER:
            raise ValueError("number_unreadable")
        case Range.DURATION:
            raise ValueError("duration_unreadable")
        case Range.WKT:
            raise ValueError("shape_unreadable")
        case Range.MEDIA_TYPE | Range.FILE_TYPE:
            raise ValueError("media_type_unusable")
        case Range.IRI | Range.URL | Range.NODE | Range.ENTITY:
            raise ValueError("web_address_elsewhere" if row.pattern and row.pattern != WEB else "web_address_unusable")
    raise ValueError("value_wrong_shape")
