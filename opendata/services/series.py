"""Dataset series as their publishers work with them: make, describe, and say which datasets are a part.

A series needs no review of its own: it is public while one of its datasets is. What is taken from a source is described
there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Actor, Dataset, Publication, Publisher, Resource, ResourceKind, now
from opendata.model.addresses import Addresses
from opendata.model.base import slug_of
from opendata.services import datasets, journal, properties, publications

KIND = ResourceKind.DATASET_SERIES


def create(session: Session, actor: Actor, publisher: Publisher, values: Mapping[str, Any]) -> Resource:
    """A new series without datasets. `values` are properties by name; title and description are needed."""
    actor.require("edit", publisher.id)
    said = _complete({}, values)
    series = Resource(kind=KIND, publisher=publisher, values=said, slug=_free_slug(session, said["title"]["sv"]))
    session.add(series)
    session.flush()
    journal.record(session, actor, "series.create", series.slug)
    return series


def describe(session: Session, actor: Actor, series: Resource, values: Mapping[str, Any], addresses: Addresses) -> None:
    """Change what is given; nothing takes a property away. What is public follows at once."""
    _require(actor, series)
    said = _complete(series.values, values)
    if said != series.values:
        series.values, series.changed_at = said, now()
        journal.record(session, actor, "series.describe", series.slug)
    _follow(session, series, addresses)


def delete(session: Session, actor: Actor, series: Resource) -> None:
    """Only what was never public, for its address would die."""
    _require(actor, series)
    stored = session.get(Publication, series.id)
    if stored and stored.added_at:
        raise Conflict("published_cannot_be_deleted", slug=series.slug)
    journal.record(session, actor, "series.delete", series.slug)
    for dataset in members(session, series):
        dataset.series.remove(series)
    session.delete(series)


def put_in(session: Session, actor: Actor, series: Resource, dataset: Dataset, addresses: Addresses) -> None:
    """The dataset becomes a part of the series; once more does no harm."""
    _require_both(actor, series, dataset)
    if series not in dataset.series:
        dataset.series.append(series)
        _record(session, actor, "series.put_in", series, dataset, addresses)


def take_out(session: Session, actor: Actor, series: Resource, dataset: Dataset, addresses: Addresses) -> None:
    _require_both(actor, series, dataset)
    if series in dataset.series:
        dataset.series.remove(series)
        _record(session, actor, "series.take_out", series, dataset, addresses)


def follow(session: Session, dataset: Dataset, addresses: Addresses) -> None:
    """After a dataset has become public, or is public no more: so do its series, before its own part is written."""
    session.flush()
    for series in dataset.series:
        _follow(session, series, addresses)


def find(session: Session, actor: Actor, slug: str) -> Resource:
    """The series, if it is public or the actor's own."""
    found = session.scalar(select(Resource).where(Resource.kind == KIND, Resource.slug == slug))
    if found is None or not (found.is_public or actor.can("see", found.publisher_id)):
        raise NotFound("series_unknown", slug=slug)
    return found


def visible(session: Session, actor: Actor) -> Sequence[Resource]:
    """Public ones and the actor's own."""
    found = session.scalars(select(Resource).where(Resource.kind == KIND).order_by(Resource.slug)).all()
    return [one for one in found if one.is_public or actor.can("see", one.publisher_id)]


def of_actor(session: Session, actor: Actor) -> list[Resource]:
    """Those that the actor may change."""
    return [one for one in visible(session, actor) if one.source_id is None and actor.can("edit", one.publisher_id)]


def members(session: Session, series: Resource) -> Sequence[Dataset]:
    """All of them, public or not."""
    return session.scalars(
        select(Dataset).where(Dataset.series.any(Resource.id == series.id)).order_by(Dataset.slug)
    ).all()


def _require(actor: Actor, series: Resource) -> None:
    actor.require("edit", series.publisher_id)
    if series.source_id is not None:
        raise Conflict("series_harvested", slug=series.slug)


def _require_both(actor: Actor, series: Resource, dataset: Dataset) -> None:
    _require(actor, series)
    datasets.require(actor, "edit", dataset)
    datasets.require_own(dataset)


def _complete(stored: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    kept, errors = properties.read(KIND.value, values)
    said = properties.changed(stored, kept)
    if not (said.get("title") or {}).get("sv"):
        errors.setdefault("title", "title_missing")
    for row in properties.asked_for(KIND.value):
        if row.obligation == "mandatory" and row.name not in said:
            errors.setdefault(row.name, "field_missing")
    if errors:
        raise Invalid("fields_wrong", errors=errors)
    return said


def _record(
    session: Session, actor: Actor, verb: str, series: Resource, dataset: Dataset, addresses: Addresses
) -> None:
    series.changed_at = dataset.changed_at = now()
    journal.record(session, actor, verb, series.slug, dataset=dataset)
    session.flush()
    _follow(session, series, addresses)
    if dataset.is_public:
        publications.write(session, dataset, addresses)


def _follow(session: Session, series: Resource, addresses: Addresses) -> None:
    if series.source_id is not None:
        return
    was_public, series.is_public = series.is_public, any(dataset.is_public for dataset in members(session, series))
    session.flush()
    if series.is_public:
        publications.write_resource(session, series, addresses)
    elif was_public:
        publications.remove(session, series)


def _free_slug(session: Session, title: str) -> str:
    wanted = slug_of(title) or "serie"
    stem = wanted[:70].rstrip("-")
    taken = set(session.scalars(select(Resource.slug).where(Resource.slug.startswith(stem, autoescape=True))))
    return next(slug for slug in (wanted, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
