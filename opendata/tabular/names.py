"""Column names: safe ones for programs, and what a title tells about the column."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST_NAME = 63
LATITUDES = frozenset({"latitude", "lat", "latitud"})
LONGITUDES = frozenset({"longitude", "lon", "long", "lng", "longitud"})
YEARS = re.compile(r"(^|_)(ar|year|artal|kalenderar)$|^(year|artal)_")
YES_OR_NO = re.compile(r"(är|har|kan|is|has|ja_nej|ja/nej)[ _]|(ja|yes)\W?(nej|no)")
MONTHS = re.compile(r"(^|_|ar)(manad|month|period)(?=_|$)")
TIMES = re.compile(r"(^|_)(tid|klockslag|klockan|kl|oppnar|stanger|starttid|sluttid|time)(?=_|$)")
SCHOOL_YEARS = re.compile(r"lasar|skolar|school_year")
IDENTIFIER = re.compile(
    r"(kod|code|nummer|nr|number(?!_of)|telefon|phone|konto|faktura|verifikation|verifikat)(?=_|$)"
    r"|(?<![a-z0-9])(zip|postal|tel|mobil|fax|isbn|issn|ean|gtin|gln|cpv|sni|ssyk|nuts|lau|deso|regso|kommun)(?=_|$)"
    r"|_id$|(objekt|object|enhets|lokal|plats|station|stations|kund|person|post|feature|global|anlaggnings)id$"
)
AMOUNT = re.compile(r"(^|_)(antal|andel|number_of|count|summa|sum|belopp|procent|medel)(?=_|$)")


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

    A bare `id` is left to its values; `antal_konton` counts.
    """
    return IDENTIFIER.search(name) is not None and AMOUNT.search(name) is None


def is_year(title: str, name: str) -> bool:
    """Whether it may hold calendar years: År, Byggår, year_built; but not Antal år."""
    says = YEARS.search(name) is not None or title.casefold().rstrip().endswith("år")
    return says and AMOUNT.search(name) is None


def is_yes_or_no(title: str) -> bool:
    """Whether the title asks a question whose answer 1 or 0 is yes or no: `är_öppen`. Its å and ä tell it from `år`."""
    return YES_OR_NO.match(title.casefold()) is not None


def is_month(name: str) -> bool:
    return MONTHS.search(name) is not None


def is_time(name: str) -> bool:
    return TIMES.search(name) is not None


def is_school_year(name: str) -> bool:
    return SCHOOL_YEARS.search(name) is not None


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
