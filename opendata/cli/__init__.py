"""The door for operators and publishers: `opendata ...`."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from opendata.errors import Error

COULD_NOT = 2
MODULES = {
    "servers": {
        "run": "Migrate, then web server and worker in one command.",
        "serve": "The web server alone.",
        "work": "A worker alone.",
        "migrate": "Bring the database to the newest version.",
        "doctor": "Try database, file storage, queue and mail, and say what is wrong.",
    },
    "tables": {
        "check": "Judge FILE as an upload would be.",
        "convert": "Read FILE like an upload and write it by OUTPUT's suffix.",
    },
    "uploads": {"upload": "Upload FILE and wait for the verdict."},
    "accounts": {
        "publisher": "Administrations and companies.",
        "user": "People who sign in.",
        "token": "Keys for programs.",
    },
    "catalogs": {"catalog": "The DCAT-AP-SE catalog that the national portal harvests."},
    "searches": {"search": "What datasets are found by."},
    "imports": {"import": "Bring in an existing catalogue, or addresses from before."},
}
"""Which module has which commands, and how their help begins. Only that of the command at hand is loaded: the web
server takes a second."""


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(line for lines in MODULES.values() for line in lines.items()))

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
