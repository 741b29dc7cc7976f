"""What differs between two versions of a file, row by row."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from opendata import tabular
from opendata.files import Files
from opendata.model import Actor, DataFile
from opendata.services import rows
from opendata.tabular import Changes, Engine, Side


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
