"""Publishers and contact points of a source: those that we know already, else made as the source describes them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import Thing
from opendata.model import Actor, ContactPoint, Publisher
from opendata.model.addresses import Addresses
from opendata.model.base import slug_of
from opendata.model.publisher import ORGANISATION_NUMBER
from opendata.services import journal
from opendata.services.harvesting.mapping import LONGEST_ADDRESS

NATIONAL = re.compile(r"https?://(?:www\.)?dataportal\.se/organisation/SE(\d{10})(-[a-z0-9-]+)?")
PLAIN_NUMBER = re.compile(r"tel:\+?\d{1,36}")
COUNTRY = "Sverige"
"""What the platform says of every address that it has itself."""
ADDRESS = {"street_address": 200, "postal_code": 20, "locality": 100}
"""Column and property -> characters that it has room for."""


def find_publisher(session: Session, thing: Thing, addresses: Addresses) -> Publisher | None:
    """By its IRI, then its organisation number, then its name; by its mailbox if it has no name."""
    known = session.scalars(select(Publisher).order_by(Publisher.created_at)).all()
    numbers = set(_numbers(thing))
    names = set(_names(thing.values.get("name", {})))
    mailboxes = {_plain(one) for one in thing.values.get("mbox", ())} if not names else set()
    trials: Sequence[Callable[[Publisher], bool]] = (
        lambda one: thing.iri in (addresses.publisher(one), addresses.publisher_page(one)),
        lambda one: _digits(one.organisation_number or "") in numbers,
        lambda one: not names.isdisjoint(_names(one.name)),
        lambda one: one.email in mailboxes,
    )
    return next((one for trial in trials for one in known if trial(one)), None)


def make_publisher(session: Session, actor: Actor, thing: Thing) -> Publisher:
    publisher = Publisher(iri=thing.iri, **_publisher_columns(session, thing))
    publisher.slug = _free_slug(session, next(_names(thing.values.get("name", {})), ""))
    session.add(publisher)
    session.flush()
    journal.record(session, actor, "publisher.create", publisher.slug, publisher_id=publisher.id)
    return publisher


def settle_contact(publisher: Publisher, thing: Thing, addresses: Addresses) -> ContactPoint | None:
    """The publisher's contact point of that IRI, else with that mailbox and name, else a new one. What came from a
    source is brought up to date with it. None when there is no room for what it is called or how it is reached."""
    columns = _contact_columns(thing)
    if len(columns["name"]) > 200 or len(columns["email"]) > 254:
        return None
    same = (columns["name"], columns["email"])
    for point in publisher.contact_points:
        if thing.iri == addresses.contact_point(point):
            for name, value in columns.items() if point.iri else ():
                setattr(point, name, value)
            return point
    found = next((one for one in publisher.contact_points if (one.name, one.email) == same and not one.iri), None)
    if found is None:
        found = ContactPoint(iri=thing.iri, position=len(publisher.contact_points), **columns)
        publisher.contact_points.append(found)
    return found


def _publisher_columns(session: Session, thing: Thing) -> dict[str, Any]:
    said = dcat.to_json(thing.values)
    name, description = said.pop("name", {}), said.pop("description", {})
    kind = dcat.find("publisher-type", said.get("type", ""))
    columns: dict[str, Any] = {
        "name": _texts(name),
        "description": _texts(description),
        "publisher_type": kind.code if kind and said.pop("type") else "",
        "organisation_number": _taken(said, "identifier", lambda one: _is_free_number(session, one)),
        "homepage": _taken(said, "homepage", lambda one: isinstance(one, str) and len(one) <= LONGEST_ADDRESS),
    }
    mailbox = _taken(said, "mbox", lambda one: len(_plain(one)) <= 254)
    columns["email"] = _plain(mailbox) if mailbox else None
    for own, texts in (("name", name), ("description", description)):
        several = {language: text for language, text in texts.items() if isinstance(text, list)}
        said |= {own: several} if several else {}
    return columns | {"more": said}


def _contact_columns(thing: Thing) -> dict[str, Any]:
    said = dcat.to_json(thing.values)
    mailbox = _taken(said, "has_email", lambda one: isinstance(one, str))
    number = _taken(said, "has_telephone", _is_plain_number)
    address = _taken(said, "has_address", _is_plain_address) or {}
    return {
        "name": _taken(said, "fn", bool) or "",
        "email": _plain(mailbox) if mailbox else "",
        "telephone": number["has_value"].removeprefix("tel:") if number else None,
        **{name: address.get(name) for name in ADDRESS},
        "more": said,
    }


def _taken(said: dict[str, Any], name: str, fits: Any) -> Any:
    """The first value of a property, taken out, if it fits a column."""
    values = said.get(name) or []
    if not values or not fits(values[0]):
        return None
    rest = said.pop(name)[1:]
    said |= {name: rest} if rest else {}
    return values[0]


def _is_plain_number(item: Any) -> bool:
    return set(item) == {"has_value"} and PLAIN_NUMBER.fullmatch(item["has_value"]) is not None


def _is_plain_address(item: Any) -> bool:
    parts = {name: text for name, text in item.items() if name in ADDRESS}
    fits = all(len(text) <= ADDRESS[name] for name, text in parts.items())
    return bool(parts) and fits and item == parts | {"country_name": COUNTRY}


def _is_free_number(session: Session, said: str) -> bool:
    is_number = ORGANISATION_NUMBER.fullmatch(said) is not None
    return is_number and not session.scalar(select(Publisher.id).where(Publisher.organisation_number == said))


def _numbers(thing: Thing) -> Iterator[str]:
    """Organisation numbers in digits, with the suffix that tells apart those who share one."""
    national = NATIONAL.fullmatch(thing.iri)
    if national:
        yield national[1] + (national[2] or "")
    yield from (_digits(one) for one in thing.values.get("identifier", ()) if ORGANISATION_NUMBER.fullmatch(one))


def _digits(number: str) -> str:
    return re.sub(r"^(\d{6})-(\d{4})", r"\1\2", number)


def _names(text: Mapping[str, str | list[str]]) -> Iterator[str]:
    for words in text.values():
        yield from (one.strip() for one in ([words] if isinstance(words, str) else words))


def _texts(value: Mapping[str, str | Sequence[str]]) -> dict[str, str]:
    return {language: text if isinstance(text, str) else text[0] for language, text in value.items()}


def _plain(mailbox: str) -> str:
    return mailbox.removeprefix("mailto:")


def _free_slug(session: Session, name: str) -> str:
    wanted = slug_of(name) or "publisher"
    stem = wanted[:70].rstrip("-")
    taken = set(session.scalars(select(Publisher.slug).where(Publisher.slug.startswith(stem, autoescape=True))))
    return next(slug for slug in (wanted, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
