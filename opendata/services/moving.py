"""Links become files: what another platform has for datasets that are described here now is kept here instead, at the
addresses that it had there."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.errors import Conflict
from opendata.files import Kept
from opendata.model import Actor, DataFile, Dataset
from opendata.model.addresses import Addresses
from opendata.model.base import slug_of
from opendata.services import datasets, linking, publishing
from opendata.services.describing import has_rows
from opendata.services.harvesting import old_addresses


def links_at(session: Session, base: str, slug: str | None = None) -> Sequence[str]:
    """Ids of the links to bytes beneath an address: of all datasets that are described here, or of one."""
    query = select(Dataset).where(Dataset.source_id.is_(None)).order_by(Dataset.slug)
    found = session.scalars(query.where(Dataset.slug == slug) if slug else query)
    return [link.id for dataset in found for link in dataset.links if _is_at(link, base) and not _is_of_rows(link)]


def location(link: DataFile) -> str:
    """Where its bytes are: the first address to download from, or else that of access."""
    said = link.link or {}
    return str(next(iter(said.get("download_url") or []), said.get("access_url") or ""))


def bring_in(session: Session, actor: Actor, link: DataFile, kept: Kept, media_type: str) -> DataFile:
    """A file beside the link with what was there, to be checked. One that waits since before gets another version,
    unless that is the same."""
    filename = _filename(link, media_type)
    others = [file for file in link.dataset.files if not file.is_link and file.current_version is None]
    waiting = next((file for file in others if file.title == link.title), None)
    try:
        if waiting is None:
            return publishing.add_file(session, actor, link.dataset, kept, filename=filename, title=link.title)
        publishing.add_version(session, actor, waiting, kept, filename=filename)
    except Conflict as known:
        if known.code != "same_file_already_there":
            raise
        return session.get_one(DataFile, known.facts["file"])
    return waiting


def take_place(session: Session, actor: Actor, link: DataFile, file: DataFile, addresses: Addresses) -> bool:
    """The file gets the link's title, description and addresses, and the link goes. Not while the file isn't accepted;
    Invalid("not_complete") where the dataset wouldn't be without the link."""
    datasets.require(actor, "edit", link.dataset)
    if file.current_version is None:
        return False
    file.title, file.description = link.title, link.description
    old_addresses.pass_on(session, link, file)
    linking.remove_link(session, actor, link, addresses)
    return True


def lead_rows(session: Session, actor: Actor, dataset: Dataset, base: str, addresses: Addresses) -> int:
    """Links to the rows of a table beneath the address lead to the dataset's file, if it has just one that they can be
    of; how many did."""
    files = [file for file in dataset.published_files if has_rows(file)]
    links = [link for link in dataset.links if _is_at(link, base)]
    if len(files) != 1 or not all(map(_is_of_rows, links)):
        return 0
    for link in links:
        old_addresses.pass_on(session, link, files[0])
        linking.remove_link(session, actor, link, addresses)
    return len(links)


def _is_at(link: DataFile, base: str) -> bool:
    return location(link).startswith(f"{base.rstrip('/')}/")


def _is_of_rows(link: DataFile) -> bool:
    return old_addresses.ROWSTORE.match(urlsplit(location(link)).path) is not None


def _filename(link: DataFile, media_type: str) -> str:
    """What the address ends with, or what the title and the format say."""
    last = urlsplit(location(link)).path.rpartition("/")[2]
    if "." in last:
        return last
    said = str((link.link or {}).get("format") or media_type)
    formats = dcat.vocabulary("media-type").values()
    suffix = next((one.code for one in formats if said in (one.code, one.media_type, one.iri)), "")
    return ".".join(filter(None, (slug_of(link.title.get("sv", "")) or link.name, suffix)))
