"""Words that were meant, near what was typed: one slip in short words, two in long ones."""

from opendata.search.lexicon import Forms, Lexicon
from opendata.search.tokens import plain

SHORTEST = 4
LONG = 8


def nearest(word: str, lexicon: Lexicon) -> Forms:
    """The tokens nearest to a word, if any is near enough.

    With one slip either half of a word is whole, so only tokens that share one are looked at.
    """
    if len(word) < SHORTEST or word.isdigit():
        return {}
    allowed = 2 if len(word) >= LONG else 1
    half = max(len(word) // 2 - allowed + 1, 2)
    candidates = lexicon.beginning(word[:half]) | lexicon.ending(word[-half:])
    far = {
        token: min(distance(word, token, allowed), distance(word, plain(form), allowed))
        for token, form in candidates.items()
    }
    least = min(far.values(), default=allowed + 1)
    return {token: candidates[token] for token, found in far.items() if found == least <= allowed}


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be put in, taken out, changed or swapped with the next; more than `most` as `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, opposite in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != opposite))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == opposite:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)
