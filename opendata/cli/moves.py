"""import files: what another platform has for datasets that were taken over, fetched and kept here."""

import io

import click

from opendata import locale, remote
from opendata.cli.start import OPERATOR, platform
from opendata.errors import Error, Invalid, Unreachable
from opendata.model import DataFile, text_in
from opendata.services import moving
from opendata.wiring import Platform
from opendata.worker import Worker

NOTES = {
    "import_file_kept": ("title", "file"),
    "import_file_waits": ("title", "address"),
    "import_file_failed": ("title", "reason"),
    "import_rows_led": ("count", "slug"),
    "import_files_counts": ("kept", "left"),
}
"""What is told, with its facts."""
ALL_KEPT, SOME_LEFT = 0, 1
SECONDS = 600.0
"""For one file."""


@click.command()
@click.argument("base")
@click.option("--dataset", "slug", help="Slug of the only dataset to do it for.")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def files(base: str, slug: str | None, lang: str) -> None:
    """Fetch the files that links at BASE, such as https://catalog.example.se, lead to, and keep them here, at the same
    old addresses. A file with errors waits in the workspace, and its link stays; exit 0 all kept, 1 some are not."""
    with platform() as wired:
        with wired.session() as session:
            links = moving.links_at(session, base, slug)
        kept = [_move(wired, link, base, lang) for link in links]
    click.echo(locale.sentence("import_files_counts", lang, kept=sum(kept), left=len(kept) - sum(kept)))
    raise SystemExit(ALL_KEPT if all(kept) else SOME_LEFT)


def _move(wired: Platform, number: str, base: str, lang: str) -> bool:
    """Whether the link has become a file."""
    with wired.session() as session:
        link = session.get_one(DataFile, number)
        title, where = text_in(link.title, lang), moving.location(link)
    try:
        file = _checked(wired, number, where)
    except Error as error:
        reason = locale.sentence(error.code, lang, **error.facts)
        click.echo(locale.sentence("import_file_failed", lang, title=title, reason=reason))
        return False
    with wired.session(write=True) as session:
        link, made = session.get_one(DataFile, number), session.get_one(DataFile, file)
        dataset = link.dataset
        try:
            is_moved = moving.take_place(session, OPERATOR, link, made, wired.addresses)
        except Invalid:
            is_moved = False
        if not is_moved:
            address = wired.addresses.page(f"/workspace/datasets/{dataset.slug}")
            click.echo(locale.sentence("import_file_waits", lang, title=title, address=address))
            return False
        led = moving.lead_rows(session, OPERATOR, dataset, base, wired.addresses)
        session.commit()
        click.echo(locale.sentence("import_file_kept", lang, title=title, file=file))
        if led:
            click.echo(f"    {locale.sentence('import_rows_led', lang, count=led, slug=dataset.slug)}")
    return True


def _checked(wired: Platform, link: str, where: str) -> str:
    """The id of a file with what is there, after its check."""
    limit, trusted = wired.settings.max_upload, wired.settings.harvest_trusted_hosts
    fetched = remote.fetch(where, limit=limit, seconds=SECONDS, trusted=trusted)
    if fetched is None:
        raise Unreachable("server_unreachable", url=where, reason="304")
    bytes_ = wired.files.keep(io.BytesIO(fetched.body), limit=limit)
    with wired.session(write=True) as session:
        file = moving.bring_in(session, OPERATOR, session.get_one(DataFile, link), bytes_, fetched.media_type)
        version = file.newest_version
        session.commit()
        number, waits = file.id, version.id if version else None
    if waits:
        Worker(wired).check_version(waits)
    return number
