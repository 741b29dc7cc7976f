"""Asking about a dataset and reporting what is wrong, from the form to an answer for all to see."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from opendata.model import Case, CaseKind, Delivery, Event, now
from opendata.services import cases
from opendata.web import guard
from opendata.wiring import Platform
from tests.web.conftest import Published
from tests.web.following import ANNA, Follower, text
from tests.web.portal.conftest import Visitors
from tests.web.portal.visitor import words

ASKED = "Hur djup är Sisjön?\nDet saknas."


@pytest.fixture
def post(client: FlaskClient, platform: Platform) -> Follower:
    return Follower(client, platform)


def ask(client: FlaskClient, *, seconds: int = 60, **more: Any) -> TestResponse:
    with client.application.app_context():
        made = guard.token((now() - timedelta(seconds=seconds)).timestamp())
    values = {"dataset": "badplatser", "kind": "question", "text": ASKED, "email": ANNA, "made": made}
    return client.post("/ask?lang=sv", data=values | more, headers={"Accept": "text/html"})


def case(platform: Platform) -> Case:
    with platform.session() as session:
        return session.scalars(select(Case)).one()


def test_a_question_reaches_the_contact_who_can_answer_by_mail_or_in_the_workspace(
    client: FlaskClient, published: Published, platform: Platform, post: Follower
) -> None:
    page = client.get("/dataset/badplatser", headers={"Accept": "text/html"}).text
    assert 'href="/ask?dataset=badplatser"' in page
    assert client.get("/ask?dataset=badplatser").status_code == 200
    sent = ask(client)
    assert "Tack" in sent.text
    assert "opendata=" not in sent.headers.get("Set-Cookie", "")
    post.work()
    letter = post.letter()
    assert (letter["To"], letter["Reply-To"]) == ("parker@example.org", ANNA)
    assert letter["Subject"] == "Fråga: Badplatser"
    assert ASKED in text(letter)
    assert f"http://data.example.se/workspace/cases/{case(platform).id}" in text(letter)


def test_an_answer_is_sent_shown_to_all_and_the_address_forgotten(
    client: FlaskClient, published: Published, platform: Platform, post: Follower, visitors: Visitors
) -> None:
    ask(client)
    post.work()
    post.letters()
    one = case(platform)
    assert "Hur djup" in visitors.editor.get("/workspace/cases").text
    page = visitors.editor.get(f"/workspace/cases/{one.id}")
    assert "Hur djup" in page.text and ANNA not in page.text
    done = visitors.editor.post(
        f"/workspace/cases/{one.id}/answer", answer="Åtta meter.", public_question="Hur djup är Sisjön?"
    )
    assert done.status_code == 303
    assert case(platform).address == ""
    post.work()
    letter = post.letter()
    assert (letter["To"], letter["Subject"]) == (ANNA, "Svar från Parkförvaltningen: Badplatser")
    assert "Åtta meter." in text(letter) and ASKED in text(letter)
    shown = words(client.get("/dataset/badplatser", headers={"Accept": "text/html"}))
    assert "Hur djup är Sisjön? Åtta meter." in shown
    assert "Det saknas." not in shown
    with platform.session() as session:
        assert [one.content for one in session.scalars(select(Delivery))] == [{"types": []}] * 2
        assert ANNA not in str([one.facts for one in session.scalars(select(Event))])


def test_an_answer_without_a_public_question_is_for_the_asker_alone(
    client: FlaskClient, published: Published, platform: Platform, post: Follower, visitors: Visitors
) -> None:
    ask(client)
    visitors.reviewer.post(f"/workspace/cases/{case(platform).id}/answer", answer="Åtta meter.")
    assert "Åtta meter." not in client.get("/dataset/badplatser", headers={"Accept": "text/html"}).text


def test_an_answer_that_would_reach_nobody_is_refused_and_kept_in_the_form(
    client: FlaskClient, published: Published, platform: Platform, visitors: Visitors
) -> None:
    ask(client, email="")
    refused = visitors.editor.post(f"/workspace/cases/{case(platform).id}/answer", answer="Åtta meter.")
    assert refused.status_code == 400
    assert "Åtta meter." in refused.text
    assert "no address" in words(refused)
    empty = visitors.editor.post(f"/workspace/cases/{case(platform).id}/answer", answer=" ", public_question="?")
    assert empty.status_code == 400


def test_what_is_closed_cannot_be_answered_or_closed_again(
    client: FlaskClient, published: Published, platform: Platform, visitors: Visitors
) -> None:
    ask(client)
    one = case(platform)
    assert visitors.editor.post(f"/workspace/cases/{one.id}/close").status_code == 303
    assert case(platform).address == ""
    visitors.editor.post(f"/workspace/cases/{one.id}/answer", answer="Åtta meter.", public_question="Hur?")
    visitors.editor.post(f"/workspace/cases/{one.id}/close")
    assert (case(platform).answer, case(platform).closed_by) == ("", "editor@example.org")


def test_others_know_of_no_case(
    client: FlaskClient, published: Published, platform: Platform, visitors: Visitors
) -> None:
    ask(client)
    one = case(platform)
    assert "Hur djup" not in visitors.outsider.get("/workspace/cases").text
    assert visitors.outsider.get(f"/workspace/cases/{one.id}").status_code == 404
    for step in ("answer", "close"):
        answered = visitors.outsider.post(f"/workspace/cases/{one.id}/{step}", answer="Nej.", public_question="?")
        assert answered.status_code == 404
    assert visitors.nobody.get(f"/workspace/cases/{one.id}").status_code == 303
    assert client.post(f"/workspace/cases/{one.id}/close").status_code == 303
    assert case(platform).closed_at is None


def test_a_lack_of_accessibility_is_a_case_of_whoever_answers_for_the_site(
    client: FlaskClient, published: Published, platform: Platform, post: Follower, visitors: Visitors
) -> None:
    assert 'href="/ask"' in client.get("/accessibility", headers={"Accept": "text/html"}).text
    ask(client, dataset="", kind="question", text="Kartan går inte att läsa.")
    one = case(platform)
    assert (one.kind, one.dataset_id) == (CaseKind.ACCESSIBILITY, None)
    post.work()
    letter = post.letter()
    assert letter["Subject"] == "Bristande tillgänglighet"
    assert "about" not in text(letter)
    visitors.editor.post(f"/workspace/cases/{one.id}/answer", answer="Vi rättar det.")
    post.work()
    assert "http://data.example.se/accessibility" in text(post.letter())


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"text": " "}, 400),
        ({"text": "x" * (cases.LONGEST + 1)}, 400),
        ({"email": "anna"}, 400),
        ({"seconds": -3600}, 400),
        ({"made": "x"}, 401),
        ({"dataset": "hemlig"}, 404),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_kept(
    client: FlaskClient, published: Published, platform: Platform, more: dict[str, Any], status: int
) -> None:
    assert ask(client, **more).status_code == status
    with platform.session() as session:
        assert session.scalars(select(Case)).all() == []


def test_programs_that_fill_in_everything_are_thanked_and_ignored(
    client: FlaskClient, published: Published, platform: Platform
) -> None:
    assert "Tack" in ask(client, website="http://buy.example").text
    with platform.session() as session:
        assert session.scalars(select(Case)).all() == []


def test_a_network_can_ask_so_often_and_no_more(client: FlaskClient, published: Published) -> None:
    for _time in range(cases.MOST_OF_NETWORK):
        assert ask(client).status_code == 200
    refused = ask(client)
    assert refused.status_code == 429
    assert "Hur djup" in refused.text
