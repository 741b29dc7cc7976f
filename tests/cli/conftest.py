"""Commands as an operator types them, on a platform of their own."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from opendata.cli import main
from opendata.config import Settings

Command = Callable[..., Result]
TREES = "Art,Höjd,Latitud,Longitud\nEk,12.5,57.7,11.9\nBjörk,8,57.8,12.0\n"
FAULTY = TREES + "Al,tolv,57.9,12.1\n"
SCHEMA = """{"fields": [
    {"name": "art", "title": "Art", "type": "string"},
    {"name": "hojd", "title": "Höjd", "type": "number"},
    {"name": "latitud", "title": "Latitud", "type": "number"},
    {"name": "longitud", "title": "Longitud", "type": "number"}
]}"""


@pytest.fixture
def opendata(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Command]:
    """`opendata("user", "list")`; what commands set for their whole process is put back."""
    environment = {
        "OPENDATA_DATA_DIR": str(settings.data_dir),
        "OPENDATA_BASE_URL": settings.base_url,
        "OPENDATA_DATABASE_URL": settings.database_url,
        "OPENDATA_SECRET_KEY": settings.secret_key,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tempfile, "tempdir", None)
    levels = {name: logging.getLogger(name).level for name in ("alembic", "huey", "frictionless")}

    def run(*arguments: str | Path, **more: str) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], **more)

    yield run
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    path = tmp_path / "träd.csv"
    path.write_text(TREES, encoding="utf-8")
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.csv"
    path.write_text(FAULTY, encoding="utf-8")
    return path


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.json"
    path.write_text(SCHEMA, encoding="utf-8")
    return path
