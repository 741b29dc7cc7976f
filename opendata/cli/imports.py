"""import dcat, import ckan, import files and import address: what other catalogues have, and addresses from before."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from opendata import dcat, locale
from opendata.cli.moves import files
from opendata.cli.sources import graph_at, is_address
from opendata.cli.start import OPERATOR, platform
from opendata.dcat import CLASSES, Catalogue
from opendata.model import Finding, HarvestRun, text_in
from opendata.model.harvest import Outcome, SourceKind
from opendata.services import harvesting, publishers, publishing
from opendata.services.harvesting import Terms, old_addresses
from opendata.wiring import Platform

NOTES = {
    "import_item": ("change", "class", "title", "iri"),
    "import_draft": (),
    "import_kept": ("count",),
    "import_lost": ("count",),
    "import_counts": ("added", "changed", "unchanged", "removed", "incomplete", "failed"),
    "import_held": ("held",),
    "import_dry": (),
}
"""What is told of an import, with its facts."""
SOUND, FINDINGS = 0, 1
UNFINISHED = ("incomplete", "failed", "refused", "held")
LONGEST = 100
"""Characters of a value that are shown."""


@click.group("import")
def import_() -> None:
    """Bring in an existing catalogue, or addresses from before."""


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        (
            click.option("--publisher", help="Slug of the publisher whose all of it is; the source's own if none."),
            click.option("--language", default="sv", show_default=True, help="Of texts that don't say theirs."),
            click.option("--title", default="", help="What the source is called in the workspace."),
            click.option("--drafts", is_flag=True, help="Publish nothing, complete or not."),
            click.option("--confirm-removals", is_flag=True, help="Withdraw what is gone, however much that is."),
            click.option(
                "--old-address",
                "hosts",
                multiple=True,
                help="Base address, such as https://catalog.example.se, that leads to this platform from now on.",
            ),
            click.option(
                "--move",
                is_flag=True,
                help="All of it is described here from now on, and the source is forgotten: for leaving a platform.",
            ),
            click.option("--dry-run", is_flag=True, help="Change nothing, and tell what would be."),
            click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True),
        )
    ):
        command = option(command)
    return command


@import_.command("dcat")
@click.argument("source")
@_shared
def import_dcat(source: str, **chosen: Any) -> None:
    """Take over the catalogue at SOURCE, a file or address; exit 0 all public, 1 something is not, 2 could not read."""
    _take(SourceKind.DCAT, source, **chosen)


@import_.command("ckan")
@click.argument("url")
@_shared
def import_ckan(url: str, **chosen: Any) -> None:
    """Take over what the CKAN site at URL has, by its API."""
    _take(SourceKind.CKAN, url, **chosen)


@import_.command()
@click.argument("path")
@click.argument("file")
def address(path: str, file: str) -> None:
    """Let an old address, such as /rowstore/dataset/UUID, lead to the file with the id FILE from now on."""
    with platform() as wired, wired.session(write=True) as session:
        old_addresses.lead(session, OPERATOR, path, publishing.find_file(session, OPERATOR, file))
        session.commit()


def _take(
    kind: SourceKind,
    location: str,
    *,
    publisher: str | None,
    language: str,
    title: str,
    drafts: bool,
    confirm_removals: bool,
    hosts: tuple[str, ...],
    move: bool,
    dry_run: bool,
    lang: str,
) -> None:
    with platform() as wired:
        name, catalogue = _read(wired, kind, location, language)
        with wired.session(write=True) as session:
            source = harvesting.settle(
                session,
                OPERATOR,
                name,
                kind=kind,
                publisher=publishers.find(session, publisher) if publisher else None,
                language=language,
                title=title,
            )
            plan = harvesting.plan(session, OPERATOR, source, catalogue, wired.addresses, is_confirmed=confirm_removals)
            run = harvesting.apply(session, OPERATOR, plan, wired.addresses, Terms(not drafts, hosts))
            if move:
                harvesting.remove(session, OPERATOR, source)
            if not dry_run:
                session.commit()
    _tell(run, lang, dry_run=dry_run)
    raise SystemExit(FINDINGS if any(run.counts[one] for one in UNFINISHED) else SOUND)


def _read(wired: Platform, kind: SourceKind, location: str, language: str) -> tuple[str, Catalogue]:
    """What the source is known by, and what it says. A file is known by its name, wherever it lies today."""
    graph = graph_at(wired, location, kind)
    if is_address(location) or kind is SourceKind.CKAN:
        return location, dcat.read(graph, language=language, source=location)
    name = Path(location).name
    return name, dcat.read(graph, language=language, source=f"urn:file:{name}")


def _tell(run: HarvestRun, lang: str, *, dry_run: bool) -> None:
    if dry_run:
        click.echo(locale.sentence("import_dry", lang))
    for detail in run.details:
        for line in _lines(detail, lang):
            click.echo(line)
    click.echo(locale.sentence("import_counts", lang, **run.counts))
    if run.outcome is Outcome.HELD:
        click.echo(locale.sentence("import_held", lang, **run.counts))


def _lines(detail: Mapping[str, Any], lang: str) -> Iterator[str]:
    """One thing: what became of it, then each difference and finding, and what has no place here."""
    if detail["iri"]:
        facts = {"class": detail["kind"], "title": detail["title"]}
        yield locale.sentence("import_item", lang, change=detail["change"], iri=detail["iri"], **facts)
    for one in detail.get("differences", ()):
        yield f"    {_label(detail['kind'], one['property'], lang)}: {_short(one['before'])} -> {_short(one['after'])}"
    if detail.get("incomplete"):
        yield f"    {locale.sentence('import_draft', lang)}"
    told = [Finding(**one) for one in detail["findings"]]
    for line in dict.fromkeys(f"{one.severity}: {locale.finding(one, lang)}" for one in told):
        yield f"    {line}"
    for part in ("kept", "lost"):
        if lines := detail.get(part, "").splitlines():
            yield f"    {locale.sentence(f'import_{part}', lang, count=len(lines))}"
            yield from (f"        {line}" for line in lines)


def _label(kind: str, name: str, lang: str) -> str:
    row = next((row for row in (*CLASSES[kind], *CLASSES["Distribution"]) if row.name == name), None)
    return text_in(row.label, lang) if row else name


def _short(value: Any) -> str:
    text = "-" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


import_.add_command(files)
COMMANDS = (import_,)
