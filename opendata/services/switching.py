"""When each version of a file became the one that the public has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata.model import DataFile, Event, Version
from opendata.model.dataset import QUERY


@dataclass(frozen=True)
class Switch:
    """At this moment the public got the version, and before that it had the other one."""

    at: datetime
    version: Version
    before: Version | None

    @property
    def is_comparable(self) -> bool:
        return self.before is not None and is_comparable(self.before, self.version)

    @property
    def changes(self) -> dict[str, Any] | None:
        """What was counted when the version came, if it was compared with the one that it took over from."""
        told = self.version.changes
        return told if told and self.before and told.get("against") == self.before.id else None


def is_comparable(before: Version, after: Version) -> bool:
    """Whether both have rows."""
    return all(one.rendition(QUERY) for one in (before, after))


def switches(
    session: Session, file: DataFile, *, since: datetime | None = None, until: datetime | None = None
) -> list[Switch]:
    """Oldest first, those after `since` and not after `until`: versions become current when they are published, and
    again by an undo."""
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
    return [one for one in found if (since is None or one.at > since) and (until is None or one.at <= until)]
