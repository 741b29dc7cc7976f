"""What the catalog has of published datasets, public services and series, and their publishers, in all formats and
flavours: written when it changes."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import product
from pathlib import Path

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import FLAVOURS, Flavour, Graph
from opendata.errors import Invalid
from opendata.model import (
    Block,
    CatalogState,
    Dataset,
    Finding,
    Publication,
    Publisher,
    Report,
    Resource,
    ResourceKind,
    State,
    now,
)
from opendata.model.addresses import Addresses
from opendata.model.publication import Described
from opendata.services import describing, indexing, scoring, specifications
from opendata.services.describing import dataset_graph, describe_publisher, has_rows, resource_graph

RESOURCES = {
    ResourceKind.DATA_SERVICE: (Described.DATA_SERVICE, "dcat:service"),
    ResourceKind.DATASET_SERIES: (Described.DATASET_SERIES, "dcat:dataset"),
}
"""How the catalog links to each kind. DCAT-AP-SE has series among the datasets."""


def write(session: Session, dataset: Dataset, addresses: Addresses) -> None:
    """The dataset's part of the catalog, anew, and what it is found by. What doesn't pass the check stays out of the
    catalog, and what was there stays."""
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
        publication.points = {method: one.total for method, one in scoring.scores(graphs, publication.iri).items()}
        for graph in graphs.values():
            _link(graph, dataset, addresses)
        _keep(session, publication, graphs)
        _write_publisher(session, dataset.publisher, addresses)
        for series in dataset.series:
            if series.is_public and series.source_id is None:
                write_resource(session, series, addresses)  # it tells of its datasets
    if dataset.is_public:
        indexing.index(session, [dataset])


def _link(graph: Graph, dataset: Dataset, addresses: Addresses) -> None:
    """What catalogs have of it; said here, so that nothing else changes when a dataset comes or goes."""
    for catalog in _catalogs(dataset.publisher, addresses):
        dcat.link(graph, catalog, "dcat:dataset", addresses.dataset(dataset))
        for file in dataset.published_files:
            if has_rows(file):
                dcat.link(graph, catalog, "dcat:service", addresses.data_service(file))


def _catalogs(publisher: Publisher, addresses: Addresses) -> list[str]:
    """The IRIs of those that a publisher's things are in: the whole one, and perhaps its own."""
    return [addresses.catalog(), *([addresses.catalog(publisher)] if publisher.has_catalog else [])]


def write_resource(session: Session, resource: Resource, addresses: Addresses) -> None:
    """A public service's or series' part of the catalog, anew; as for a dataset."""
    kind, predicate = RESOURCES[resource.kind]
    publication = _publication(session, resource.id, kind)
    publication.edition = edition_for(addresses)
    try:
        datasets = _told_of(session, resource)
        graphs = {flavour: resource_graph(resource, addresses, flavour, datasets) for flavour in FLAVOURS}
        report = _checked(graphs["se"], resource.publisher, addresses)
    except Invalid as unsound:
        report = Report.of([Finding(unsound.code, facts=unsound.facts)])
    publication.problem = None if report.sound else report.to_json()
    if report.sound:
        publication.iri = addresses.resource(resource)
        for graph, catalog in product(graphs.values(), _catalogs(resource.publisher, addresses)):
            dcat.link(graph, catalog, predicate, publication.iri)
        _keep(session, publication, graphs)
        _write_publisher(session, resource.publisher, addresses)


def _told_of(session: Session, resource: Resource) -> Sequence[Dataset]:
    """The public datasets of a series that is described here."""
    if resource.kind is not ResourceKind.DATASET_SERIES or resource.source_id is not None:
        return ()
    is_member = Dataset.series.any(Resource.id == resource.id)
    return session.scalars(select(Dataset).where(Dataset.state == State.PUBLISHED, is_member)).all()


def remove(session: Session, thing: Dataset | Resource) -> None:
    """Its part, and its publisher's when that has nothing else in the catalog."""
    _withdraw(session, thing.id)
    if isinstance(thing, Dataset):
        indexing.remove(session, thing)
    publisher = thing.publisher_id
    datasets = select(Dataset.id).where(Dataset.publisher_id == publisher, Dataset.state == State.PUBLISHED)
    resources = select(Resource.id).where(Resource.publisher_id == publisher, Resource.is_public)
    others = exists(datasets.where(Dataset.id != thing.id)), exists(resources.where(Resource.id != thing.id))
    if not any(session.scalar(select(other)) for other in others):
        _withdraw(session, publisher)


def rewrite_publisher(session: Session, publisher: Publisher, addresses: Addresses) -> None:
    """What a publisher says of itself, if it has something in the catalog."""
    stored = session.get(Publication, publisher.id)
    if stored and stored.is_in_catalog:
        stored.edition = ""
        _write_publisher(session, publisher, addresses)


def rewrite_things(session: Session, publisher: Publisher, addresses: Addresses) -> None:
    """All that a publisher has in the catalog: which catalogs it is in stands in each part."""
    for dataset in session.scalars(select(Dataset).where(Dataset.publisher == publisher)):
        if dataset.is_public:
            write(session, dataset, addresses)
    for resource in session.scalars(select(Resource).where(Resource.publisher == publisher, Resource.is_public)):
        write_resource(session, resource, addresses)


def rewrite(session: Session, addresses: Addresses) -> int:
    """Write the parts anew that other code wrote, or for another base URL; returns how many datasets."""
    current = select(Publication.subject).where(Publication.edition == edition_for(addresses))
    for resource in session.scalars(select(Resource).where(Resource.is_public, Resource.id.not_in(current))).all():
        write_resource(session, resource, addresses)
    stale = session.scalars(select(Dataset).where(Dataset.state == State.PUBLISHED, Dataset.id.not_in(current))).all()
    for dataset in stale:
        write(session, dataset, addresses)
    return len(stale)


def check(dataset: Dataset, addresses: Addresses) -> Report:
    """The dataset against DCAT-AP-SE, as it would be written."""
    return _checked(dataset_graph(dataset, addresses), dataset.publisher, addresses)


def _checked(graph: Graph, publisher: Publisher, addresses: Addresses) -> Report:
    whole = dcat.empty()
    whole += graph
    describe_publisher(whole, publisher, addresses)
    return dcat.check(whole)


def problem_of(session: Session, thing: Dataset | Resource) -> Report | None:
    """Why the newest content of what is public is kept out of the catalog, if it is."""
    stored = session.get(Publication, thing.id)
    return Report.from_json(stored.problem) if stored and stored.problem and thing.is_public else None


def edition_for(addresses: Addresses) -> str:
    return digest_of([addresses.base.encode(), _writing_code().encode()])


@cache
def _writing_code() -> str:
    """Changes with the code and the lists that decide what is written, so that an upgrade leaves no old text."""
    writer = Path(dcat.__file__).parent
    sources = [
        *sorted(writer.rglob("*.py")),
        *sorted(Path(describing.__file__).parent.glob("*.py")),
        Path(specifications.__file__),
        *sorted(dcat.VOCABULARIES.glob("*.json")),
        *sorted(specifications.FOLDER.glob("*/*.json")),
    ]
    return digest_of(source.read_bytes() for source in sources)


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
        graphs = {flavour: publisher_graph(publisher, addresses, flavour) for flavour in FLAVOURS}
        _keep(session, publication, graphs)


def publisher_graph(publisher: Publisher, addresses: Addresses, flavour: Flavour) -> Graph:
    graph = dcat.empty()
    describe_publisher(graph, publisher, addresses, flavour)
    return graph


def _keep(session: Session, publication: Publication, graphs: Mapping[Flavour, Graph]) -> None:
    """The graphs as blocks. Nothing is touched when they say what was said before."""
    texts = {flavour: dcat.blocks(graph) for flavour, graph in graphs.items()}
    digest = digest_of(by_form["nt"].encode() for by_form in texts.values())
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


def digest_of(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
