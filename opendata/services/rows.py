"""Rows of a file: which version is meant, who may see it, and the engine that answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import String, bindparam, cast, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from opendata.errors import NotFound
from opendata.files import Files
from opendata.model import Actor, DataFile, Dataset, Rendition, State, Version
from opendata.model.dataset import QUERY
from opendata.services import publishing, switching
from opendata.tabular import EXCEL, PLAIN, POINT, ROW, Cursor, Engine, Page, QueryFile, RowQuery, Style, mark_of

STORED = {("csv", PLAIN): "csv", ("csv", EXCEL): "excel.csv"}
"""Which rendition has the whole table in a style of CSV."""


KEYS = ("string", "integer", "year")
"""Types of columns that can stand in an address."""
NUMBER = {"name": ROW, "type": "integer"}


@dataclass(frozen=True)
class Source:
    """A version whose rows can be asked for, of its file."""

    file: DataFile
    version: Version
    sha256: str
    beside: tuple[dict[str, Any], ...] = ()
    """Columns to be asked for that the schema doesn't have: each row's number, or where it is."""

    @property
    def fields(self) -> list[dict[str, Any]]:
        return [*self.beside, *self.version.fields]

    @property
    def shapes(self) -> str:
        """The column that has geometries, if one does."""
        return next((field["name"] for field in self.version.fields if field["type"] == "geojson"), "")

    @property
    def key(self) -> dict[str, Any]:
        """The column that tells a row from all others in every version, where the schema has such a one; else the
        row's number in this version, from 0."""
        named = (self.version.table_schema or {}).get("primaryKey") or ()
        names = [named] if isinstance(named, str) else list(named)
        key = next((field for field in self.version.fields if [field["name"]] == names), None)
        return key if key and key["type"] in KEYS and self._has_all_different(key) else NUMBER

    def _has_all_different(self, key: dict[str, Any]) -> bool:
        profiled = (self.version.profile or {}).get("columns", ())
        counted = next((column for column in profiled if column["name"] == key["name"]), None)
        if counted is None:
            return False
        return not counted["missing"] and (counted["is_estimate"] or counted["distinct"] == self.version.rows)

    @property
    def standing(self) -> "Standing | None":
        """None where it is not public."""
        file, dataset = self.file, self.file.dataset
        is_public = dataset.is_public and file.is_released
        return Standing(file.id, file.current_version_id or "", dataset.licence) if is_public else None


@dataclass(frozen=True)
class Standing:
    """What answers about the rows of a public file rest on, beside versions, which never change."""

    file: str
    current_version: str
    licence: str | None


_PUBLIC = (Dataset.state == State.PUBLISHED, Version.published_at.is_not(None))
"""Of a dataset and its file's current version: that everybody may see both."""
_STANDING = (
    select(DataFile.id, DataFile.current_version_id, Dataset.licence)
    .join(Dataset, Dataset.id == DataFile.dataset_id)
    .join(Version, Version.id == DataFile.current_version_id)
    .where(DataFile.id == bindparam("file"), *_PUBLIC)
)
"""Made once: to put it together takes longer than to answer it."""


def standing(session: Session, file_id: str) -> Standing | None:
    """As it is now; None of a file that the public can't see."""
    found = session.execute(_STANDING, {"file": file_id}).one_or_none()
    return Standing(found[0], found[1] or "", found[2]) if found else None


def source(
    session: Session, actor: Actor, file: DataFile, version_id: str | None = None, *, as_of: datetime | None = None
) -> Source:
    """The current version's rows, or those of another version of the file, or of the one that was current then.

    NotFound `version_unknown` (version), `no_version_then` (moment), `rows_not_there` (file).
    """
    if version_id:
        version: Version | None = publishing.find_version(session, actor, version_id)
        if version is None or version.file_id != file.id:
            raise NotFound("version_unknown", version=version_id)
    else:
        version = _current_at(session, file, as_of) if as_of else file.current_version
    query_form = version.rendition(QUERY) if version else None
    if version is None or query_form is None:
        raise NotFound("rows_not_there", file=file.id)
    return Source(file, version, query_form.sha256)


def _current_at(session: Session, file: DataFile, moment: datetime) -> Version:
    earlier = switching.switches(session, file, until=moment)
    if not earlier:
        raise NotFound("no_version_then", moment=moment)
    return earlier[-1].version


def page(engine: Engine, files: Files, source: Source, query: RowQuery, *, asker: str = "") -> Page:
    """`asker` has a share of the engine's time, as tabular.turns tells."""
    return engine.page(query_file(files, source), query, asker=asker)


def query_file(files: Files, source: Source) -> QueryFile:
    """The table as the engine takes it, from a local copy."""
    as_json = source.version.rendition("json") if not source.beside else None
    texts = files.at_hand(as_json.sha256) if as_json else None
    return QueryFile(files.as_path(source.sha256), source.fields, source.version.rows, texts)


def with_numbers(source: Source) -> Source:
    return replace(source, beside=(*source.beside, NUMBER))


def with_places(source: Source) -> Source:
    """With longitude and latitude beside the columns, unless a column has the geometries themselves. NotFound
    `collection_unknown` (file) for rows that are nowhere."""
    if source.version.bbox is None:
        raise NotFound("collection_unknown", file=source.version.file_id)
    if source.shapes:
        return source
    return replace(source, beside=(*source.beside, *({"name": axis, "type": "number"} for axis in POINT)))


def placed(session: Session, limit: int, offset: int = 0) -> tuple[Sequence[DataFile], int]:
    """Files whose rows the public can find on a map, in the order of their datasets' names, and how many there are."""
    query = (
        select(DataFile)
        .join(Dataset, DataFile.dataset_id == Dataset.id)
        .join(Version, DataFile.current_version_id == Version.id)
        .join(Rendition, (Rendition.version_id == Version.id) & (Rendition.format == QUERY))
        .where(*_PUBLIC, cast(Version.bbox, String) != "null")
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    with_all = query.options(contains_eager(DataFile.dataset), joinedload(DataFile.current_version))
    ordered = with_all.order_by(Dataset.slug, DataFile.position).limit(limit).offset(offset)
    return session.scalars(ordered).all(), total


def decimals(engine: Engine, files: Files, source: Source) -> frozenset[str]:
    """Columns whose numbers have more digits than a double or 64 bits hold."""
    return engine.decimals(query_file(files, source))


def following(source: Source, query: RowQuery, page: Page) -> Cursor | None:
    """Where the next page begins, in the same version whatever becomes current in between."""
    if not page.has_more:
        return None
    offset = query.offset + len(page.rows) if page.last is None else 0
    return Cursor(source.version.id, mark_of(query), page.last, offset)


def stored(source: Source, query: RowQuery, form: str, style: Style = PLAIN) -> Rendition | None:
    """The rendition that has the very bytes asked for."""
    is_plain = form == "csv" or style == PLAIN
    name = STORED.get((form, style)) if form == "csv" else form
    return source.version.rendition(name) if query.is_whole and is_plain and name else None


def written(
    engine: Engine,
    files: Files,
    source: Source,
    query: RowQuery,
    form: str,
    *,
    style: Style = PLAIN,
    asker: str = "",
) -> IO[bytes]:
    """The rows asked for in a file format: an open file, gone when closed. It is whole, or there is an error.

    Invalid `format_impossible` (format, reason) where there can be no such file.
    """
    with files.scratch() as folder:
        made = engine.write(query_file(files, source), query, form, Path(folder), style=style, asker=asker)
        return made.open("rb")


def chunks(opened: IO[bytes], size: int = 2**18) -> Iterator[bytes]:
    """All bytes, and then the file is closed."""
    with opened:
        while chunk := opened.read(size):
            yield chunk
