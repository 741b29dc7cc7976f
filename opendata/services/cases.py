"""What people ask and report about datasets and the site: told to the contact, and answered, perhaps for all to see.

Nobody signs in to ask. The address that an answer is sent to is forgotten when the case is closed.
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opendata import mail
from opendata.errors import Conflict, Invalid, NotFound
from opendata.model import Actor, Case, CaseKind, Dataset, Delivery, Publisher, now
from opendata.model.addresses import Addresses
from opendata.model.base import LANGUAGES
from opendata.model.subscription import Purpose
from opendata.services import journal, limiting

MOST_OF_NETWORK = 10
"""An hour."""
LONGEST = 4000
"""Signs of a question or an answer."""


def ask(
    session: Session,
    kind: CaseKind,
    about: Dataset | Publisher,
    text: str,
    *,
    address: str,
    language: str,
    asker: str,
    addresses: Addresses,
) -> tuple[Case, Delivery | None]:
    """A case of the dataset's publisher, or of the one that answers for the site; and the letter to its contact, if
    there is an address. `asker` is the network address that it comes from; `address` may be empty.

    Invalid `text_missing`, `text_too_long` (limit), `email_unusable`, `too_many_for_now` (minutes).
    """
    text = _clean(text, "text")
    reply_to = mail.clean_address(address) if address.strip() else ""
    limiting.count(session, "cases from", asker, MOST_OF_NETWORK)
    dataset = about if isinstance(about, Dataset) else None
    publisher = about.publisher if isinstance(about, Dataset) else about
    case = Case(kind=kind, publisher=publisher, dataset=dataset, text=text, address=reply_to, language=language)
    session.add(case)
    session.flush()
    to = _contact(dataset, publisher)
    if not to:
        return case, None
    content = {
        **_told(case),
        "language": LANGUAGES[0],
        "to": to,
        "reply_to": reply_to,
        "link": addresses.page(f"/workspace/cases/{case.id}"),
    }
    letter = Delivery(case_id=case.id, purpose=Purpose.CASE_RECEIVED, content=content)
    session.add(letter)
    session.flush()
    return case, letter


def of_actor(session: Session, actor: Actor) -> Sequence[Case]:
    """Those of the actor's publishers, open ones first and the newest before others."""
    query = select(Case).order_by(Case.closed_at.is_not(None), Case.created_at.desc())
    if not actor.is_administrator:
        query = query.where(Case.publisher_id.in_(actor.roles))
    return session.scalars(query).all()


def open_of_actor(session: Session, actor: Actor) -> int:
    query = select(func.count()).select_from(Case).where(Case.closed_at.is_(None))
    if not actor.is_administrator:
        query = query.where(Case.publisher_id.in_(actor.roles))
    return session.scalar(query) or 0


def find(session: Session, actor: Actor, case_id: str) -> Case:
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("not_found")
    actor.require("see", case.publisher_id)
    return case


def answer(
    session: Session, actor: Actor, case: Case, text: str, *, public_question: str, addresses: Addresses
) -> Delivery | None:
    """Close the case with an answer, and send it to whoever asked, if they gave an address. With a `public_question`
    both are shown on the dataset's page.

    Invalid `text_missing`, `text_too_long` (limit), `answer_for_nobody`; Conflict `case_closed`.
    """
    actor.require("edit", case.publisher_id)
    text = _clean(text, "answer")
    public_question = _clean(public_question, "public_question") if public_question.strip() and case.dataset else ""
    if not (case.address or public_question or case.closed_at):
        raise Invalid("answer_for_nobody", field="public_question")
    to = _close(session, actor, case)
    journal.record(session, actor, "case.answer", case.id, dataset=case.dataset, publisher_id=case.publisher_id)
    case.answer, case.public_question = text, public_question
    if not to:
        return None
    link = addresses.dataset_page(case.dataset) if case.dataset else addresses.page("/accessibility")
    letter = Delivery(case_id=case.id, purpose=Purpose.CASE_ANSWERED, content={**_told(case), "to": to, "link": link})
    session.add(letter)
    session.flush()
    return letter


def close(session: Session, actor: Actor, case: Case) -> None:
    """Without an answer. Conflict `case_closed`."""
    actor.require("edit", case.publisher_id)
    _close(session, actor, case)
    journal.record(session, actor, "case.close", case.id, dataset=case.dataset, publisher_id=case.publisher_id)


def public_of(session: Session, dataset: Dataset) -> Sequence[Case]:
    """What has been answered for all to see, the newest first."""
    query = select(Case).where(Case.dataset_id == dataset.id, Case.public_question != "")
    return session.scalars(query.order_by(Case.closed_at.desc())).all()


def _close(session: Session, actor: Actor, case: Case) -> str:
    """The address that was known until now."""
    session.refresh(case, with_for_update=True)
    if case.closed_at is not None:
        raise Conflict("case_closed")
    address, case.address = case.address, ""
    case.closed_at, case.closed_by = now(), actor.name
    return address


def _contact(dataset: Dataset | None, publisher: Publisher) -> str:
    point = dataset.contact_point if dataset and dataset.contact_point else next(iter(publisher.contact_points), None)
    return point.email if point else publisher.email or ""


def _told(case: Case) -> dict[str, str | dict[str, str] | None]:
    title = case.dataset.title if case.dataset else None
    return {
        "kind": case.kind.value,
        "title": title,
        "text": case.text,
        "answer": case.answer,
        "publisher": case.publisher.name,
        "language": case.language,
    }


def _clean(text: str, field: str) -> str:
    cleaned = "".join(sign for sign in text.replace("\r\n", "\n") if sign.isprintable() or sign in "\n\t").strip()
    if not cleaned:
        raise Invalid("text_missing", field=field)
    if len(cleaned) > LONGEST:
        raise Invalid("text_too_long", field=field, limit=LONGEST)
    return cleaned
