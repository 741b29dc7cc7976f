import re

import pytest

from opendata.model.account import NOBODY
from opendata.services import accounts
from opendata.wiring import Platform
from tests.cli.conftest import Command


@pytest.fixture
def editor(opendata: Command, platform: Platform) -> str:
    """The address of an editor of the publisher "parker"."""
    made = opendata("publisher", "create", "Parkförvaltningen", "--slug", "parker", "--email", "parker@example.org")
    assert (made.exit_code, made.output) == (0, "parker\n"), made.output
    password = ["--password", "correct horse battery"]
    made = opendata("user", "create", "Eva@Example.org", "--name", "Eva", "--editor-of", "parker", *password)
    assert (made.exit_code, made.output) == (0, "eva@example.org\n"), made.output
    return "eva@example.org"


def test_who_was_created_is_listed_with_the_roles(opendata: Command, editor: str) -> None:
    password = ["--password", "correct horse battery"]
    opendata("user", "create", "adam@example.org", "--administrator", "--reviewer-of", "parker", *password)
    assert opendata("publisher", "list").output == "parker\tParkförvaltningen\n"
    assert opendata("user", "list").output.splitlines() == [
        "adam@example.org\tadam@example.org\tadministrator, reviewer of parker",
        "eva@example.org\tEva\teditor of parker",
    ]


def test_a_password_is_asked_for_twice_and_never_shown(opendata: Command, platform: Platform) -> None:
    password = "correct horse battery"
    made = opendata("user", "create", "eva@example.org", input=f"{password}\n{password}\n")
    assert made.exit_code == 0
    assert password not in made.output
    with platform.session() as session:
        assert accounts.sign_in(session, "eva@example.org", password)


def test_a_token_is_shown_once_and_works_until_it_is_revoked(
    opendata: Command, platform: Platform, editor: str
) -> None:
    made = opendata("token", "create", editor, "--publisher", "parker", "--name", "weekly")
    secret = made.output.strip()
    with platform.session() as session:
        assert accounts.actor_of_token(session, secret).name == "Eva (weekly)"
    (listed,) = opendata("token", "list").output.splitlines()
    assert secret not in listed
    assert re.fullmatch(r"[0-9a-f]{16}\teva@example.org\teditor of parker\tweekly", listed)
    assert opendata("token", "revoke", listed.split("\t")[0]).exit_code == 0
    assert opendata("token", "list").output == ""
    with platform.session() as session:
        assert accounts.actor_of_token(session, secret) is NOBODY


@pytest.mark.parametrize(
    "arguments",
    [
        ["publisher", "create", "Parker", "--slug", "parker", "--email", "x@example.org"],
        ["publisher", "create", "データ", "--email", "x@example.org"],
        ["publisher", "create", "Nya", "--email", "no address"],
        ["publisher", "create", "Nya", "--email", "x@example.org", "--organisation-number", "12"],
        ["user", "create", "eva@example.org", "--password", "correct horse battery"],
        ["user", "create", "ny@example.org", "--password", "short"],
        ["user", "create", "ny@example.org", "--password", "correct horse battery", "--editor-of", "unknown"],
        ["token", "create", "unknown@example.org", "--publisher", "parker"],
        ["token", "create", "eva@example.org", "--publisher", "parker", "--role", "reviewer"],
        ["token", "revoke", "0000000000000000"],
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_sentence_and_changes_nothing(
    opendata: Command, editor: str, arguments: list[str]
) -> None:
    before = [opendata(noun, "list").output for noun in ("publisher", "user", "token")]
    result = opendata(*arguments)
    assert result.exit_code == 2
    assert re.fullmatch(r"opendata: [A-ZÅÄÖ].+\n", result.stderr)
    assert [opendata(noun, "list").output for noun in ("publisher", "user", "token")] == before
