"""JSON objects as rows of cells under titles."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from opendata.tabular.read import titled
from opendata.tabular.read.documents.document import Number, title

DEEPEST = 20
"""Objects within objects that get columns of their own; what is deeper is kept as JSON text."""

_json = json.JSONEncoder(ensure_ascii=False).encode

Object = dict[str, Any]


@dataclass
class Columns:
    """Titles in the order in which they are first seen; keys are the JSON's own, so that two never become one."""

    titles: list[str] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def rows(self, objects: Iterable[Object]) -> Iterator[list[str]]:
        places = self._places
        for one in objects:
            flat = flattened(one)
            if not flat.keys() <= places.keys():
                for key in flat:
                    self.place(key)
            cells = map(flat.get, places)
            yield [cell if type(cell) is Number else text(cell) for cell in cells]

    def place(self, key: str) -> int:
        if key not in self._places:
            self._places[key] = len(self.titles)
            self.titles.append(".".join(map(title, key.split("."))))
            titled.refuse_width(len(self.titles))
        return self._places[key]


def flattened(one: Object) -> Object:
    """Objects within become keys with dots between."""
    if not any(type(value) is dict for value in one.values()):
        return one
    flat: Object = {}
    _flatten(one, "", flat, DEEPEST)
    return flat


def text(value: Any) -> str:
    """The cell for a value; an array as JSON text."""
    if isinstance(value, str):
        return titled.cell(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return titled.cell(written(value)) if value else ""


def written(value: Any) -> str:
    """JSON text, with every number as it was."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_json(key)}: {written(value[key])}" for key in value) + "}"
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case Number():
            return value
        case _:
            return _json(value)


def _flatten(one: Object, prefix: str, flat: Object, levels: int) -> None:
    for key, value in one.items():
        if type(value) is dict and value and levels:
            _flatten(value, f"{prefix}{key}.", flat, levels - 1)
        else:
            flat[prefix + key] = value
