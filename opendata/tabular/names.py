"""Column names: safe ones for programs, and what a title tells about the column."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST_NAME = 63
LATITUDES = frozenset({"latitude", "lat", "latitud"})
LONGITUDES = frozenset({"longitude", "lon", "long", "lng", "longitud"})
YEARS = frozenset({"ar", "year", "artal", "kalenderar"})
IDENTIFIER = re.compile(
    r"(kod|code|nummer|nr|number(?!_of)|telefon|phone)(?=_|$)"
    r"|(?<![a-z0-9])(zip|postal|tel|mobil|fax|isbn|issn|ean|cpv|sni)(?=_|$)"
    r"|_id$"
)


def safe_names(titles: Iterable[str]) -> list[str]:
    """Names for an API: a-z, 0-9 and single `_`, beginning with a letter, unique, at most 63 characters.

    å and ä become a, ö becomes o, other accents are dropped, and other runs become `_`. A blank title in third place
    becomes `column_3`, a title that begins with a digit `column_2024`, the second of two equal ones gets `_2`.
    """
    taken: set[str] = set()
    names = []
    for place, title in enumerate(titles, 1):
        name = _safe(title) or str(place)
        name = name if name[0].isalpha() else f"column_{name}"
        names.append(_unique(name[:LONGEST_NAME].rstrip("_"), taken))
    return names


def is_identifier(name: str) -> bool:
    """Whether a safe name says code, number or id, so that its values are text though they look like integers.

    A bare `id` is left to its values.
    """
    return IDENTIFIER.search(name) is not None


def _safe(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _unique(name: str, taken: set[str]) -> str:
    unique, count = name, 1
    while unique in taken:
        count += 1
        unique = f"{name[: LONGEST_NAME - len(str(count)) - 1]}_{count}"
    taken.add(unique)
    return unique
