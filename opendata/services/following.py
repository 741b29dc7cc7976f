"""Following without an account: ask to be told, confirm it, look at it, end it.

Nobody signs in for this. Who subscribes is known by an address, and by the key that is sent to it.
"""

import base64
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from opendata import mail
from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Channel, Delivery, News, Subscriber, Subscription, Topic, now
from opendata.model.account import NOBODY
from opendata.model.subscription import DeliveryState, Purpose
from opendata.services import datasets, limiting, publishers, publishing, rows

UNCONFIRMED_FOR = timedelta(days=3)
KEPT = timedelta(days=30)
"""What has been told, and how that went."""
MOST_OF_NETWORK, MOST_OF_ADDRESS = 30, 10
"""An hour."""
LONGEST_ADDRESS = 1000
SIGNING_BYTES = 32


@dataclass(frozen=True)
class Wish:
    """`subject` is the slug of a dataset or a publisher, or the id of a file; of a search nothing. `query` is the
    search, or the question about rows, as in an address; `question` the same understood: the values of a Search, or
    what `alerting.asked` takes."""

    topic: Topic
    channel: Channel
    address: str
    subject: str = ""
    query: str = ""
    question: Mapping[str, Any] = field(default_factory=dict)
    language: str = "sv"


def subscribe(
    session: Session, wish: Wish, *, asker: str, trusted: Collection[str] = ()
) -> tuple[Subscription, Delivery]:
    """A subscription that nobody has confirmed yet, and the letter or call that asks for that; only what the public has
    can be followed. The same wish twice gives the same subscription, and the letter again.

    `asker` is the network address that the wish comes from, `trusted` are hosts that may be called without TLS. Invalid
    `email_unusable`, `webhook_unusable` (value), `too_many_for_now` (minutes); NotFound for what isn't there.
    """
    address = _clean(wish, trusted)
    limiting.count(session, "subscriptions from", asker, MOST_OF_NETWORK)
    whom = address if wish.channel is Channel.MAIL else urlsplit(address).hostname or ""
    limiting.count(session, "subscriptions of", whom, MOST_OF_ADDRESS)
    made = Subscription(topic=wish.topic, query=wish.query, question=dict(wish.question), **_about(session, wish))
    subscriber = _subscriber(session, wish, address)
    same = next((one for one in subscriber.subscriptions if _is_same(one, made)), None)
    subscription = same or made
    if same is None:
        subscriber.subscriptions.append(made)
    session.flush()
    return subscription, _ask_to_confirm(session, subscription)


def confirm(session: Session, subscriber_id: str, key: str, subscription_id: str) -> Subscription:
    """By whoever has the key of an address of mail; a webhook confirms itself."""
    subscription = _of(find(session, subscriber_id, key), subscription_id)
    if subscription.subscriber.channel is Channel.WEBHOOK and subscription.confirmed_at is None:
        raise Conflict("webhook_confirms_itself")
    mark_confirmed(subscription)
    return subscription


def mark_confirmed(subscription: Subscription) -> None:
    """From now on; of rows, from the version that is current now."""
    if subscription.confirmed_at is None:
        subscription.confirmed_at = now()
        file = subscription.file
        subscription.seen_version_id = file.current_version_id if file else None


def find(session: Session, subscriber_id: str, key: str) -> Subscriber:
    """NotFound("subscription_unknown") without the right key."""
    found = session.get(Subscriber, subscriber_id)
    if found is None or not secrets.compare_digest(found.key.encode(), key.encode()):
        raise NotFound("subscription_unknown")
    return found


def find_subscription(session: Session, subscription_id: str, key: str) -> Subscription:
    """By whoever has its subscriber's key; else NotFound("subscription_unknown")."""
    found = session.get(Subscription, subscription_id)
    if found is None:
        raise NotFound("subscription_unknown")
    find(session, found.subscriber_id, key)
    return found


def state_of(subscription: Subscription) -> str:
    if subscription.confirmed_at is None:
        return "unconfirmed"
    return "disabled" if subscription.subscriber.disabled_at else "active"


def end(session: Session, subscriber_id: str, key: str, subscription_id: str) -> None:
    """One of them; with the last one all that is known of the subscriber goes."""
    subscriber = find(session, subscriber_id, key)
    subscriber.subscriptions.remove(_of(subscriber, subscription_id))
    if not subscriber.subscriptions:
        session.delete(subscriber)


def end_all(session: Session, subscriber_id: str, key: str) -> None:
    """All of them, and all that is known of the subscriber. Whoever is gone already is no error."""
    if session.get(Subscriber, subscriber_id) is not None:
        session.delete(find(session, subscriber_id, key))


def enable(session: Session, subscriber_id: str, key: str) -> Delivery:
    """Let a webhook that failed too often show that it answers again: it is asked to confirm one subscription."""
    subscriber = find(session, subscriber_id, key)
    if subscriber.disabled_at is None or not subscriber.subscriptions:
        raise Conflict("subscription_not_disabled")
    limiting.count(session, "subscriptions of", urlsplit(subscriber.address).hostname or "", MOST_OF_ADDRESS)
    return _ask_to_confirm(session, subscriber.subscriptions[0])


def about(subscription: Subscription) -> dict[str, Any]:
    """What a subscription is to, in words: `topic`, `title` in all languages, and `query`."""
    titles = {
        Topic.DATASET: subscription.dataset and subscription.dataset.title,
        Topic.PUBLISHER: subscription.publisher and subscription.publisher.name,
        Topic.ROWS: subscription.file and subscription.file.title,
    }
    return {"topic": subscription.topic.value, "title": titles.get(subscription.topic), "query": subscription.query}


def is_anything_outdated(session: Session) -> bool:
    """Whether `forget` has anything to do."""
    return any(session.scalar(select(exists(select(kind).where(*old)))) for kind, old in _outdated())


def forget(session: Session) -> None:
    """What nobody confirmed in time, and what has been told long ago."""
    for kind, old in _outdated():
        session.execute(delete(kind).where(*old))


def _outdated() -> list[tuple[Any, tuple[Any, ...]]]:
    forgotten, told = now() - UNCONFIRMED_FOR, now() - KEPT
    lone = Subscriber.id.not_in(select(Subscription.subscriber_id))
    return [
        (Subscription, (Subscription.confirmed_at.is_(None), Subscription.created_at < forgotten)),
        (Subscriber, (lone, Subscriber.created_at < forgotten)),
        (Delivery, (Delivery.state != DeliveryState.WAITING, Delivery.finished_at < told)),
        (News, (News.spread_at < told,)),
    ]


def _clean(wish: Wish, trusted: Collection[str]) -> str:
    if wish.channel is Channel.MAIL:
        return mail.clean_address(wish.address)
    address = wish.address.strip()
    is_plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST_ADDRESS
    try:
        parts = urlsplit(address)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in trusted)
        is_usable = is_plain and is_safe and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise Invalid("webhook_unusable", field="address", value=address[:200])
    return address


def _about(session: Session, wish: Wish) -> dict[str, str]:
    """What of the model it is about, as the public finds it."""
    match wish.topic:
        case Topic.DATASET:
            dataset = datasets.find(session, NOBODY, wish.subject)
            return {"dataset_id": dataset.id}
        case Topic.PUBLISHER:
            return {"publisher_id": publishers.find(session, wish.subject).id}
        case Topic.ROWS:
            file = publishing.find_file(session, NOBODY, wish.subject)
            rows.source(session, NOBODY, file)
            return {"file_id": file.id}
    return {}


def _subscriber(session: Session, wish: Wish, address: str) -> Subscriber:
    """The one of this address of mail. Webhooks are strangers to one another, for each has a secret of its own."""
    channel = wish.channel
    if channel is Channel.MAIL:
        query = select(Subscriber).where(Subscriber.channel == channel, Subscriber.address == address)
        if found := session.scalar(query.order_by(Subscriber.created_at).limit(1)):
            return found
    made = Subscriber(channel=channel, address=address, language=wish.language)
    if channel is Channel.WEBHOOK:
        made.signing_key = "whsec_" + base64.b64encode(secrets.token_bytes(SIGNING_BYTES)).decode()
    session.add(made)
    return made


def _is_same(one: Subscription, other: Subscription) -> bool:
    names = ("topic", "dataset_id", "publisher_id", "file_id", "question")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _of(subscriber: Subscriber, subscription_id: str) -> Subscription:
    found = next((one for one in subscriber.subscriptions if one.id == subscription_id), None)
    if found is None:
        raise NotFound("subscription_unknown")
    return found


def _ask_to_confirm(session: Session, subscription: Subscription) -> Delivery:
    content = {
        "subscription": subscription.id,
        "about": about(subscription),
        "challenge": secrets.token_urlsafe(24),
        "already": subscription.confirmed_at is not None,
    }
    asked = Delivery(subscriber=subscription.subscriber, purpose=Purpose.CONFIRM, content=content)
    session.add(asked)
    session.flush()
    return asked
