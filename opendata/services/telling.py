"""From what has happened to letters and calls: who is told of it, and what goes together.

Each step is a transaction of its own, and what is left to do is a state on a row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from opendata.model import (
    Channel,
    DataFile,
    Dataset,
    Delivery,
    News,
    NewsKind,
    State,
    Subscriber,
    Subscription,
    Tiding,
    Topic,
    now,
)
from opendata.model.addresses import Addresses
from opendata.model.subscription import Purpose
from opendata.services import searching

AT_ONCE = 100
MOST_HITS = 100_000
TOLD_OF_CHANGES = ("rows_before", "rows_after", "added", "changed", "removed", "breaking")
"""What is told of the difference between two versions."""


def is_anything_new(session: Session) -> bool:
    return bool(session.scalar(select(exists(select(News).where(News.spread_at.is_(None))))))


def spread(session: Session, addresses: Addresses) -> int:
    """News become tidings for those who follow what they are about. Returns how many news there were."""
    query = select(News).where(News.spread_at.is_(None)).order_by(News.id).limit(AT_ONCE)
    unspread = session.scalars(query.with_for_update(skip_locked=True)).all()
    searches = _Searches(session)
    for news in unspread:
        content = told(news, addresses)
        for subscription in _followers(session, news, searches):
            session.add(Tiding(subscription=subscription, dataset=news.dataset, content=content))
        _promise_comparisons(session, news)
        news.spread_at = now()
    return len(unspread)


def told(news: News, addresses: Addresses) -> dict[str, Any]:
    """As programs are told it; titles in all languages."""
    dataset = news.dataset
    return {
        "type": news.kind.value,
        "at": news.at.isoformat(),
        "dataset": {"slug": dataset.slug, "title": dataset.title, "url": addresses.dataset_page(dataset)},
        **_of_version(news, addresses),
        **({"fields": news.fields} if news.fields else {}),
    }


def _of_version(news: News, addresses: Addresses) -> dict[str, Any]:
    version = news.version
    if version is None:
        return {}
    changes = {name: version.changes[name] for name in TOLD_OF_CHANGES} if version.changes else None
    file = version.file
    return {
        "file": {"id": file.id, "title": file.title, "url": addresses.explore(file)},
        "version": {"id": version.id, "number": version.number, "rows": version.rows, "changes": changes},
    }


def _followers(session: Session, news: News, searches: "_Searches") -> Iterator[Subscription]:
    """Of the dataset, its publisher, and of searches that find it; each subscriber once."""
    about: list[Any] = [
        (Subscription.topic == Topic.DATASET) & (Subscription.dataset_id == news.dataset_id),
        (Subscription.topic == Topic.PUBLISHER) & (Subscription.publisher_id == news.dataset.publisher_id),
    ]
    if news.kind is not NewsKind.WITHDRAWN:  # no search finds it any more
        about.append(Subscription.topic == Topic.SEARCH)
    seen: set[str] = set()
    for subscription in session.scalars(_active().where(or_(*about)).order_by(Subscription.created_at)):
        if subscription.topic is Topic.SEARCH and not searches.find(subscription.question, news.dataset):
            continue
        if subscription.subscriber_id not in seen:
            seen.add(subscription.subscriber_id)
            yield subscription


def _active() -> Any:
    heard = select(Subscriber.id).where(Subscriber.disabled_at.is_(None))
    return select(Subscription).where(Subscription.confirmed_at.is_not(None), Subscription.subscriber_id.in_(heard))


def _promise_comparisons(session: Session, news: News) -> None:
    """Whoever follows rows of the dataset and knows another version than the current one has a comparison to come."""
    promised = select(Tiding.subscription_id).where(~Tiding.is_ready)
    outdated = (
        _active()
        .join(DataFile, Subscription.file_id == DataFile.id)
        .where(
            Subscription.topic == Topic.ROWS,
            DataFile.dataset_id == news.dataset_id,
            DataFile.current_version_id.is_not(None),
            Subscription.seen_version_id.is_distinct_from(DataFile.current_version_id),
            Subscription.id.not_in(promised),
        )
    )
    for subscription in session.scalars(outdated):
        session.add(Tiding(subscription=subscription, dataset=news.dataset, is_ready=False))
    session.flush()


class _Searches:
    """What searches find now, each made once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: dict[str, set[str]] = {}

    def find(self, question: Mapping[str, Any], dataset: Dataset) -> bool:
        key = repr(sorted(question.items()))
        if key not in self._found:
            wanted = searching.Search(**understood(question), limit=MOST_HITS)
            self._found[key] = {one.id for one in searching.search(self._session, wanted).datasets}
        return dataset.id in self._found[key]


def understood(question: Mapping[str, Any]) -> dict[str, Any]:
    """Of a search that was kept, what can still be searched for."""
    known = {one.name for one in fields(searching.Search)}
    return {name: value for name, value in question.items() if name in known}


def ready(session: Session, pause: timedelta, at: datetime | None = None) -> Sequence[str]:
    """Ids of subscribers who have tidings ready, and of letters none within the last `pause`."""
    own = select(Subscription.subscriber_id).join(Tiding, Tiding.subscription_id == Subscription.id)
    rested = or_(Subscriber.told_at.is_(None), Subscriber.told_at <= (at or now()) - pause)
    waited = or_(Subscriber.channel == Channel.WEBHOOK, rested)
    query = select(Subscriber.id).where(Subscriber.id.in_(own.where(Tiding.is_ready)), waited)
    return session.scalars(query.limit(AT_ONCE)).all()


def gather(session: Session, subscriber_ids: Sequence[str], at: datetime | None = None) -> Sequence[str]:
    """Ready tidings become deliveries: one letter for all of a subscriber's, a call for each. What is no longer public
    is left out. Returns the deliveries' ids."""
    _drop_withdrawn(session)
    query = select(Subscriber).where(Subscriber.id.in_(subscriber_ids))
    made: list[Delivery] = []
    for subscriber in session.scalars(query.with_for_update(skip_locked=True)).all():
        tidings = session.scalars(_ready_of(subscriber)).all()
        contents = [{**one.content, "subscription": one.subscription_id} for one in tidings]
        for one in tidings:
            session.delete(one)
        packed = [contents] if subscriber.channel is Channel.MAIL else [[content] for content in contents]
        made += [
            Delivery(subscriber_id=subscriber.id, purpose=Purpose.NEWS, content={"news": news})
            for news in packed
            if news
        ]
        subscriber.told_at = at or now()
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


def _ready_of(subscriber: Subscriber) -> Any:
    own = select(Subscription.id).where(Subscription.subscriber_id == subscriber.id)
    return select(Tiding).where(Tiding.is_ready, Tiding.subscription_id.in_(own)).order_by(Tiding.id)


def _drop_withdrawn(session: Session) -> None:
    """What is told of datasets that the public has no more, but for that it hasn't."""
    ready = session.scalars(select(Tiding).join(Dataset).where(Tiding.is_ready, Dataset.state != State.PUBLISHED))
    gone = [one.id for one in ready if one.content["type"] != NewsKind.WITHDRAWN]
    session.execute(delete(Tiding).where(Tiding.id.in_(gone)))
