"""gunicorn with our app: threads for requests, bodies streamed to the app so that it can refuse them early."""

import os
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from opendata.config import Settings
from opendata.web import create_app
from opendata.wiring import wire

KEEP_ALIVE_SECONDS = 5
PATIENCE_SECONDS = 5
MOST_PROCESSES = 4
"""Of those that nobody asked for: each keeps a catalog for SPARQL, and answers, of its own."""


class WebServer(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings, host: str, port: int) -> None:
        self._settings, self._address = settings, f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": self._address,
            "workers": self._settings.web_processes or min(os.cpu_count() or 1, MOST_PROCESSES),
            "threads": self._settings.web_threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": PATIENCE_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "loglevel": "warning",
            "proc_name": "opendata-web",
            "limit_request_line": 8190,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return create_app(wire(self._settings))
