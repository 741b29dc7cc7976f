"""Letters and calls on their way: claim one, send it, say what came of it; again later if nothing did.

`claim` and `finish` are transactions of their own; what is in between touches no database. If a worker dies between
sending and saying so, the same is sent once more, under the same id.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.orm import Session

from opendata import remote
from opendata.errors import Error, Invalid, Unreachable
from opendata.mail import Letter, Mail
from opendata.model import Channel, Delivery, Subscription, Tiding, now
from opendata.model.subscription import DeliveryState, Purpose
from opendata.services import following

LEASE = timedelta(minutes=10)
"""Longer than any server takes to answer."""
PAUSES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]
PAUSES += [timedelta(hours=hours) for hours in (6, 12, 24)]
"""Before each further attempt: about two days in all."""
MOST_FAILURES = 3
"""So many deliveries in a row may come to nothing, each after all its attempts."""
MOST_ANSWER, SECONDS = 10_000, 10.0
"""Bytes and time of a program's answer."""
GONE = 410


@dataclass(frozen=True)
class Job:
    """All that sending takes. `purpose`, `content`: of the Delivery; what is a subscriber's is empty for others."""

    delivery_id: str
    purpose: Purpose
    content: Mapping[str, Any]
    created_at: datetime
    subscriber_id: str = ""
    channel: Channel = Channel.MAIL
    address: str = ""
    language: str = "sv"
    key: str = ""
    signing_key: str = ""


def due(session: Session, at: datetime | None = None) -> Sequence[str]:
    """Ids of deliveries that it is time for, and that nobody is sending."""
    return session.scalars(select(Delivery.id).where(*_is_due(at or now())).order_by(Delivery.due_at)).all()


def claim(session: Session, delivery_id: str, at: datetime | None = None) -> Job | None:
    moment = at or now()
    taken = session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, *_is_due(moment))
        .values(claimed_until=moment + LEASE, attempts=Delivery.attempts + 1)
    )
    if cast(CursorResult[Any], taken).rowcount == 0:
        return None
    delivery = session.get_one(Delivery, delivery_id)
    of = Job(delivery.id, delivery.purpose, delivery.content, delivery.created_at)
    to = delivery.subscriber
    if to is None:
        return replace(of, address=delivery.content["to"], language=delivery.content["language"])
    return replace(
        of,
        subscriber_id=to.id,
        channel=to.channel,
        address=to.address,
        language=to.language,
        key=to.key,
        signing_key=to.signing_key,
    )


def write(mail: Mail, letter: Letter) -> Error | None:
    """Send a letter; what went wrong, if anything."""
    try:
        mail.send(letter)
    except Error as error:
        return error
    return None


def call(job: Job, trusted: Collection[str] = (), at: datetime | None = None) -> Error | None:
    """Send a call; what went wrong, if anything. `trusted` are hosts that may be inside our own network."""
    moment, body = at or now(), body_of(job)
    headers = {"Content-Type": "application/json", **signed(job.signing_key, job.delivery_id, moment, body)}
    try:
        answer = remote.tell(job.address, body, headers, limit=MOST_ANSWER, seconds=SECONDS, trusted=trusted)
    except Error as error:
        return error
    if answer.status == GONE:
        return Invalid("webhook_gone")
    if not answer.is_fine:
        return Unreachable("webhook_refuses", status=answer.status)
    if job.purpose is Purpose.CONFIRM and not _repeats(answer.body, str(job.content["challenge"])):
        return Unreachable("challenge_not_repeated")
    return None


def signed(signing_key: str, delivery_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows that a call is ours and of now: those of Standard Webhooks."""
    name, moment = f"msg_{delivery_id}", str(int(at.timestamp()))
    key = base64.b64decode(signing_key.removeprefix("whsec_"))
    made = hmac.digest(key, f"{name}.{moment}.".encode() + body, hashlib.sha256)
    signature = f"v1,{base64.b64encode(made).decode()}"
    return {"webhook-id": name, "webhook-timestamp": moment, "webhook-signature": signature}


def body_of(job: Job) -> bytes:
    """JSON; the rows of an alert as the engine wrote them, exact to the last digit."""
    frame: dict[str, Any] = {"timestamp": job.created_at.isoformat()}
    if job.purpose is Purpose.NEWS:
        (told,) = job.content["news"]
        data = {name: value for name, value in told.items() if name not in ("type", "first")}
        text = json.dumps({"type": told["type"], **frame, "data": data}, ensure_ascii=False)
        if rows := told.get("first"):
            listed = ", ".join(f'"{name}": {texts}' for name, texts in rows.items())
            text = f'{text[:-2]}, "first": {{{listed}}}}}}}'
        return text.encode()
    kind = f"subscription.{job.purpose.value}"
    return json.dumps({"type": kind, **frame, "data": dict(job.content)}, ensure_ascii=False).encode()


def finish(session: Session, job: Job, problem: Error | None) -> None:
    """Sent, due again later, or failed for good; and what that means for the subscriber."""
    delivery = session.get(Delivery, job.delivery_id)
    if delivery is None or delivery.state is not DeliveryState.WAITING:
        return
    delivery.claimed_until = None
    if problem is None:
        delivery.state, delivery.finished_at, delivery.problem = DeliveryState.SENT, now(), None
        delivery.content = _summary(delivery)
        _heard(session, delivery, job)
        return
    delivery.problem = {"code": problem.code, "facts": dict(problem.facts)}
    pause = PAUSES[delivery.attempts - 1] if delivery.attempts <= len(PAUSES) else None
    if pause is None or isinstance(problem, Invalid):
        delivery.state, delivery.finished_at = DeliveryState.FAILED, now()
        delivery.content = _summary(delivery)
        _unheard(session, delivery, is_gone=problem.code == "webhook_gone")
    else:
        delivery.due_at = now() + pause


def _repeats(answer: bytes, challenge: str) -> bool:
    """As text, or as {"challenge": ...}."""
    try:
        said = json.loads(answer)
    except ValueError:
        said = answer.decode(errors="replace").strip()
    given = said.get("challenge") if isinstance(said, dict) else said
    return isinstance(given, str) and hmac.compare_digest(given.encode(), challenge.encode())


def _heard(session: Session, delivery: Delivery, job: Job) -> None:
    subscriber = delivery.subscriber
    if subscriber is None:
        return
    subscriber.failures = 0
    if job.purpose is Purpose.CONFIRM and job.channel is Channel.WEBHOOK:
        subscriber.disabled_at = None
        if subscription := session.get(Subscription, str(job.content["subscription"])):
            following.mark_confirmed(subscription)


def _unheard(session: Session, delivery: Delivery, *, is_gone: bool) -> None:
    """Too often in a row, and no more is sent: an address of mail is forgotten, a webhook is told so."""
    subscriber = delivery.subscriber
    if subscriber is None:
        return
    subscriber.failures += 1
    is_mail = subscriber.channel is Channel.MAIL
    if not is_gone and (subscriber.failures < MOST_FAILURES or subscriber.disabled_at):
        return
    if is_mail:
        session.delete(subscriber)
        return
    subscriber.disabled_at = now()
    own = select(Subscription.id).where(Subscription.subscriber_id == subscriber.id)
    session.execute(delete(Tiding).where(Tiding.subscription_id.in_(own)))
    others = (Delivery.subscriber_id == subscriber.id, Delivery.state == DeliveryState.WAITING)
    session.execute(update(Delivery).where(*others).values(state=DeliveryState.FAILED, finished_at=now(), content={}))
    if not is_gone:
        session.add(
            Delivery(subscriber=subscriber, purpose=Purpose.DISABLED, content={"failures": subscriber.failures})
        )


def _summary(delivery: Delivery) -> dict[str, Any]:
    """What is kept of it in the log: no rows, no secrets."""
    return {"types": [one["type"] for one in delivery.content.get("news", ())]}


def _is_due(moment: datetime) -> tuple[Any, ...]:
    free = or_(Delivery.claimed_until.is_(None), Delivery.claimed_until < moment)
    return Delivery.state == DeliveryState.WAITING, Delivery.due_at <= moment, free
