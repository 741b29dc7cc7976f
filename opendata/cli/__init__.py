"""The door for operators and publishers: `opendata ...`."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from opendata.errors import Error

COULD_NOT = 2
MODULES = {
    "servers": ("run", "serve", "work", "migrate", "doctor"),
    "tables": ("check", "convert"),
    "uploads": ("upload",),
    "accounts": ("publisher", "user", "token"),
    "catalogs": ("catalog",),
}
"""Which module has which commands. Only that of the command at hand is loaded: the web server takes a second."""


class OpendataGroup(click.Group):
    """An error of ours or of the machine ends a command with a sentence and exit status 2, never with a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(name for names in MODULES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        module = next((module for module, names in MODULES.items() if cmd_name in names), None)
        if module is None:
            return None
        commands: Sequence[click.Command] = import_module(f"opendata.cli.{module}").COMMANDS
        return next(command for command in commands if command.name == cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Error as error:
            from opendata import locale

            click.echo(f"opendata: {locale.sentence(error.code, 'en', **error.facts)}", err=True)
            sys.exit(COULD_NOT)
        except BrokenPipeError:
            raise  # whoever read our output has seen enough: click ends quietly
        except OSError as error:
            click.echo(f"opendata: {error}", err=True)
            sys.exit(COULD_NOT)


@click.group(cls=OpendataGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="opendata")
def main() -> None:
    """Publish open data: from a file to a dataset that people, programs and the national portal can use."""
