"""Users, memberships and tokens: who may come in, and as whom."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from opendata.errors import Conflict, Invalid, NotAllowed, NotFound
from opendata.model import Actor, Membership, Publisher, Role, Token, User, new_id, now
from opendata.model.account import NOBODY, FailedSignIn, token_actor, user_actor
from opendata.services import journal

MINIMUM_PASSWORD = 10
MOST_FAILURES = 10
MOST_FAILURES_OF_SOURCE = 100
"""From one network address: a whole office may share it."""
FAILURES_COUNT_FOR = timedelta(minutes=15)
SECRET_PREFIX = "od_"  # noqa: S105 - marks our tokens for secret scanners

_hasher = PasswordHasher()
HASH_OF_NOTHING = "$argon2id$v=19$m=65536,t=3,p=4$dI3t7ZTD96agcnbntjgkkg$6SorvnsSBQvKNpuz7jH8cyZ45lfUayb2pdU6phWnEkU"
"""Of a random text that nobody kept. It takes as long to try as any other; making one would slow down every start."""


def create_user(
    session: Session, actor: Actor, *, email: str, name: str, password: str, is_administrator: bool = False
) -> User:
    actor.require_administrator()
    email = email.strip().lower()
    if "@" not in email:
        raise Invalid("email_unusable", field="email", value=email)
    _require_strong(password)
    if session.scalar(select(User.id).where(User.email == email)):
        raise Conflict("email_taken", field="email", value=email)
    user = User(email=email, name=name.strip() or email, password_hash=_hasher.hash(password))
    user.is_administrator = is_administrator
    session.add(user)
    session.flush()
    journal.record(session, actor, "user.create", email)
    return user


def users(session: Session, actor: Actor) -> Sequence[User]:
    actor.require_administrator()
    return session.scalars(select(User).order_by(User.email)).all()


def set_role(session: Session, actor: Actor, user: User, publisher: Publisher, role: Role | None) -> None:
    """Make the user a member of the publisher with this role, or end the membership."""
    actor.require_administrator()
    held = next((membership for membership in user.memberships if membership.publisher_id == publisher.id), None)
    if held and role:
        held.role = role
    elif role:
        user.memberships.append(Membership(publisher=publisher, publisher_id=publisher.id, role=role))
    elif held:
        user.memberships.remove(held)
    verb = "membership.set" if role else "membership.end"
    journal.record(session, actor, verb, user.email, publisher_id=publisher.id, role=role)


def sign_in(session: Session, email: str, password: str, *, source: str = "") -> User:
    """The user with this address and password; Invalid, always in the same words and time, for anything else.

    Too many failures for one address, or from one `source`, and nothing is tried for a while. A failure is counted by
    `count_failure`, which the door commits.
    """
    _require_few_failures(session, email, MOST_FAILURES)
    _require_few_failures(session, source, MOST_FAILURES_OF_SOURCE)
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    try:
        _hasher.verify(user.password_hash if user else HASH_OF_NOTHING, password)
    except VerifyMismatchError:
        user = None
    if user is None or not user.is_active:
        raise Invalid("sign_in_failed")
    return user


def record_sign_in(session: Session, user_id: str, password: str) -> None:
    """What a sign-in leaves behind: an event, and the password under today's cost where that has grown."""
    user = session.get_one(User, user_id)
    if _hasher.check_needs_rehash(user.password_hash):
        user.password_hash = _hasher.hash(password)
    journal.record(session, user_actor(user), "user.sign_in", user.email)


def _require_few_failures(session: Session, key: str, most: int) -> None:
    since = now() - FAILURES_COUNT_FOR
    failures = select(func.count()).where(FailedSignIn.key == _counted(key), FailedSignIn.at > since)
    if (session.scalar(failures) or 0) >= most:
        raise Invalid("too_many_attempts", minutes=int(FAILURES_COUNT_FOR.total_seconds() // 60))


def count_failure(session: Session, *keys: str) -> None:
    session.execute(delete(FailedSignIn).where(FailedSignIn.at < now() - FAILURES_COUNT_FOR))
    session.add_all(FailedSignIn(key=_counted(key)) for key in keys if key)


def _counted(key: str) -> str:
    return key.strip().lower()[:254]


def change_password(session: Session, actor: Actor, user: User, *, current: str, new: str) -> None:
    """Sets a new password, and signs the user out everywhere else."""
    sign_in(session, user.email, current)
    _require_strong(new)
    user.password_hash = _hasher.hash(new)
    user.session_key = new_id()
    journal.record(session, actor, "user.change_password", user.email)


def user_of_session(session: Session, user_id: str, session_key: str) -> User | None:
    user = session.get(User, user_id)
    is_theirs = user and user.is_active and secrets.compare_digest(user.session_key.encode(), session_key.encode())
    return user if is_theirs else None


def user_of(session: Session, email: str) -> User:
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound("user_unknown", email=email)
    return user


def user_of_actor(session: Session, actor: Actor) -> User:
    user = session.get(User, actor.user_id) if actor.user_id else None
    if user is None:
        raise NotFound("not_found")
    return user


def find_user(session: Session, actor: Actor, user_id: str) -> User:
    actor.require_administrator()
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("not_found")
    return user


def set_active(session: Session, actor: Actor, user: User, *, active: bool) -> None:
    """Let the user in, or out: an inactive user can't sign in, is signed out at once, and the tokens stop working."""
    actor.require_administrator()
    if user.id == actor.user_id:
        raise Conflict("cannot_deactivate_yourself")
    user.is_active, user.session_key = active, new_id()
    journal.record(session, actor, "user.activate" if active else "user.deactivate", user.email)


def create_token(session: Session, actor: Actor, user: User, publisher: Publisher, *, name: str, role: Role) -> str:
    """A new token's secret, which is never shown again. It can't be given more than its user has."""
    if not (actor.is_administrator or actor.user_id == user.id):
        raise NotFound("not_found")
    may = {Role.EDITOR: "edit", Role.REVIEWER: "review"}[role]
    held = next((membership.role for membership in user.memberships if membership.publisher_id == publisher.id), None)
    if not user.is_administrator and (held is None or (role is Role.REVIEWER and held is not Role.REVIEWER)):
        raise NotAllowed("role_needed", permission=may)
    if not name.strip():
        raise Invalid("field_missing", field="name")
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    session.add(Token(hash=_digest(secret), name=name.strip(), user=user, publisher=publisher, role=role))
    journal.record(session, actor, "token.create", name.strip(), publisher_id=publisher.id, role=role)
    return secret


def tokens(session: Session, actor: Actor) -> Sequence[Token]:
    """The actor's own tokens; an administrator sees all."""
    query = select(Token).where(Token.revoked_at.is_(None)).order_by(Token.created_at.desc())
    if not actor.is_administrator:
        query = query.where(Token.user_id == actor.user_id)
    return session.scalars(query).all()


def revoke_token(session: Session, actor: Actor, token_id: str) -> None:
    token = session.get(Token, token_id)
    if token is None or not (actor.is_administrator or token.user_id == actor.user_id):
        raise NotFound("not_found")
    token.revoked_at = token.revoked_at or now()
    journal.record(session, actor, "token.revoke", token.name, publisher_id=token.publisher_id)


def actor_of_token(session: Session, secret: str) -> Actor:
    """Who acts with this token; NOBODY when it is unknown, revoked, or its user has lost the membership."""
    token = session.scalar(select(Token).where(Token.hash == _digest(secret), Token.revoked_at.is_(None)))
    return NOBODY if token is None else token_actor(token)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _require_strong(password: str) -> None:
    if len(password) < MINIMUM_PASSWORD:
        raise Invalid("password_too_short", field="password", minimum=MINIMUM_PASSWORD)
