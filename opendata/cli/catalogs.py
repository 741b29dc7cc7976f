"""catalog export, catalog check and catalog compare."""

from pathlib import Path
from typing import BinaryIO

import click

from opendata import dcat, locale
from opendata.cli.sources import graph_at
from opendata.cli.start import platform
from opendata.dcat import Flavour, Graph
from opendata.services import catalog as catalogs
from opendata.wiring import Platform

FORMATS = {"turtle": "ttl", "xml": "rdf", "jsonld": "jsonld", "nt": "nt"}
SWEDISH = "dcat-ap-se"
PROFILES: dict[str, Flavour] = {SWEDISH: "se", "dcat-ap": "eu"}


@click.group()
def catalog() -> None:
    """The DCAT-AP-SE catalog that the national portal harvests."""


profile_option = click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default=SWEDISH,
    show_default=True,
    help="The rules it is written by.",
)


@catalog.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; standard output if none.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="xml", show_default=True)
@profile_option
def export(output: Path | None, form: str, profile: str) -> None:
    """Write the whole catalog."""
    with platform() as wired:
        text = _text(wired, FORMATS[form], PROFILES[profile])
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text)


@catalog.command()
@click.argument("source", required=False)
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="SHACL, Turtle or RDF/XML; several together. Classes that it says are subclasses count as such.",
)
@profile_option
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def check(source: str | None, shapes: tuple[Path, ...], profile: str, lang: str) -> None:
    """Check the catalog, or the one at SOURCE, a file or address, against DCAT-AP-SE or any SHACL shapes; exit 0 sound,
    1 errors."""
    if PROFILES[profile] != "se" and not shapes:
        raise click.UsageError("The rules of DCAT-AP are shapes of the EU's: name their files with --shapes.")
    with platform() as wired:
        graph = graph_at(wired, source) if source else dcat.parse(_text(wired, "nt", PROFILES[profile]), "nt")
    report = dcat.check_shapes(graph, _together(shapes)) if shapes else dcat.check_twice(graph)
    for finding in report.findings:
        click.echo(f"{finding.severity}: {finding.facts['subject']}: {locale.finding(finding, lang)}")
    click.echo(f"{report.errors} errors, {report.warnings} warnings")
    raise SystemExit(0 if report.sound else 1)


@catalog.command()
@click.argument("bundle", type=click.File("rb"))
def compare(bundle: BinaryIO) -> None:
    """Compare DIGG's bundle.json, any edition, with what this platform knows of DCAT-AP-SE; exit 0 the same, but for
    what differs on purpose, 1 not."""
    differences = dcat.compare(bundle.read())
    for one in differences:
        what = f"{one.kind} {one.property}".strip()
        why = f"; on purpose: {one.reason}" if one.reason else ""
        click.echo(f"{what}: {one.facet}: here {one.ours or 'nothing'}; in the bundle {one.theirs or 'nothing'}{why}")
    meant = sum(bool(one.reason) for one in differences)
    click.echo(f"{len(differences)} differences" + (f", {meant} of them on purpose" if meant else ""))
    raise SystemExit(0 if meant == len(differences) else 1)


def _together(files: tuple[Path, ...]) -> Graph:
    whole = dcat.empty()
    for file in files:
        whole += dcat.parse(file.read_bytes(), file.suffix.removeprefix("."))
    return whole


def _text(wired: Platform, form: str, flavour: Flavour = "se") -> str:
    with wired.session() as session:
        identity = wired.catalog_identity(session)
        return catalogs.document(session, identity, wired.addresses, form, flavour).text()


COMMANDS = (catalog,)
