"""Rows of a file: which version is meant, who may see it, and the engine that answers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from opendata.errors import NotFound
from opendata.files import Files
from opendata.model import Actor, DataFile, Version
from opendata.model.dataset import QUERY
from opendata.services import publishing
from opendata.tabular import Engine, Page, RowQuery


@dataclass(frozen=True)
class Source:
    """A version whose rows can be asked for."""

    version: Version
    sha256: str

    @property
    def fields(self) -> list[dict[str, Any]]:
        return self.version.fields


def source(session: Session, actor: Actor, file: DataFile, version_id: str | None = None) -> Source:
    """The current version's rows, or those of another version of the file."""
    if version_id:
        version: Version | None = publishing.find_version(session, actor, version_id)
        if version is None or version.file_id != file.id:
            raise NotFound("version_unknown", version=version_id)
    else:
        version = file.current_version
    query_form = version.rendition(QUERY) if version else None
    if version is None or query_form is None:
        raise NotFound("rows_not_there", file=file.id)
    return Source(version, query_form.sha256)


def page(engine: Engine, files: Files, source: Source, query: RowQuery) -> Page:
    return engine.page(files.as_path(source.sha256), query, source.fields)


def written(engine: Engine, files: Files, source: Source, query: RowQuery, form: str) -> bytes:
    """The rows asked for in a file format. Invalid("format_impossible") where there can be no such file."""
    with files.scratch() as folder:
        path = files.as_path(source.sha256)
        return engine.write(path, query, source.fields, form, Path(folder)).read_bytes()
