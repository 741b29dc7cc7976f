"""A private Redis server, from the binary of Debian's package."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.absent import absent


@contextmanager
def start(folder: Path) -> Iterator[str]:
    """The server's address, once it answers."""
    binary = shutil.which("redis-server")
    if binary is None:
        absent("Redis")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    server = subprocess.Popen([binary, *options], stdout=subprocess.PIPE, text=True)
    try:
        said = ""
        for line in server.stdout or ():
            said += line
            if "Ready to accept connections" in line:
                break
        else:
            raise AssertionError(said)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.communicate()
