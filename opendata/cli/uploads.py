"""upload: a file to a dataset, through the API."""

from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from opendata.cli.client import Client
from opendata.cli.tables import show_findings
from opendata.config import Settings
from opendata.errors import Invalid

SOUND, FINDINGS = 0, 1


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dataset", "slug", required=True, help="Slug of the dataset.")
@click.option("--file", "file_id", help="Id of the file that this is a new version of; a new file when not given.")
@click.option("--title", help="Title of a new file.")
@click.option("--schema", help="Table Schema: the path of a JSON file, or the name of a national specification.")
@click.option("--sheet", help="Sheet of a workbook.")
@click.option(
    "--publish", is_flag=True, help="Publish the dataset when the file is accepted (needs a reviewer's token)."
)
@click.option("--url", help="The server; OPENDATA_BASE_URL when not given.")
@click.option("--token", help="Token; OPENDATA_TOKEN when not given.")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def upload(
    file: Path,
    slug: str,
    file_id: str | None,
    title: str | None,
    schema: str | None,
    sheet: str | None,
    publish: bool,
    url: str | None,
    token: str | None,
    lang: str,
) -> None:
    """Upload FILE and wait for the verdict; exit 0 accepted, 1 rejected, 2 refused."""
    settings = Settings.read()
    secret = token or settings.token
    if not secret:
        raise Invalid("token_missing")
    client = Client(url or settings.base_url, secret, lang)
    asked = {"title": title, "sheet": sheet, "schema": _schema(schema)}
    version = _send(client, file, slug, file_id, asked)
    show_findings(version["report"])
    if version["state"] == "rejected":
        raise SystemExit(FINDINGS)
    click.echo(f"{version['state']}: {version['rows']} rows, version {version['number']} of {version['file']}")
    if publish and client.get(f"/datasets/{slug}")["state"] != "published":
        click.echo(f"published: {client.move(slug, 'publish')['iri']}")


def _schema(said: str | None) -> str | None:
    """What the API takes: a file's text, or else a specification's name. A file comes before a specification."""
    if said and (Path(said).exists() or said.endswith(".json")):
        return Path(said).read_text(encoding="utf-8")
    return said


def _send(client: Client, file: Path, slug: str, file_id: str | None, asked: dict[str, Any]) -> Any:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as bar:
        size = file.stat().st_size
        sending = bar.add_task("upload", total=size)
        told = _teller(bar, sending)
        if file_id:
            version_id = client.add_version(file_id, file, progress=told, **asked)["id"]
        else:
            version_id = client.add_file(slug, file, progress=told, **asked)["newest_version"]
        checking = bar.add_task("check", total=size)
        return client.follow(version_id, lambda fraction: bar.update(checking, completed=int(fraction * size)))


def _teller(bar: Progress, task: TaskID) -> Any:
    return lambda sent: bar.update(task, completed=sent)


COMMANDS = (upload,)
