"""Datasets as their publishers work with them: make, describe, find, delete."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, contains_eager

from opendata.dcat import iris, vocabularies
from opendata.errors import Conflict, Invalid, NotAllowed, NotFound
from opendata.model import Actor, DataFile, Dataset, Publisher, State, Version, VersionState, now
from opendata.model.base import LANGUAGES, slug_of
from opendata.services import journal, properties


def create(session: Session, actor: Actor, publisher: Publisher, values: Mapping[str, Any]) -> Dataset:
    """A new draft. `values` are described fields by name (FIELDS), other properties by theirs, and perhaps a `slug`,
    else made from the title."""
    actor.require("edit", publisher.id)
    cleaned, more = _read(values)
    if "title" not in cleaned:
        raise Invalid("fields_wrong", errors={"title": "title_missing"})
    dataset = Dataset(publisher=publisher, more=properties.changed({}, more), **cleaned)
    asked = values.get("slug")
    dataset.slug = _free_slug(session, asked) if asked else numbered_slug(session, cleaned["title"]["sv"])
    dataset.contact_point = _contact_point(publisher, values.get("contact_point"))
    session.add(dataset)
    session.flush()
    journal.record(session, actor, "dataset.create", dataset.slug, dataset=dataset)
    return dataset


def describe(session: Session, actor: Actor, dataset: Dataset, values: Mapping[str, Any]) -> list[str]:
    """Change described fields and other properties; nothing for one of these takes it away. The slug can be changed
    until the dataset has been published once. Returns the names of what has changed."""
    require(actor, "edit", dataset)
    require_own(dataset)
    period = {name: getattr(dataset, name) for name in ("temporal_start", "temporal_end")}
    cleaned, more = _read(period | dict(values))
    changed = {name: value for name, value in cleaned.items() if getattr(dataset, name) != value}
    for name, value in changed.items():
        setattr(dataset, name, value)
    changed |= {name: value for name, value in more.items() if dataset.more.get(name) != value}
    dataset.more = properties.changed(dataset.more, more)
    if values.get("slug") and slug_of(values["slug"]) != dataset.slug:
        if dataset.first_published_at is not None:
            raise Conflict("slug_is_permanent", field="slug", slug=dataset.slug)
        changed["slug"] = dataset.slug = _free_slug(session, values["slug"])
    if "contact_point" in values:
        dataset.contact_point = _contact_point(dataset.publisher, values["contact_point"])
        changed["contact_point"] = values["contact_point"]
    if changed:
        dataset.changed_at = now()
        journal.record(session, actor, "dataset.describe", dataset.slug, dataset=dataset, fields=sorted(changed))
    return sorted(changed)


def delete(session: Session, actor: Actor, dataset: Dataset) -> None:
    """Only what was never published can be deleted; what has been is withdrawn, so that its address can say so."""
    require(actor, "edit", dataset)
    if dataset.first_published_at is not None:
        raise Conflict("published_cannot_be_deleted", slug=dataset.slug)
    journal.record(session, actor, "dataset.delete", dataset.slug, dataset=dataset, title=dataset.title)
    session.delete(dataset)


def find(session: Session, actor: Actor, slug: str) -> Dataset:
    """The dataset, if it is public or the actor's own; else NotFound, "withdrawn" where the public once knew it."""
    dataset = session.scalar(select(Dataset).where(Dataset.slug == slug))
    if dataset is None:
        raise NotFound("dataset_unknown", slug=slug)
    require_visible(actor, dataset)
    return dataset


def require(actor: Actor, permission: str, dataset: Dataset) -> None:
    """NotFound for those who may not know of the dataset, NotAllowed for those who may see it but not do this."""
    require_visible(actor, dataset)
    if not actor.can(permission, dataset.publisher_id):
        raise NotAllowed("role_needed", permission=permission)


def require_own(dataset: Dataset) -> None:
    """What is taken from a source is described there, until somebody takes it over."""
    if dataset.source:
        raise Conflict("harvested", source=dataset.source.title or dataset.source.location)


def require_visible(actor: Actor, dataset: Dataset) -> None:
    if dataset.is_public or actor.can("see", dataset.publisher_id):
        return
    if dataset.state is State.WITHDRAWN and dataset.first_published_at:
        raise NotFound("withdrawn", slug=dataset.slug)
    raise NotFound("dataset_unknown", slug=dataset.slug)


def of_actor(session: Session, actor: Actor, state: State | None = None) -> Sequence[Dataset]:
    """The datasets that the actor works with, newest change first."""
    query = select(Dataset).order_by(Dataset.changed_at.desc())
    if not actor.is_administrator:
        query = query.where(Dataset.publisher_id.in_(actor.roles))
    if state:
        query = query.where(Dataset.state == state)
    return session.scalars(query).all()


def rejected_of_actor(session: Session, actor: Actor) -> Sequence[Version]:
    """Of the actor's files, the newest versions that were rejected: somebody has to put them right."""
    newer = aliased(Version)
    query = (
        select(Version)
        .join(DataFile, Version.file_id == DataFile.id)
        .join(Dataset, DataFile.dataset_id == Dataset.id)
        .where(
            Version.state == VersionState.REJECTED,
            ~exists().where(newer.file_id == Version.file_id, newer.number > Version.number),
        )
        .options(contains_eager(Version.file).contains_eager(DataFile.dataset))
        .order_by(Version.created_at.desc())
    )
    if not actor.is_administrator:
        query = query.where(Dataset.publisher_id.in_(actor.roles))
    return session.scalars(query).all()


def _read(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields and the other properties; if some can't be used, Invalid names all of both."""
    fields: dict[str, Any] = {}
    more, errors = properties.read("Dataset", values)
    try:
        fields = clean(values)
    except Invalid as unusable:
        errors |= unusable.facts["errors"]
    if errors:
        raise Invalid("fields_wrong", errors=errors)
    return fields, more


def clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as they are stored; Invalid("fields_wrong", errors={field: code}) names every one that can't be."""
    cleaned, errors = {}, {}
    for name in FIELDS.keys() & values.keys():
        try:
            cleaned[name] = FIELDS[name](values[name])
        except ValueError as error:
            errors[name] = str(error)
        except (TypeError, AttributeError):
            errors[name] = "value_wrong_shape"
    if "title" in cleaned and not cleaned["title"].get("sv"):
        errors["title"] = "title_missing"
    start, end = cleaned.get("temporal_start"), cleaned.get("temporal_end")
    if start and end and end < start:
        errors["temporal_end"] = "ends_before_start"
    if errors:
        raise Invalid("fields_wrong", errors=errors)
    return cleaned


UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Signs that XML 1.0 or a database can't hold."""


def _line(text: str) -> str:
    if UNSTORABLE.search(text):
        raise ValueError("text_broken")
    return text.strip()


def _text(value: Mapping[str, str] | str | None) -> dict[str, str]:
    given = {"sv": value} if isinstance(value, str) else (value or {})
    if set(given) - set(LANGUAGES):
        raise ValueError("language_unknown")
    read = {language: _line(given.get(language) or "") for language in LANGUAGES}
    return {language: text for language, text in read.items() if text}


def _keywords(value: Mapping[str, Any] | None) -> dict[str, list[str]]:
    given = value or {}
    if set(given) - set(LANGUAGES):
        raise ValueError("language_unknown")
    words = {language: dict.fromkeys(_line(word).lower() for word in given[language]) for language in given}
    return {language: [word for word in words[language] if word] for language in words if any(words[language])}


def _code(vocabulary: str) -> Any:
    def read(value: str | None) -> str | None:
        if not value:
            return None
        if value not in vocabularies.vocabulary(vocabulary):
            raise ValueError("not_in_vocabulary")
        return value

    return read


def _codes(vocabulary: str) -> Any:
    one = _code(vocabulary)

    def read(values: Sequence[str] | None) -> list[str]:
        if isinstance(values, str):
            raise ValueError("value_wrong_shape")
        return [one(value) for value in values or () if value]

    return read


def _date(value: str | date | None) -> date | None:
    if not value or isinstance(value, date):
        return value or None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("date_unreadable") from None


def _web_address(value: str | None) -> str | None:
    address = (value or "").strip()
    if not address:
        return None
    if not address.startswith(("http://", "https://")) or not iris.is_sound(address) or len(address) > 500:
        raise ValueError("web_address_unusable")
    return address


def _web_addresses(values: Sequence[str] | None) -> list[str]:
    if isinstance(values, str):
        raise ValueError("value_wrong_shape")
    return [address for address in map(_web_address, values or ()) if address]


FIELDS: dict[str, Any] = {
    "title": _text,
    "description": _text,
    "keywords": _keywords,
    "themes": _codes("data-theme"),
    "licence": _code("licence"),
    "access_rights": lambda value: _code("access-right")(value) or "PUBLIC",
    "frequency": _code("frequency"),
    "languages": _codes("language"),
    "places": _codes("place"),
    "temporal_start": _date,
    "temporal_end": _date,
    "conforms_to": _web_addresses,
    "landing_page": _web_address,
    "provenance": _text,
    "hvd_categories": _codes("hvd-category"),
}
"""What an editor describes a dataset with: field -> how it is read; the reader raises ValueError(code)."""


def _contact_point(publisher: Publisher, contact_point_id: str | None) -> Any:
    points = publisher.contact_points
    if not contact_point_id:
        return points[0] if points else None
    found = next((point for point in points if point.id == contact_point_id), None)
    if found is None:
        raise Invalid("fields_wrong", errors={"contact_point": "not_in_vocabulary"})
    return found


def _free_slug(session: Session, asked: str) -> str:
    """The slug that somebody asked for by name: that one or none."""
    slug = slug_of(asked)
    if not slug:
        raise Invalid("fields_wrong", errors={"slug": "value_wrong_shape"})
    if session.scalar(select(Dataset.id).where(Dataset.slug == slug)):
        raise Conflict("slug_taken", field="slug", value=slug)
    return slug


def numbered_slug(session: Session, title: str) -> str:
    """A slug made from the title, with a number where others have it already."""
    wanted = slug_of(title) or "dataset"
    stem = wanted[:70].rstrip("-")
    taken = set(session.scalars(select(Dataset.slug).where(Dataset.slug.startswith(stem, autoescape=True))))
    if wanted not in taken:
        return wanted
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)
