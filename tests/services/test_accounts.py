from collections.abc import Iterator
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from opendata.errors import Conflict, Error, Invalid, NotAllowed, NotFound
from opendata.model import Role, Token, User, now
from opendata.model.account import NOBODY, FailedSignIn, user_actor
from opendata.services import accounts, publishers
from opendata.wiring import Platform
from tests.conftest import PASSWORD, People


@pytest.fixture
def session(platform: Platform, people: People) -> Iterator[Session]:
    with platform.session(write=True) as session:
        yield session


def editor(session: Session) -> User:
    return accounts.user_of(session, "editor@example.org")


def new_token(session: Session, user: User, role: Role = Role.EDITOR, publisher: str = "parker") -> str:
    found = publishers.find(session, publisher)
    return accounts.create_token(session, user_actor(user), user, found, name="weekly", role=role)


def fail(session: Session, *keys: str, times: int = accounts.MOST_FAILURES) -> None:
    for _time in range(times):
        accounts.count_failure(session, *keys)
    session.flush()


def test_the_right_password_signs_in_however_the_address_is_written(session: Session) -> None:
    assert accounts.sign_in(session, " Editor@Example.ORG ", PASSWORD).email == "editor@example.org"


@pytest.mark.parametrize(
    ("email", "password"), [("editor@example.org", "wrong"), ("unknown@example.org", PASSWORD), ("", "")]
)
def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(
    session: Session, email: str, password: str
) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.sign_in(session, email, password)
    assert (refused.value.code, refused.value.facts) == ("sign_in_failed", {})


def test_after_too_many_failures_for_an_address_even_the_right_password_waits(session: Session) -> None:
    fail(session, "EDITOR@example.org")
    with pytest.raises(Invalid) as refused:
        accounts.sign_in(session, "editor@example.org", PASSWORD)
    assert (refused.value.code, refused.value.facts) == ("too_many_attempts", {"minutes": 15})
    assert accounts.sign_in(session, "reviewer@example.org", PASSWORD)


def test_too_many_failures_from_one_place_stop_that_place_alone(session: Session) -> None:
    fail(session, "192.0.2.1", times=accounts.MOST_FAILURES_OF_SOURCE)
    with pytest.raises(Invalid, match="too_many_attempts"):
        accounts.sign_in(session, "editor@example.org", PASSWORD, source="192.0.2.1")
    assert accounts.sign_in(session, "editor@example.org", PASSWORD, source="192.0.2.2")


def test_failures_are_forgotten_after_a_while(session: Session) -> None:
    fail(session, "editor@example.org")
    session.execute(update(FailedSignIn).values(at=now() - accounts.FAILURES_COUNT_FOR - timedelta(seconds=1)))
    assert accounts.sign_in(session, "editor@example.org", PASSWORD)
    fail(session, "somebody@example.org", times=1)
    assert [found.key for found in session.scalars(select(FailedSignIn))] == ["somebody@example.org"]


def test_an_address_longer_than_any_is_counted_too(session: Session) -> None:
    long = "x" * 5000 + "@example.org"
    fail(session, long)
    with pytest.raises(Invalid, match="too_many_attempts"):
        accounts.sign_in(session, long, "guess")


def test_an_inactive_user_is_signed_out_and_cannot_come_in_nor_can_the_tokens(session: Session, people: People) -> None:
    user = editor(session)
    key, secret = user.session_key, new_token(session, user)
    accounts.set_active(session, people.administrator, user, active=False)
    assert accounts.user_of_session(session, user.id, key) is None
    assert accounts.actor_of_token(session, secret) is NOBODY
    with pytest.raises(Invalid, match="sign_in_failed"):
        accounts.sign_in(session, user.email, PASSWORD)
    accounts.set_active(session, people.administrator, user, active=True)
    assert accounts.sign_in(session, user.email, PASSWORD)


def test_an_administrator_cannot_shut_themselves_out(session: Session, people: People) -> None:
    admin = accounts.user_of(session, people.administrator_email)
    with pytest.raises(Conflict, match="cannot_deactivate_yourself"):
        accounts.set_active(session, people.administrator, admin, active=False)


def test_a_new_password_signs_out_everywhere(session: Session, people: People) -> None:
    user = editor(session)
    key = user.session_key
    assert accounts.user_of_session(session, user.id, key) is user
    accounts.change_password(session, people.editor.actor, user, current=PASSWORD, new="another horse battery")
    assert accounts.user_of_session(session, user.id, key) is None
    with pytest.raises(Invalid, match="sign_in_failed"):
        accounts.sign_in(session, user.email, PASSWORD)
    assert accounts.sign_in(session, user.email, "another horse battery")


def test_a_new_password_needs_the_old_one_and_must_be_long(session: Session, people: People) -> None:
    user = editor(session)
    with pytest.raises(Invalid, match="sign_in_failed"):
        accounts.change_password(session, people.editor.actor, user, current="wrong", new="another horse battery")
    with pytest.raises(Invalid, match="password_too_short"):
        accounts.change_password(session, people.editor.actor, user, current=PASSWORD, new="short")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"email": "no address"}, "email_unusable"),
        ({"email": "EDITOR@example.org"}, "email_taken"),
        ({"password": "short"}, "password_too_short"),
    ],
)
def test_a_user_that_cannot_be_made_is_refused_with_the_field(
    session: Session, people: People, given: dict[str, str], code: str
) -> None:
    values = {"email": "new@example.org", "name": "New", "password": PASSWORD} | given
    with pytest.raises(Error) as refused:
        accounts.create_user(session, people.administrator, **values)
    assert refused.value.code == code
    assert refused.value.facts["field"] in given


def test_a_token_acts_for_its_user_at_its_publisher_alone(session: Session, people: People) -> None:
    user = editor(session)
    actor = accounts.actor_of_token(session, new_token(session, user))
    parks, schools = publishers.find(session, "parker"), publishers.find(session, "skolor")
    assert actor.user_id == user.id
    assert actor.can("edit", parks.id)
    assert not actor.can("review", parks.id)
    assert not actor.can("see", schools.id)


def test_only_the_hash_of_a_token_is_kept(session: Session) -> None:
    secret = new_token(session, editor(session))
    assert secret.startswith(accounts.SECRET_PREFIX)
    stored = session.scalars(select(Token)).all()
    assert all(secret not in str(vars(token)) for token in stored)


def test_a_token_of_an_administrator_does_not_administrate(session: Session, people: People) -> None:
    admin = accounts.user_of(session, people.administrator_email)
    actor = accounts.actor_of_token(session, new_token(session, admin, Role.REVIEWER))
    assert not actor.is_administrator
    assert actor.can("review", publishers.find(session, "parker").id)


def test_a_token_cannot_be_given_more_than_its_user_has(session: Session) -> None:
    with pytest.raises(NotAllowed):
        new_token(session, editor(session), Role.REVIEWER)
    with pytest.raises(NotAllowed):
        new_token(session, editor(session), publisher="skolor")


def test_nobody_makes_a_token_for_somebody_else(session: Session, people: People) -> None:
    parks = publishers.find(session, "parker")
    for actor in (people.reviewer.actor, people.outsider.actor, NOBODY):
        with pytest.raises(NotFound):
            accounts.create_token(session, actor, editor(session), parks, name="stolen", role=Role.EDITOR)


def test_a_token_needs_a_name(session: Session) -> None:
    user, parks = editor(session), publishers.find(session, "parker")
    with pytest.raises(Invalid, match="field_missing"):
        accounts.create_token(session, user_actor(user), user, parks, name="  ", role=Role.EDITOR)


def test_a_token_whose_user_left_the_publisher_is_nobody_and_one_demoted_reviews_no_more(
    session: Session, people: People
) -> None:
    parks = publishers.find(session, "parker")
    user = accounts.user_of(session, "reviewer@example.org")
    secret = new_token(session, user, Role.REVIEWER)
    assert accounts.actor_of_token(session, secret).can("review", parks.id)
    accounts.set_role(session, people.administrator, user, parks, Role.EDITOR)
    demoted = accounts.actor_of_token(session, secret)
    assert demoted.can("edit", parks.id)
    assert not demoted.can("review", parks.id)
    accounts.set_role(session, people.administrator, user, parks, None)
    assert accounts.actor_of_token(session, secret) is NOBODY


def test_a_revoked_token_is_nobody_at_once(session: Session, people: People) -> None:
    secret = new_token(session, editor(session))
    newest = accounts.tokens(session, people.editor.actor)[0]
    accounts.revoke_token(session, people.editor.actor, newest.id)
    assert accounts.actor_of_token(session, secret) is NOBODY
    assert newest not in accounts.tokens(session, people.editor.actor)


def test_nobody_sees_or_revokes_the_tokens_of_others(session: Session, people: People) -> None:
    new_token(session, editor(session))
    newest = accounts.tokens(session, people.editor.actor)[0]
    for actor in (people.reviewer.actor, people.outsider.actor, NOBODY):
        assert newest not in accounts.tokens(session, actor)
        with pytest.raises(NotFound):
            accounts.revoke_token(session, actor, newest.id)
    assert newest in accounts.tokens(session, people.administrator)


@pytest.mark.parametrize("secret", ["", "od_", "od_unknown", "å" * 100, "x" * 100_000])
def test_a_secret_that_nobody_has_is_nobody(session: Session, secret: str) -> None:
    assert accounts.actor_of_token(session, secret) is NOBODY


def test_the_key_of_another_session_does_not_open_this_one(session: Session) -> None:
    user = editor(session)
    assert accounts.user_of_session(session, user.id, "") is None
    assert accounts.user_of_session(session, user.id, "é") is None
    assert accounts.user_of_session(session, "unknown", user.session_key) is None


def test_an_unknown_address_takes_as_long_to_try_as_a_known_one() -> None:
    assert not PasswordHasher().check_needs_rehash(accounts.HASH_OF_NOTHING)
