"""The controlled lists that metadata is chosen from, in Swedish and English; kept in `schemas/vocabularies`."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unicodedata import combining, normalize

from opendata.errors import Invalid, NotFound

FOLDER = Path(__file__).parents[2] / "schemas" / "vocabularies"

_WORD = re.compile(r"[^\W_]+")

NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@dataclass(frozen=True)
class Concept:
    """One choice. `broader` is the code of the concept above it in the same list.

    Media types also carry `media_type` (the literal that DCAT-AP-SE wants as dcterms:format) and `file_type` (the IRI
    that DCAT-AP wants there instead); file types whether they are `machine_readable` and `non_proprietary`, as
    data.europa.eu counts them. `exact_match` is the IRI of the same licence in the EU list.
    """

    code: str
    iri: str
    label: Mapping[str, str]
    broader: str | None = None
    media_type: str | None = None
    file_type: str | None = None
    machine_readable: bool = False
    non_proprietary: bool = False
    exact_match: str | None = None


@cache
def vocabulary(name: str) -> Mapping[str, Concept]:
    """Code -> Concept, in the order to offer them. An unknown name is NotFound("vocabulary_unknown")."""
    if name not in NAMES:
        raise NotFound("vocabulary_unknown", name=name)
    return MappingProxyType({row["code"]: _concept(**row) for row in _read(name)["concepts"]})


@cache
def scheme(name: str) -> str:
    """The IRI of the list itself."""
    return str(_read(name)["scheme"])


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


def search(name: str, words: str, language: str) -> list[Concept]:
    """The concepts with a word that begins like each of these, best first; all of them when there are no words.

    Best is what is called just so, then what begins so, in the language asked for before codes and the other language;
    last what has the words inside longer ones. Accents may be left out: Goteborg finds Göteborg, but Ö does not mean O
    when there is something that begins with Ö.
    """
    wanted = _folded(words).split()
    ranked = [
        (rank, one) for one in vocabulary(name).values() if (rank := _rank(one, words, wanted, language)) is not None
    ]
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])]


def _rank(one: Concept, words: str, wanted: Sequence[str], language: str) -> tuple[bool, bool, int, bool, bool] | None:
    """Smaller is better; None for what does not have the words."""
    own = one.label[language]
    for place, text in enumerate((own, one.code, *(label for other, label in one.label.items() if other != language))):
        plain = _folded(text)
        inside = not _begin(plain, wanted)
        if inside and not all(begun in plain for begun in wanted):
            continue
        whole, spelt = " ".join(wanted), _begin(text.casefold(), words.casefold().split())
        return inside, plain != whole, place, not plain.startswith(whole), not spelt
    return None


def _begin(text: str, wanted: Sequence[str]) -> bool:
    return all(any(word.startswith(begun) for word in text.split()) for begun in wanted)


def _folded(text: str) -> str:
    """In lower case, without accents and signs, in single blanks."""
    letters = "".join(one for one in normalize("NFKD", text.casefold()) if not combining(one))
    return " ".join(_WORD.findall(letters))


def top(name: str, code: str) -> Concept:
    """The topmost concept above this one; itself when there is none."""
    found = concept(name, code)
    return found if found.broader is None else top(name, found.broader)


def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _concept(*, sv: str, en: str, **fields: Any) -> Concept:
    return Concept(label={"sv": sv, "en": en}, **fields)


@cache
def _by_iri(name: str) -> Mapping[str, Concept]:
    concepts = list(vocabulary(name).values())
    return {one.iri: one for one in reversed(concepts)}


@cache
def _by_media_type() -> Mapping[str, Concept]:
    return {one.media_type: one for one in reversed(list(vocabulary("media-type").values())) if one.media_type}
