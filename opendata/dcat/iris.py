"""Names of things: the prefixes that every format declares, short and full forms, and what an IRI has to look like."""

import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

from rdflib import URIRef

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "odrs": "http://schema.theodi.org/odrs#",
    "org": "https://www.w3.org/ns/org#",  # https as in DIGG's bundle; the ORG vocabulary itself says http
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",  # http as in DIGG's bundle
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_WEB_SCHEMES = {"http", "https", "ftp", "ftps"}
_OTHER_SCHEMES = {"mailto", "tel", "urn"}  # a javascript: link has no business in a catalogue
_SHORTENABLE = re.compile(r"(.*[/#])([A-Za-z_][A-Za-z0-9_-]*)")
_NAMESPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()}
# RFC 3987: no space, control, quote or bracket sign, no private use, no direction marks, % only before two hex digits.
_FORBIDDEN = re.compile(
    r"""[\x00-\x20\x7f-\xa0<>"{}|\\^`\s\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\uffff]"""
    r"|[\U000e0000-\U0010ffff]|%(?![0-9A-Fa-f]{2})"
)


@cache
def expand(curie: str) -> URIRef:
    prefix, _, local = curie.partition(":")
    return URIRef(PREFIXES[prefix] + local)


@cache
def shorten(iri: str) -> str | None:
    """The short form with one of our prefixes, if there is one that is safe in all formats."""
    parts = _SHORTENABLE.fullmatch(iri)
    if parts is None or parts[1] not in _NAMESPACES:
        return None
    return f"{_NAMESPACES[parts[1]]}:{parts[2]}"


@lru_cache(10_000)
def is_sound(iri: str) -> bool:
    """Whether this is an absolute IRI that every RDF format can carry and every reader can follow."""
    if _FORBIDDEN.search(iri):
        return False
    try:
        parts = urlsplit(iri)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme in _WEB_SCHEMES:
        return bool(host)
    return parts.scheme in _OTHER_SCHEMES and bool(parts.path)
