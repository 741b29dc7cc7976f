"""Being told when rows that match a question come, change or go."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from opendata.model import Subscription, Tiding, now
from opendata.services import alerting, telling
from opendata.wiring import Platform
from tests.support import webhooks
from tests.support.webhooks import Program
from tests.web.conftest import Published, Publishing
from tests.web.following import Follower, text, trusting

NEW = "Namn,Djup,Öppnad,Kod\nDelsjön,14,2019-06-01,0114\nSisjön,,2020-05-15,0115\nTulebo,9,2021-07-01,0116\n".encode()


@pytest.fixture
def anna(client: FlaskClient, platform: Platform) -> Follower:
    return Follower(client, platform)


@pytest.fixture
def program() -> Iterator[Program]:
    with webhooks.start() as one:
        yield one


def read(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = client.get(address.removeprefix("http://data.example.se")).get_json()["data"]
    return data


def test_a_letter_tells_which_rows_came_changed_and_went(
    anna: Follower, published: Published, publishing: Publishing
) -> None:
    anna.follow("rows", file=published.file, query="djup__gte=5&select=kod,namn,djup")
    publishing.update(published.file, NEW)
    anna.work()
    letter = anna.letter()
    assert letter["Subject"] == "Bathing sites: rows that you follow have changed"
    told = text(letter)
    assert "that match djup__gte = 5, select = kod,namn,djup. New: 1. Changed: 1. Removed: 0. 2 match now." in told
    assert "* namn: Tulebo, djup: 9, kod: 0116" in told
    assert "djup: 12 → 14" in told


def test_a_program_gets_typed_rows_and_addresses_that_give_them_again(
    client: FlaskClient, platform: Platform, program: Program, published: Published, publishing: Publishing
) -> None:
    trusted = trusting(platform, "localhost")
    client.application.extensions["platform"] = trusted
    bot = Follower(client, trusted, program.address)
    bot.ask("rows", channel="webhook", file=published.file, query="djup__gte=5")
    bot.work()
    publishing.update(published.file, NEW)
    bot.work()
    (told,) = program.told_of("rows.")
    data = told["data"]
    assert data["rows"] == {"added": 1, "changed": 1, "removed": 0}
    assert data["matching"] == {"before": 1, "after": 2}
    (row,) = data["first"]["added"]
    assert row == {"namn": "Tulebo", "djup": 9, "oppnad": "2021-07-01", "kod": "0116"}
    assert [data["first"]["changed"][0][side]["djup"] for side in ("before", "after")] == [12, 14]
    assert [one["djup"] for one in read(client, data["after"]["url"])] == [14, 9]
    assert [one["djup"] for one in read(client, data["before"]["url"])] == [12]


def test_when_no_row_that_matches_has_changed_nothing_is_told(
    anna: Follower, published: Published, publishing: Publishing, platform: Platform
) -> None:
    anna.follow("rows", file=published.file, query="kod=0115")
    publishing.update(published.file, NEW)
    anna.work()
    assert anna.letters() == []
    with platform.session() as session:
        assert session.scalars(select(Tiding)).all() == []
        seen = session.scalars(select(Subscription)).one()
        assert seen.seen_version_id == seen.file.current_version_id if seen.file else False


def test_only_what_came_after_saying_yes_is_told(anna: Follower, published: Published, publishing: Publishing) -> None:
    anna.ask("rows", file=published.file, query="djup__gte=5")
    anna.work()
    publishing.update(published.file, NEW)
    anna.confirm()
    anna.work()
    assert anna.letters() == []


def test_several_versions_between_two_runs_are_told_as_one_difference(
    anna: Follower, published: Published, publishing: Publishing
) -> None:
    anna.follow("rows", file=published.file, query="djup__gte=5")
    publishing.update(published.file, NEW.replace(b"14", b"13"))
    publishing.update(published.file, NEW)
    anna.work()
    told = text(anna.letter())
    assert told.count("New: 1. Changed: 1.") == 1
    assert "12 → 14" in told


def test_columns_that_are_gone_are_told_and_not_guessed_at(
    anna: Follower, published: Published, publishing: Publishing, client: FlaskClient
) -> None:
    anna.follow("rows", file=published.file, query="djup__gte=5")
    other = b"Namn,Kod\nDelsj,0114\nSisj,0115\n"
    client.put(
        f"/api/v1/files/{published.file}/content?filename=platser.csv&columns_may_change=1",
        data=other,
        content_type="text/csv",
        headers=publishing.people.reviewer.headers,
    )
    publishing.work()
    anna.work()
    told = text(anna.letter())
    assert "cannot be found any more" in told


def test_a_withdrawn_dataset_tells_of_no_rows(anna: Follower, published: Published, publishing: Publishing) -> None:
    anna.follow("rows", file=published.file)
    publishing.update(published.file, NEW)
    publishing.withdraw(published.slug)
    anna.work()
    assert anna.letters() == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("djupp=3", "parameter_unknown"),
        ("djup__gte=djupt", "wrong_value"),
        ("djup__near=3", "unknown_operator"),
        ("select=djupp", "unknown_column"),
        ("group_by=kod&select=count", "parameter_not_followed"),
        ("sort=djup", "parameter_not_followed"),
        ("version=0123456789abcdef", "parameter_not_followed"),
        ("bbox=1,2,3", "bbox_unusable"),
        ("q=" + "x" * 2000, ""),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_when_it_is_made(
    anna: Follower, published: Published, platform: Platform, query: str, code: str
) -> None:
    refused = anna.ask("rows", file=published.file, query=query)
    assert refused.status_code == 400
    assert refused.get_json()["type"].endswith(code)
    with platform.session() as session:
        assert session.scalars(select(Subscription)).all() == []


def test_a_comparison_whose_worker_died_is_made_by_another_when_its_time_is_over(
    anna: Follower, published: Published, publishing: Publishing, platform: Platform
) -> None:
    anna.follow("rows", file=published.file, query="djup__gte=5")
    publishing.update(published.file, NEW)
    with platform.session(write=True) as session:
        telling.spread(session, platform.addresses)
        session.commit()
    with platform.session(write=True) as session:
        (waiting,) = alerting.waiting(session)
        job = alerting.claim(session, waiting)
        assert job
        session.commit()
    with platform.session(write=True) as session:
        assert alerting.waiting(session) == []
        assert alerting.claim(session, waiting) is None
        again = alerting.claim(session, waiting, at=now() + 2 * alerting.LEASE)
        assert again
        session.commit()
    for one in (job, again):
        found = alerting.compare(platform.files, one)
        with platform.session(write=True) as session:
            alerting.finish(session, one, found, platform.addresses)
            session.commit()
    anna.work()
    assert "New: 1." in text(anna.letter())
