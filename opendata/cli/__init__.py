"""The door for operators and publishers: `opendata ...`."""

import sys
from typing import Any

import click

from opendata import locale
from opendata.cli import accounts, catalogs, servers, tables, uploads
from opendata.errors import Error

COULD_NOT = 2


class OpendataGroup(click.Group):
    """An error of ours or of the machine ends a command with a sentence and exit status 2, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Error as error:
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


for module in (servers, tables, uploads, accounts, catalogs):
    for command in module.COMMANDS:
        main.add_command(command)
