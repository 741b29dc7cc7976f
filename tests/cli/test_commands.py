from importlib import import_module

import click
import pytest

from opendata.cli import MODULES, main


@pytest.mark.parametrize(("module", "names"), MODULES.items())
def test_every_module_has_the_commands_that_it_is_said_to_have(module, names):
    commands = import_module(f"opendata.cli.{module}").COMMANDS
    assert {command.name for command in commands} == set(names)
    assert [main.get_command(click.Context(main), name) for name in names] == [
        next(command for command in commands if command.name == name) for name in names
    ]


def test_an_unknown_command_is_none():
    assert main.get_command(click.Context(main), "klingon") is None
