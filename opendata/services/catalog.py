"""The catalog as harvesters get it: documents that are put together from what was written when it changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import Flavour, Graph
from opendata.errors import NotFound
from opendata.model import Block, CatalogState, Dataset, Publication, Publisher, Resource
from opendata.model.addresses import Addresses
from opendata.model.publication import Described
from opendata.services.describing import CatalogIdentity, catalog_graph, describe_publisher
from opendata.services.publications import digest_of, edition_for, publisher_graph

_THERE = (Publication.added_at.is_not(None), Publication.withdrawn_at.is_(None))
AT_ONCE = 200
"""Blocks that are in memory together."""


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
    return Edition(digest_of(part.encode() for part in parts), state.changed_at)


def _own_graph(session: Session, identity: CatalogIdentity, addresses: Addresses, flavour: Flavour = "se") -> Graph:
    """What the catalog says of itself, and its publisher's description if that has no block."""
    publisher, modified = identity.publisher, session.get_one(CatalogState, 1).changed_at
    issued = publisher.created_at if publisher else None
    graph = catalog_graph(identity, addresses, issued=issued, modified=modified, flavour=flavour)
    stored = session.get(Publication, publisher.id) if publisher else None
    if publisher and not (stored and stored.is_in_catalog):
        describe_publisher(graph, publisher, addresses, flavour)
    return graph


def _with_parts(session: Session, identity: CatalogIdentity, addresses: Addresses, flavour: Flavour) -> Graph:
    """What the catalog says of itself and of its parts. The national portal fetches those that are only named."""
    graph = _own_graph(session, identity, addresses, flavour)
    for publisher in () if identity.is_part else _with_catalogs(session):
        part = identity.part_of(publisher)
        graph += _own_graph(session, part, addresses, flavour)
        dcat.link(graph, identity.iri(addresses), "dcterms:hasPart", part.iri(addresses))
    return graph


def _with_catalogs(session: Session) -> Sequence[Publisher]:
    """A catalog must have a dataset."""
    datasets = select(Dataset.id).join(Publication, Publication.subject == Dataset.id)
    offered = exists(datasets.where(Dataset.publisher_id == Publisher.id, *_THERE))
    return session.scalars(select(Publisher).where(Publisher.has_catalog, offered).order_by(Publisher.slug)).all()


def document(
    session: Session, identity: CatalogIdentity, addresses: Addresses, form: str, flavour: Flavour = "se"
) -> Document:
    """A whole catalog in one of the formats: what it says of itself, publishers, datasets, in the order of IRIs.

    The session must see one state of the database while the segments are read."""
    frame, own = dcat.FRAMES[form], dcat.block(_with_parts(session, identity, addresses, flavour), form)
    head, between, foot = (text.encode() for text in (frame.head + own, frame.between, frame.foot))
    packed_head, packed_between, packed_foot = map(dcat.pack, (head, between, foot))
    counted = select(func.count(), func.sum(Block.size), func.sum(Block.packed_size))
    counted = counted.where(Block.flavour == flavour, Block.format == form)
    if identity.is_part:
        counted = counted.where(Block.subject.in_(select(Publication.subject).where(_is_of(identity.publisher))))
    count, size, packed_size = session.execute(counted).one()
    blocks = _blocks(session, _subjects(session, identity), form, flavour)
    return Document(
        chain([packed_head], chain.from_iterable((packed_between, block) for block in blocks), [packed_foot]),
        len(head) + int(size or 0) + count * len(between) + len(foot),
        len(packed_head) + int(packed_size or 0) + count * len(packed_between) + len(packed_foot),
        edition(session, identity, addresses, flavour),
    )


@dataclass(frozen=True)
class Page:
    number: int
    """From 1."""
    size: int
    """Datasets on it."""
    form: str
    address: str
    """Of the pages, with a query already."""


def page_document(
    session: Session, identity: CatalogIdentity, addresses: Addresses, page: Page, flavour: Flavour = "se"
) -> Document:
    """A part of the catalog, with links to the other parts (hydra): some datasets, series and services, and all
    publishers."""
    datasets = _subjects(session, identity, Described.DATASET, Described.DATASET_SERIES, Described.DATA_SERVICE)
    last = max(1, -(-len(datasets) // page.size))
    if page.number > last:
        raise NotFound("page_unknown", page=page.number, last=last)
    shown = datasets[(page.number - 1) * page.size : page.number * page.size]
    own = _with_parts(session, identity, addresses, flavour)
    parts = {"page": page.number, "last": last, "size": page.size, "total": len(datasets)}
    dcat.paginate(own, identity.iri(addresses), page.address, **parts)
    found = _blocks(session, [*_subjects(session, identity, Described.PUBLISHER), *shown], page.form, flavour)
    blocks = [dcat.block(own, page.form), *(dcat.unpack(block).decode() for block in found)]
    return _short(blocks, page.form, edition(session, identity, addresses, flavour).changed_at)


def _subjects(session: Session, identity: CatalogIdentity, *kinds: Described) -> Sequence[str]:
    """Ids of what is in the catalog, publishers first."""
    there = select(Publication.subject).where(*_THERE)
    if identity.is_part:
        there = there.where(_is_of(identity.publisher))
    if kinds:
        there = there.where(Publication.kind.in_(kinds))
    return session.scalars(there.order_by(Publication.kind.desc(), Publication.iri)).all()


def _is_of(publisher: Publisher | None) -> ColumnElement[bool]:
    """The publisher itself, and what it has."""
    own = publisher.id if publisher else ""
    things = (select(kind.id).where(kind.publisher_id == own) for kind in (Dataset, Resource))
    return or_(Publication.subject == own, *(Publication.subject.in_(thing) for thing in things))


def dataset_document(
    session: Session, dataset: Dataset, addresses: Addresses, form: str, flavour: Flavour = "se"
) -> Document:
    """One published dataset with its distributions, services, publisher and contact point."""
    return _one(session, dataset, addresses, form, flavour)


def resource_document(
    session: Session, resource: Resource, addresses: Addresses, form: str, flavour: Flavour = "se"
) -> Document:
    """One public service or series with its publisher."""
    return _one(session, resource, addresses, form, flavour)


def _one(session: Session, thing: Dataset | Resource, addresses: Addresses, form: str, flavour: Flavour) -> Document:
    stored = session.get(Publication, thing.id)
    if stored is None or not stored.is_in_catalog:
        raise NotFound("dataset_unknown" if isinstance(thing, Dataset) else "not_found", slug=thing.slug)
    found = _blocks(session, [thing.id], form, flavour)
    text = "".join(dcat.unpack(segment).decode() for segment in found)
    return _short(
        [text, dcat.block(publisher_graph(thing.publisher, addresses, flavour), form)], form, stored.changed_at
    )


def publisher_document(
    session: Session, publisher: Publisher, addresses: Addresses, form: str, flavour: Flavour = "se"
) -> Document:
    """A publisher with its contact points, whether it has something in the catalog or not."""
    stored = session.get(Publication, publisher.id)
    changed_at = stored.changed_at if stored and stored.is_in_catalog else None
    return _short([dcat.block(publisher_graph(publisher, addresses, flavour), form)], form, changed_at)


def _short(blocks: Sequence[str], form: str, changed_at: datetime | None) -> Document:
    text = "".join(dcat.document(blocks, form)).encode()
    packed = dcat.pack(text)
    return Document(iter([packed]), len(text), len(packed), Edition(digest_of([text]), changed_at))


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
