"""Several commands of ours as one: start them, restart what dies, stop them all together."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

POLL_SECONDS = 0.2
PAUSE_BEFORE_RESTART_SECONDS = 1.0
PATIENCE_SECONDS = 10.0


def supervise(commands: Mapping[str, Sequence[str]], ready_url: str, when_ready: Callable[[], None]) -> None:
    """Run until SIGINT or SIGTERM. A child whose parent is gone stops by itself: its standard input closes."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, ask_to_stop)
    children = {name: _start(arguments) for name, arguments in commands.items()}
    is_ready = False
    while not stop.wait(POLL_SECONDS):
        for name, child in children.items():
            if child.poll() is not None and not stop.wait(PAUSE_BEFORE_RESTART_SECONDS):
                children[name] = _start(commands[name])
        if not is_ready and _answers(ready_url):
            is_ready = True
            when_ready()
    for child in children.values():
        child.terminate()
    for child in children.values():
        _wait(child)


def stop_with_parent() -> None:
    """End this process when the parent's end of our standard input closes."""

    def watch() -> None:
        while os.read(0, 1):  # not sys.stdin: its lock would be held when the interpreter ends
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    # In a session of their own, so that Ctrl-C reaches them through us, once.
    command = [sys.executable, "-m", "opendata.cli", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _wait(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
