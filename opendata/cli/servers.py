"""run, serve, work, migrate, doctor."""

import os
import socket
import threading

import click

from opendata.cli import demo as demonstration
from opendata.cli.start import platform
from opendata.cli.supervise import stop_with_parent, supervise
from opendata.errors import Error, Misconfigured
from opendata.locale import sentence
from opendata.services.health import require_database
from opendata.wiring import migrate as migrate_database

HOST, PORT = "127.0.0.1", 8000


@click.command()
@click.option("--host", default=HOST, show_default=True)
@click.option("--port", default=PORT, show_default=True)
@click.option("--demo", is_flag=True, help="With demo content and printed demo accounts.")
def run(host: str, port: int, demo: bool) -> None:
    """Migrate, then web server and worker in one command, everything embedded."""
    address = f"http://{host}:{port}"
    require_free(host, port)
    with platform() as wired:
        migrate_database(wired)
        tokens = demonstration.create_accounts(wired) if demo else {}
        base_url = wired.settings.base_url

    def welcome() -> None:
        click.echo(f"\n  {base_url}\n")
        for line in demonstration.introduce() if demo else ():
            click.echo(f"  {line}")
        click.echo("\n  Ctrl-C stops it.\n")
        if tokens:
            told = threading.Thread(target=demonstration.publish, args=(address, tokens), name="demo", daemon=True)
            told.start()

    place = ["--host", host, "--port", str(port), "--child"]
    supervise({"web": ["serve", *place], "worker": ["work", "--child"]}, f"{address}/health/ready", welcome)


def require_free(host: str, port: int) -> None:
    """Nobody else may have the port: our web server would try for it for ever."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise Misconfigured("port_taken", host=host, port=port, reason=error.strerror) from error


@click.command()
@click.option("--host", default=HOST, show_default=True)
@click.option("--port", default=PORT, show_default=True)
@click.option("--child", is_flag=True, hidden=True)
def serve(host: str, port: int, child: bool) -> None:
    """The web server alone."""
    from opendata.cli.webserver import WebServer  # gunicorn takes over signals when it is imported by others

    if child:
        stop_with_parent()
    with platform() as wired:
        settings = wired.settings
    WebServer(settings, host, port).run()


@click.command()
@click.option("--child", is_flag=True, hidden=True)
def work(child: bool) -> None:
    """A worker alone."""
    from opendata import worker

    if child:
        stop_with_parent()
    with platform() as wired:
        worker.run(wired)
    os._exit(0)  # threads in the middle of unfinished work are not waited for


@click.command()
def migrate() -> None:
    """Bring the database to the newest version."""
    with platform() as wired:
        migrate_database(wired)


@click.command()
def doctor() -> None:
    """Try database, file storage, queue and mail, and say what is wrong."""
    fine = True
    with platform() as wired, wired.session() as session:
        trials = {
            "database": lambda: require_database(session),
            "files": wired.files.check,
            "queue": wired.promises.check,
            "mail": wired.mail.check,
        }
        for name, trial in trials.items():
            try:
                trial()
                click.echo(f"{name}: fine")
            except Error as error:
                fine = False
                click.echo(f"{name}: {sentence(error.code, 'en', **error.facts)}")
    raise SystemExit(0 if fine else 1)


COMMANDS = (run, serve, work, migrate, doctor)
