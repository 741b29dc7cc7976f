"""Data services and dataset series, as the public finds them."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from opendata.errors import NotFound
from opendata.model import Dataset, Publication, Resource, ResourceKind, State


def find(session: Session, kind: ResourceKind, slug: str) -> Resource:
    """If it is public; else NotFound, "withdrawn" where the public once knew it."""
    found = session.scalar(select(Resource).where(Resource.kind == kind, Resource.slug == slug))
    if found is None or not found.is_public:
        stored = session.get(Publication, found.id) if found else None
        raise NotFound("withdrawn" if stored and stored.added_at else "not_found", slug=slug)
    return found


def datasets_of(session: Session, resource: Resource) -> Sequence[Dataset]:
    """Public datasets that are members of the series, or that the service says that it serves."""
    if resource.kind is ResourceKind.DATASET_SERIES:
        wanted = Dataset.series.any(Resource.id == resource.id)
    else:
        served = resource.values.get("serves_dataset") or []
        wanted = or_(Dataset.iri.in_(served), Dataset.iri.is_(None) & Dataset.slug.in_(_slugs(served)))
    return session.scalars(select(Dataset).where(Dataset.state == State.PUBLISHED, wanted).order_by(Dataset.slug)).all()


def _slugs(iris: Sequence[str]) -> list[str]:
    return [iri.rpartition("/dataset/")[2] for iri in iris]
