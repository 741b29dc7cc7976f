"""The controlled lists that metadata is chosen from, in Swedish and English; kept in `schemas/vocabularies`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from opendata.errors import Invalid, NotFound

FOLDER = Path(__file__).parents[2] / "schemas" / "vocabularies"

NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@dataclass(frozen=True)
class Concept:
    """One choice. `broader` is the code of the concept above it in the same list.

    Media types also carry `media_type` (the literal that DCAT-AP-SE wants as dcterms:format) and `file_type` (the IRI
    that DCAT-AP wants there instead); file types whether they are `machine_readable` and `non_proprietary`, as
    data.europa.eu counts them.
    """

    code: str
    iri: str
    label: Mapping[str, str]
    broader: str | None = None
    media_type: str | None = None
    file_type: str | None = None
    machine_readable: bool = False
    non_proprietary: bool = False


@cache
def vocabulary(name: str) -> Mapping[str, Concept]:
    """Code -> Concept, in the order to offer them. An unknown name is NotFound("vocabulary_unknown")."""
    if name not in NAMES:
        raise NotFound("vocabulary_unknown", name=name)
    rows = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["concepts"]
    return MappingProxyType({row["code"]: _concept(**row) for row in rows})


def concept(name: str, code: str) -> Concept:
    """The concept with this code, or Invalid("concept_unknown")."""
    try:
        return vocabulary(name)[code]
    except KeyError:
        raise Invalid("concept_unknown", vocabulary=name, value=code) from None


def find(name: str, iri: str) -> Concept | None:
    """The concept with this IRI; the first one where two formats share a media type."""
    return _by_iri(name).get(iri)


def file_type(given: str) -> Concept | None:
    """The EU file type of a format that is given as a code of media-type, as a media type such as text/csv, or as the
    IRI of either list; None where the EU list has none."""
    known = vocabulary("media-type").get(given) or _by_media_type().get(given) or find("media-type", given)
    return find("file-type", (known and known.file_type) or given)


def top(name: str, code: str) -> Concept:
    """The topmost concept above this one; itself when there is none."""
    found = concept(name, code)
    return found if found.broader is None else top(name, found.broader)


def _concept(*, sv: str, en: str, **fields: Any) -> Concept:
    return Concept(label={"sv": sv, "en": en}, **fields)


@cache
def _by_iri(name: str) -> Mapping[str, Concept]:
    concepts = list(vocabulary(name).values())
    return {one.iri: one for one in reversed(concepts)}


@cache
def _by_media_type() -> Mapping[str, Concept]:
    return {one.media_type: one for one in reversed(list(vocabulary("media-type").values())) if one.media_type}
