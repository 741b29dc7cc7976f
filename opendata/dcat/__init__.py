"""Metadata as RDF: the DCAT-AP-SE profile as a table, its vocabularies, writing, checking and the four formats.

The only room that knows rdflib and pyoxigraph. It must not know of the database, of settings, or where the values come
from.
"""

from rdflib import Graph

from opendata.dcat.ask import SOLUTIONS, Answer, GraphStore, Question
from opendata.dcat.bundle import compare
from opendata.dcat.check import FINDINGS, check, check_shapes, check_twice
from opendata.dcat.croissant import croissant
from opendata.dcat.formats import (
    ALIASES,
    FORMATS,
    FRAMES,
    block,
    blocks,
    canonical,
    document,
    parse,
    recognise,
    serialise,
)
from opendata.dcat.given import REFERRED, given, parts
from opendata.dcat.nodes import Nodes, nodes
from opendata.dcat.pages import following, paginate
from opendata.dcat.profile import CLASSES, FLAVOURS, Flavour, Property, Range
from opendata.dcat.read import Catalogue, Thing, foreign, read
from opendata.dcat.read.ckan import graph_of as ckan_graph
from opendata.dcat.schemaorg import Table, schema_org
from opendata.dcat.score import RATINGS, Method, Point, Score, aggregate, score
from opendata.dcat.segments import FRAME_SIZE as GZIP_FRAME_SIZE
from opendata.dcat.segments import gzip, pack, plain, unpack
from opendata.dcat.values import combined, to_json
from opendata.dcat.vocabularies import FOLDER as VOCABULARIES
from opendata.dcat.vocabularies import NAMES, Concept, concept, find, vocabulary
from opendata.dcat.write import describe, empty, link

__all__ = [
    "ALIASES",
    "CLASSES",
    "FINDINGS",
    "FLAVOURS",
    "FORMATS",
    "FRAMES",
    "GZIP_FRAME_SIZE",
    "NAMES",
    "RATINGS",
    "REFERRED",
    "SOLUTIONS",
    "VOCABULARIES",
    "Answer",
    "Catalogue",
    "Concept",
    "Flavour",
    "Graph",
    "GraphStore",
    "Method",
    "Nodes",
    "Point",
    "Property",
    "Question",
    "Range",
    "Score",
    "Table",
    "Thing",
    "aggregate",
    "block",
    "blocks",
    "canonical",
    "check",
    "check_shapes",
    "check_twice",
    "ckan_graph",
    "combined",
    "compare",
    "concept",
    "croissant",
    "describe",
    "document",
    "empty",
    "find",
    "following",
    "foreign",
    "given",
    "gzip",
    "link",
    "nodes",
    "pack",
    "paginate",
    "parse",
    "parts",
    "plain",
    "read",
    "recognise",
    "schema_org",
    "score",
    "serialise",
    "to_json",
    "unpack",
    "vocabulary",
]
