"""A file's versions over time: when each became current, and what differs between two of them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata import tabular
from opendata.files import Files
from opendata.model import Actor, DataFile, Event, Version
from opendata.model.dataset import QUERY
from opendata.services import rows
from opendata.tabular import Changes, Engine, Side


@dataclass(frozen=True)
class Switch:
    """At this moment the public got the version, and before that it had the other one."""

    at: datetime
    version: Version
    before: Version | None

    @property
    def is_comparable(self) -> bool:
        return self.before is not None and is_possible(self.before, self.version)

    @property
    def changes(self) -> dict[str, Any] | None:
        """What was counted when the version came, if it was compared with the one that it took over from."""
        told = self.version.changes
        return told if told and self.before and told.get("against") == self.before.id else None


def is_possible(before: Version, after: Version) -> bool:
    """Whether both have rows."""
    return all(one.rendition(QUERY) for one in (before, after))


def switches(session: Session, file: DataFile, since: datetime | None = None) -> list[Switch]:
    """Oldest first, those after `since`: versions become current when they are published, and again by an undo."""
    moments = [(version.published_at, version) for version in file.versions if version.published_at]
    public = {version.id: (at, version) for at, version in moments}
    undone = select(Event).where(Event.dataset_id == file.dataset_id, Event.verb == "version.make_current")
    for event in session.scalars(undone):
        published_at, version = public.get(event.facts.get("version", ""), (None, None))
        if version and published_at and event.at > published_at:
            moments.append((event.at, version))
    moments.sort(key=lambda moment: (moment[0], moment[1].number))
    found: list[Switch] = []
    for at, version in moments:
        before = found[-1].version if found else None
        if before is not version:
            found.append(Switch(at, version, before))
    return [one for one in found if since is None or one.at > since]


@dataclass(frozen=True)
class Pair:
    """Two versions of one file whose rows are there."""

    before: rows.Source
    after: rows.Source

    @property
    def mark(self) -> str:
        """The same for the same two, which never change."""
        return f"{self.before.version.id}-{self.after.version.id}"


def pair(session: Session, actor: Actor, file: DataFile, before: str, after: str) -> Pair:
    """NotFound `version_unknown` (version), `rows_not_there` (file)."""
    return Pair(*(rows.source(session, actor, file, version) for version in (before, after)))


@dataclass(frozen=True)
class Compared:
    """In short, by which columns rows were matched, and the rows themselves in an open file, gone when closed."""

    changes: Changes
    key: list[str]
    rows: IO[bytes]


def compare(
    engine: Engine,
    files: Files,
    found: Pair,
    form: str = "ndjson",
    *,
    limit: int | None = None,
    offset: int = 0,
    asker: str = "",
) -> Compared:
    """What tabular.differences tells, which takes one of the asker's turns at whole files."""
    before, after = (Side(files.as_path(one.sha256), _schema(one)) for one in (found.before, found.after))
    with engine.files.turn(asker), files.scratch() as folder:
        told = tabular.differences(before, after, Path(folder), form, limit=limit, offset=offset)
        return Compared(told.changes, told.key, told.path.open("rb"))


def _schema(source: rows.Source) -> dict[str, Any]:
    return source.version.table_schema or {"fields": []}
