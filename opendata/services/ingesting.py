"""What a worker does with a received version: claim it, read and judge it, convert it, and say the outcome once.

`claim` and `finish` are transactions of their own; `judge` in between touches no database. A claim is a lease: a
worker that dies loses it, and the sweep gives the version to another.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from opendata import tabular
from opendata.files import Files, Kept
from opendata.model import Actor, Finding, Hold, Rendition, Report, Version, VersionState, now
from opendata.model.addresses import Addresses
from opendata.model.dataset import QUERY
from opendata.services import checking, holding, journal, publishing

LEASE = timedelta(seconds=15)
MOST_ATTEMPTS = 3
SAMPLE_ROWS = 20
WORKER = Actor("worker")
UNFINISHED = (VersionState.RECEIVED, VersionState.CHECKING)


@dataclass(frozen=True)
class Job:
    version_id: str
    worker: str
    sha256: str
    filename: str
    terms: checking.Terms
    attempts: int
    earlier: "Earlier | None" = None


@dataclass(frozen=True)
class Earlier:
    """The version that is current when another is judged; `sha256` is its query file's."""

    version_id: str
    sha256: str
    schema: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    report: Report
    reading: Mapping[str, Any] | None = None
    schema: dict[str, Any] | None = None
    specification: dict[str, Any] | None = None
    conforms_to: Sequence[str] = ()
    sample: list[list[str | None]] | None = None
    rows: int | None = None
    bbox: Sequence[float] | None = None
    geometry: Sequence[str] | None = None
    renditions: Sequence[tuple[str, Kept]] = ()
    left_out: dict[str, str] = field(default_factory=dict)
    changes: dict[str, Any] | None = None
    profile: dict[str, Any] | None = None
    texts: dict[str, Any] | None = None
    repairs: Sequence[Mapping[str, Any]] = ()
    proposals: Sequence[Mapping[str, Any]] = ()
    holds: Sequence[Hold] = ()


def waiting(session: Session, at: datetime | None = None) -> Sequence[str]:
    """Ids of versions that nobody works on: new ones, and those whose worker's lease ran out."""
    free = or_(Version.claimed_until.is_(None), Version.claimed_until < (at or now()))
    query = select(Version.id).where(Version.state.in_(UNFINISHED), free).order_by(Version.created_at)
    return session.scalars(query).all()


def claim(session: Session, version_id: str, worker: str, at: datetime | None = None) -> Job | None:
    """The version for this worker alone until the lease runs out; None if it is finished or somebody else's."""
    moment = at or now()
    taken = session.execute(
        update(Version)
        .where(
            Version.id == version_id,
            Version.state.in_(UNFINISHED),
            or_(Version.claimed_until.is_(None), Version.claimed_until < moment),
        )
        .values(
            state=VersionState.CHECKING,
            claimed_by=worker,
            claimed_until=moment + LEASE,
            attempts=Version.attempts + 1,
            progress=0.0,
        )
    )
    if cast(CursorResult[Any], taken).rowcount == 0:
        return None
    version = session.get_one(Version, version_id)
    return Job(
        version_id=version.id,
        worker=worker,
        sha256=version.sha256,
        filename=version.filename,
        terms=_terms(version),
        attempts=version.attempts,
        earlier=_earlier(version),
    )


def _earlier(version: Version) -> Earlier | None:
    """Nobody uses a version that is held, so that nothing breaks when another takes its place."""
    current = version.file.current_version
    query = current.rendition(QUERY) if current else None
    if current is None or query is None or current is version or not current.table_schema or current.is_held:
        return None
    return Earlier(current.id, query.sha256, current.table_schema)


def _terms(version: Version) -> checking.Terms:
    earlier = _earlier(version)
    return checking.Terms(
        reading=version.given_reading,
        recipe=version.recipe,
        schema=version.given_schema,
        follows=earlier.schema if earlier and not version.columns_may_change else None,
        specification=version.specification,
    )


def renew(session: Session, job: Job, progress: float) -> bool:
    """Prolong the lease and tell the progress (0 to 1); False if the lease was lost."""
    renewed = session.execute(
        update(Version)
        .where(Version.id == job.version_id, Version.claimed_by == job.worker, Version.state == VersionState.CHECKING)
        .values(claimed_until=now() + LEASE, progress=progress)
    )
    return cast(CursorResult[Any], renewed).rowcount == 1


def release(session: Session, worker: str, version_id: str | None = None) -> None:
    """Give back all that the worker holds, or one version; it is no fault of the file, so the attempt doesn't count."""
    held = update(Version).where(Version.claimed_by == worker, Version.state == VersionState.CHECKING)
    if version_id:
        held = held.where(Version.id == version_id)
    session.execute(held.values(claimed_by=None, claimed_until=None, attempts=Version.attempts - 1))


def judge(files: Files, job: Job, progress: Callable[[float], None], *, smallest_update: float = 0.0) -> Outcome:
    """Read, check, convert and compare the bytes. Bad data is an Outcome whose report is not sound.

    An update that leaves a smaller share of the rows than `smallest_update` is held.
    """
    if job.attempts > MOST_ATTEMPTS:
        return Outcome(Report.of([Finding("could_not_be_checked", facts={"attempts": MOST_ATTEMPTS})]))
    with files.scratch() as scratch:
        folder = Path(scratch)
        checked = checking.check(
            files.as_path(job.sha256),
            folder,
            filename=job.filename,
            terms=job.terms,
            progress=checking.part(progress, 0.0, 0.6),
        )
        table, schema, report = checked.table, checked.schema, checked.report
        if table is None or schema is None:
            return Outcome(report, checked.reading)
        told = Outcome(
            report,
            checked.reading,
            schema,
            checked.specification,
            checked.conforms_to,
            sample=table.head(SAMPLE_ROWS),
            rows=table.rows,
            repairs=checked.repairs,
            proposals=checked.proposals,
            holds=holding.of_people(report),
        )
        if not report.sound:
            return told
        given = tabular.Given.from_json(job.terms.reading)
        conversion = tabular.convert(table, schema, folder, given=given, progress=checking.part(progress, 0.6, 0.95))
        changes = _changes(files, job.earlier, tabular.Side(conversion.made[0].path, schema), folder)
        coordinates = conversion.coordinates
        return replace(
            told,
            reading={**(told.reading or {}), "coordinates": coordinates.to_json() if coordinates else None},
            rows=conversion.rows,
            bbox=conversion.bbox,
            geometry=conversion.geometry,
            renditions=[(made.format, files.keep(made.path)) for made in conversion.made],
            left_out=dict(conversion.left_out),
            changes={"against": job.earlier.version_id, **changes.to_json()} if job.earlier and changes else None,
            profile=tabular.profile(conversion.made[0].path, schema["fields"], folder),
            texts=tabular.distinct_texts(conversion.made[0].path, schema["fields"], folder),
            holds=[*told.holds, *(holding.of_update(changes, smallest_update) if changes else ())],
        )


def _changes(files: Files, earlier: Earlier | None, made: tabular.Side, folder: Path) -> tabular.Changes | None:
    if earlier is None:
        return None
    return tabular.compare(tabular.Side(files.as_path(earlier.sha256), earlier.schema), made, folder)


def finish(session: Session, job: Job, outcome: Outcome, addresses: Addresses) -> bool:
    """Accepted or rejected, with everything that belongs to it, in one transaction; False if the lease was lost."""
    version = session.get(Version, job.version_id)
    if version:
        publishing.lock(session, version.file.dataset)
        session.refresh(version, with_for_update=True)
    if version is None or version.claimed_by != job.worker or version.state is not VersionState.CHECKING:
        return False
    version.stored_report = {**outcome.report.to_json(), "proposals": list(outcome.proposals)}
    version.repairs = list(outcome.repairs)
    version.reading = dict(outcome.reading) if outcome.reading else None
    version.table_schema, version.sample = outcome.schema, outcome.sample
    version.rows, version.left_out = outcome.rows, outcome.left_out
    version.specification = outcome.specification or version.specification
    version.conforms_to = list(outcome.conforms_to)
    version.changes = outcome.changes
    version.profile, version.texts = outcome.profile, outcome.texts
    version.holds = holding.merged(version, outcome.holds)
    version.bbox = list(outcome.bbox) if outcome.bbox else None
    version.geometry = list(outcome.geometry) if outcome.geometry else None
    version.claimed_by = version.claimed_until = None
    version.progress, version.finished_at = 1.0, now()
    version.state = VersionState.ACCEPTED if outcome.report.sound else VersionState.REJECTED
    dataset = version.file.dataset
    journal.record(
        session, WORKER, f"version.{version.state.value}", version.filename, dataset=dataset, version=version.id
    )
    if version.state is VersionState.ACCEPTED:
        version.renditions = [
            Rendition(
                position=position,
                format=form,
                media_type=tabular.MEDIA_TYPES[form],
                sha256=kept.sha256,
                sha1=kept.sha1,
                byte_size=kept.byte_size,
            )
            for position, (form, kept) in enumerate(outcome.renditions)
        ]
        holding.switch_if_free(session, version, addresses)
    return True
