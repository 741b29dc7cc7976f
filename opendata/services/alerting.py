"""What became of the rows that somebody follows, when their file has another version: compared outside any transaction.

`claim` and `finish` are transactions of their own; `compare` in between touches no database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from opendata import tabular
from opendata.errors import Error, Invalid, NotFound
from opendata.files import Files
from opendata.model import DataFile, Subscription, Tiding, Version, now
from opendata.model.addresses import Addresses
from opendata.model.dataset import QUERY
from opendata.model.subscription import ROWS_CHANGED, ROWS_UNKNOWN
from opendata.tabular import Filter, Matched, RowQuery, Side, Wanted

LEASE = timedelta(minutes=30)
"""Longer than the comparison of any two versions takes."""
NARROWING = ("q", "select", "bbox", "crs")
"""Parameters of the row API that a question about changes may have, beside filters."""


@dataclass(frozen=True)
class Job:
    """`before` and `after` are the two versions, each with its query file's digest and its schema."""

    tiding_id: int
    question: Mapping[str, Any]
    before: "Known"
    after: "Known"


@dataclass(frozen=True)
class Known:
    version_id: str
    sha256: str
    schema: dict[str, Any]


def to_json(query: RowQuery, parameters: Mapping[str, str]) -> dict[str, Any]:
    """A question as it is kept; `parameters` are those that it was made of. Invalid("parameter_not_followed", field)
    for what has no meaning in one about changes."""
    for name in parameters:
        if name in ("sort", "limit", "offset", "cursor", "group_by", "version", "as_of"):
            raise Invalid("parameter_not_followed", field=name)
    return {
        "filters": [_kept(one) for one in query.filters],
        **{name: parameters[name] for name in NARROWING if parameters.get(name)},
    }


def _kept(wanted: Wanted) -> list[Any]:
    assert isinstance(wanted, Filter), "addresses have no other conditions"
    return [wanted.column, wanted.op, list(wanted.values)]


def asked(question: Mapping[str, Any]) -> RowQuery:
    """The question that `to_json` kept."""
    box = question.get("bbox")
    return RowQuery(
        filters=tuple(Filter(column, op, tuple(values)) for column, op, values in question.get("filters", ())),
        q=question.get("q"),
        select=tuple(part.strip() for part in question.get("select", "").split(",") if part.strip()),
        limit=None,
        box=tabular.read_box(box, question.get("crs")) if box else None,
    )


def waiting(session: Session) -> Sequence[int]:
    """Ids of tidings whose rows nobody compares."""
    free = or_(Tiding.claimed_until.is_(None), Tiding.claimed_until < now())
    return session.scalars(select(Tiding.id).where(~Tiding.is_ready, free).order_by(Tiding.id)).all()


def claim(session: Session, tiding_id: int, at: datetime | None = None) -> Job | None:
    """None if it is somebody else's, or if the subscriber knows all there is: then the tiding goes."""
    moment = at or now()
    free = or_(Tiding.claimed_until.is_(None), Tiding.claimed_until < moment)
    mine = update(Tiding).where(Tiding.id == tiding_id, ~Tiding.is_ready, free)
    taken = session.execute(mine.values(claimed_until=moment + LEASE))
    if cast(CursorResult[Any], taken).rowcount == 0:
        return None
    tiding = session.get_one(Tiding, tiding_id)
    subscription = tiding.subscription
    file = subscription.file
    after = _known(file.current_version) if file and file.dataset.is_public else None
    seen = subscription.seen_version_id
    before = _known(session.get(Version, seen)) if seen else None
    if before is None or after is None or before.version_id == after.version_id:
        if after is not None:
            subscription.seen_version_id = after.version_id
        session.delete(tiding)
        return None
    return Job(tiding.id, subscription.question, before, after)


def _known(version: Version | None) -> Known | None:
    rendition = version.rendition(QUERY) if version else None
    if version is None or rendition is None or version.table_schema is None:
        return None
    return Known(version.id, rendition.sha256, version.table_schema)


def compare(files: Files, job: Job) -> Matched | Error:
    """What became of the rows, or why the question can't be asked of both versions."""
    with files.scratch() as folder:
        try:
            sides = [Side(files.as_path(one.sha256), one.schema) for one in (job.before, job.after)]
            return tabular.compare_matching(sides[0], sides[1], asked(job.question), Path(folder))
        except (Invalid, NotFound) as error:
            return error


def finish(session: Session, job: Job, found: Matched | Error, addresses: Addresses) -> None:
    """The subscriber is told if there is anything to tell, and knows this version from now on."""
    tiding = session.get(Tiding, job.tiding_id)
    if tiding is None or tiding.is_ready:
        return
    subscription = tiding.subscription
    file = subscription.file
    if file is None:
        return
    subscription.seen_version_id = job.after.version_id
    if isinstance(found, Matched) and found.is_nothing:
        session.delete(tiding)
        return
    tiding.content = _told(job, subscription, file, found, addresses)
    tiding.is_ready, tiding.claimed_until = True, None


def _told(
    job: Job, subscription: Subscription, file: DataFile, found: Matched | Error, addresses: Addresses
) -> dict[str, Any]:
    dataset = file.dataset
    told = {
        "type": ROWS_CHANGED if isinstance(found, Matched) else ROWS_UNKNOWN,
        "at": now().isoformat(),
        "dataset": {"slug": dataset.slug, "title": dataset.title, "url": addresses.dataset_page(dataset)},
        "file": {"id": file.id, "title": file.title, "url": addresses.explore(file)},
        "query": subscription.query,
        "before": {"version": job.before.version_id, "url": _address(subscription, file, job.before, addresses)},
        "after": {"version": job.after.version_id, "url": _address(subscription, file, job.after, addresses)},
    }
    if not isinstance(found, Matched):
        return {**told, "problem": {"code": found.code, "facts": {name: str(one) for name, one in found.facts.items()}}}
    first = {
        "added": _listed(found.first_added),
        "changed": _listed(f'{{"before": {old}, "after": {new}}}' for old, new in found.first_changed),
        "removed": _listed(found.first_removed),
    }
    counts = {"before": found.before, "after": found.after}
    changes = {"added": found.added, "changed": found.changed, "removed": found.removed}
    return {**told, "matching": counts, "rows": changes, "key": found.key, "first": first}


def _listed(objects: Any) -> str:
    """Rows as one JSON text, exact to the last digit."""
    return f"[{', '.join(objects)}]"


def _address(subscription: Subscription, file: DataFile, known: Known, addresses: Addresses) -> str:
    """The rows that the question finds in this version, for ever."""
    version = urlencode({"version": known.version_id})
    return f"{addresses.rows(file)}?{subscription.query}{'&' if subscription.query else ''}{version}"
