"""catalog export, catalog check and catalog compare."""

from pathlib import Path
from typing import BinaryIO

import click

from opendata import dcat, locale
from opendata.cli.start import platform
from opendata.services import catalog as catalogs
from opendata.wiring import Platform

FORMATS = {"turtle": "ttl", "xml": "rdf", "jsonld": "jsonld", "nt": "nt"}


@click.group()
def catalog() -> None:
    """The DCAT-AP-SE catalog that the national portal harvests."""


@catalog.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File; standard output if none.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="xml", show_default=True)
def export(output: Path | None, form: str) -> None:
    """Write the whole catalog."""
    with platform() as wired:
        text = _text(wired, FORMATS[form])
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text)


@catalog.command()
@click.option(
    "--shapes", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="SHACL, Turtle or RDF/XML."
)
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def check(shapes: Path | None, lang: str) -> None:
    """Check the catalog against DCAT-AP-SE, or against any SHACL shapes; exit 0 sound, 1 errors."""
    with platform() as wired:
        graph = dcat.parse(_text(wired, "nt"), "nt")
    if shapes:
        report = dcat.check_shapes(graph, dcat.parse(shapes.read_bytes(), shapes.suffix.removeprefix(".")))
    else:
        report = dcat.check(graph)
    for finding in report.findings:
        click.echo(f"{finding.severity}: {finding.facts['subject']}: {locale.finding(finding, lang)}")
    click.echo(f"{report.errors} errors, {report.warnings} warnings")
    raise SystemExit(0 if report.sound else 1)


@catalog.command()
@click.argument("bundle", type=click.File("rb"))
def compare(bundle: BinaryIO) -> None:
    """Compare DIGG's bundle.json, any edition, with what this platform knows of DCAT-AP-SE; exit 0 the same, 1 not."""
    differences = dcat.compare(bundle.read())
    for one in differences:
        what = f"{one.kind} {one.property}".strip()
        click.echo(f"{what}: {one.facet}: here {one.ours or 'nothing'}; in the bundle {one.theirs or 'nothing'}")
    click.echo(f"{len(differences)} differences")
    raise SystemExit(1 if differences else 0)


def _text(wired: Platform, form: str) -> str:
    with wired.session() as session:
        identity = wired.catalog_identity(session)
        return catalogs.document(session, identity, wired.addresses, form).text()


COMMANDS = (catalog,)
