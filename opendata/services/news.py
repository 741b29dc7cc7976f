"""What has happened to datasets that the public has, noted with what it tells of, for those who follow them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from opendata.model import Dataset, News, NewsKind, Version

NOTABLE = (
    *("title", "description", "licence", "access_rights", "frequency", "conforms_to", "places"),
    *("temporal_start", "temporal_end", "landing_page", "provenance"),
)
"""Fields whose change may matter to those who use the data."""


def note(session: Session, dataset: Dataset, kind: NewsKind, version: Version | None = None) -> None:
    session.add(News(kind=kind, dataset=dataset, version_id=version.id if version else None))


def note_description(session: Session, dataset: Dataset, changed: Collection[str]) -> None:
    """Only what is public and notable."""
    notable = [name for name in NOTABLE if name in changed]
    if dataset.is_public and notable:
        session.add(News(kind=NewsKind.DESCRIBED, dataset=dataset, fields=notable))


def remembered(dataset: Dataset) -> dict[str, Any]:
    """What may be notable, as it is before a dataset is described anew by its source."""
    return {name: getattr(dataset, name) for name in (*NOTABLE, "data_changed_at")}


def note_taken_in(session: Session, dataset: Dataset, before: Mapping[str, Any], *, was_public: bool) -> None:
    """After it has been: what differs from what was remembered."""
    changed = {name for name, value in before.items() if getattr(dataset, name) != value}
    if not was_public:
        note(session, dataset, NewsKind.PUBLISHED)
        return
    if "data_changed_at" in changed:
        note(session, dataset, NewsKind.UPDATED)
    note_description(session, dataset, changed)
