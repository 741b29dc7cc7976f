"""Links: what a dataset offers whose bytes are with somebody else. They are described here, not checked or read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from opendata.errors import Conflict, Invalid
from opendata.model import Actor, DataFile, Dataset, new_id, now
from opendata.model.addresses import Addresses
from opendata.model.base import slug_of
from opendata.services import datasets, journal, properties, publishing
from opendata.services.harvesting import old_addresses

OWN = ("title", "description")
"""What every file has, link or not."""


def add_link(
    session: Session, actor: Actor, dataset: Dataset, values: Mapping[str, Any], addresses: Addresses
) -> DataFile:
    """A new DataFile that is a link. `values` are title, description and what else is asked for of a Distribution, by
    name; title and `access_url` are needed. In a published dataset it is public at once."""
    datasets.require(actor, "edit", dataset)
    datasets.require_own(dataset)
    publishing.lock(session, dataset)
    own, said = _read({"title": {}, "access_url": None, **values})
    file = DataFile(
        id=new_id(),
        position=dataset.next_position,
        name=slug_of(own["title"]["sv"]) or "data",
        link=properties.changed({}, said),
        **own,
    )
    dataset.files.append(file)
    _record(session, actor, "link.add", file)
    publishing.keep_complete(session, dataset, addresses)
    return file


def describe_link(
    session: Session, actor: Actor, file: DataFile, values: Mapping[str, Any], addresses: Addresses
) -> None:
    """Change what is given; nothing for a property takes it away."""
    datasets.require(actor, "edit", file.dataset)
    datasets.require_own(file.dataset)
    publishing.lock(session, file.dataset)
    link = _link_of(file)
    own, said = _read(values)
    for name, value in own.items():
        setattr(file, name, value)
    file.link = properties.changed({name: value for name, value in link.items() if name not in own}, said)
    _record(session, actor, "link.describe", file)
    publishing.keep_complete(session, file.dataset, addresses)


def remove_link(session: Session, actor: Actor, file: DataFile, addresses: Addresses) -> None:
    """Public or not: nothing is lost, for what it leads to is somewhere else. A public dataset has to keep another way
    to its data."""
    datasets.require(actor, "edit", file.dataset)
    datasets.require_own(file.dataset)
    publishing.lock(session, file.dataset)
    _link_of(file)
    dataset = file.dataset
    _record(session, actor, "link.remove", file)
    old_addresses.detach(session, file)
    dataset.files.remove(file)
    session.flush()
    publishing.keep_complete(session, dataset, addresses)


def _link_of(file: DataFile) -> dict[str, Any]:
    if file.link is None:
        raise Conflict("file_is_no_link", file=file.id)
    return file.link


def _read(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What every file has, and what a link has beside; if some can't be used, Invalid names all of both."""
    own: dict[str, Any] = {}
    said, errors = properties.read("Distribution", values)
    try:
        own = datasets.clean({name: values[name] for name in OWN if name in values})
    except Invalid as unusable:
        errors |= unusable.facts["errors"]
    if "access_url" in values and said.get("access_url") is None:
        errors.setdefault("access_url", "field_missing")
    if errors:
        raise Invalid("fields_wrong", errors=errors)
    return own, said


def _record(session: Session, actor: Actor, verb: str, file: DataFile) -> None:
    file.dataset.changed_at = now()
    journal.record(session, actor, verb, file.title.get("sv", file.name), dataset=file.dataset, file=file.id)
