"""Questions in SPARQL about what is in the catalog: each dataset and publisher is a graph with its IRI as the name, and
what the catalog says of itself is another."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import Answer, GraphStore, Question
from opendata.model import Block, Publication
from opendata.model.addresses import Addresses
from opendata.services import catalog
from opendata.services.describing import CatalogIdentity


def ask(
    session: Session, identity: CatalogIdentity, addresses: Addresses, store: GraphStore, question: Question
) -> Answer:
    """The answer of the catalog of today. Errors as GraphStore.turn and GraphStore.ask."""
    with store.turn():
        _bring_up_to_date(session, identity, addresses, store)
        return store.ask(question)


def _bring_up_to_date(session: Session, identity: CatalogIdentity, addresses: Addresses, store: GraphStore) -> None:
    """Only what differs is read. The catalog's own graph goes by the whole edition, and comes last."""
    own, edition = addresses.catalog(), catalog.edition(session, identity, addresses).digest
    if store.held.get(own) == edition:
        return
    listed = select(Publication.iri, Publication.digest, Publication.subject).where(
        Publication.added_at.is_not(None), Publication.withdrawn_at.is_(None)
    )
    there = {row.iri: row for row in session.execute(listed)}
    for iri in store.held.keys() - there.keys() - {own}:
        store.remove(iri)
    stale = {row.subject: row for iri, row in there.items() if store.held.get(iri) != row.digest}
    for subject, packed in _blocks(session, list(stale)):
        store.put(stale[subject].iri, stale[subject].digest, dcat.unpack(packed))
    document = catalog.document(session, identity, addresses, "nt")
    store.put(own, edition, dcat.unpack(next(document.segments)))  # what it says of itself stands first


def _blocks(session: Session, subjects: list[str]) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(subjects), catalog.AT_ONCE):
        some = subjects[start : start + catalog.AT_ONCE]
        wanted = select(Block.subject, Block.packed).where(
            Block.subject.in_(some), Block.flavour == "se", Block.format == "nt"
        )
        yield from ((row.subject, row.packed) for row in session.execute(wanted))
