"""The audit log: write what was done, read it back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata.model import Actor, Dataset, Event


def record(
    session: Session,
    actor: Actor,
    verb: str,
    subject: str,
    *,
    dataset: Dataset | None = None,
    publisher_id: str | None = None,
    **facts: Any,
) -> None:
    """`verb` is dotted, e.g. "dataset.publish"; `subject` names what it was done to."""
    session.add(
        Event(
            verb=verb,
            actor_name=actor.name,
            user_id=actor.user_id,
            token_id=actor.token_id,
            publisher_id=publisher_id or (dataset.publisher_id if dataset else None),
            dataset_id=dataset.id if dataset else None,
            subject=subject,
            facts=facts,
        )
    )


def of_dataset(session: Session, actor: Actor, dataset: Dataset, *, limit: int = 100) -> Sequence[Event]:
    actor.require("see", dataset.publisher_id)
    query = select(Event).where(Event.dataset_id == dataset.id).order_by(Event.id.desc()).limit(limit)
    return session.scalars(query).all()


def of_everything(session: Session, actor: Actor, *, limit: int = 50, offset: int = 0) -> Sequence[Event]:
    """All events that this actor may see: an administrator all, others those of their publishers."""
    query = select(Event).order_by(Event.id.desc()).limit(limit).offset(offset)
    if not actor.is_administrator:
        query = query.where(Event.publisher_id.in_(actor.roles))
    return session.scalars(query).all()
