"""Following by webhook, through the front doors; calls are verified by the library that receivers use."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError
from werkzeug.test import TestResponse

from opendata.model import Delivery, Subscriber, now
from opendata.model.subscription import DeliveryState, Purpose
from opendata.services import delivering
from opendata.wiring import Platform
from opendata.worker import Worker
from tests.support import webhooks
from tests.support.webhooks import Program
from tests.web.conftest import Published, Publishing
from tests.web.following import Follower, trusting
from tests.web.portal.office import CSV, MORE


@pytest.fixture
def program() -> Iterator[Program]:
    with webhooks.start() as one:
        yield one


@pytest.fixture
def bot(client: FlaskClient, platform: Platform, program: Program) -> Follower:
    trusted = trusting(platform, "localhost")
    client.application.extensions["platform"] = trusted
    return Follower(client, trusted, program.address)


def ask(bot: Follower, topic: str, **more: str) -> dict[str, Any]:
    answer = bot.ask(topic, channel="webhook", **more)
    assert answer.status_code == 202, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def state(bot: Follower, made: dict[str, Any]) -> dict[str, Any]:
    answer = look(bot, made, made["key"])
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


def look(bot: Follower, made: dict[str, Any], key: str) -> TestResponse:
    path = made["links"]["self"].removeprefix("http://data.example.se")
    return bot.client.get(path, headers={"Authorization": f"Bearer {key}"})


def test_a_program_that_repeats_its_challenge_is_called_when_something_happens(
    bot: Follower, program: Program, published: Published, publishing: Publishing
) -> None:
    made = ask(bot, "dataset", dataset=published.slug)
    assert (made["state"], state(bot, made)["state"]) == ("unconfirmed", "unconfirmed")
    bot.work()
    assert state(bot, made)["state"] == "active"
    publishing.update(published.file, MORE)
    bot.work()
    (told,) = program.told_of("dataset.")
    assert told["type"] == "dataset.updated"
    assert told["data"]["dataset"] == {
        "slug": "badplatser",
        "title": {"sv": "Badplatser", "en": "Bathing sites"},
        "url": "http://data.example.se/dataset/badplatser",
    }
    assert told["data"]["version"]["changes"]["added"] == 1
    assert told["data"]["subscription"] == made["id"]
    assert [one["state"] for one in state(bot, made)["deliveries"]] == ["sent", "sent"]


def test_every_call_is_signed_as_the_receivers_library_expects(
    bot: Follower, program: Program, published: Published, publishing: Publishing
) -> None:
    made = ask(bot, "dataset", dataset=published.slug)
    bot.work()
    publishing.update(published.file, MORE)
    bot.work()
    assert len(program.calls) == 2
    for headers, body in program.calls:
        assert Webhook(made["signing_key"]).verify(body, headers) == json.loads(body)
        with pytest.raises(WebhookVerificationError):
            Webhook(made["signing_key"]).verify(body.replace(b"type", b"typo"), headers)
        with pytest.raises(WebhookVerificationError):
            Webhook("whsec_" + "A" * 44).verify(body, headers)


def test_a_program_that_does_not_repeat_its_challenge_is_never_told_anything(
    bot: Follower, program: Program, published: Published, publishing: Publishing
) -> None:
    program.polite = False
    made = ask(bot, "dataset", dataset=published.slug)
    bot.work()
    publishing.update(published.file, MORE)
    bot.work()
    assert program.told_of("dataset.") == []
    told = state(bot, made)
    assert (told["state"], told["deliveries"][0]["problem"]) == ("unconfirmed", "challenge_not_repeated")


def test_a_call_that_fails_is_made_again_later_under_the_same_id(
    bot: Follower, program: Program, published: Published, publishing: Publishing
) -> None:
    made = ask(bot, "dataset", dataset=published.slug)
    bot.work()
    program.status = 503
    publishing.update(published.file, MORE)
    bot.work()
    assert Worker(bot.platform).tell() == 0, "not at once"
    with bot.platform.session() as session:
        waiting = session.scalars(select(Delivery).where(Delivery.state == DeliveryState.WAITING)).one()
        assert waiting.due_at - now() > timedelta(seconds=50)
        assert waiting.problem == {"code": "webhook_refuses", "facts": {"status": 503}}
    program.status = 204
    bot.work()
    ids = [headers["webhook-id"] for headers, _body in program.calls]
    assert ids[1] == ids[2] == f"msg_{waiting.id}"
    assert state(bot, made)["deliveries"][0]["attempts"] == 2


def test_pauses_grow_and_end(bot: Follower, program: Program, published: Published, publishing: Publishing) -> None:
    ask(bot, "dataset", dataset=published.slug)
    bot.work()
    program.status = 500
    publishing.update(published.file, MORE)
    for _attempt in range(len(delivering.PAUSES) + 3):
        bot.work()
    assert len(program.told_of("dataset.")) == len(delivering.PAUSES) + 1
    assert sorted(delivering.PAUSES) == delivering.PAUSES


def fail(bot: Follower, publishing: Publishing, published: Published, times: int) -> None:
    for number in range(times):
        publishing.update(published.file, MORE if number % 2 == 0 else CSV)
        for _attempt in range(len(delivering.PAUSES) + 1):
            bot.work()


def test_a_program_that_fails_too_often_is_switched_off_told_so_and_can_come_back(
    bot: Follower, program: Program, published: Published, publishing: Publishing
) -> None:
    made = ask(bot, "dataset", dataset=published.slug)
    bot.work()
    program.status = 500
    fail(bot, publishing, published, delivering.MOST_FAILURES)
    assert state(bot, made)["state"] == "disabled"
    publishing.update(published.file, CSV + b"X,1,2020-01-01,1\n")
    program.status = 200
    program.calls.clear()
    bot.work()
    assert [one["type"] for one in program.told] == ["subscription.disabled"]
    path = made["links"]["manage"].removeprefix("http://data.example.se")
    assert "switched off" in bot.client.get(f"{path}&lang=en", headers={"Accept": "text/html"}).text
    assert bot.client.post(path.replace("?", "/enable?")).status_code == 303
    bot.work()
    assert state(bot, made)["state"] == "active"
    assert bot.client.post(path.replace("?", "/enable?")).status_code == 409


def test_a_program_that_says_that_it_is_gone_is_not_called_again(
    bot: Follower, program: Program, published: Published, publishing: Publishing
) -> None:
    made = ask(bot, "dataset", dataset=published.slug)
    bot.work()
    program.status = 410
    publishing.update(published.file, MORE)
    bot.work()
    publishing.update(published.file, CSV)
    calls = len(program.calls)
    bot.work()
    assert len(program.calls) == calls
    assert state(bot, made)["state"] == "disabled"


def test_a_call_comes_for_each_thing_that_happens_without_a_pause(
    bot: Follower, program: Program, published: Published, publishing: Publishing
) -> None:
    ask(bot, "publisher", publisher="parker")
    bot.work()
    publishing.update(published.file, MORE)
    Worker(bot.platform).tell()
    publishing.withdraw(published.slug)
    Worker(bot.platform).tell()
    assert [one["type"] for one in program.told_of("dataset.")] == ["dataset.updated", "dataset.withdrawn"]


@pytest.mark.parametrize("address", ["http://localhost/hook", "http://example.org/hook", "https://", "hook"])
def test_addresses_without_tls_are_refused_at_once(client: FlaskClient, published: Published, address: str) -> None:
    values = {"topic": "dataset", "dataset": published.slug, "channel": "webhook", "address": address}
    refused = client.post("/api/v1/subscriptions", json=values)
    assert (refused.status_code, refused.get_json()["type"].rpartition("#")[2]) == (400, "webhook_unusable")


def test_an_address_inside_our_own_network_is_never_called(
    client: FlaskClient, platform: Platform, published: Published
) -> None:
    inside = Follower(client, platform, "https://127.0.0.1:1/hook")
    made = ask(inside, "dataset", dataset=published.slug)
    inside.work()
    told = state(inside, made)
    assert (told["state"], told["deliveries"][0]["problem"]) == ("unconfirmed", "address_unusable")
    assert told["deliveries"][0]["state"] == "failed"


def test_two_webhooks_at_one_address_know_nothing_of_each_other(
    bot: Follower, program: Program, published: Published
) -> None:
    first, second = (ask(bot, "dataset", dataset=published.slug) for _time in range(2))
    assert first["key"] != second["key"] and first["signing_key"] != second["signing_key"]
    assert (look(bot, second, second["key"]).status_code, look(bot, second, first["key"]).status_code) == (200, 404)


def test_the_page_shows_a_webhooks_secrets_once_and_how_calls_went(
    bot: Follower, program: Program, published: Published
) -> None:
    sent = bot.fill_in("dataset", dataset=published.slug, channel="webhook", url=program.address)
    with bot.platform.session() as session:
        subscriber = session.scalars(select(Subscriber)).one()
    assert subscriber.signing_key in sent.text
    bot.work()
    page = bot.client.get(f"/subscriptions/{subscriber.id}?key={subscriber.key}", headers={"Accept": "text/html"})
    assert subscriber.signing_key not in page.text
    assert ">Sent</span>" in page.text


def test_what_is_kept_of_a_call_that_was_made_is_not_what_it_said(
    bot: Follower, program: Program, published: Published, publishing: Publishing
) -> None:
    ask(bot, "dataset", dataset=published.slug)
    bot.work()
    publishing.update(published.file, MORE)
    bot.work()
    with bot.platform.session() as session:
        kept = {one.purpose: one.content for one in session.scalars(select(Delivery))}
    assert kept == {Purpose.CONFIRM: {"types": []}, Purpose.NEWS: {"types": ["dataset.updated"]}}
