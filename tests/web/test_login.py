import pytest
from flask.testing import FlaskClient

from tests.conftest import PASSWORD, People
from tests.web.portal.visitor import Visitor, words

pytestmark = pytest.mark.any_database


@pytest.fixture
def visitor(client: FlaskClient, people: People) -> Visitor:
    return Visitor(client)


def test_a_member_signs_in_and_comes_to_the_workspace(visitor: Visitor) -> None:
    answer = visitor.sign_in("editor@example.org", PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/workspace/")
    assert "editor@example.org" in visitor.get("/workspace/").text


def test_a_wrong_password_is_refused_in_words_that_do_not_tell_whether_the_address_exists(visitor: Visitor) -> None:
    known = visitor.sign_in("editor@example.org", "wrong password")
    unknown = visitor.sign_in("nobody@example.org", "wrong password")
    assert known.status_code == unknown.status_code == 401
    assert "is not right" in words(known)
    assert words(known) == words(unknown)
    assert 'value="editor@example.org"' in known.text
    assert "wrong password" not in known.text


def test_after_many_failures_even_the_right_password_has_to_wait(visitor: Visitor) -> None:
    for _attempt in range(10):
        assert visitor.sign_in("editor@example.org", "wrong password").status_code == 401
    answer = visitor.sign_in("editor@example.org", PASSWORD)
    assert answer.status_code == 429
    assert "too many attempts" in words(answer)
    assert visitor.get("/workspace/").status_code == 303


def test_signing_in_leads_to_the_page_that_was_asked_for(visitor: Visitor) -> None:
    asked = visitor.get("/workspace/audit?page=2")
    assert (asked.status_code, asked.location) == (303, "/login?next=/workspace/audit?page%3D2")
    assert 'name="next" value="/workspace/audit?page=2"' in visitor.get(asked.location).text
    assert visitor.sign_in("editor@example.org", PASSWORD, next="/workspace/audit?page=2").location == (
        "/workspace/audit?page=2"
    )


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "evil"],
)
def test_signing_in_never_leads_to_another_site(visitor: Visitor, elsewhere: str) -> None:
    assert visitor.sign_in("editor@example.org", PASSWORD, next=elsewhere).location == "/workspace/"


def test_who_is_signed_in_is_not_asked_again(visitor: Visitor) -> None:
    visitor.sign_in("editor@example.org", PASSWORD)
    assert visitor.get("/login").location == "/workspace/"


def test_signing_out_ends_it(visitor: Visitor) -> None:
    visitor.sign_in("editor@example.org", PASSWORD)
    assert visitor.post("/logout").location == "/"
    assert visitor.get("/workspace/").status_code == 303


def test_a_form_without_its_token_does_nothing(client: FlaskClient, people: People) -> None:
    answer = client.post("/login", data={"email": "editor@example.org", "password": PASSWORD})
    assert answer.status_code == 401
    assert client.get("/workspace/").status_code == 303


def test_a_token_for_programs_opens_no_page(client: FlaskClient, people: People) -> None:
    assert client.get("/workspace/", headers=people.editor.headers).status_code == 303


def test_the_page_is_in_swedish_too(visitor: Visitor) -> None:
    visitor.language = "sv"
    assert "Lösenord" in words(visitor.get("/login"))
