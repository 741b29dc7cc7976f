"""The house is as design says: floors, and one room for each library."""

from importlinter import cli


def test_every_module_is_on_its_floor_and_every_library_in_its_room() -> None:
    assert cli.lint_imports(config_filename="pyproject.toml") == cli.EXIT_STATUS_SUCCESS
