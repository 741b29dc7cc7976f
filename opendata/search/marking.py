"""Where in a text the words are that answer a question."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from opendata.search.tokens import stem, words_of

BEFORE = 60
"""Characters shown before the first word that answers."""


@dataclass(frozen=True)
class Part:
    text: str
    answers: bool = False


def mark(text: str, tokens: Collection[str], language: str = "sv") -> list[Part]:
    """The whole text in parts: words that answer, and what is between them."""
    text = unicodedata.normalize("NFC", text)
    parts, end = [], 0
    for match in words_of(text):
        if stem(match[0], language) in tokens or stem(match[0]) in tokens:
            parts += [Part(text[end : match.start()]), Part(match[0], answers=True)]
            end = match.end()
    return [part for part in (*parts, Part(text[end:])) if part.text]


def snippet(text: str, tokens: Collection[str], language: str = "sv", width: int = 220) -> list[Part]:
    """The piece of a text, about so many characters long, that begins a little before the first word that answers."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    answering = [match for match in words_of(text) if stem(match[0], language) in tokens or stem(match[0]) in tokens]
    if len(text) <= width:
        return mark(text, tokens, language)
    first = answering[0].start() if answering else 0
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE) + 1
    end = len(text) if len(text) - start <= width else max(text.rfind(" ", start, start + width), start + 1)
    shown = text[start:end].rstrip(" ,;:")
    parts = mark(shown, tokens, language)
    return [*([Part("… ")] if start else []), *parts, *([Part(" …")] if end < len(text) else [])]
