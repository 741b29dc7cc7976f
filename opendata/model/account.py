"""Who is there (User, Membership, Token), who is acting now (Actor), and who may do what, as a table."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from opendata.errors import NotAllowed, NotFound
from opendata.model.base import Base, new_id, now
from opendata.model.publisher import Publisher


class Role(StrEnum):
    EDITOR = "editor"
    REVIEWER = "reviewer"


PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.EDITOR: frozenset({"see", "edit"}),
    Role.REVIEWER: frozenset({"see", "edit", "review"}),
}
"""What a membership of a publisher lets one do with that publisher's datasets. An administrator may do everything."""


class User(Base):
    __tablename__ = "user_account"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    session_key: Mapped[str] = mapped_column(String(16), default=new_id)
    """Part of every signed-in session; a new one signs the user out everywhere."""
    created_at: Mapped[datetime] = mapped_column(default=now)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", cascade="all, delete-orphan")


class Membership(Base):
    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "publisher_id"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    publisher_id: Mapped[str] = mapped_column(ForeignKey("publisher.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role]

    user: Mapped[User] = relationship(back_populates="memberships")
    publisher: Mapped[Publisher] = relationship()


class Token(Base):
    """A key for programs. Only its hash is kept. It acts for its user, with one role, at one publisher."""

    __tablename__ = "token"

    id: Mapped[str] = mapped_column(String(16), primary_key=True, default=new_id)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    publisher_id: Mapped[str] = mapped_column(ForeignKey("publisher.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role]
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    publisher: Mapped[Publisher] = relationship()


class FailedSignIn(Base):
    """Counted for a while, so that passwords can't be guessed by trying."""

    __tablename__ = "failed_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(254), index=True)
    """An e-mail address, or the network address that it was tried from."""
    at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class Actor:
    """Whoever is doing something now: nobody in particular, a user, or a token."""

    name: str = ""
    user_id: str | None = None
    token_id: str | None = None
    is_administrator: bool = False
    roles: dict[str, Role] = field(default_factory=dict)
    """publisher id -> role"""

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    def can(self, permission: str, publisher_id: str) -> bool:
        role = self.roles.get(publisher_id)
        return self.is_administrator or (role is not None and permission in PERMISSIONS[role])

    def require(self, permission: str, publisher_id: str) -> None:
        """NotFound for those who may not even see, NotAllowed for those who may see but not do this."""
        if not self.can("see", publisher_id):
            raise NotFound("not_found")
        if not self.can(permission, publisher_id):
            raise NotAllowed("role_needed", permission=permission)

    def require_administrator(self) -> None:
        if not self.is_administrator:
            raise NotFound("not_found") if not self.signed_in else NotAllowed("administrator_needed")


NOBODY = Actor()


def user_actor(user: User) -> Actor:
    roles = {membership.publisher_id: membership.role for membership in user.memberships}
    return Actor(user.name, user.id, None, user.is_administrator, roles)


def token_actor(token: Token) -> Actor:
    """Never more than its user may do today: a role that the user has lost is lost to the token."""
    held = user_actor(token.user)
    if not token.user.is_active or not held.can("see", token.publisher_id):
        return NOBODY
    may_review = token.role is Role.REVIEWER and held.can("review", token.publisher_id)
    role = Role.REVIEWER if may_review else Role.EDITOR
    return Actor(f"{token.user.name} ({token.name})", token.user_id, token.id, False, {token.publisher_id: role})
