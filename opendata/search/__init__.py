"""Words: text -> what it is found by, and the full-text index in the database (FTS5, tsvector) that finds it. Knows
nothing of datasets: what is indexed has a number and four fields."""

from opendata.search.bits import Bits, numbers_of, of_numbers
from opendata.search.index import FIELDS, Document, find, is_among, put, take_out
from opendata.search.marking import Part, mark, snippet
from opendata.search.question import Question, Word, ask
from opendata.search.tokens import edition, fold, tokens, words_of

__all__ = [
    "FIELDS",
    "Bits",
    "Document",
    "Part",
    "Question",
    "Word",
    "ask",
    "edition",
    "find",
    "fold",
    "is_among",
    "mark",
    "numbers_of",
    "of_numbers",
    "put",
    "snippet",
    "take_out",
    "tokens",
    "words_of",
]
