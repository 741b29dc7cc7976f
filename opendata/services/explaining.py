"""Why a dataset answers a question: its words where they stand, so that a list can show them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from opendata import search
from opendata.model import Dataset, Version
from opendata.model.base import text_in
from opendata.search import Part, Word
from opendata.services.searching import Found

MOST = 3
"""Places that are named beside title and description."""


@dataclass(frozen=True)
class Place:
    """`kind` is title, description, keyword, publisher, file, column or value; `of` the column that has a value."""

    kind: str
    parts: Sequence[Part]
    of: str = ""


@dataclass(frozen=True)
class Why:
    title: Sequence[Part]
    description: Sequence[Part]
    also: Sequence[Place] = field(default_factory=list)
    """Where words stand that are in neither."""


Explain = Callable[[Dataset], Why]


def explain(found: Found, language: str) -> Explain:
    """Tells it of those that were found, in one of our languages."""
    return lambda dataset: _why(dataset, found, language)


def _why(dataset: Dataset, found: Found, language: str) -> Why:
    words = found.question.words
    tokens = found.question.tokens
    title = search.mark(text_in(dataset.title, language), tokens, language)
    description = search.snippet(text_in(dataset.description, language), tokens, language)
    missing = [word for word in words if not _shows([*title, *description], word, language)]
    also: list[Place] = []
    if missing:
        for place in _places(dataset, language):
            answered = [word for word in missing if _shows(search.mark(place.parts[0].text, word.tokens), word, "sv")]
            if answered:
                also.append(Place(place.kind, search.snippet(place.parts[0].text, tokens, language), place.of))
                missing = [word for word in missing if word not in answered]
            if not missing or len(also) == MOST:
                break
    return Why(title, description, also)


def _shows(parts: Sequence[Part], word: Word, language: str) -> bool:
    marked = {token for part in parts if part.answers for token in _tokens(part.text, language)}
    return not marked.isdisjoint(word.tokens)


def _tokens(text: str, language: str) -> set[str]:
    return {*search.tokens(text), *search.tokens(text, language)}


def _places(dataset: Dataset, language: str) -> Iterator[Place]:
    """All that it is found by beside what is shown, the most telling first."""
    for kind, texts in (
        ("title", dataset.title.values()),
        ("keyword", (word for some in dataset.keywords.values() for word in some)),
        ("publisher", dataset.publisher.name.values()),
        ("description", dataset.description.values()),
        ("file", (text for file in dataset.files for text in (*file.title.values(), *file.description.values()))),
    ):
        for text in texts:
            yield Place(kind, [Part(text)])
    versions = [file.current_version for file in dataset.published_files if file.current_version]
    for version in versions:
        for column in version.fields:
            titles = [*(column.get("titles") or {}).values(), column.get("title") or "", column["name"]]
            for title in titles:
                yield Place("column", [Part(title)])
    for version in versions:
        yield from _values(version, language)


def _values(version: Version, language: str) -> Iterator[Place]:
    titles = {one["name"]: text_in(one.get("titles"), language) or one.get("title") for one in version.fields}
    for name, texts in (version.texts or {}).items():
        for text in texts:
            yield Place("value", [Part(text)], titles.get(name) or name)
