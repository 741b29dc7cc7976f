"""Our own platform on a real port, in threads: a web server, and a worker that never rests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from opendata.config import Settings
from opendata.web import create_app
from opendata.wiring import Platform, wire
from opendata.worker import Worker


@dataclass(frozen=True)
class Served:
    """A platform whose base URL is the address where it really answers."""

    address: str
    platform: Platform
    app: Flask


@contextmanager
def start(platform: Platform) -> Iterator[str]:
    """The server's address."""
    stop = threading.Event()
    server = make_server("127.0.0.1", 0, create_app(platform), threaded=True)
    worker = Worker(platform)

    def work() -> None:
        while not stop.wait(0.02):
            worker.sweep()

    working = threading.Thread(target=work)
    working.start()
    try:
        with _serving(server):
            yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stop.set()
        working.join(60)


@contextmanager
def serve(settings: Settings) -> Iterator[Served]:
    """Without a worker, for clients that follow the addresses in what they are given."""
    server = make_server("127.0.0.1", 0, Flask(__name__), threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    platform = wire(replace(settings, base_url=address))
    app = server.app = create_app(platform)
    try:
        with _serving(server):
            yield Served(address, platform, app)
    finally:
        platform.close()


@contextmanager
def _serving(server: BaseWSGIServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(60)
        server.server_close()
