"""The quality of metadata in points, as the national and the European portal count them."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata.dcat import Flavour, Graph, Method, Score, score
from opendata.model import Dataset, Publication, Publisher
from opendata.model.addresses import Addresses
from opendata.services.describing import dataset_graph

COUNTED: Mapping[Method, Flavour] = {"digg": "se", "eu": "eu"}
"""Method -> the flavour that it is applied to."""


def scores(graphs: Mapping[Flavour, Graph], iri: str) -> dict[Method, Score]:
    """Of one dataset that passes the check. Our own addresses answer."""
    return {method: score(graphs[flavour], iri, method, conforms=True) for method, flavour in COUNTED.items()}


def of_dataset(dataset: Dataset, addresses: Addresses) -> Score:
    """By the national method, as the dataset is now, published or not."""
    return score(dataset_graph(dataset, addresses), addresses.dataset(dataset), "digg")


def of_published(session: Session, dataset: Dataset) -> Mapping[str, float] | None:
    """Method -> points of what the catalog has of the dataset."""
    stored = session.get(Publication, dataset.id)
    return stored.points if stored else None


def average(session: Session, publisher: Publisher | None = None) -> dict[Method, int] | None:
    """Of the publisher's datasets in the catalog, or of all; None when there are none."""
    query = select(Publication.points).where(Publication.points.is_not(None), Publication.withdrawn_at.is_(None))
    if publisher:
        query = query.join(Dataset, Dataset.id == Publication.subject).where(Dataset.publisher_id == publisher.id)
    found = [points for points in session.scalars(query) if points]
    return {method: round(sum(one[method] for one in found) / len(found)) for method in COUNTED} if found else None
