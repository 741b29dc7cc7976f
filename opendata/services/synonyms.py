"""Words that mean the same, as administrators list them; a search for one finds the others."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from opendata import search
from opendata.errors import Invalid
from opendata.model import Actor, Synonym
from opendata.services import journal

LONGEST = 60
"""Characters of a word or phrase."""
MOST = 1000
"""Groups."""


def groups(session: Session) -> list[list[str]]:
    return [list(words) for words in session.scalars(select(Synonym.words).order_by(Synonym.position, Synonym.id))]


def as_text(session: Session, actor: Actor) -> str:
    """A line for each group, with commas between the words."""
    actor.require_administrator()
    return "".join(f"{', '.join(words)}\n" for words in groups(session))


def change(session: Session, actor: Actor, text: str) -> int:
    """The whole list anew, as `as_text` gives it; returns how many groups. Invalid names a line that can't be used."""
    actor.require_administrator()
    read = [(number, _group(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, group in read:
        if len(group) < 2:
            raise Invalid("synonym_alone", field="synonyms", line=number)
        too_long = next((word for word in group if len(word) > LONGEST or not search.tokens(word)), None)
        if too_long is not None:
            raise Invalid("synonym_unusable", field="synonyms", line=number, value=too_long[:LONGEST], longest=LONGEST)
    if len(read) > MOST:
        raise Invalid("synonyms_too_many", field="synonyms", most=MOST)
    before = groups(session)
    after = [group for _number, group in read]
    if after != before:
        session.execute(delete(Synonym))
        session.add_all(Synonym(position=position, words=group) for position, group in enumerate(after))
        journal.record(session, actor, "search.synonyms", str(len(after)))
    return len(after)


def _group(line: str) -> Sequence[str]:
    return list(dict.fromkeys(" ".join(word.split()).casefold() for word in line.split(",") if word.strip()))
