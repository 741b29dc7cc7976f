"""What a source's catalogue would change here: a plan, made without changing anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import Catalogue
from opendata.model import Actor, Dataset, Finding, HarvestSource, Resource, State, Text
from opendata.model.addresses import Addresses
from opendata.services.harvesting import parties
from opendata.services.harvesting.mapping import in_words
from opendata.services.harvesting.taking_in import Offered, Taken, offered

LARGEST_SHARE_GONE = 0.2
"""Of what a source had. A source that is rebuilt, cut off or served from the wrong place loses far more at once than
anybody takes away on purpose between two nights, and what is withdrawn here disappears from the portals the night
after."""
ALWAYS_MAY_GO = 1
"""So that the rule above doesn't hold each single removal of a small source."""


def require(actor: Actor, source: HarvestSource) -> None:
    """What is whose has to be known before somebody of one publisher may bring it in."""
    if source.publisher_id:
        actor.require("review", source.publisher_id)
    else:
        actor.require_administrator()


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"
    REFUSED = "refused"
    """It is not this source's to change, or has nobody who publishes it."""


@dataclass(frozen=True)
class Difference:
    """`property` is a name in the profile; the values are as they are kept, None where there was or is none."""

    property: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Item:
    """`kind` is a class in the profile; `here` the id of what it is here."""

    kind: str
    iri: str
    title: Text
    change: Change
    differences: Sequence[Difference] = ()
    findings: Sequence[Finding] = ()
    taken: Taken | None = None
    here: str | None = None


@dataclass(frozen=True)
class Plan:
    """`is_held` says that what is gone is not taken away unless somebody confirms it."""

    source: HarvestSource
    items: Sequence[Item]
    offered: Offered
    is_held: bool

    def of(self, *changes: Change) -> list[Item]:
        return [item for item in self.items if item.change in changes]


def plan(
    session: Session,
    actor: Actor,
    source: HarvestSource,
    catalogue: Catalogue,
    addresses: Addresses,
    *,
    is_confirmed: bool = False,
) -> Plan:
    """`is_confirmed`: somebody has said that what is gone is to be withdrawn, however much it is."""
    require(actor, source)
    offer = offered(catalogue)
    here: dict[str, Dataset | Resource] = {one.id: one for one in _of_source(session, source)}
    compared = [_compared(session, source, taken, addresses) for taken in offer.taken]
    met = {item.here for item in compared}
    gone = [_gone(one, addresses) for one in here.values() if one.id not in met and _is_there(one)]
    had = [one for one in here.values() if isinstance(one, Dataset) and _is_there(one)]
    lost = sum(item.kind == "Dataset" for item in gone)
    is_empty = not any(taken.kind == "Dataset" for taken in offer.taken)
    is_shrunken = lost > max(ALWAYS_MAY_GO, LARGEST_SHARE_GONE * len(had))
    items = [*_new_publishers(session, source, offer, addresses), *compared, *gone]
    return Plan(source, items, offer, bool(gone) and (is_empty or is_shrunken) and not is_confirmed)


def _of_source(session: Session, source: HarvestSource) -> Iterator[Dataset | Resource]:
    yield from session.scalars(select(Resource).where(Resource.source_id == source.id).order_by(Resource.slug))
    yield from session.scalars(select(Dataset).where(Dataset.source_id == source.id).order_by(Dataset.slug))


def _is_there(thing: Dataset | Resource) -> bool:
    """Not taken away already."""
    return thing.is_public if isinstance(thing, Resource) else thing.state is not State.WITHDRAWN


def _gone(thing: Dataset | Resource, addresses: Addresses) -> Item:
    kind = thing.kind.value if isinstance(thing, Resource) else "Dataset"
    iri = addresses.resource(thing) if isinstance(thing, Resource) else addresses.dataset(thing)
    return Item(kind, iri, thing.title, Change.GONE, here=thing.id)


def _new_publishers(session: Session, source: HarvestSource, offer: Offered, addresses: Addresses) -> Iterator[Item]:
    if source.publisher_id:
        return
    for iri in dict.fromkeys(taken.publisher for taken in offer.taken):
        thing = offer.parties.get(("Agent", iri))
        if thing and parties.find_publisher(session, thing, addresses) is None:
            yield Item("Agent", iri, dict(thing.values.get("name", {})), Change.ADDED)


def _compared(session: Session, source: HarvestSource, taken: Taken, addresses: Addresses) -> Item:
    found = find(session, taken, addresses)
    refusals = list(_refusals(source, taken, found))
    findings = [*refusals, *taken.notes]
    if refusals:
        return Item(taken.kind, taken.iri, taken.title, Change.REFUSED, (), findings, None, found.id if found else None)
    if found is None:
        return Item(taken.kind, taken.iri, taken.title, Change.ADDED, (), findings, taken)
    if found.source_digest == taken.digest:
        return Item(taken.kind, taken.iri, taken.title, Change.UNCHANGED, (), (), taken, found.id)
    changed = list(_dataset_differences(found, taken) if isinstance(found, Dataset) else _differences(found, taken))
    return Item(taken.kind, taken.iri, taken.title, Change.CHANGED, changed, findings, taken, found.id)


def find(session: Session, taken: Taken, addresses: Addresses) -> Dataset | Resource | None:
    """What we have of that IRI: taken over, or our own."""
    if taken.kind == "Dataset":
        dataset = session.scalar(select(Dataset).where(Dataset.iri == taken.iri))
        own = select(Dataset).where(Dataset.iri.is_(None), Dataset.slug == taken.iri.rpartition("/")[2])
        found = session.scalars(own).first() if dataset is None else None
        return found if found and addresses.dataset(found) == taken.iri else dataset
    resource = session.scalar(select(Resource).where(Resource.iri == taken.iri))
    ours = select(Resource).where(Resource.iri.is_(None), Resource.slug == taken.iri.rpartition("/")[2])
    same = session.scalars(ours).first() if resource is None else None
    return same if same and addresses.resource(same) == taken.iri else resource


def _refusals(source: HarvestSource, taken: Taken, found: Dataset | Resource | None) -> Iterator[Finding]:
    if found is not None and found.source_id is None:
        yield Finding("kept_here", "warning", facts={"slug": found.slug})
    elif found is not None and found.source_id != source.id:
        yield Finding("of_other_source", "warning", facts={"slug": found.slug})
    elif not source.publisher_id and not taken.publisher:
        yield Finding("publisher_unnamed")


def _differences(found: Resource, taken: Taken) -> Iterator[Difference]:
    yield from _by_name(found.values, taken.columns["values"])
    yield from _plain(found, taken, ["kept"])


def _dataset_differences(found: Dataset, taken: Taken) -> Iterator[Difference]:
    yield from _plain(found, taken, [name for name in taken.columns if name != "more"])
    yield from _by_name(found.more, taken.columns["more"])
    point = found.contact_point
    if (point.iri if point else None) != (taken.contact_point or None) and not (point and not point.iri):
        yield Difference("contact_point", point.iri if point else None, taken.contact_point or None)
    before = {file.iri: _link(vars(file)) for file in found.links}
    after = {link["iri"]: _link(link) for link in taken.links}
    for iri in sorted({iri for iri in (*before, *after) if before.get(iri) != after.get(iri)}, key=str):
        yield Difference("distribution", before.get(iri), after.get(iri))


def _link(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: columns[name] for name in ("iri", "title", "description")} | (columns["link"] or {})


def _plain(found: Dataset | Resource, taken: Taken, columns: Sequence[str]) -> Iterator[Difference]:
    for name in columns:
        before, after = dcat.to_json(getattr(found, name)), dcat.to_json(taken.columns[name])
        if before != after:
            yield Difference(in_words(name), before or None, after or None)


def _by_name(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield Difference(name, before.get(name), after.get(name))
