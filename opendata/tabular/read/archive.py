"""A zip or gzip file: which of the files in it is the table, unpacked within limits.

The names in an archive are shown, and never used as paths. An archive in an archive is not opened.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Protocol
from zipfile import BadZipFile, ZipFile, ZipInfo

from opendata.errors import Invalid
from opendata.tabular.read.kind import FIRST, kind_of, kind_of_beginning
from opendata.tabular.read.table import Given, Reading

MOST_BYTES = 2 << 30
"""What a file may be when unpacked."""
MOST_TIMES = 250
FREE = 64 << 20
"""A file may be so large however little room it takes packed; beyond, MOST_TIMES as large as its archive."""
MOST_MEMBERS = 1_000
CHUNK = 1 << 20
HIDDEN = re.compile(r"(^|/)(__MACOSX/|(\.|~\$|Thumbs\.db|desktop\.ini)[^/]*$)")
SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
BROKEN = (
    BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Member:
    """The chosen file, unpacked: `path` has a name of ours, `name` is the archive's."""

    path: Path
    kind: str
    name: str | None
    members: tuple[str, ...] = ()

    def described(self, reading: Reading) -> Reading:
        notes = (*reading.notes, "other_members") if len(self.members) > 1 else reading.notes
        return replace(reading, member=self.name, members=self.members, notes=notes)


@contextmanager
def opened(source: Path, kind: str, into: Path, given: Given) -> Iterator[Member]:
    """The member asked for, or else the first that can be read, until the block's end.

    Invalid `archive_broken` (reason), `archive_locked`, `archive_too_large` (limit), `member_missing` (member,
    members), `not_a_table` (kind) when there is none that can be read.
    """
    with TemporaryDirectory(dir=into, prefix="unpacked-") as folder:
        try:
            unpack = _gunzipped if kind == "gzip" else _unzipped
            member = unpack(source, Path(folder), given.member)
        except BROKEN as error:
            raise Invalid("archive_broken", reason=str(error)) from error
        yield member


def _gunzipped(source: Path, folder: Path, wanted: str | None) -> Member:
    """The one file that is in it, which has no name to ask for."""
    if wanted is not None:
        raise Invalid("member_missing", member=wanted, members=[])
    path = folder / "member"
    with gzip.open(source) as packed:
        _unpack(packed, path, _limit(source))
    return Member(path, _readable(path, "gzip"), None)


def _unzipped(source: Path, folder: Path, wanted: str | None) -> Member:
    with ZipFile(source) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()[:MOST_MEMBERS] if _is_shown(entry)}
        if any(entry.flag_bits & 1 for entry in entries.values()):
            raise Invalid("archive_locked")
        shapes = [name for name in entries if name.lower().endswith(".shp")]
        names = shapes or [name for name in entries if _may_be_read(archive, entries[name])]
        if wanted is not None and wanted not in names:
            raise Invalid("member_missing", member=wanted, members=names)
        for name in names if wanted is None else [wanted]:
            if shapes:
                _unpack_shape(archive, name, folder, _limit(source))
                return Member(folder, "shapefile", name, tuple(names))
            with archive.open(entries[name]) as packed:
                _unpack(packed, folder / "member", _limit(source))
            try:
                return Member(folder / "member", _readable(folder / "member", "zip"), name, tuple(names))
            except Invalid:
                if wanted is not None or len(names) == 1:
                    raise
    raise Invalid("not_a_table", kind="zip")


def _is_shown(entry: ZipInfo) -> bool:
    return bool(entry.filename) and not entry.filename.endswith("/") and not HIDDEN.search(entry.filename)


def _may_be_read(archive: ZipFile, entry: ZipInfo) -> bool:
    """By its beginning. A workbook is an archive too, so those are told from others by their names alone."""
    with archive.open(entry) as stream:
        first = stream.read(FIRST)
    if first.startswith(b"PK\x03\x04"):
        return PurePosixPath(entry.filename).suffix.lower() in (".xlsx", ".xlsm", ".ods")
    try:
        return kind_of_beginning(first) not in ("gzip", "zip")
    except Invalid:
        return False


def _readable(path: Path, archive: str) -> str:
    """What is in it; if that can't be read, it is the archive that is no table."""
    try:
        kind = kind_of(path)
    except Invalid as error:
        raise (Invalid("not_a_table", kind=archive) if error.code == "not_a_table" else error) from error
    if kind in ("zip", "gzip"):
        raise Invalid("not_a_table", kind=archive)
    return kind


def _unpack_shape(archive: ZipFile, name: str, folder: Path, limit: int) -> None:
    """The parts of a shapefile, which lie beside it and are called the same."""
    stem = name[: -len(".shp")].lower()
    for entry in archive.infolist():
        suffix = PurePosixPath(entry.filename).suffix.lower()
        if suffix in SHAPE_PARTS and entry.filename[: -len(suffix)].lower() == stem:
            with archive.open(entry) as packed:
                limit -= _unpack(packed, folder / f"layer{suffix}", limit)


def _limit(source: Path) -> int:
    return min(MOST_BYTES, max(FREE, MOST_TIMES * source.stat().st_size))


def _unpack(packed: Readable, path: Path, limit: int) -> int:
    """How many bytes there were. What the archive says of itself is not asked."""
    size = 0
    with path.open("wb") as stream:
        while chunk := packed.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise Invalid("archive_too_large", limit=limit)
            stream.write(chunk)
    return size
