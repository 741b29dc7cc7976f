"""Who takes our catalog: each fetch is noted, and kept for a while. No addresses of persons are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from opendata.errors import NotFound
from opendata.model import Actor, CatalogFetch, Dataset, Publication, Publisher, now
from opendata.model.publication import Described

HARVESTERS: Mapping[str, str] = {
    # dataportal.se runs EntryStore; DIGG doesn't document what its harvester calls itself.
    "dataportal": "dataportal.se",
    "entryscape": "dataportal.se",
    "entrystore": "dataportal.se",
    # data.europa.eu runs piveau, which fetches by Vert.x.
    "data.europa.eu": "data.europa.eu",
    "piveau": "data.europa.eu",
    "vert.x": "data.europa.eu",
    # udata.harvest.backends.base: "uData/0.1 dcat".
    "udata": "udata",
    "ckan": "CKAN",
    # opendata.remote: this very platform.
    "opendata-harvester": "opendata",
    "googlebot": "Google",
    "bingbot": "Bing",
}
"""What is in the name that a client gives, in lower case -> the harvester that it is."""
KEPT = timedelta(days=400)
"""More than a year, so that the same time of the year before can be looked at."""
ONCE_IN = timedelta(hours=1)
"""A client that asks again and again, and is told that nothing has changed, is noted once in that time."""
NOT_MODIFIED = 304


def harvester_of(agent: str) -> str:
    """Empty for those that are not known."""
    lowered = agent.lower()
    return next((name for sign, name in HARVESTERS.items() if sign in lowered), "")


@dataclass(frozen=True)
class Fetch:
    """Of the whole catalog, or of the part that the publisher of this slug has; `agent` is what the client calls
    itself."""

    path: str
    publisher: str
    status: int
    byte_size: int
    agent: str
    at: datetime


def note(session: Session, fetch: Fetch) -> None:
    """Add it; and what is too old goes."""
    session.execute(delete(CatalogFetch).where(CatalogFetch.at < now() - KEPT))
    noted = CatalogFetch(
        at=fetch.at,
        harvester=harvester_of(fetch.agent),
        agent=fetch.agent[:200],
        path=fetch.path[:200],
        status=fetch.status,
        byte_size=fetch.byte_size,
        datasets=_datasets(session, fetch.publisher),
    )
    if fetch.status != NOT_MODIFIED or not _is_told(session, noted):
        session.add(noted)


def recent(session: Session, actor: Actor, *, limit: int, offset: int = 0) -> Sequence[CatalogFetch]:
    """The newest first, for those who work here."""
    if not actor.signed_in:
        raise NotFound("not_found")
    newest = select(CatalogFetch).order_by(CatalogFetch.at.desc(), CatalogFetch.id.desc())
    return session.scalars(newest.limit(limit).offset(offset)).all()


def latest(session: Session) -> Sequence[CatalogFetch]:
    """The newest fetch of each harvester that is known, newest first."""
    newest = select(func.max(CatalogFetch.id)).where(CatalogFetch.harvester != "").group_by(CatalogFetch.harvester)
    return session.scalars(
        select(CatalogFetch).where(CatalogFetch.id.in_(newest)).order_by(CatalogFetch.at.desc())
    ).all()


def _is_told(session: Session, fetch: CatalogFetch) -> bool:
    same = select(CatalogFetch.id).where(
        CatalogFetch.at > fetch.at - ONCE_IN,
        CatalogFetch.agent == fetch.agent,
        CatalogFetch.path == fetch.path,
        CatalogFetch.status == fetch.status,
    )
    return session.scalar(same.limit(1)) is not None


def _datasets(session: Session, publisher: str) -> int:
    there = select(func.count()).where(
        Publication.kind == Described.DATASET, Publication.added_at.is_not(None), Publication.withdrawn_at.is_(None)
    )
    if publisher:
        own = select(Dataset.id).join(Publisher, Dataset.publisher_id == Publisher.id)
        there = there.where(Publication.subject.in_(own.where(Publisher.slug == publisher)))
    return session.scalar(there) or 0
