"""A question about rows: a value, and the SQL that it becomes. Pure: nothing here opens a file."""

from opendata.tabular.query.aspects import ASPECTS
from opendata.tabular.query.conditions import OPS
from opendata.tabular.query.cursor import Cursor, mark_of
from opendata.tabular.query.grouping import FUNCTIONS
from opendata.tabular.query.question import Combined, Filter, Layout, RowQuery, Wanted
from opendata.tabular.query.statement import Statement, compile, span  # noqa: A004

__all__ = [
    "ASPECTS",
    "FUNCTIONS",
    "OPS",
    "Combined",
    "Cursor",
    "Filter",
    "Layout",
    "RowQuery",
    "Statement",
    "Wanted",
    "compile",
    "mark_of",
    "span",
]
