"""Text -> tokens: words without case, accents and inflection.

Swedish words are stemmed by Snowball's algorithm (https://snowballstem.org/algorithms/swedish/stemmer.html), and what
it leaves apart of the same word is brought together: cykel and cyklar, plats and platser, vatten and vattnet.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
LONGEST = 60
"""Characters of a token; no word that anybody looks for is longer."""
LETTERS = str.maketrans({"ø": "o", "æ": "a", "ð": "d", "þ": "t", "ł": "l", "đ": "d"})
"""Those that Unicode doesn't take apart into a letter and its accent."""
STEMMERS = {"sv": "swedish", "en": "english"}
IRREGULAR = {"bock": "bok", "nat": "natt", "stad": "stad", "hand": "hand", "rott": "rot", "lan": "lan"}
"""Stems of plurals that change the vowel, once its dots are gone -> of the singular."""
SAY_LITTLE = """
alla allt att av de den det dig din du där efter eller en ett finns från får för ha han har hon hur i inom inte ja jag
kan man med mellan mina mitt ni när nära och olika om oss på sig ska som så till under upp ut vad var vara vem vi vid
vilka vilken vilket vill vår våra år är över
a about all an and are as at be by can do for from have how in is it me my near of on or our that the their there this
to was we what when where which who with you
"""
STOPWORDS = frozenset(match[0] for match in WORD.finditer(SAY_LITTLE))


def fold(text: str) -> str:
    """Text as it is compared: composed, without case, runs of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """A word without case and accents: å and ä are a, ö is o."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if sign.isalnum()).translate(LETTERS)[:LONGEST]


def words_of(text: str) -> Iterator[re.Match[str]]:
    """The words of a text, where they stand. Compose it first, so that accents don't part words."""
    return WORD.finditer(text)


def tokens(text: str, language: str = "sv") -> list[str]:
    """The stems of a text's words, in their order."""
    found = (stem(match[0], language) for match in words_of(unicodedata.normalize("NFC", text)))
    return [token for token in found if token]


@lru_cache(maxsize=65536)
def stem(word: str, language: str = "sv") -> str:
    """A word's token in one of our languages; words of others are stemmed as Swedish ones."""
    if not word.isalpha():
        return plain(word)
    made = plain(_stemmer(STEMMERS.get(language, "swedish")).stemWord(word.casefold()))
    return made if language == "en" else _settled(made)


@cache
def _stemmer(name: str) -> snowballstemmer.basestemmer.BaseStemmer:
    return snowballstemmer.stemmer(name)


def _settled(stem: str) -> str:
    """What Snowball leaves apart of one word, together."""
    if len(stem) >= 6 and re.search("[^aeiouy]et$", stem):
        stem = stem[:-2]  # registret
    if len(stem) >= 5 and re.search("[^aeiouy]an$", stem):
        stem = stem[:-2]  # skolan
    if len(stem) >= 6 and stem.endswith("eln"):
        stem = stem[:-1]  # cykeln
    if len(stem) >= 5 and re.search("[bdfghklmnprtv]s$", stem):
        stem = stem[:-1]  # plats, platser
    if re.search(r"([^aeiouy])\1n$", stem) or (len(stem) >= 5 and re.search("[bdfgkptv]r$", stem)):
        stem = stem[:-1]  # vattnet, teatrar
    if len(stem) >= 5 and re.search("[^aeiouy]e[lnr]$", stem):
        stem = stem[:-2] + stem[-1]  # cykel, cyklar
    return IRREGULAR.get(stem, stem)


@cache
def edition() -> str:
    """Changes with the code that decides which tokens a text has."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
