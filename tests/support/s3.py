"""Somebody else's object storage: as much of S3 over HTTP as reading and writing whole objects takes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Bucket:
    """`objects` by path; `asked` lists the requests that came; `is_open` says whether it knows the caller's key."""

    endpoint: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_open: bool = True

    @property
    def options(self) -> dict[str, str]:
        return {
            "endpoint": self.endpoint,
            "region": "eu-north-1",
            "access_key_id": "key",
            "secret_access_key": "secret",
        }


@contextmanager
def start() -> Iterator[Bucket]:
    bucket = Bucket()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if bucket.is_open:
                bucket.objects[self.path] = content
            self.answer(200 if bucket.is_open else 403)

        def do_GET(self) -> None:
            content = bucket.objects.get(self.path)
            self.answer(403 if not bucket.is_open else 404 if content is None else 200, content or b"")

        do_HEAD = do_GET  # noqa: N815 - http.server's name

        def answer(self, status: int, content: bytes = b"") -> None:
            bucket.asked.append(f"{self.command} {self.path}")
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("ETag", '"etag"')
            self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bucket.endpoint = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()
