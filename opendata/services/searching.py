"""Search among published datasets, with facets, and how much there is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from opendata import search as words
from opendata.model import DataFile, Dataset, State, Version
from opendata.model.dataset import QUERY
from opendata.services import specifications

FACETS = ("publisher", "theme", "format", "licence", "specification")
Values = dict[str, set[str]]
"""facet -> values"""


@dataclass(frozen=True)
class Search:
    """Of each facet any of the values, or anything when there is none. `sort`: changed or title, with `-` before it for
    the other way round."""

    q: str = ""
    publisher: Sequence[str] = ()
    theme: Sequence[str] = ()
    format: Sequence[str] = ()
    licence: Sequence[str] = ()
    specification: Sequence[str] = ()
    hvd: bool | None = None
    sort: str = "-changed"
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True)
class Found:
    datasets: Sequence[Dataset]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    """facet -> value -> how many there would be if it alone were chosen"""


def search(session: Session, wanted: Search) -> Found:
    """Published datasets in which all words occur, and that have one of the values chosen in each facet."""
    query = (
        select(Dataset)
        .where(Dataset.state == State.PUBLISHED, words.matches(Dataset.search_text, wanted.q))
        .options(
            joinedload(Dataset.publisher),
            selectinload(Dataset.files).joinedload(DataFile.current_version).selectinload(Version.renditions),
        )
    )
    matching = [(dataset, _values(dataset)) for dataset in session.scalars(query).unique()]
    chosen = {name: set(getattr(wanted, name)) for name in FACETS}
    chosen["specification"] = set().union(*map(specifications.keys, wanted.specification))
    facets = {name: _counts(matching, {**chosen, name: set()}, name) for name in FACETS}
    hits = [dataset for dataset, values in matching if _has_all(values, chosen) and _is_wanted(dataset, wanted)]
    by_title = wanted.sort.removeprefix("-") == "title"
    hits.sort(
        key=lambda one: (swedish_order(one.title.get("sv", "")) if by_title else str(one.data_changed_at), one.slug),
        reverse=wanted.sort.startswith("-"),
    )
    return Found(hits[wanted.offset : wanted.offset + wanted.limit], len(hits), facets)


def _is_wanted(dataset: Dataset, wanted: Search) -> bool:
    return wanted.hvd in (None, bool(dataset.hvd_categories))


def _values(dataset: Dataset) -> Values:
    versions = [file.current_version for file in dataset.published_files]
    formats = {rendition.format for version in versions if version for rendition in version.renditions}
    return {
        "publisher": {dataset.publisher.slug},
        "theme": set(dataset.themes),
        "format": formats - {QUERY},
        "licence": {dataset.licence} if dataset.licence else set(),
        "specification": specifications.of_dataset(dataset),
    }


def _has_all(values: Values, chosen: Values) -> bool:
    return all(not wanted or wanted & values[name] for name, wanted in chosen.items())


def _counts(matching: list[tuple[Dataset, Values]], chosen: Values, facet: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for _dataset, values in matching:
        if _has_all(values, chosen):
            for value in values[facet]:
                counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class Figures:
    datasets: int
    files: int
    rows: int


def figures(session: Session) -> Figures:
    """How much the public has."""
    query = (
        select(func.count(Dataset.id.distinct()), func.count(), func.sum(Version.rows))
        .select_from(Dataset)
        .join(DataFile, DataFile.dataset_id == Dataset.id)
        .join(Version, Version.id == DataFile.current_version_id)
        .where(Dataset.state == State.PUBLISHED)
    )
    datasets, files, rows = session.execute(query).one()
    return Figures(datasets, files, int(rows or 0))


SWEDISH_LAST = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def swedish_order(text: str) -> str:
    """A sort key with å, ä, ö after z."""
    return words.fold(text).translate(SWEDISH_LAST)
