"""What every command that works on the platform itself begins with."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from opendata.config import Settings
from opendata.model import Actor
from opendata.wiring import Platform, wire

OPERATOR = Actor(name="operator", is_administrator=True)
"""Whoever may run commands on the machine."""


@contextmanager
def platform() -> Iterator[Platform]:
    settings = Settings.read()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "huey", "frictionless"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    wired = wire(settings)
    tempfile.tempdir = str(wired.files.scratch_folder)  # uploads on their way may be large; /tmp may be small
    try:
        yield wired
    finally:
        wired.close()
