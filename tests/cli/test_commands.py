import subprocess
import sys
from importlib import import_module

import click
import pytest

from opendata.cli import MODULES, main


@pytest.mark.parametrize(("module", "names"), MODULES.items())
def test_every_module_has_the_commands_that_it_is_said_to_have(module, names):
    commands = import_module(f"opendata.cli.{module}").COMMANDS
    assert {command.name for command in commands} == set(names)
    assert all(command.help.startswith(names[command.name].removesuffix(".")) for command in commands)
    assert [main.get_command(click.Context(main), name) for name in names] == [
        next(command for command in commands if command.name == name) for name in names
    ]


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["--help"], {"duckdb", "sqlalchemy", "flask", "huey", "opendata.tabular", "opendata.model"}),
        (
            ["convert", "--text", "TABLE", "-o", "OUT"],
            {"frictionless", "sqlalchemy", "flask", "huey", "rdflib", "pyogrio", "shapely", "pyproj", "numpy"},
        ),
        (["check", "TABLE"], {"flask", "huey", "rdflib", "pyogrio", "shapely"}),
        (["serve", "--help"], {"frictionless", "flask", "alembic", "pyogrio", "shapely"}),
        (["migrate", "--help"], {"frictionless", "flask", "pyogrio", "shapely"}),
    ],
    ids=["help", "convert", "check", "serve", "migrate"],
)
def test_a_command_loads_only_what_it_works_with(arguments, unneeded, tmp_path):
    (tmp_path / "table.csv").write_text("park,size\nNorth,1\nSouth,2\n")
    places = {"TABLE": str(tmp_path / "table.csv"), "OUT": str(tmp_path / "out.csv")}
    words = [places.get(word, word) for word in arguments]
    script = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); import opendata.cli; "
    done = subprocess.run(
        [sys.executable, "-c", f"{script}opendata.cli.main({words!r})"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert unneeded & set(done.stderr.split()) == set()


def test_an_unknown_command_is_none():
    assert main.get_command(click.Context(main), "klingon") is None
