"""A content-addressed store over obstore."""

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from opendata.errors import Misconfigured, NotFound, TooLarge, Unreachable

CHUNK = 1024 * 1024
SHA256 = re.compile("[0-9a-f]{64}")
PATIENCE: dict[str, Any] = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
TIMEOUTS = {"connect_timeout": timedelta(seconds=5), "timeout": timedelta(hours=1)}
"""The whole of a large file may take its time; the storage must answer soon."""


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
            self._store = LocalStore(self._kept) if url is None else _storage(url, options or {})
        except (BaseError, ValueError) as error:
            raise Misconfigured("storage_url_unusable", url=url, reason=_reason(error)) from error

    @property
    def folders(self) -> tuple[Path, Path]:
        """All that `as_path` gives is in one of these."""
        return self._kept, self._cache

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
        try:
            os.utime(cached)
        except FileNotFoundError:
            self._fetch(sha256, cached)
        return cached

    def at_hand(self, sha256: str) -> Path | None:
        """As `as_path`, but only if nothing must be fetched for it."""
        path = (self._kept if self._is_local else self._cache) / _key(sha256)
        return path if path.exists() else None

    def check(self) -> None:
        """Try the storage: write a few bytes, read them back."""
        content = secrets.token_bytes(16)
        try:
            obstore.put(self._store, "check", content)
            read = bytes(obstore.get(self._store, "check").bytes())
        except (BaseError, OSError) as error:
            raise Unreachable("storage_unreachable", reason=_reason(error)) from error
        if read != content:
            raise Unreachable("storage_gave_other_bytes", sha256=hashlib.sha256(content).hexdigest())

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
            raise Unreachable("storage_unreachable", reason=_reason(error)) from error

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
            raise Unreachable("storage_unreachable", reason=_reason(error)) from error
        finally:
            with suppress(FileNotFoundError):
                aside.unlink()
        self._trim(cached)

    def _trim(self, newest: Path) -> None:
        """Drop the copies that were not used for longest until the cache is within its size again."""
        copies = []
        for path in self._cache.glob("*/*"):
            with suppress(FileNotFoundError):  # other processes trim the same cache
                found = path.stat()
                copies.append((found.st_mtime, found.st_size, path))
        total = sum(size for _used, size, _path in copies)
        for _used, size, path in sorted(copies):
            if total <= self._cache_bytes:
                return
            if path != newest:
                total -= size
                path.unlink(missing_ok=True)


def _storage(url: str, options: dict[str, Any]) -> ObjectStore:
    if url.startswith("s3:"):
        over_http = options.get("endpoint", "").startswith("http:")
        options = {**options, "client_options": {**TIMEOUTS, "allow_http": over_http}, "retry_config": PATIENCE}
    return from_url(url, **options)


def _reason(error: Exception) -> str:
    """The first line; what follows is for obstore's own developers."""
    return str(error).partition("\n")[0]


def _key(sha256: str) -> str:
    if not SHA256.fullmatch(sha256):
        raise NotFound("file_not_kept", sha256=sha256)
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
