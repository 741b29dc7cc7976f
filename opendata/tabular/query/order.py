"""In which order: sort -> SQL, and which rows come after a certain one in it."""

from collections.abc import Sequence

from opendata.tabular.convert import ROW
from opendata.tabular.database import name
from opendata.tabular.query.question import collation
from opendata.tabular.storage import Field

Sort = Sequence[tuple[Field, bool]]
"""Columns, and whether each descends."""
LAST_ROW = "_after"


def order(sort: Sort, *, missing_least: bool = False) -> str:
    """Missing values last, either way, or as the least; rows that sort the same in the file's order."""
    return ", ".join([*(by(field, descends, missing_least=missing_least) for field, descends in sort), ROW])


def by(field: Field, descends: bool, *, missing_least: bool = False) -> str:
    missing = "FIRST" if missing_least and not descends else "LAST"
    return f"{name(field['name'])}{collation(field)} {'DESC' if descends else 'ASC'} NULLS {missing}"


def anchor(sort: Sort, source: str) -> str:
    """A relation of one row, whose number in the file is to be bound: what it sorts by."""
    kept = [f"{name(field['name'])} AS {_kept(place)}" for place, (field, _) in enumerate(sort)]
    return f"(SELECT {', '.join([*kept, f'{ROW} AS {LAST_ROW}'])} FROM {source} WHERE {ROW} = ?)"


def after(sort: Sort, *, missing_least: bool = False) -> str:
    """A condition on rows beside the anchor: they come later than it in this order.

    The values that are compared never leave the database, so that none can lose a digit or its place.
    """
    condition = f"{ROW} > {LAST_ROW}"
    for place, (field, descends) in reversed(list(enumerate(sort))):
        column, kept = f"{name(field['name'])}{collation(field)}", _kept(place)
        first, second = (kept, column) if missing_least and not descends else (column, kept)
        later = f"{column} {'<' if descends else '>'} {kept} OR ({first} IS NULL AND {second} IS NOT NULL)"
        condition = f"{later} OR ({column} IS NOT DISTINCT FROM {kept} AND ({condition}))"
    return condition


def _kept(place: int) -> str:
    return f"_after{place}"
