"""Many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

import pytest

from opendata.errors import NotAllowed, Unreachable
from opendata.tabular.turns import Turns


def test_nobody_has_more_than_a_share_and_the_others_still_get_theirs():
    turns = Turns(at_once=4, each=2, waiting=1, patience=0)
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(turns.turn("eager"))
        with pytest.raises(NotAllowed, match="too_many_at_once"):
            held.enter_context(turns.turn("eager"))
        for _ in range(2):
            held.enter_context(turns.turn("other"))
        with pytest.raises(Unreachable, match="rows_busy"):
            held.enter_context(turns.turn("third"))
    with turns.turn("third"):
        pass


def test_who_waits_has_a_turn_when_one_is_free():
    turns = Turns(at_once=1, each=1, waiting=1, patience=30)
    asked, had = Event(), []

    def ask():
        asked.set()
        with turns.turn("second"):
            had.append("second")

    with ThreadPoolExecutor(1) as pool:
        with turns.turn("first"):
            waiting = pool.submit(ask)
            asked.wait(30)
            had.append("first")
        waiting.result(30)
    assert had == ["first", "second"]


def test_who_waits_too_often_is_refused_at_once():
    turns = Turns(at_once=1, each=1, waiting=0, patience=30)
    with turns.turn("eager"), pytest.raises(NotAllowed, match="too_many_at_once"):
        turns.turn("eager").__enter__()


def test_a_turn_is_given_back_when_its_work_fails():
    turns = Turns(at_once=1, each=1, waiting=0)
    with pytest.raises(ZeroDivisionError), turns.turn("one"):
        raise ZeroDivisionError
    with turns.turn("one"):
        pass
