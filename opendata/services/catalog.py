"""The catalog as harvesters get it: a block for each published dataset and publisher, written when it changes, and the
documents that blocks are put together to."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain
from pathlib import Path

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import FLAVOURS, Flavour, Graph
from opendata.errors import Invalid, NotFound
from opendata.model import Block, CatalogState, Dataset, Finding, Publication, Publisher, Report, State, now
from opendata.model.addresses import Addresses
from opendata.model.publication import Described
from opendata.services import describing, specifications
from opendata.services.describing import CatalogIdentity, catalog_graph, dataset_graph, describe_publisher, has_rows

AT_ONCE = 200
"""Blocks that are in memory together."""


def write(session: Session, dataset: Dataset, addresses: Addresses) -> None:
    """The dataset's part of the catalog, anew. What doesn't pass the check stays out, and what was there stays."""
    publication = _publication(session, dataset.id, Described.DATASET)
    publication.edition = edition_for(addresses)
    try:
        graphs = {flavour: dataset_graph(dataset, addresses, flavour) for flavour in FLAVOURS}
        report = _checked(graphs["se"], dataset.publisher, addresses)
    except Invalid as unsound:
        report = Report.of([Finding(unsound.code, facts=unsound.facts)])
    publication.problem = None if report.sound else report.to_json()
    if report.sound:
        publication.iri = addresses.dataset(dataset)
        publication.services = [addresses.data_service(file) for file in dataset.published_files if has_rows(file)]
        _keep(session, publication, graphs)
        _write_publisher(session, dataset.publisher, addresses)


def remove(session: Session, dataset: Dataset) -> None:
    """The dataset's part, and its publisher's when that has nothing else in the catalog."""
    _withdraw(session, dataset.id)
    others = exists().where(
        Dataset.publisher_id == dataset.publisher_id, Dataset.state == State.PUBLISHED, Dataset.id != dataset.id
    )
    if not session.scalar(select(others)):
        _withdraw(session, dataset.publisher_id)


def rewrite_publisher(session: Session, publisher: Publisher, addresses: Addresses) -> None:
    """What a publisher says of itself, if it has something in the catalog."""
    stored = session.get(Publication, publisher.id)
    if stored and stored.is_in_catalog:
        stored.edition = ""
        _write_publisher(session, publisher, addresses)


def rewrite(session: Session, addresses: Addresses) -> int:
    """Write the parts anew that other code wrote, or for another base URL; returns how many datasets."""
    current = select(Publication.subject).where(Publication.edition == edition_for(addresses))
    stale = session.scalars(select(Dataset).where(Dataset.state == State.PUBLISHED, Dataset.id.not_in(current))).all()
    for dataset in stale:
        write(session, dataset, addresses)
    return len(stale)


def check(dataset: Dataset, addresses: Addresses) -> Report:
    """The dataset against DCAT-AP-SE, as it would be written."""
    return _checked(dataset_graph(dataset, addresses), dataset.publisher, addresses)


def _checked(graph: Graph, publisher: Publisher, addresses: Addresses) -> Report:
    whole = Graph()
    whole += graph
    describe_publisher(whole, publisher, addresses)
    return dcat.check(whole)


def problem_of(session: Session, dataset: Dataset) -> Report | None:
    """Why the newest content of a published dataset is kept out of the catalog, if it is."""
    stored = session.get(Publication, dataset.id)
    return Report.from_json(stored.problem) if stored and stored.problem and dataset.is_public else None


def edition_for(addresses: Addresses) -> str:
    return _digest([addresses.base.encode(), _writing_code().encode()])


@cache
def _writing_code() -> str:
    """Changes with the code and the lists that decide what is written, so that an upgrade leaves no old text."""
    writer = Path(dcat.__file__).parent
    sources = [
        *sorted(writer.rglob("*.py")),
        *(Path(module.__file__) for module in (describing, specifications) if module.__file__),
        *sorted(dcat.VOCABULARIES.glob("*.json")),
        *sorted(specifications.FOLDER.glob("*/*.json")),
    ]
    return _digest(source.read_bytes() for source in sources)


def _publication(session: Session, subject: str, kind: Described) -> Publication:
    found = session.get(Publication, subject)
    if found is None:
        found = Publication(subject=subject, kind=kind, iri="", edition="")
        session.add(found)
    return found


def _write_publisher(session: Session, publisher: Publisher, addresses: Addresses) -> None:
    """Unless it is there already, as it is now."""
    publication, edition = _publication(session, publisher.id, Described.PUBLISHER), edition_for(addresses)
    if publication.edition != edition or not publication.is_in_catalog:
        publication.edition, publication.iri = edition, addresses.publisher(publisher)
        graphs = {flavour: _publisher_graph(publisher, addresses, flavour) for flavour in FLAVOURS}
        _keep(session, publication, graphs)


def _publisher_graph(publisher: Publisher, addresses: Addresses, flavour: Flavour) -> Graph:
    graph = Graph()
    describe_publisher(graph, publisher, addresses, flavour)
    return graph


def _keep(session: Session, publication: Publication, graphs: Mapping[Flavour, Graph]) -> None:
    """The graphs as blocks. Nothing is touched when they say what was said before."""
    texts = {flavour: dcat.blocks(graph) for flavour, graph in graphs.items()}
    digest = _digest(by_form["nt"].encode() for by_form in texts.values())
    if publication.digest == digest and publication.is_in_catalog:
        return
    publication.changed_at = _next_state(session)
    if not publication.is_in_catalog:
        publication.added_at, publication.withdrawn_at = publication.changed_at, None
    publication.digest = digest
    publication.blocks = [
        _block(flavour, form, text.encode()) for flavour, by_form in texts.items() for form, text in by_form.items()
    ]


def _block(flavour: Flavour, form: str, text: bytes) -> Block:
    packed = dcat.pack(text)
    return Block(flavour=flavour, format=form, size=len(text), packed_size=len(packed), packed=packed)


def _withdraw(session: Session, subject: str) -> None:
    stored = session.get(Publication, subject)
    if stored and stored.is_in_catalog:
        stored.withdrawn_at = stored.changed_at = _next_state(session)
        stored.digest, stored.blocks = "", []


def _next_state(session: Session) -> datetime:
    """The moment of this change. The row is locked before the clock is read."""
    session.execute(update(CatalogState).values(revision=CatalogState.revision + 1))
    moment = now()
    session.execute(update(CatalogState).values(changed_at=moment))
    return moment


@dataclass(frozen=True)
class Edition:
    """The same digest is the same content."""

    digest: str
    changed_at: datetime | None


@dataclass(frozen=True)
class Document:
    """`segments` (as `dcat.pack` makes them) are read and made while they are iterated, within the session. `size` is
    that of the plain text, `packed_size` that of all segments, in bytes."""

    segments: Iterator[bytes]
    size: int
    packed_size: int
    edition: Edition

    def text(self) -> str:
        return b"".join(dcat.plain(self.segments)).decode()


def edition(session: Session, identity: CatalogIdentity, addresses: Addresses, flavour: Flavour = "se") -> Edition:
    """That of the whole catalog of today, without a look at what is in it."""
    state = session.get_one(CatalogState, 1)
    own = dcat.block(_own_graph(session, identity, addresses, flavour), "nt")
    parts = (edition_for(addresses), str(state.revision), own)
    return Edition(_digest(part.encode() for part in parts), state.changed_at)


def _own_graph(session: Session, identity: CatalogIdentity, addresses: Addresses, flavour: Flavour = "se") -> Graph:
    """What the catalog says of itself, and its publisher's description if that has no block."""
    publisher, modified = identity.publisher, session.get_one(CatalogState, 1).changed_at
    issued = publisher.created_at if publisher else None
    graph = catalog_graph(identity, addresses, issued=issued, modified=modified, flavour=flavour)
    stored = session.get(Publication, publisher.id) if publisher else None
    if publisher and not (stored and stored.is_in_catalog):
        describe_publisher(graph, publisher, addresses, flavour)
    return graph


def document(
    session: Session, identity: CatalogIdentity, addresses: Addresses, form: str, flavour: Flavour = "se"
) -> Document:
    """The whole catalog in one of the formats: what it says of itself, publishers, datasets, in the order of IRIs.

    The session must see one state of the database while the segments are read."""
    listed = session.execute(
        select(Publication.subject, Publication.kind, Publication.iri, Publication.services)
        .where(Publication.added_at.is_not(None), Publication.withdrawn_at.is_(None))
        .order_by(Publication.kind.desc(), Publication.iri)
    ).all()
    links = {
        "dcat:dataset": [row.iri for row in listed if row.kind is Described.DATASET],
        "dcat:service": sorted(service for row in listed for service in row.services),
    }
    own = _own_graph(session, identity, addresses, flavour)
    frame, opening = dcat.FRAMES[form], dcat.block(own, form, (addresses.catalog(), links))
    head, between, foot = (text.encode() for text in (frame.head + opening, frame.between, frame.foot))
    packed_head, packed_between, packed_foot = map(dcat.pack, (head, between, foot))
    counted = select(func.count(), func.sum(Block.size), func.sum(Block.packed_size))
    count, size, packed_size = session.execute(counted.where(Block.flavour == flavour, Block.format == form)).one()
    blocks = _blocks(session, [row.subject for row in listed], form, flavour)
    return Document(
        chain([packed_head], chain.from_iterable((packed_between, block) for block in blocks), [packed_foot]),
        len(head) + int(size or 0) + count * len(between) + len(foot),
        len(packed_head) + int(packed_size or 0) + count * len(packed_between) + len(packed_foot),
        edition(session, identity, addresses, flavour),
    )


def dataset_document(
    session: Session, dataset: Dataset, addresses: Addresses, form: str, flavour: Flavour = "se"
) -> Document:
    """One published dataset with its distributions, services, publisher and contact point."""
    stored = session.get(Publication, dataset.id)
    if stored is None or not stored.is_in_catalog:
        raise NotFound("dataset_unknown", slug=dataset.slug)
    found = _blocks(session, [dataset.id], form, flavour)
    text = "".join(dcat.unpack(segment).decode() for segment in found)
    return _short(
        [text, dcat.block(_publisher_graph(dataset.publisher, addresses, flavour), form)], form, stored.changed_at
    )


def publisher_document(publisher: Publisher, addresses: Addresses, form: str, flavour: Flavour = "se") -> Document:
    return _short([dcat.block(_publisher_graph(publisher, addresses, flavour), form)], form, None)


def _short(blocks: Sequence[str], form: str, changed_at: datetime | None) -> Document:
    text = "".join(dcat.document(blocks, form)).encode()
    packed = dcat.pack(text)
    return Document(iter([packed]), len(text), len(packed), Edition(_digest([text]), changed_at))


def _blocks(session: Session, subjects: Sequence[str], form: str, flavour: Flavour) -> Iterator[bytes]:
    for start in range(0, len(subjects), AT_ONCE):
        some = subjects[start : start + AT_ONCE]
        rows = session.execute(
            select(Block.subject, Block.packed).where(
                Block.subject.in_(some), Block.flavour == flavour, Block.format == form
            )
        )
        packed = {row.subject: row.packed for row in rows}
        yield from (packed[subject] for subject in some)


@dataclass(frozen=True)
class Change:
    iri: str
    kind: Described
    change: str
    """added, changed or withdrawn"""
    at: datetime


def changes(session: Session, since: datetime) -> tuple[Sequence[Change], datetime]:
    """What was added to, changed in or withdrawn from the catalog after a moment, oldest first, and the moment to ask
    for next time."""
    rows = session.scalars(
        select(Publication).where(Publication.changed_at > since).order_by(Publication.changed_at, Publication.iri)
    )
    found = [_change(row, row.changed_at, since) for row in rows if row.changed_at]
    return found, session.get_one(CatalogState, 1).changed_at


def _change(row: Publication, at: datetime, since: datetime) -> Change:
    if row.withdrawn_at:
        return Change(row.iri, row.kind, "withdrawn", at)
    is_new = row.added_at is None or row.added_at > since
    return Change(row.iri, row.kind, "added" if is_new else "changed", at)


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
