"""Our own platform on a real port, in threads: a web server, and a worker that never rests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from opendata.web import create_app
from opendata.wiring import Platform
from opendata.worker import Worker


@contextmanager
def start(platform: Platform) -> Iterator[str]:
    """The server's address."""
    stop = threading.Event()
    server = make_server("127.0.0.1", 0, create_app(platform), threaded=True)
    worker = Worker(platform)

    def work() -> None:
        while not stop.wait(0.02):
            worker.sweep()

    threads = [threading.Thread(target=server.serve_forever, args=(0.02,)), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join(60)
        server.server_close()
