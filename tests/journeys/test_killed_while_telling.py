"""kill -9 of a worker at any step of telling what has happened: afterwards each follower has been told, once."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from opendata.model import Channel, Delivery, News, Subscriber, Subscription, Tiding, Topic, now
from opendata.model.subscription import DeliveryState, Purpose
from opendata.services import datasets
from opendata.wiring import Platform
from opendata.worker import Worker
from tests.conftest import People
from tests.journeys.test_killed import Mortals, run_until
from tests.services.conftest import SOUND, Office

__all__ = ["run_until"]

PARTS = 9
STEPS = 180


def follow(platform: Platform, slug: str) -> None:
    """Anna the dataset, Bo its rows; both said yes long ago."""
    with platform.session(write=True) as session:
        dataset = session.scalars(select(datasets.Dataset).where(datasets.Dataset.slug == slug)).one()
        (file,) = dataset.files
        rows = {"topic": Topic.ROWS, "file_id": file.id, "seen_version_id": file.current_version_id}
        for name, about in (("anna", {"topic": Topic.DATASET, "dataset_id": dataset.id}), ("bo", rows)):
            subscriber = Subscriber(channel=Channel.MAIL, address=f"{name}@example.org")
            subscriber.subscriptions.append(Subscription(confirmed_at=now(), **about))
            session.add(subscriber)
        session.execute(update(News).values(spread_at=now()))
        session.commit()


def lose_leases(platform: Platform) -> None:
    with platform.session(write=True) as session:
        for kind in (Tiding, Delivery):
            session.execute(update(kind).values(claimed_until=None))
        session.commit()


@pytest.mark.parametrize("part", range(PARTS))
def test_a_worker_killed_at_any_step_leaves_each_follower_to_be_told_once(
    part: int, platform: Platform, people: People, work: Callable[[], None], run_until: Mortals
) -> None:
    office = Office(platform, people, work)
    slug = office.published(SOUND)
    follow(platform, slug)
    office.update(slug, SOUND + "Surtesjön,57.8,12.0\n")
    work()
    assert run_until(1 + part * STEPS // PARTS, "teller", platform) in (0, -9)
    lose_leases(platform)
    for _time in range(2):
        Worker(platform).tell()
    with platform.session() as session:
        sent = session.scalars(select(Delivery).where(Delivery.purpose == Purpose.NEWS)).all()
        assert [one.state for one in sent] == [DeliveryState.SENT] * 2
        assert sorted(one.content["types"][0] for one in sent) == ["dataset.updated", "rows.changed"]
        assert not session.scalar(select(func.count()).select_from(Tiding))
    outbox = platform.settings.data_dir / "outbox"
    assert sorted(path.stem for path in outbox.glob("*.eml")) == sorted(one.id for one in sent)


def test_the_steps_above_are_nearly_all(
    platform: Platform, people: People, work: Callable[[], None], run_until: Mortals
) -> None:
    office = Office(platform, people, work)
    slug = office.published(SOUND)
    follow(platform, slug)
    office.update(slug, SOUND + "Surtesjön,57.8,12.0\n")
    work()
    assert run_until(STEPS + 40, "teller", platform) == 0
