"""Letters by a real mail server of somebody else: taken, put off, refused for good."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from opendata.model import Channel, Dataset, Delivery, News, Subscriber, Subscription, Topic, now
from opendata.model.subscription import DeliveryState
from opendata.services import delivering, telling
from opendata.wiring import Platform, wire
from opendata.worker import Worker
from tests.services.conftest import SOUND, Office
from tests.support import mailserver
from tests.support.mailserver import MailServer

ANNA, BO = "anna@example.org", "bo@example.org"


@pytest.fixture
def elsewhere() -> Iterator[MailServer]:
    with mailserver.start() as server:
        yield server


@pytest.fixture
def posting(platform: Platform, elsewhere: MailServer) -> Iterator[Platform]:
    """The same platform with a mail server."""
    settings = replace(platform.settings, smtp_url=elsewhere.url, mail_sender="data@example.se", digest_minutes=0)
    wired = wire(settings)
    yield wired
    wired.close()


@pytest.fixture
def followed(office: Office, public: str) -> str:
    """The slug of a dataset that Anna and Bo follow, and that has just been changed."""

    def follow(session: Session) -> None:
        dataset = session.scalars(select(Dataset)).one()
        for address in (ANNA, BO):
            subscriber = Subscriber(channel=Channel.MAIL, address=address)
            about = {"topic": Topic.DATASET, "dataset_id": dataset.id}
            subscriber.subscriptions.append(Subscription(confirmed_at=now(), **about))
            session.add(subscriber)
        session.execute(update(News).values(spread_at=now()))

    office.do(follow)
    change(office, public, 1)
    return public


def change(office: Office, slug: str, number: int) -> None:
    office.update(slug, SOUND + f"Sjö {number},57.8,12.0\n")
    office.work()


def tell(platform: Platform, days: int = 0) -> None:
    """What a worker does, so many days later."""
    with platform.session(write=True) as session:
        for one in session.scalars(select(Delivery)):
            one.due_at -= timedelta(days=days)
        session.commit()
    Worker(platform).tell()


def deliveries(platform: Platform) -> dict[str, Delivery]:
    with platform.session() as session:
        return {one.subscriber.address: one for one in session.scalars(select(Delivery).order_by(Delivery.created_at))}


def test_each_follower_gets_a_letter_of_their_own(posting: Platform, followed: str, elsewhere: MailServer) -> None:
    tell(posting)
    assert sorted(letter["To"] for letter in elsewhere.letters) == [ANNA, BO]
    assert {letter["From"] for letter in elsewhere.letters} == {"Öppna data <data@example.se>"}
    tell(posting)
    assert len(elsewhere.letters) == 2


def test_a_letter_that_is_put_off_is_sent_later_and_keeps_nobody_waiting(
    posting: Platform, followed: str, elsewhere: MailServer
) -> None:
    elsewhere.refusals[ANNA] = "451 later"
    tell(posting)
    assert [letter["To"] for letter in elsewhere.letters] == [BO]
    waiting = deliveries(posting)[ANNA]
    assert (waiting.state, waiting.attempts) == (DeliveryState.WAITING, 1)
    elsewhere.refusals.clear()
    tell(posting)
    assert len(elsewhere.letters) == 1, "not at once"
    tell(posting, days=1)
    assert elsewhere.letters[1]["To"] == ANNA
    assert elsewhere.letters[1]["Message-ID"] == f"<{waiting.id}@example.se>"


def test_whoevers_letters_are_refused_for_good_again_and_again_is_forgotten(
    posting: Platform, followed: str, elsewhere: MailServer, office: Office
) -> None:
    elsewhere.refusals[ANNA] = "550 unknown"
    tell(posting)
    assert deliveries(posting)[ANNA].state is DeliveryState.FAILED
    for number in range(2, delivering.MOST_FAILURES + 1):
        change(office, followed, number)
        tell(posting)
    with posting.session() as session:
        assert session.scalars(select(Subscriber.address)).all() == [BO]
    assert len(elsewhere.letters) == delivering.MOST_FAILURES


def test_a_letter_whose_worker_died_before_saying_so_is_sent_again_under_the_same_id(
    posting: Platform, followed: str, elsewhere: MailServer
) -> None:
    tell(posting)
    with posting.session(write=True) as session:
        sent = session.scalars(select(Delivery).join(Subscriber).where(Subscriber.address == ANNA)).one()
        content = {"news": [{"type": "dataset.withdrawn", "dataset": {"slug": "x", "title": {"sv": "X"}, "url": "u"}}]}
        sent.state, sent.content = DeliveryState.WAITING, content
        sent.claimed_until = now() + timedelta(minutes=1)
        session.commit()
    tell(posting)
    assert len(elsewhere.letters) == 2, "its lease has not run out"
    with posting.session(write=True) as session:
        session.execute(update(Delivery).values(claimed_until=now() - timedelta(seconds=1)))
        session.commit()
    tell(posting)
    ids = [letter["Message-ID"] for letter in elsewhere.letters if letter["To"] == ANNA]
    assert ids == [ids[0]] * 2


def test_of_two_workers_one_sends_a_letter(posting: Platform, followed: str) -> None:
    Worker(posting)._spread()
    with posting.session(write=True) as session:
        telling.gather(session, telling.ready(session, timedelta()))
        session.commit()
    with posting.session() as session:
        first, _second = delivering.due(session)
    for is_first in (True, False):
        with posting.session(write=True) as session:
            assert (delivering.claim(session, first) is not None) is is_first
            session.commit()
