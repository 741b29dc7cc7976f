"""Publishers and their contact points."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Actor, ContactPoint, Publisher, Text
from opendata.model.addresses import Addresses
from opendata.model.base import slug_of
from opendata.model.publisher import PublisherKind, organisation_iri
from opendata.services import indexing, journal, publications


@dataclass(frozen=True)
class About:
    """What a publisher says of itself, and how it is reached."""

    name: Text
    email: str
    kind: PublisherKind = PublisherKind.ADMINISTRATION
    publisher_type: str = "LocalAuthority"
    description: Text = field(default_factory=dict)
    homepage: str | None = None
    telephone: str | None = None
    street_address: str | None = None
    postal_code: str | None = None
    locality: str | None = None


def create(
    session: Session, actor: Actor, about: About, *, slug: str = "", organisation_number: str | None = None
) -> Publisher:
    """A publisher with its first contact point, which is the one of its datasets unless they name another."""
    actor.require_administrator()
    if organisation_number and not organisation_iri(organisation_number):
        raise Invalid("organisation_number_unusable", field="organisation_number", value=organisation_number)
    slug = slug_of(slug or about.name.get("sv", ""))
    publisher = Publisher(slug=slug, organisation_number=organisation_number, contact_points=[ContactPoint()])
    _fill(publisher, about)
    if not slug:
        raise Invalid("field_missing", field="slug")
    if session.scalar(select(Publisher.id).where(Publisher.slug == slug)):
        raise Conflict("slug_taken", field="slug", value=slug)
    if organisation_number and session.scalar(
        select(Publisher.id).where(Publisher.organisation_number == organisation_number)
    ):
        raise Conflict("organisation_number_taken", field="organisation_number", value=organisation_number)
    session.add(publisher)
    session.flush()
    journal.record(session, actor, "publisher.create", slug, publisher_id=publisher.id)
    return publisher


def describe(session: Session, actor: Actor, publisher: Publisher, about: About, addresses: Addresses) -> None:
    """Change what it says of itself; slug and organisation number are in addresses that others keep."""
    actor.require_administrator()
    _fill(publisher, about)
    publications.rewrite_publisher(session, publisher, addresses)
    indexing.expire(session, publisher)
    journal.record(session, actor, "publisher.describe", publisher.slug, publisher_id=publisher.id)


def set_catalog(
    session: Session, actor: Actor, publisher: Publisher, *, has_catalog: bool, addresses: Addresses
) -> None:
    """Whether its datasets are a catalog of their own too, within the whole one."""
    actor.require_administrator()
    if publisher.has_catalog != has_catalog:
        publisher.has_catalog = has_catalog
        publications.rewrite_things(session, publisher, addresses)
        verb = "publisher.catalog" if has_catalog else "publisher.no_catalog"
        journal.record(session, actor, verb, publisher.slug, publisher_id=publisher.id)


def about(publisher: Publisher) -> About:
    point = next(iter(publisher.contact_points), ContactPoint())
    return About(
        name=publisher.name,
        email=publisher.email or "",
        kind=publisher.kind,
        publisher_type=publisher.publisher_type,
        description=publisher.description,
        homepage=publisher.homepage,
        telephone=point.telephone,
        street_address=point.street_address,
        postal_code=point.postal_code,
        locality=point.locality,
    )


CARRIED_AS = {
    "name": ("Agent", "name"),
    "description": ("Agent", "description"),
    "publisher_type": ("Agent", "type"),
    "homepage": ("Agent", "homepage"),
    "email": ("Agent", "mbox"),
    "telephone": ("Telephone", "has_value"),
    "street_address": ("Address", "street_address"),
    "postal_code": ("Address", "postal_code"),
    "locality": ("Address", "locality"),
}
"""field -> the class and property that carry it in the catalog"""


def _fill(publisher: Publisher, about: About) -> None:
    _require_carriable(about)
    if not about.name.get("sv", "").strip():
        raise Invalid("field_missing", field="name")
    if not about.publisher_type:
        raise Invalid("field_missing", field="publisher_type")
    if "@" not in about.email:
        raise Invalid("email_unusable", field="email", value=about.email)
    for name in ("name", "email", "kind", "publisher_type", "description", "homepage"):
        setattr(publisher, name, getattr(about, name))
    if not publisher.contact_points:
        publisher.contact_points.append(ContactPoint())
    point = publisher.contact_points[0]
    point.name = about.name["sv"]
    for name in ("email", "telephone", "street_address", "postal_code", "locality"):
        setattr(point, name, getattr(about, name))


def _require_carriable(about: About) -> None:
    """What RDF can't carry is refused here: in the catalog it would be everybody's trouble."""
    for field_, (kind, carrier) in CARRIED_AS.items():
        try:
            dcat.describe(dcat.Graph(), kind, "https://example.org/", {carrier: getattr(about, field_)})
        except Invalid as error:
            raise Invalid(error.code, **{**error.facts, "field": field_}) from error


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
