"""Answers that are given again while what they tell of stands, and no longer. A kept one needs no turn at the rows."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from opendata.services.rows import Standing
from opendata.web.kept import Answer, Answers
from opendata.wiring import Platform
from tests.conftest import People
from tests.web.conftest import Published
from tests.web.portal.office import CSV
from tests.web.portal.office import Office as Publishing

BUSY = 429


@pytest.fixture
def address(published: Published) -> str:
    return f"/api/v1/files/{published.file}/rows?sort=-namn"


@contextmanager
def no_turns(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While somebody at our address has all turns at rows."""
    turns = platform.rows.pages
    monkeypatch.setattr(turns, "patience", 0)
    with ExitStack() as taken:
        for _ in range(turns.each):
            taken.enter_context(turns.turn("127.0.0.1"))
        yield


def test_the_same_question_is_answered_again_word_for_word(
    client: FlaskClient, address: str, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(address)
    with no_turns(platform, monkeypatch):
        again, head, packed = client.get(address), client.head(address), {"Accept-Encoding": "gzip"}
        assert client.get(f"{address}&limit=1").status_code == BUSY
        assert client.get(address, headers=packed).status_code == BUSY
    assert (again.status_code, again.data, dict(again.headers)) == (200, first.data, dict(first.headers))
    assert (head.status_code, head.data, dict(head.headers)) == (200, b"", dict(first.headers))
    assert client.get(address, headers=packed).content_encoding == "gzip"


def test_who_has_the_answer_is_told_so(
    client: FlaskClient, address: str, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get(address).headers["ETag"]
    with no_turns(platform, monkeypatch):
        answers = [
            client.get(address, headers={"If-None-Match": sent}) for sent in (tag, f"W/{tag}", f'"x", {tag}', "*")
        ]
        assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200
    assert {answer.status_code for answer in answers} == {304}
    assert {answer.data for answer in answers} == {b""}
    assert answers[0].headers["ETag"] == tag
    assert "Content-Length" not in answers[0].headers


def test_a_new_version_is_seen_at_once(
    client: FlaskClient, address: str, published: Published, publishing: Publishing
) -> None:
    assert client.get(address).get_json()["meta"]["total"] == 2
    publishing.update(published.file, CSV.replace("Sisjön".encode(), "Ömossen".encode()))
    assert client.get(address).get_json()["data"][0]["namn"] == "Ömossen"


def test_another_licence_is_seen_at_once(
    client: FlaskClient, address: str, published: Published, people: People
) -> None:
    before = client.get(address).get_json()["meta"]["licence"]
    changed = client.patch(
        f"/api/v1/datasets/{published.slug}", json={"licence": "CC-BY-4.0"}, headers=people.reviewer.headers
    )
    assert changed.status_code == 200
    assert client.get(address).get_json()["meta"]["licence"] != before


def test_what_is_withdrawn_is_gone_at_once(
    client: FlaskClient, address: str, published: Published, people: People
) -> None:
    assert client.get(address).status_code == 200
    moved = client.post(
        f"/api/v1/datasets/{published.slug}/moves",
        json={"move": "withdraw", "note": "Fel."},
        headers=people.reviewer.headers,
    )
    assert moved.status_code == 200
    assert client.get(address).status_code == 410
    assert client.get(address, headers=people.editor.headers).status_code == 200
    assert client.get(address).status_code == 410


def test_answers_to_members_are_kept_for_nobody(
    client: FlaskClient, address: str, platform: Platform, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(address, headers=people.outsider.headers).status_code == 200
    with no_turns(platform, monkeypatch):
        assert client.get(address).status_code == BUSY
        assert client.get(address, headers=people.outsider.headers).status_code == BUSY


def test_what_was_current_on_a_day_is_found_out_each_time(
    client: FlaskClient, address: str, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = f"{address}&as_of=2100-01-01"
    assert client.get(then).status_code == 200
    with no_turns(platform, monkeypatch):
        assert client.get(then).status_code == BUSY


def test_those_asked_for_least_lately_are_forgotten_first() -> None:
    answer = Answer(Standing("file", "version", None), Headers(), b"x" * 1000)
    answers = Answers(most=3 * answer.size)
    for name in "abc":
        answers.keep((name,), answer)
    assert answers.find(("a",))
    answers.keep(("c",), answer)
    answers.keep(("d",), answer)
    assert [name for name in "abcd" if answers.find((name,))] == ["a", "c", "d"]
