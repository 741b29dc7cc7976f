"""`python -m tests.support.killed ROLE DATA_DIR DATABASE STEP ...`: do a worker's or a web server's part, and die.

A step is the first call of each function of ours, in order; at the chosen one the process kills itself with SIGKILL,
which nothing can catch. Without being killed it prints how many steps there are.
"""

import io
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from opendata.config import Settings
from opendata.web import create_app
from opendata.wiring import wire
from opendata.worker import Worker

OURS = str(Path(__file__).parents[2] / "opendata")


def main(role: str, data_dir: str, database_url: str, step: int, *more: str) -> None:
    platform = wire(Settings(data_dir=Path(data_dir), database_url=database_url, secret_key="secret for tests"))
    app = create_app(platform)
    seen: dict[Any, None] = {}

    def watch(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(OURS) and frame.f_code not in seen:
            seen[frame.f_code] = None
            if len(seen) == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)
    if role == "worker":
        Worker(platform).sweep()
    else:
        slug, token, content = more
        app.test_client().post(
            f"/api/v1/datasets/{slug}/files",
            data={"file": (io.BytesIO(content.encode()), "trad.csv")},
            headers={"Authorization": f"Bearer {token}"},
        )
    sys.setprofile(None)
    print(len(seen))


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]), *sys.argv[5:])
