"""TABLES: bytes in, a checked table and its renditions out, rows on request.

The only room that knows Frictionless, DuckDB, calamine and xlsxwriter. It must not know datasets, users or storage.
"""

from opendata.tabular.check import check, fit
from opendata.tabular.codes import FINDINGS, KINDS, LEFT_OUT, NOTES, PUBLISHED_AS_IS, REFUSALS
from opendata.tabular.compare import Changes, Side, compare
from opendata.tabular.convert import ROW, Conversion, Made, convert
from opendata.tabular.differing import FORMS as DIFFERENCE_FORMS
from opendata.tabular.differing import Differences, differences
from opendata.tabular.distinct import distinct_texts
from opendata.tabular.download import to_frictionless
from opendata.tabular.engine import Engine, Page, QueryFile
from opendata.tabular.evolution import follow, retyped
from opendata.tabular.geometry.boxes import Box
from opendata.tabular.geometry.boxes import read as read_box
from opendata.tabular.geometry.coordinates import REFERENCE_SYSTEMS
from opendata.tabular.geometry.places import POINT
from opendata.tabular.geometry.shown import is_north_first, meeting, shown
from opendata.tabular.inference import infer
from opendata.tabular.marking import Mark, mark
from opendata.tabular.matching import Matched, compare_matching
from opendata.tabular.names import safe_names
from opendata.tabular.personal.elsewhere import search as find_personal_beside
from opendata.tabular.personal.scan import STRONG as STRONGLY_PERSONAL
from opendata.tabular.personal.scan import reported as with_personal
from opendata.tabular.personal.scan import scan as find_personal
from opendata.tabular.placing import Extent, Place, Spots, extent, middles, spots
from opendata.tabular.profiling import as_text as profile_as_text
from opendata.tabular.profiling import profile
from opendata.tabular.query import ASPECTS, FUNCTIONS, OPS, Combined, Cursor, Filter, RowQuery, Wanted, mark_of
from opendata.tabular.read import Given, Reading, Table, read
from opendata.tabular.repair.proposals import propose
from opendata.tabular.repair.recipe import apply as apply_recipe
from opendata.tabular.repair.recipe import load as load_recipe
from opendata.tabular.schemas import load as load_schema
from opendata.tabular.writers import EXCEL, MEDIA_TYPES, PLAIN, Style
from opendata.tabular.written import as_written

__all__ = [
    "ASPECTS",
    "DIFFERENCE_FORMS",
    "EXCEL",
    "FINDINGS",
    "FUNCTIONS",
    "KINDS",
    "LEFT_OUT",
    "MEDIA_TYPES",
    "NOTES",
    "OPS",
    "PLAIN",
    "POINT",
    "PUBLISHED_AS_IS",
    "REFERENCE_SYSTEMS",
    "REFUSALS",
    "ROW",
    "STRONGLY_PERSONAL",
    "Box",
    "Changes",
    "Combined",
    "Conversion",
    "Cursor",
    "Differences",
    "Engine",
    "Extent",
    "Filter",
    "Given",
    "Made",
    "Mark",
    "Matched",
    "Page",
    "Place",
    "QueryFile",
    "Reading",
    "RowQuery",
    "Side",
    "Spots",
    "Style",
    "Table",
    "Wanted",
    "apply_recipe",
    "as_written",
    "check",
    "compare",
    "compare_matching",
    "convert",
    "differences",
    "distinct_texts",
    "extent",
    "find_personal",
    "find_personal_beside",
    "fit",
    "follow",
    "infer",
    "is_north_first",
    "load_recipe",
    "load_schema",
    "mark",
    "mark_of",
    "meeting",
    "middles",
    "profile",
    "profile_as_text",
    "propose",
    "read",
    "read_box",
    "retyped",
    "safe_names",
    "shown",
    "spots",
    "to_frictionless",
    "with_personal",
]
