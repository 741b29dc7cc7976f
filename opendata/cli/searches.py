"""search rebuild."""

import click

from opendata.cli.start import OPERATOR, platform
from opendata.services import indexing


@click.group()
def search() -> None:
    """What datasets are found by."""


@search.command()
def rebuild() -> None:
    """Index all published datasets anew; until it is done, searches find what they did before."""
    with platform() as wired, wired.session(write=True) as session:
        count = indexing.rebuild(session, OPERATOR)
        session.commit()
    click.echo(f"{count} datasets indexed")


COMMANDS = (search,)
