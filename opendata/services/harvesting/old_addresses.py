"""Addresses from before: paths on our own host, or on one that leads here now, by which others know a dataset or what
it offers."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from opendata.errors import Invalid
from opendata.model import Actor, DataFile, Dataset, OldAddress, Publisher, Resource
from opendata.model.addresses import Addresses
from opendata.services import datasets, journal

ROWSTORE = re.compile(r"/rowstore/dataset/[0-9A-Fa-f-]{8,}")
"""Where EntryScape has the rows of a table; what is asked for follows. Source: the addresses at catalog.goteborg.se."""
LONGEST = 500


def keep(session: Session, dataset: Dataset, addresses: Addresses, hosts: Sequence[str]) -> None:
    """What comes first keeps an address that two things have."""
    bases = tuple(f"{host.rstrip('/')}/" for host in (addresses.base, *hosts))
    for path, file in _paths(dataset, bases):
        if len(path) <= LONGEST and session.get(OldAddress, path) is None:
            session.add(OldAddress(path=path, dataset=dataset, file=file))
            session.flush()


def lead(session: Session, actor: Actor, path: str, file: DataFile) -> None:
    """From now on the address leads to this file: it has what was there before."""
    datasets.require(actor, "edit", file.dataset)
    if not path.startswith("/") or len(path) > LONGEST:
        raise Invalid("address_unusable_here", field="path", value=path)
    rows = ROWSTORE.match(path)
    kept = rows[0] if rows else path
    found = session.get(OldAddress, kept)
    if found is None:
        session.add(OldAddress(path=kept, dataset=file.dataset, file=file))
    else:
        datasets.require(actor, "edit", found.dataset)
        found.dataset, found.file = file.dataset, file
    journal.record(session, actor, "address.lead", kept, dataset=file.dataset, file=file.id)


def detach(session: Session, file: DataFile) -> None:
    """Before the file goes: its addresses lead to its dataset from now on."""
    session.execute(update(OldAddress).where(OldAddress.file_id == file.id).values(file_id=None))


def pass_on(session: Session, file: DataFile, other: DataFile) -> None:
    """The addresses of one lead to the other from now on."""
    session.execute(update(OldAddress).where(OldAddress.file_id == file.id).values(file_id=other.id))


def _paths(dataset: Dataset, bases: tuple[str, ...]) -> Iterator[tuple[str, DataFile | None]]:
    if dataset.iri and dataset.iri.startswith(bases):
        yield path_of(dataset.iri), None
    for file in dataset.links:
        link = file.link or {}
        downloads = link.get("download_url") or []
        for address in filter(None, (file.iri, link.get("access_url"), *downloads)):
            if isinstance(address, str) and address.startswith(bases):
                rows = ROWSTORE.match(urlsplit(address).path)
                yield rows[0] if rows else path_of(address), file


def path_of(address: str) -> str:
    """With the query, if there is one."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def find(session: Session, addresses: Addresses, path: str, query: str) -> OldAddress | Resource | Publisher | None:
    """Who is meant by a path that nothing else answers; an address with a query is looked for with and without it."""
    rows = ROWSTORE.match(path)
    tried = [f"{path}?{query}", path, *([rows[0]] if rows else [])]
    for one in tried:
        if found := session.get(OldAddress, one):
            return found
    return _with_path(session, path, addresses.page(path))


def _with_path(session: Session, path: str, own: str) -> Resource | Publisher | None:
    """Whose IRI has this path: on our own host before others, which lead here if anybody asks us for it."""
    resources = session.scalars(select(Resource).where(Resource.iri.endswith(path, autoescape=True))).all()
    publishers = session.scalars(select(Publisher).where(Publisher.iri.endswith(path, autoescape=True))).all()
    ending: list[Resource | Publisher] = [*resources, *publishers]
    found = [one for one in ending if one.iri and path_of(one.iri) == path]
    return min(found, key=lambda one: (one.iri != own, one.iri or ""), default=None)
