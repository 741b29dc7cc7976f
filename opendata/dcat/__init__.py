"""Metadata as RDF: the DCAT-AP-SE profile as a table, its vocabularies, writing, checking and the four formats.

The only room that knows rdflib. It must not know of the database, of settings, or where the values come from.
"""

from rdflib import Graph

from opendata.dcat.check import FINDINGS, check
from opendata.dcat.formats import ALIASES, FORMATS, block, canonical, document, parse, serialise
from opendata.dcat.profile import CLASSES, Property, Range
from opendata.dcat.vocabularies import FOLDER as VOCABULARIES
from opendata.dcat.vocabularies import NAMES, Concept, concept, find, vocabulary
from opendata.dcat.write import describe

__all__ = [
    "ALIASES",
    "CLASSES",
    "FINDINGS",
    "FORMATS",
    "NAMES",
    "VOCABULARIES",
    "Concept",
    "Graph",
    "Property",
    "Range",
    "block",
    "canonical",
    "check",
    "concept",
    "describe",
    "document",
    "find",
    "parse",
    "serialise",
    "vocabulary",
]
