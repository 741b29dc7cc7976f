"""What somebody typed -> for each word, which tokens answer it and how well: the word itself, what means the same,
compounds with it, its parts, what it begins, and what was probably meant."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from opendata.search.lexicon import Forms, Lexicon
from opendata.search.spelling import nearest
from opendata.search.tokens import STOPWORDS, plain, stem, tokens, words_of

LONGEST = 200
MOST_WORDS = 8
SHORTEST_PART = 3
LITTLE = {"", *(stem(word) for word in STOPWORDS)}
"""Tokens that nearly everything has, and that are no parts of compounds: för in förskola."""
FEW = 12
"""Ways of taking a word apart that are tried."""
EXACT, SAME, COMPOUND, PARTS, LOOSE, MEANT = 10, 8, 7, 6, 4, 3
"""How well a way answers."""
LINKING = ("", "s", "e", "a", "o", "u")
"""What Swedish puts between the parts of a compound, or what the stem of the first part has lost."""

All = tuple[str, ...]
"""Tokens that must all be there."""
Synonyms = Sequence[Sequence[str]]
"""Groups of words that mean the same."""


@dataclass(frozen=True)
class Way:
    """One of `any_of`: each is one token, or several that belong together."""

    worth: int
    any_of: Sequence[All]


@dataclass(frozen=True)
class Word:
    typed: str
    ways: Sequence[Way]
    meant: str = ""
    """A known word that it is probably a slip for."""

    @property
    def tokens(self) -> set[str]:
        """All that answer; parts of a compound only where nothing has the word itself."""
        has_itself = any(way.worth == EXACT for way in self.ways)
        ways = [way for way in self.ways if not has_itself or way.worth != PARTS]
        return {token for way in ways for alternative in way.any_of for token in alternative}


@dataclass(frozen=True)
class Question:
    words: Sequence[Word] = ()
    typed: str = ""
    corrected: str = ""
    """What was probably meant, if it is something else than what was typed."""
    tokens: frozenset[str] = field(default_factory=frozenset)


def ask(connection: Connection, typed: str, synonyms: Synonyms = ()) -> Question:
    """Words that mean nothing alone (och, i, the) count only when there are no others."""
    typed = unicodedata.normalize("NFC", typed)[:LONGEST]
    asker = _Asker(Lexicon(connection), synonyms)
    words = [asker.word(text) for text in _counting(typed)]
    corrected = typed
    for word in words:
        if word.meant:
            corrected = re.sub(rf"\b{re.escape(word.typed)}\b", word.meant, corrected)
    found = frozenset().union(*(word.tokens for word in words))
    return Question(words, typed, "" if corrected == typed else corrected, found)


def _counting(typed: str) -> list[str]:
    every = list(dict.fromkeys(match[0] for match in words_of(typed)))
    telling = [word for word in every if word.casefold() not in STOPWORDS]
    return (telling or every)[:MOST_WORDS]


class _Asker:
    def __init__(self, lexicon: Lexicon, synonyms: Synonyms) -> None:
        self._lexicon = lexicon
        self._same: dict[str, list[All]] = {}
        for group in synonyms:
            meanings = [tuple(dict.fromkeys(tokens(one))) for one in group]
            for meaning in meanings:
                if len(meaning) == 1:
                    self._same.setdefault(meaning[0], []).extend(one for one in meanings if one and one != meaning)

    def word(self, typed: str) -> Word:
        stems = list(dict.fromkeys((stem(typed), stem(typed, "en"), *_bare(typed))))
        exact = self._lexicon.known(stems)
        same = list(dict.fromkeys(one for token in stems for one in self._same.get(token, ())))
        heads = dict.fromkeys(form for token in (*stems, plain(typed)) for form in _forms(token))
        compounds, loose = self._around([head for head in heads if len(head) > 1], set(stems))
        parts = self._parts(plain(typed))
        ways = [
            Way(EXACT, _each(exact)),
            Way(SAME, same),
            Way(COMPOUND, _each(compounds)),
            Way(PARTS, parts),
            Way(LOOSE, _each(loose)),
        ]
        meant: Forms = {}
        if not any(way.any_of for way in ways if way.worth != PARTS):
            ways.append(Way(LOOSE, self._parts_so_far(plain(typed))))
        if not any(way.any_of for way in ways if way.worth != PARTS):
            meant = nearest(plain(typed), self._lexicon) or nearest(stems[0], self._lexicon)
            ways.append(Way(MEANT, _each(meant) or self._parts_meant(plain(typed))))
        return Word(typed, [way for way in ways if way.any_of], _best(meant))

    def _around(self, heads: Sequence[str], exact: set[str]) -> tuple[list[str], list[str]]:
        """Tokens that begin or end with a head: those whose rest is a word, and the others."""
        rests: dict[str, set[str]] = {}
        loose: dict[str, None] = {}
        for head in heads:
            for token in self._lexicon.beginning(head):
                rests.setdefault(token, set()).update(_without_link(token[len(head) :]))
                loose[token] = None
            for token in self._lexicon.ending(head) if len(head) >= SHORTEST_PART else ():
                rests.setdefault(token, set()).update(_firsts(token[: -len(head)]))
                if len(head) > SHORTEST_PART:
                    loose[token] = None
        words = self._lexicon.known(part for parts in rests.values() for part in parts if len(part) >= SHORTEST_PART)
        compounds = [token for token in rests if token not in exact and rests[token] & words.keys()]
        others = [token for token in loose if token not in exact and token not in set(compounds)]
        return (compounds if max(map(len, heads), default=0) >= SHORTEST_PART else []), others

    def _parts(self, typed: str) -> list[All]:
        """Ways of taking a compound apart into two words that are known."""
        splits = []
        for place in range(SHORTEST_PART, len(typed) - SHORTEST_PART + 1):
            firsts, seconds = _firsts(typed[:place]), [stem(typed[place:])]
            if typed[place - 2] == typed[place - 1]:  # handikapp + parkering has two p, not three
                seconds.append(stem(typed[place - 1 :]))
            splits += [(first, second) for first in firsts for second in seconds if len(first) >= SHORTEST_PART]
        known = self._lexicon.known(part for split in splits for part in split)
        return [split for split in dict.fromkeys(splits) if known.keys() >= set(split) and split[0] != split[1]]

    def _parts_so_far(self, typed: str) -> list[All]:
        """Ways of taking apart a compound whose last word is not finished: cykelpa."""
        firsts = {place: _firsts(typed[:place]) for place in range(SHORTEST_PART, len(typed) - 1)}
        known = self._lexicon.known(first for some in firsts.values() for first in some)
        found: list[All] = []
        for place, some in firsts.items():
            for first in (one for one in some if one in known and len(one) >= SHORTEST_PART):
                found += [
                    (first, token) for token in list(self._lexicon.beginning(typed[place:]))[:FEW] if token != first
                ]
        return found[:FEW]

    def _parts_meant(self, typed: str) -> list[All]:
        """Ways of taking apart a compound with a slip in one of its words."""
        places = range(SHORTEST_PART + 1, len(typed) - SHORTEST_PART)
        halves = [(_firsts(typed[:place]), stem(typed[place:])) for place in places]
        known = self._lexicon.known(part for firsts, second in halves for part in (*firsts, second))
        for firsts, second in halves:
            for first in (one for one in firsts if len(one) >= SHORTEST_PART):
                if second in known and (near := nearest(first, self._lexicon)):
                    return [(token, second) for token in near]
                if first in known and (near := nearest(second, self._lexicon)):
                    return [(first, token) for token in near]
        return []


def _bare(typed: str) -> list[str]:
    """Without endings that Snowball leaves on short words: sjöar."""
    word = plain(typed)
    return (
        [word[:-2]] if len(word) in (5, 6) and word.endswith(("ar", "or", "en", "er")) and stem(typed) == word else []
    )


def _forms(token: str) -> list[str]:
    """How a token may stand within a compound: cykl is cykel there, and plat is plats."""
    if re.search("[^aeiouy][lnr]$", token):
        return [token, f"{token[:-1]}e{token[-1]}"]
    return [token]


def _firsts(part: str) -> set[str]:
    """Tokens that the first part of a compound may have."""
    return {stem(part), *(stem(part[: -len(link)]) for link in LINKING[1:] if part.endswith(link))} - LITTLE


def _without_link(rest: str) -> set[str]:
    return {rest[len(link) :] for link in LINKING if rest.startswith(link)} - {""}


def _each(found: Forms | Sequence[str]) -> list[All]:
    return [(token,) for token in found]


def _best(meant: Forms) -> str:
    return meant[min(meant, key=lambda token: (len(token), token))] if meant else ""
