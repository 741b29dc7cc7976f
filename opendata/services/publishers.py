"""Publishers and their contact points."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Actor, ContactPoint, Publisher, Text
from opendata.model.base import slug_of
from opendata.model.publisher import PublisherKind, organisation_iri
from opendata.services import journal


def create(
    session: Session,
    actor: Actor,
    *,
    name: Text,
    email: str,
    slug: str = "",
    kind: PublisherKind = PublisherKind.ADMINISTRATION,
    publisher_type: str = "LocalAuthority",
    organisation_number: str | None = None,
    description: Text | None = None,
    homepage: str | None = None,
    telephone: str | None = None,
) -> Publisher:
    """A publisher with its first contact point, which is the one of its datasets unless they name another."""
    actor.require_administrator()
    if not name.get("sv", "").strip():
        raise Invalid("field_missing", field="name")
    if "@" not in email:
        raise Invalid("email_unusable", field="email", value=email)
    if organisation_number and not organisation_iri(organisation_number):
        raise Invalid("organisation_number_unusable", field="organisation_number", value=organisation_number)
    slug = slug_of(slug or name["sv"])
    if not slug:
        raise Invalid("field_missing", field="slug")
    if session.scalar(select(Publisher.id).where(Publisher.slug == slug)):
        raise Conflict("slug_taken", field="slug", value=slug)
    if organisation_number and session.scalar(
        select(Publisher.id).where(Publisher.organisation_number == organisation_number)
    ):
        raise Conflict("organisation_number_taken", field="organisation_number", value=organisation_number)
    publisher = Publisher(
        slug=slug,
        name=name,
        description=description or {},
        kind=kind,
        publisher_type=publisher_type,
        organisation_number=organisation_number,
        homepage=homepage,
        email=email,
        contact_points=[ContactPoint(name=name["sv"], email=email, telephone=telephone)],
    )
    session.add(publisher)
    session.flush()
    journal.record(session, actor, "publisher.create", slug, publisher_id=publisher.id)
    return publisher


def find(session: Session, slug: str) -> Publisher:
    publisher = session.scalar(select(Publisher).where(Publisher.slug == slug))
    if publisher is None:
        raise NotFound("publisher_unknown", slug=slug)
    return publisher


def all_publishers(session: Session) -> Sequence[Publisher]:
    return session.scalars(select(Publisher).order_by(Publisher.slug)).all()


def of_catalog(session: Session, slug: str = "") -> Publisher | None:
    """The publisher that stands for the whole catalog: the one named, else the first that there was."""
    query = select(Publisher).order_by(Publisher.created_at).limit(1)
    return session.scalar(query.where(Publisher.slug == slug) if slug else query)


def where_actor_may(session: Session, actor: Actor, permission: str) -> list[Publisher]:
    return [publisher for publisher in all_publishers(session) if actor.can(permission, publisher.id)]
