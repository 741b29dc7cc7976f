"""The JSON API as a publisher's program uses it: the commands and the demo go in by the same door as everybody."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any, BinaryIO
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from opendata.errors import Invalid, Unreachable

CHUNK = 256 * 1024
POLL_SECONDS = 0.3
NOT_FOUND = 404


class Client:
    def __init__(self, base: str, token: str, language: str = "sv") -> None:
        self._api = f"{base.rstrip('/')}/api/v1"
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    def get(self, path: str) -> Any:
        return self._send("GET", path)

    def find(self, path: str) -> Any:
        """What there is at `path`; None if there is nothing."""
        try:
            return self.get(path)
        except Invalid as error:
            if error.facts.get("status") == NOT_FOUND:
                return None
            raise

    def create_dataset(self, values: Mapping[str, Any]) -> Any:
        return self._send("POST", "/datasets", json.dumps(values).encode(), "application/json")

    def move(self, slug: str, name: str, note: str = "") -> Any:
        body = json.dumps({"move": name, "note": note}).encode()
        return self._send("POST", f"/datasets/{slug}/moves", body, "application/json")

    def change_schema(self, file_id: str, schema: Mapping[str, Any]) -> Any:
        return self._send("PUT", f"/files/{file_id}/schema", json.dumps(schema).encode(), "application/json")

    def describe_file(self, file_id: str, values: Mapping[str, Any]) -> Any:
        return self._send("PATCH", f"/files/{file_id}", json.dumps(values).encode(), "application/json")

    def add_file(self, slug: str, path: Path, **more: Any) -> Any:
        """Upload a new file; returns the DataFile."""
        self.get(f"/datasets/{slug}")  # to be refused, if so, before a large body is on its way
        return self._upload("POST", f"/datasets/{slug}/files", path, **more)

    def add_version(self, file_id: str, path: Path, **more: Any) -> Any:
        """Upload a new version of a file; returns the Version."""
        self.get(f"/files/{file_id}")
        return self._upload("PUT", f"/files/{file_id}/content", path, **more)

    def follow(self, version_id: str, progress: Callable[[float], None] = lambda _fraction: None) -> Any:
        """Wait until the version is accepted or rejected; returns it."""
        while True:
            version = self.get(f"/versions/{version_id}")
            progress(version["progress"])
            if version["state"] in ("accepted", "rejected"):
                return version
            time.sleep(POLL_SECONDS)

    def _upload(
        self, method: str, path: str, source: Path, progress: Callable[[int], None] = lambda _bytes: None, **asked: str
    ) -> Any:
        query = urlencode({"filename": source.name, **{name: value for name, value in asked.items() if value}})
        with source.open("rb") as stream:
            size = source.stat().st_size
            body = _told(stream, progress)
            return self._send(method, f"{path}?{query}", body, "application/octet-stream", size)

    def _send(
        self, method: str, path: str, body: Any = None, content_type: str | None = None, size: int | None = None
    ) -> Any:
        headers = dict(self._headers)
        if content_type:
            headers["Content-Type"] = content_type
        if size is not None:
            headers["Content-Length"] = str(size)
        try:
            request = Request(self._api + path, data=body, method=method, headers=headers)  # noqa: S310 - http(s) base
            with urlopen(request) as answer:  # noqa: S310
                text = answer.read()
        except HTTPError as error:
            raise Invalid("server_refused", status=error.code, detail=_detail(error)) from error
        except (URLError, OSError, HTTPException, ValueError) as error:
            raise Unreachable("server_unreachable", url=self._api, reason=str(error)) from error
        return json.loads(text) if text else None


def _told(stream: BinaryIO, progress: Callable[[int], None]) -> Iterator[bytes]:
    sent = 0
    while chunk := stream.read(CHUNK):
        yield chunk
        sent += len(chunk)
        progress(sent)


def _detail(error: HTTPError) -> str:
    try:
        problem = json.loads(error.read())
    except ValueError:
        return str(error.reason)
    more = [f"{one.get('field') or ''} {one.get('detail') or ''}".strip() for one in problem.get("errors", ())]
    return " ".join([problem.get("detail", ""), *more]).strip()
