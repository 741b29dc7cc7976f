"""The platform as those who measure it meet it: its commands, served at a free port, with somebody who publishes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.request import urlopen

COMMAND = (sys.executable, "-m", "opendata.cli")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], ready: str, environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """While it runs, once the address `ready` answers."""
    process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urlopen(ready).close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def move_in(environment: Mapping[str, str]) -> str:
    """Into an empty folder: the publisher "parker", and a reviewer there, whose token it is."""

    def opendata(*words: str) -> str:
        told = subprocess.run(
            [*COMMAND, *words], env={**os.environ, **environment}, check=True, capture_output=True, text=True
        )
        return told.stdout.strip()

    opendata("migrate")
    opendata("publisher", "create", "Parker", "--email", "parker@example.org", "--slug", "parker")
    opendata("user", "create", "r@example.org", "--password", "long enough here", "--reviewer-of", "parker")
    return opendata("token", "create", "r@example.org", "--publisher", "parker", "--role", "reviewer")
