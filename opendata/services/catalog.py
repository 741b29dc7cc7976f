"""What the public has: search among published datasets, and the catalog for harvesters, from stored blocks."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import chain
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from opendata import dcat
from opendata import search as words
from opendata.dcat import FORMATS
from opendata.errors import NotFound
from opendata.model import Block, DataFile, Dataset, Publisher, Report, State, Version, now
from opendata.model.addresses import Addresses
from opendata.model.dataset import QUERY
from opendata.services import describing, specifications
from opendata.services.describing import CatalogIdentity, catalog_graph, dataset_graph, describe_publisher, has_rows

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


def write_block(session: Session, dataset: Dataset, addresses: Addresses) -> None:
    """The dataset's part of the catalog, anew, in every format."""
    graph, edition = dataset_graph(dataset, addresses), edition_for(addresses)
    iris = {
        "dataset": addresses.dataset(dataset),
        "services": [addresses.data_service(file) for file in dataset.published_files if has_rows(file)],
    }
    for form in FORMATS:
        body = dcat.block(graph, form)
        digest = _digest([body])
        stored = session.get(Block, (dataset.id, form))
        if stored is None:
            stored = Block(dataset_id=dataset.id, format=form)
            session.add(stored)
        if stored.digest != digest or stored.edition != edition:
            stored.edition, stored.body, stored.digest, stored.iris, stored.changed_at = (
                edition,
                body,
                digest,
                iris,
                now(),
            )


def remove_block(session: Session, dataset: Dataset) -> None:
    session.execute(delete(Block).where(Block.dataset_id == dataset.id))


def rewrite_blocks(session: Session, addresses: Addresses) -> int:
    """Write the blocks anew that other code wrote, or for another base URL; returns how many datasets."""
    current = select(Block.dataset_id).where(Block.edition == edition_for(addresses))
    stale = session.scalars(select(Dataset).where(Dataset.state == State.PUBLISHED, Dataset.id.not_in(current))).all()
    for dataset in stale:
        write_block(session, dataset, addresses)
    return len(stale)


def edition_for(addresses: Addresses) -> str:
    return _digest([addresses.base, _writing_code()])


@cache
def _writing_code() -> str:
    """Changes with the code and the lists that decide what is written, so that an upgrade leaves no old text."""
    writer = Path(dcat.__file__).parent
    sources = [
        *sorted(writer.glob("*.py")),
        *(Path(module.__file__) for module in (describing, specifications) if module.__file__),
        *sorted(dcat.VOCABULARIES.glob("*.json")),
        *sorted(specifications.FOLDER.glob("*/*.json")),
    ]
    return _digest(source.read_text(encoding="utf-8") for source in sources)


def check(dataset: Dataset, addresses: Addresses) -> Report:
    """The dataset against DCAT-AP-SE, as it would be written."""
    graph = dataset_graph(dataset, addresses)
    describe_publisher(graph, dataset.publisher, addresses)
    return dcat.check(graph)


@dataclass(frozen=True)
class Document:
    """`body` is read and made when it is iterated, within the session; `digest` and `changed_at` are known before."""

    body: Iterator[str]
    digest: str
    changed_at: datetime | None


def document(session: Session, identity: CatalogIdentity, addresses: Addresses, form: str) -> Document:
    """The whole catalog in one of the formats, dataset by dataset in the order of their IRIs."""
    heads = session.execute(
        select(Block.dataset_id, Block.digest, Block.iris, Block.changed_at).where(Block.format == form)
    ).all()
    heads = sorted(heads, key=lambda head: head.iris["dataset"])
    changes = [head.changed_at for head in heads]
    frame = catalog_graph(
        identity,
        addresses,
        datasets=[head.iris["dataset"] for head in heads],
        services=[service for head in heads for service in head.iris["services"]],
        publishers=_publishing(session, identity),
        issued=identity.publisher.created_at if identity.publisher else None,
        modified=max(changes, default=None),
    )
    opening = dcat.block(frame, form)
    digest = _digest([opening, *(head.digest for head in heads)])
    parts = chain([opening], _bodies(session, [head.dataset_id for head in heads], form))
    return Document(dcat.document(parts, form), digest, max(changes, default=None))


def _bodies(session: Session, dataset_ids: Sequence[str], form: str) -> Iterator[str]:
    rows = session.execute(select(Block.dataset_id, Block.body).where(Block.format == form))
    bodies = {row.dataset_id: row.body for row in rows}
    yield from (bodies[dataset_id] for dataset_id in dataset_ids)


def _publishing(session: Session, identity: CatalogIdentity) -> Sequence[Publisher]:
    """The publishers that the catalog mentions."""
    mentioned = select(Dataset.publisher_id).where(Dataset.state == State.PUBLISHED)
    found = list(session.scalars(select(Publisher).where(Publisher.id.in_(mentioned)).order_by(Publisher.slug)))
    return found if identity.publisher in found or not identity.publisher else [identity.publisher, *found]


def dataset_document(session: Session, dataset: Dataset, addresses: Addresses, form: str) -> Document:
    """One published dataset with its distributions, services, publisher and contact point."""
    stored = session.get(Block, (dataset.id, form))
    if stored is None:
        raise NotFound("dataset_unknown", slug=dataset.slug)
    return _document([stored.body, _publisher_block(dataset.publisher, addresses, form)], form, stored.changed_at)


def publisher_document(publisher: Publisher, addresses: Addresses, form: str) -> Document:
    return _document([_publisher_block(publisher, addresses, form)], form, None)


def _publisher_block(publisher: Publisher, addresses: Addresses, form: str) -> str:
    graph = dcat.Graph()
    describe_publisher(graph, publisher, addresses)
    return dcat.block(graph, form)


def _document(parts: Sequence[str], form: str, changed_at: datetime | None) -> Document:
    return Document(dcat.document(parts, form), _digest(parts), changed_at)


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
    return digest.hexdigest()
