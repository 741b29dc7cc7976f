"""All tokens that anything is found by, each with a word that has it: to complete, take apart and correct words."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute

from opendata.model.search import SearchWord

Forms = dict[str, str]
"""token -> a word that has it"""
MOST = 300
"""Tokens that are looked at of those that begin or end alike: the shortest."""
LAST = "\U0010ffff"
BATCH = 500


class Lexicon:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, tokens: Iterable[str]) -> Forms:
        wanted, found = sorted(set(tokens)), Forms()
        for start in range(0, len(wanted), BATCH):
            some = wanted[start : start + BATCH]
            found |= self._read(select(SearchWord.token, SearchWord.form).where(SearchWord.token.in_(some)))
        return found

    def beginning(self, with_: str) -> Forms:
        return self._between(SearchWord.token, with_)

    def ending(self, with_: str) -> Forms:
        return self._between(SearchWord.backwards, with_[::-1])

    def add(self, words: Mapping[str, str]) -> None:
        """Those that are known already stay as they are."""
        insert = (postgresql if self._connection.dialect.name == "postgresql" else sqlite).insert(SearchWord)
        new = sorted(words.keys() - self.known(words).keys())
        rows = [{"token": token, "backwards": token[::-1], "form": words[token][:100]} for token in new]
        for start in range(0, len(rows), BATCH):
            self._connection.execute(insert.on_conflict_do_nothing(), rows[start : start + BATCH])

    def _between(self, column: InstrumentedAttribute[str], start: str) -> Forms:
        query = (
            select(SearchWord.token, SearchWord.form)
            .where(column >= start, column < start + LAST)
            .order_by(func.length(SearchWord.token), SearchWord.token)
            .limit(MOST)
        )
        return self._read(query)

    def _read(self, query: Select[str, str]) -> Forms:
        return dict(self._connection.execute(query).all())
