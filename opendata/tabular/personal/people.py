"""What words tell of people: titles of columns, first names, addresses of functions. No cell is looked up elsewhere."""

import re
from collections.abc import Iterable
from pathlib import Path

from opendata.tabular.names import safe_names

FOLDER = Path(__file__).parents[3] / "schemas" / "people"

IDENTITY_TITLE = re.compile(
    r"(person(nummer|nr|_nr|id|_id)|persnr|samordnings(nummer|nr)|fodelse(nummer|nr))(_|$)|^pnr$|_pnr$"
)
ORGANISATION_TITLE = re.compile(
    r"(^|_)(org|organisations?|moms|vat|foretags|leverantors?|kopare|kund)_?(nummer|nr|id|no)(_|$)"
)
PHONE_TITLE = re.compile(r"(^|_)(tel|tfn|telefon|telefonnummer|phone|mobil|mobilnummer|mobiltelefon|fax|vaxel)(_|$)")
PROTECTED_TITLE = re.compile(
    r"(^|_)(skyddade?_(identitet|person|personuppgift(er)?|adress|folkbokforing)|fodelse(datum|dag|tid)|date_of_birth|birth_?date"
    r"|sekretess(markering|markerad|skydd)?|patient(id|_id|nr|nummer|namn)?|journal(nr|nummer)|vardnadshavare|anhorig(a|s)?)(_|$)"
    r"|^skyddad$"
)
SENSITIVE_TITLE = re.compile(
    r"(^|_)(diagnos(er|kod)?|sjukdom(ar)?|funktionsnedsattning|etnicitet|etnisk_tillhorighet|religion|trosuppfattning"
    r"|sexuell_laggning|fackforening|facklig_tillhorighet|brottsmisstanke|halsotillstand|medicinering)(_|$)"
)
COUNT_TITLE = re.compile(r"(^|_)(antal|andel|procent|summa|count|number_of|share|medel|median|per_\d+)(_|$)")
"""Beside such a column, a sensitive one tells what has been counted, not what a person has."""
FIRST_NAME_TITLE = re.compile(r"^(for_?namn|tilltalsnamn|first_?name|given_?name)$")
LAST_NAME_TITLE = re.compile(r"^(efter_?namn|last_?name|sur_?name|family_?name)$")
NAME_TITLE = re.compile(
    r"(^|_)(namn|name|kontaktperson|kontakt|innehavare|sokande|agare|person|fullstandigt_namn|klient|elev|boende)$"
)
STREET_TITLE = re.compile(
    r"(^|_)(gatu?adress|gata|adress|bostadsadress|utdelningsadress|postadress|street|address|streetaddress)(_|$)"
)
POSTCODE_TITLE = re.compile(r"(^|_)(postnummer|postnr|post_nr|postkod|postcode|zip|zipcode|postal_code)(_|$)")
POSTCODE = re.compile(r"[1-9]\d{2} ?\d{2}")

FUNCTIONS = frozenset((FOLDER / "functions.txt").read_text("utf-8").split())
"""Words in addresses that reach whoever is on duty."""
WORKPLACE = re.compile(
    r"(kommun|stad|namnd|forvaltning|kontor|service|skola|bibliotek|muse|center|hall|bad|byra|bolag)(a|e|en|et|n|um|er)?$"
)

FIRST_NAMES = frozenset((FOLDER / "first-names.txt").read_text("utf-8").split())
"""Common in Sweden (Statistics Sweden's name statistics), in plain letters."""
INITIAL = re.compile(r"(?<!\w)(\w)\w*")


def plain(text: str) -> str:
    """Lower-case words of a-z joined by `_`, as names of columns are made."""
    return safe_names([text])[0]


def is_function(address: str) -> bool:
    """Whether an e-mail address belongs to an office, not to somebody."""
    local, _, domain = address.partition("@")
    words = re.split(r"[._+-]", local.translate(str.maketrans("åäöÅÄÖ", "aaoAAO")).casefold())
    names = set(domain.casefold().split("."))
    return any(word in FUNCTIONS or word in names or WORKPLACE.search(word) for word in words)


def share_of_people(values: Iterable[str]) -> float:
    """How many of the values, 0 to 1, are a person's name: a common first name and at least one word more, not many."""
    values = list(values)
    return sum(map(is_person, values)) / len(values) if values else 0.0


def is_person(value: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", value)
    if (
        not 2 <= len(words) <= 4
        or not all(word[0].isupper() for word in words)
        or re.search(r"\d|\bAB\b|\bHB\b", value)
    ):
        return False
    first = words[1] if "," in value else words[0]
    return any(plain(part) in FIRST_NAMES for part in first.split("-"))


def conceal(value: str) -> str:
    """The first letter of each word."""
    return INITIAL.sub(r"\1•••", value)
