"""What can be asked about rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from opendata.errors import Invalid
from opendata.tabular.geometry.boxes import Box
from opendata.tabular.geometry.places import Places
from opendata.tabular.storage import Field, kind


@dataclass(frozen=True)
class Filter:
    """`in` and `notin` take any number of values, `isnull` and `notnull` none, the others one.

    `of` is a part of the value that is meant in its place (see aspects.ASPECTS). With `by_case`, `contains`,
    `startswith` and `endswith` tell upper from lower case.
    """

    column: str
    op: str = "exact"
    values: tuple[str, ...] = ()
    of: str = ""
    by_case: bool = False


@dataclass(frozen=True)
class Combined:
    """Conditions of which every one must hold (`all`), at least one (`any`), or not one (`none`)."""

    how: str
    conditions: tuple["Wanted", ...]


Wanted = Filter | Combined


@dataclass(frozen=True)
class RowQuery:
    """A question about rows. All filters must hold; `q` is words that must all occur somewhere in the row; `box` is
    where the row must be.

    `select` names columns in the order wanted (none: all); `sort` pairs a column with whether it descends. A missing
    value sorts last, or with `missing_least` as less than all others; rows that sort the same keep the file's order. No
    `limit` is all rows. `after` is the number of the row in the file that the page comes next after, in the order
    asked for.

    With `group_by`, or with nothing but aggregates in `select`, the answer has one row for each group: `select` names
    columns of the groups and aggregates (`count`, `sum.x`; see grouping.FUNCTIONS), which `sort` may name too.
    """

    filters: tuple[Wanted, ...] = ()
    q: str | None = None
    select: tuple[str, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    limit: int | None = 20
    offset: int = 0
    after: int | None = None
    group_by: tuple[str, ...] = ()
    box: Box | None = None
    missing_least: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it asks for every row with all columns, as the file has them."""
        is_page = self.limit is not None or self.offset or self.after is not None
        return not (is_page or self.is_narrowed or self.select or self.sort)

    @property
    def is_narrowed(self) -> bool:
        """Whether rows are left out or put together, whatever the page."""
        return bool(self.filters or self.q or self.box or self.group_by)


Known = Mapping[str, Field]
"""The declared columns by name."""


@dataclass(frozen=True)
class Layout:
    """What of a query file its schema doesn't tell: which columns are stored as decimals, where rows are, and whether a
    column has all their text."""

    decimals: frozenset[str] = frozenset()
    places: Places | None = None
    has_text: bool = False


PLAIN = Layout()


def field_of(known: Known, column: str, others: Iterable[str] = ()) -> Field:
    """Invalid `unknown_column` (column, nearest): of the columns and of what else could have been meant."""
    if column not in known:
        raise Invalid("unknown_column", column=column, nearest=nearest(column, [*known, *others]))
    return known[column]


def nearest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.4)), None)


SWEDISH = "COLLATE sv"
"""Å, Ä and Ö after Z, and é with e; upper and lower case together."""


def collation(field: Field) -> str:
    return f" {SWEDISH}" if kind(field) == "string" else ""
