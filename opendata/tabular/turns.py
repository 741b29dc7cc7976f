"""Turns at something that costs: so many at once, and nobody gets more than a share of them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from opendata.errors import NotAllowed, Unreachable

PATIENCE_SECONDS = 5


class Turns:
    """At most `at_once` have a turn, of one asker at most `each`; others wait, of one asker at most `waiting`."""

    def __init__(self, at_once: int, each: int, waiting: int, patience: float = PATIENCE_SECONDS) -> None:
        self.at_once, self.each, self.waiting, self.patience = at_once, each, waiting, patience
        self._changed = Condition()
        self._taken: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def turn(self, asker: str) -> Iterator[None]:
        """NotAllowed `too_many_at_once` (limit) for one who asks too much, Unreachable `rows_busy` when all do."""
        with self._changed:
            self._wait(asker)
            self._taken[asker] += 1
        try:
            yield
        finally:
            with self._changed:
                _drop(self._taken, asker)
                self._changed.notify_all()

    def _wait(self, asker: str) -> None:
        if self._may_begin(asker):
            return
        if self._waiting[asker] >= self.waiting:
            raise NotAllowed("too_many_at_once", limit=self.each)
        self._waiting[asker] += 1
        try:
            is_free = self._changed.wait_for(lambda: self._may_begin(asker), self.patience)
        finally:
            _drop(self._waiting, asker)
        if not is_free:
            has_all = self._taken[asker] >= self.each
            raise NotAllowed("too_many_at_once", limit=self.each) if has_all else Unreachable("rows_busy")

    def _may_begin(self, asker: str) -> bool:
        return self._taken[asker] < self.each and self._taken.total() < self.at_once


def _drop(counts: Counter[str], asker: str) -> None:
    counts[asker] -= 1
    if not counts[asker]:
        del counts[asker]
