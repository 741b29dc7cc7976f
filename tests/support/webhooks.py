"""Somebody else's program that is called when something happens."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Program:
    """`calls` that came, oldest first, as (headers, body); it answers with `status`, and repeats challenges if it is
    `polite`."""

    address: str = ""
    status: int = 200
    polite: bool = True
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.calls]

    def told_of(self, prefix: str) -> list[dict[str, Any]]:
        return [one for one in self.told if one["type"].startswith(prefix)]


@contextmanager
def start() -> Iterator[Program]:
    program = Program()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            program.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            told = json.loads(body)
            is_asked = program.polite and told["type"] == "subscription.confirm"
            answer = json.dumps({"challenge": told["data"]["challenge"]}).encode() if is_asked else b"thanks"
            self.send_response(program.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, args=(0.02,))
    serving.start()
    program.address = f"http://localhost:{server.server_port}/hook"
    try:
        yield program
    finally:
        server.shutdown()
        serving.join(60)
        server.server_close()
