"""Sources that are asked again and again: when, by whom, and what came of it.

`claim` and `finish` are transactions of their own; `listen` in between touches no database. A claim runs out, so that
a source whose worker died is asked by another.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import Catalogue
from opendata.errors import Error, Invalid, NotFound
from opendata.model import Actor, Dataset, HarvestRun, HarvestSource, Resource, now
from opendata.model.addresses import Addresses
from opendata.model.harvest import Outcome, SourceKind
from opendata.services import journal
from opendata.services.harvesting.applying import apply
from opendata.services.harvesting.comparing import plan, require
from opendata.services.harvesting.fetching import bring

log = logging.getLogger(__name__)

LEASE = timedelta(hours=1)
"""Longer than any source takes to answer and to be taken over."""
LEAST_HOURS, MOST_HOURS = 1, 24 * 31
MOST_RUNS = 50
"""Kept for each source."""
HARVESTER = Actor("harvester", is_administrator=True)
"""Acts for whoever set the source up."""


@dataclass(frozen=True)
class Job:
    source_id: str
    kind: SourceKind
    location: str
    language: str
    etag: str
    last_modified: str


@dataclass(frozen=True)
class Heard:
    """What a source said. Without a catalogue: nothing new, or what went wrong."""

    catalogue: Catalogue | None = None
    etag: str = ""
    last_modified: str = ""
    error: Error | None = None


def all_sources(session: Session, actor: Actor) -> Sequence[HarvestSource]:
    actor.require_administrator()
    return session.scalars(select(HarvestSource).order_by(HarvestSource.title, HarvestSource.location)).all()


def find_source(session: Session, actor: Actor, source_id: str) -> HarvestSource:
    source = session.get(HarvestSource, source_id)
    if source is None:
        raise NotFound("not_found")
    require(actor, source)
    return source


def schedule(session: Session, actor: Actor, source: HarvestSource, hours: int | None) -> None:
    """Asked every so many hours, first of all at once; None: only when somebody wants it."""
    require(actor, source)
    if hours is not None and not LEAST_HOURS <= hours <= MOST_HOURS:
        raise Invalid("hours_out_of_range", field="interval_hours", value=hours)
    source.interval_hours, source.due_at = hours, None if hours is None else now()
    journal.record(session, actor, "source.schedule", _named(source), publisher_id=source.publisher_id, hours=hours)


def ask(session: Session, actor: Actor, source: HarvestSource) -> None:
    """As soon as a worker is free, and whether or not the source says that it has changed."""
    require(actor, source)
    source.due_at, source.etag, source.last_modified = now(), "", ""
    journal.record(session, actor, "source.ask", _named(source), publisher_id=source.publisher_id)


def remove(session: Session, actor: Actor, source: HarvestSource) -> None:
    """What came from it stays, and is described here from now on."""
    require(actor, source)
    journal.record(session, actor, "source.remove", _named(source), publisher_id=source.publisher_id)
    for kind in (Dataset, Resource):
        session.execute(update(kind).where(kind.source_id == source.id).values(source_id=None, source_digest=""))
    session.delete(source)


def due(session: Session, at: datetime | None = None) -> Sequence[str]:
    """Ids of sources that it is time to ask, and that nobody asks already."""
    query = select(HarvestSource.id).where(*_is_due(at or now())).order_by(HarvestSource.due_at)
    return session.scalars(query).all()


def claim(session: Session, source_id: str, at: datetime | None = None) -> Job | None:
    moment = at or now()
    taken = session.execute(
        update(HarvestSource)
        .where(HarvestSource.id == source_id, *_is_due(moment))
        .values(claimed_until=moment + LEASE)
    )
    if cast(CursorResult[Any], taken).rowcount == 0:
        return None
    source = session.get_one(HarvestSource, source_id)
    return Job(source.id, source.kind, source.location, source.language, source.etag, source.last_modified)


def listen(job: Job, trusted: Collection[str] = ()) -> Heard:
    """Never raises for what a source does. `trusted` are hosts that may be inside our own network."""
    try:
        brought = bring(job.kind, job.location, etag=job.etag, last_modified=job.last_modified, trusted=trusted)
        if brought is None:
            return Heard()
        catalogue = dcat.read(brought.graph, language=job.language, source=job.location)
        return Heard(catalogue, brought.etag, brought.last_modified)
    except Error as error:
        return Heard(error=error)
    except Exception as fault:
        log.exception("source %s could not be understood", job.location)
        return Heard(error=Invalid("source_not_understood", url=job.location, reason=type(fault).__name__))


def finish(
    session: Session, job: Job, heard: Heard, addresses: Addresses, *, pause: Callable[[], None] = lambda: None
) -> HarvestRun | None:
    """What came of it, kept with the source; None if the source has been removed meanwhile. `pause` as in `apply`."""
    source = session.get(HarvestSource, job.source_id)
    if source is None:
        return None
    source.claimed_until = None
    source.due_at = now() + timedelta(hours=source.interval_hours) if source.interval_hours else None
    if heard.catalogue is not None:
        planned = plan(session, HARVESTER, source, heard.catalogue, addresses)
        run = apply(session, HARVESTER, planned, addresses, pause=pause)
        is_whole = run.outcome is not Outcome.HELD and not run.counts.get("failed")
        source.etag, source.last_modified = (heard.etag, heard.last_modified) if is_whole else ("", "")
    elif heard.error is not None:
        problem = {"code": heard.error.code, "facts": heard.error.facts}
        run = HarvestRun(source=source, outcome=Outcome.FAILED, finished_at=now(), problem=problem)
    else:
        run = HarvestRun(source=source, outcome=Outcome.UNCHANGED, finished_at=now())
    session.add(run)
    session.flush()
    _forget_old_runs(session, source)
    return run


def _forget_old_runs(session: Session, source: HarvestSource) -> None:
    older = select(HarvestRun).where(HarvestRun.source_id == source.id).order_by(HarvestRun.started_at.desc())
    for run in session.scalars(older.offset(MOST_RUNS)):
        session.delete(run)


def _is_due(moment: datetime) -> tuple[Any, ...]:
    free = or_(HarvestSource.claimed_until.is_(None), HarvestSource.claimed_until < moment)
    return HarvestSource.due_at <= moment, free


def _named(source: HarvestSource) -> str:
    return source.title or source.location
