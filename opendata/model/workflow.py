"""draft -> in review -> published -> withdrawn, as a table of moves."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Move:
    """A step that a person takes with a dataset: from which states, to which, and the permission that it needs."""

    name: str
    sources: frozenset[State]
    target: State
    permission: str
    needs_note: bool = False
    must_be_complete: bool = False


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("submit", frozenset({State.DRAFT}), State.IN_REVIEW, "edit", must_be_complete=True),
        Move("return", frozenset({State.IN_REVIEW}), State.DRAFT, "review", needs_note=True),
        Move(
            "publish",
            frozenset({State.DRAFT, State.IN_REVIEW, State.WITHDRAWN}),
            State.PUBLISHED,
            "review",
            must_be_complete=True,
        ),
        Move("withdraw", frozenset({State.PUBLISHED}), State.WITHDRAWN, "review", needs_note=True),
    )
}


def moves_from(state: State) -> tuple[Move, ...]:
    return tuple(move for move in MOVES.values() if state in move.sources)
