"""A content-addressed store over obstore."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from opendata.errors import Misconfigured, NotFound, TooLarge, Unreachable

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Kept:
    sha256: str
    sha1: str
    byte_size: int


def _ignore(_bytes: int) -> None:
    return None


class Files:
    """Keeps and finds files by SHA-256 (64 hexadecimal digits).

    `url` names an object storage (`s3://bucket/prefix`) with `options` for it (endpoint, region, keys); without one
    the files are under `folder`. `folder` also holds the scratch space and the cache. Every method raises Unreachable
    when the storage doesn't answer.
    """

    def __init__(
        self, folder: Path, url: str | None = None, options: dict[str, Any] | None = None, cache_bytes: int = 10 * 2**30
    ) -> None:
        self.scratch_folder = folder / "scratch"
        self._cache = folder / "cache"
        self._kept = folder / "files"
        for place in (self.scratch_folder, self._cache, self._kept):
            place.mkdir(parents=True, exist_ok=True)
        self._cache_bytes = cache_bytes
        self._is_local = url is None
        try:
            self._store = LocalStore(self._kept) if url is None else from_url(url, **(options or {}))
        except (BaseError, ValueError) as error:
            raise Misconfigured("storage_url_unusable", url=url, reason=str(error)) from error

    def scratch(self) -> tempfile.TemporaryDirectory[str]:
        """A folder for work in progress, removed when closed."""
        return tempfile.TemporaryDirectory(dir=self.scratch_folder)

    def keep(
        self, source: IO[bytes] | Path, *, limit: int | None = None, progress: Callable[[int], None] = _ignore
    ) -> Kept:
        """Keep all bytes of a stream or file, hashed on the way; TooLarge beyond `limit` bytes, and nothing is kept.

        Never holds more than a chunk in memory. `progress` is told the bytes so far.
        """
        if isinstance(source, Path):
            with source.open("rb") as stream:
                return self.keep(stream, limit=limit, progress=progress)
        handle, name = tempfile.mkstemp(dir=self.scratch_folder)
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as sink:
                kept = _copy(source, sink, limit, progress)
            self._put(kept.sha256, aside)
        finally:
            with suppress(FileNotFoundError):
                aside.unlink()
        return kept

    def as_path(self, sha256: str) -> Path:
        """A local file with these bytes, for reading only. NotFound if they were never kept."""
        if self._is_local:
            path = self._kept / _key(sha256)
            if not path.exists():
                raise NotFound("file_not_kept", sha256=sha256)
            return path
        cached = self._cache / _key(sha256)
        if cached.exists():
            cached.touch()
        else:
            self._fetch(sha256, cached)
        return cached

    def check(self) -> None:
        """Try the storage: write a few bytes, read them back."""
        handle, name = tempfile.mkstemp(dir=self.scratch_folder)
        os.write(handle, b"opendata")
        os.close(handle)
        try:
            self.as_path(self.keep(Path(name)).sha256)
        finally:
            Path(name).unlink()

    def _put(self, sha256: str, aside: Path) -> None:
        if self._is_local:
            target = self._kept / _key(sha256)
            target.parent.mkdir(parents=True, exist_ok=True)
            aside.replace(target)
            return
        try:
            with suppress(FileNotFoundError):
                obstore.head(self._store, _key(sha256))
                return
            obstore.put(self._store, _key(sha256), aside)
        except BaseError as error:
            raise Unreachable("storage_unreachable", reason=str(error)) from error

    def _fetch(self, sha256: str, cached: Path) -> None:
        cached.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.scratch_folder)
        aside, digest = Path(name), hashlib.sha256()
        try:
            with os.fdopen(handle, "wb") as sink:
                for chunk in obstore.get(self._store, _key(sha256)).stream(min_chunk_size=CHUNK):
                    digest.update(chunk)
                    sink.write(chunk)
            if digest.hexdigest() != sha256:
                raise Unreachable("storage_gave_other_bytes", sha256=sha256)
            aside.replace(cached)
        except FileNotFoundError as error:
            raise NotFound("file_not_kept", sha256=sha256) from error
        except BaseError as error:
            raise Unreachable("storage_unreachable", reason=str(error)) from error
        finally:
            with suppress(FileNotFoundError):
                aside.unlink()
        self._trim(cached)

    def _trim(self, newest: Path) -> None:
        """Drop the copies that were not used for longest until the cache is within its size again."""
        copies = sorted(
            (path for path in self._cache.glob("*/*") if path != newest), key=lambda path: path.stat().st_mtime
        )
        total = newest.stat().st_size + sum(path.stat().st_size for path in copies)
        for path in copies:
            if total <= self._cache_bytes:
                return
            total -= path.stat().st_size
            path.unlink(missing_ok=True)


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _copy(source: IO[bytes], sink: IO[bytes], limit: int | None, progress: Callable[[int], None]) -> Kept:
    sha256, sha1, size = hashlib.sha256(), hashlib.sha1(usedforsecurity=False), 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if limit is not None and size > limit:
            raise TooLarge("file_too_large", limit=limit)
        sha256.update(chunk)
        sha1.update(chunk)
        sink.write(chunk)
        progress(size)
    return Kept(sha256.hexdigest(), sha1.hexdigest(), size)
