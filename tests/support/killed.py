"""`python -m tests.support.killed`: plays a worker's or web server's part again and again, each in a fork that may die.

Reads lines of JSON, `[role, step, data dir, database, ...]`, and answers each with the fork's exit status.

A step is the first call of each function of ours, in order; at the chosen one the fork kills itself with SIGKILL, which
nothing can catch. Loading the platform takes a second, so it is done once, by the parent; it never opens anything.
"""

import io
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

import frictionless  # noqa: F401 - or every fork would load it when it judges

from opendata.config import Settings
from opendata.web import create_app
from opendata.wiring import wire
from opendata.worker import Worker

OURS = str(Path(__file__).parents[2] / "opendata")


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            play(*json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def play(*arguments: Any) -> None:
    """Never returns: the fork must not read the parent's next line."""
    try:
        part(*arguments)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def part(role: str, step: int, data_dir: str, database_url: str, *more: str) -> None:
    """`role` is web, worker (checks what was uploaded) or teller (tells what has happened)."""
    platform = wire(Settings(data_dir=Path(data_dir), database_url=database_url, secret_key="secret for tests"))
    app = create_app(platform) if role == "web" else None
    seen: dict[Any, None] = {}

    def watch(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS) and frame.f_code not in seen:
            seen[frame.f_code] = None
            if len(seen) == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)
    if role == "worker":
        Worker(platform).sweep()
    elif app is None:
        Worker(platform).tell()
    else:
        slug, token, content = more
        app.test_client().post(
            f"/api/v1/datasets/{slug}/files",
            data={"file": (io.BytesIO(content.encode()), "trad.csv")},
            headers={"Authorization": f"Bearer {token}"},
        )
    sys.setprofile(None)


if __name__ == "__main__":
    main()
