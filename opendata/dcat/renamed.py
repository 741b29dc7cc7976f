"""Names that were, and names that are nearly right: what publishers' catalogues say where the profile says otherwise.

Sources: the changes of DCAT-AP-SE 2.0.0 to 3.0.1 and of DCAT-AP 1 to 3, and what stands in catalogues that are
harvested.
"""

import re
from collections.abc import Mapping
from functools import cache

from opendata.dcat import vocabularies
from opendata.dcat.iris import PREFIXES, expand
from opendata.dcat.profile import CLASSES, Property
from opendata.dcat.vocabularies import Concept

_LOC_GOV = "http://id.loc.gov/vocabulary/"
_LANGUAGES = {
    "ar": "ARA", "bs": "BOS", "da": "DAN", "de": "DEU", "en": "ENG", "es": "SPA", "et": "EST", "fa": "FAS",
    "fi": "FIN", "fr": "FRA", "hr": "HRV", "is": "ISL", "it": "ITA", "nb": "NOB", "nl": "NLD", "nn": "NNO",
    "no": "NOR", "pl": "POL", "pt": "POR", "ro": "RON", "ru": "RUS", "se": "SME", "so": "SOM", "sq": "SQI",
    "sr": "SRP", "sv": "SWE", "ti": "TIR", "tr": "TUR", "uk": "UKR", "yi": "YID", "zh": "ZHO",
}  # fmt: skip
_FREQUENCIES = {
    "annual": "ANNUAL", "biennial": "BIENNIAL", "bimonthly": "BIMONTHLY", "biweekly": "BIWEEKLY",
    "continuous": "CONT", "daily": "DAILY", "irregular": "IRREG", "monthly": "MONTHLY", "quarterly": "QUARTERLY",
    "semiannual": "ANNUAL_2", "semimonthly": "MONTHLY_2", "semiweekly": "WEEKLY_2", "threeTimesAMonth": "MONTHLY_3",
    "threeTimesAWeek": "WEEKLY_3", "threeTimesAYear": "ANNUAL_3", "triennial": "TRIENNIAL", "weekly": "WEEKLY",
}  # fmt: skip
_STATUSES = {
    "Completed": "COMPLETED", "Deprecated": "DEPRECATED", "UnderDevelopment": "DEVELOP", "Withdrawn": "WITHDRAWN",
}  # fmt: skip
_AVAILABILITIES = ("available", "experimental", "stable", "temporary")

# Vocabulary -> IRI that was used before -> code of today.
_OLD: Mapping[str, Mapping[str, str]] = {
    "distribution-status": {f"http://purl.org/adms/status/{old}": code for old, code in _STATUSES.items()},
    "frequency": {f"http://purl.org/cld/freq/{old}": code for old, code in _FREQUENCIES.items()},
    "language": {f"{_LOC_GOV}iso639-1/{old}": code for old, code in _LANGUAGES.items()}
    | {f"{_LOC_GOV}iso639-2/{code.lower()}": code for code in _LANGUAGES.values()},
    "planned-availability": {f"{PREFIXES['dcatap']}availability/{old}": old.upper() for old in _AVAILABILITIES},
}

# Names of properties that cannot be told from their last part alone.
_PROPERTIES: Mapping[str, str] = {
    "contactpoint": "dcat:contactPoint",
    "email": "vcard:hasEmail",
    "enddate": "dcat:endDate",
    "fn": "foaf:name",
    "frequency": "dcterms:accrualPeriodicity",
    "hasemail": "foaf:mbox",
    "keywords": "dcat:keyword",
    "landingpage": "foaf:homepage",
    "organization-name": "vcard:fn",
    "startdate": "dcat:startDate",
    "tel": "vcard:hasTelephone",
    "url": "vcard:hasURL",
    "versioninfo": "dcat:version",
}
_SAME_WORD = frozenset({"type", "label", "name"})
"""Last parts that mean too many things to be told by."""


def successor(vocabulary: str, iri: str) -> Concept | None:
    """The concept that took the place of an IRI that the vocabulary had before."""
    code = _OLD.get(vocabulary, {}).get(re.sub(r"^https:", "http:", iri.strip().rstrip(".")))
    return vocabularies.concept(vocabulary, code) if code else None


def nearest(vocabulary: str, iri: str) -> Concept | None:
    """The concept whose IRI this is but for its scheme, case, last slash, or the page that explains a licence."""
    return _by_outline(vocabulary).get(_outline(iri))


def property_of(kind: str, predicate: str) -> Property | None:
    """The row of a class that a predicate means: by its IRI, by another or an older namespace, or by an old name."""
    rows = {str(expand(row.iri)): row for row in CLASSES[kind]}
    if found := rows.get(predicate):
        return found
    last = re.split(r"[/#:]", predicate)[-1].lower()
    if last in _SAME_WORD:
        return None
    if renamed := rows.get(str(expand(_PROPERTIES[last])) if last in _PROPERTIES else ""):
        return renamed
    return next((row for iri, row in rows.items() if re.split(r"[/#]", iri)[-1].lower() == last), None)


@cache
def _by_outline(vocabulary: str) -> Mapping[str, Concept]:
    return {_outline(one.iri): one for one in reversed(list(vocabularies.vocabulary(vocabulary).values()))}


def _outline(iri: str) -> str:
    outline = re.sub(r"^https?://(www\.)?", "", iri.strip().lower())
    return re.sub(r"/(deed|legalcode)(\.[a-z_-]+)?/?$", "", outline).rstrip("/")
