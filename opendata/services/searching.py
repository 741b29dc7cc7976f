"""Search among published datasets, with facets, and how much there is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from opendata import search as words
from opendata.model import DataFile, Dataset, SearchEntry, SearchFacet, State, Version, now
from opendata.search import Bits, Question
from opendata.services import specifications, synonyms
from opendata.services.indexing import CHUNK, EVERYTHING, swedish_order

__all__ = ["FACETS", "SORTS", "Figures", "Found", "Search", "counts", "figures", "search", "swedish_order"]

FACETS = ("publisher", "theme", "format", "licence", "specification", "updated", "frequency", "api", "map", "hvd")
RECENT = {"week": timedelta(days=7), "month": timedelta(days=30)}
"""Values of the facet `updated` beside the years."""
WORTH = dict(zip(words.FIELDS, (10, 6, 3, 2), strict=True))
"""How much a word counts in each field."""
ORDERS: Mapping[str, tuple[Any, ...]] = {
    "relevance": (SearchEntry.length, SearchEntry.title_order, SearchEntry.number),
    "changed": (SearchEntry.changed_at, SearchEntry.number),
    "-changed": (SearchEntry.changed_at.desc(), SearchEntry.number.desc()),
    "title": (SearchEntry.title_order, SearchEntry.number),
    "-title": (SearchEntry.title_order.desc(), SearchEntry.number.desc()),
}
SORTS = tuple(ORDERS)
RELATED_BY, LIKELY = 5, 20
"""So many keywords, each with so many answers, are asked for others like a dataset."""
FEW = 5000
"""So many are put in order by themselves; of more, the whole order is walked until enough are found."""
AT_ONCE = 500
"""Datasets that are loaded by one query."""
LISTED = (
    joinedload(Dataset.publisher),
    selectinload(Dataset.files)
    .joinedload(DataFile.current_version)
    .options(
        selectinload(Version.renditions),
        *(defer(heavy) for heavy in (Version.stored_report, Version.sample, Version.profile, Version.changes)),
    ),
)
"""What lists show of datasets, and not what else their versions carry."""
Weighed = dict[int, Bits]
"""how well it answers -> who does; each number is there once."""


@dataclass(frozen=True)
class Search:
    """Of each facet any of the values, or anything when there is none. `sort` is one of SORTS; left out, the best
    answers come first, and without words the latest changed. `nearly`: when none has all words, those that have most of
    them."""

    q: str = ""
    publisher: Sequence[str] = ()
    theme: Sequence[str] = ()
    format: Sequence[str] = ()
    licence: Sequence[str] = ()
    specification: Sequence[str] = ()
    updated: Sequence[str] = ()
    frequency: Sequence[str] = ()
    api: bool | None = None
    map: bool | None = None
    hvd: bool | None = None
    sort: str = ""
    limit: int = 20
    offset: int = 0
    nearly: bool = False
    facets: Sequence[str] = FACETS
    """Those that are counted."""


@dataclass(frozen=True)
class Found:
    datasets: Sequence[Dataset]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    """facet -> value -> how many there would be if it alone were chosen"""
    question: Question = field(default_factory=Question)
    is_nearly: bool = False
    """Whether none has all words, and these have most of them."""


def related(session: Session, dataset: Dataset, most: int = 4) -> list[Dataset]:
    """Other public datasets about the same, nearest first: found by its keywords, and sharing one or a theme."""
    found: dict[str, Dataset] = {}
    for keyword in _keywords(dataset)[:RELATED_BY]:
        for other in search(session, Search(q=keyword, limit=LIKELY, facets=())).datasets:
            found.setdefault(other.id, other)
    found.pop(dataset.id, None)
    shared = {
        other.id: 2 * len({*_keywords(dataset)} & {*_keywords(other)}) + len({*dataset.themes} & {*other.themes})
        for other in found.values()
    }
    ranked = sorted((one for one in found if shared[one]), key=lambda one: -shared[one])
    return [found[one] for one in ranked[:most]]


def _keywords(dataset: Dataset) -> list[str]:
    return [keyword.lower() for keyword in (dataset.keywords or {}).get("sv") or []]


def search(session: Session, wanted: Search) -> Found:
    """Published datasets in which all words occur, and that have one of the values chosen in each facet."""
    question = words.ask(session.connection(), wanted.q, synonyms.groups(session)) if wanted.q.strip() else Question()
    values = _facets(session, wanted)
    chosen = {name: _any_of(values[name], _chosen(wanted, name)) for name in FACETS if _chosen(wanted, name)}
    everything = values[EVERYTHING].get(EVERYTHING, 0)
    filtered = _all_of(everything, chosen.values())
    answers = [_answers(session, word) for word in question.words]
    weighed, is_nearly = {} if wanted.q.strip() and not answers else _together(answers, {0: everything}), False
    if wanted.nearly and len(answers) > 1 and not _all_of(filtered, [_union(weighed)]):
        weighed = _lacking_one(answers, everything)
        is_nearly = bool(_union(weighed) & filtered)
    answering = _union(weighed)
    hits = answering & filtered
    order = wanted.sort if wanted.sort in ORDERS else "relevance" if question.words else "-changed"
    buckets = [weighed[worth] & filtered for worth in sorted(weighed, reverse=True)] if order == "relevance" else [hits]
    counted = {
        name: _counts(values[name], answering & _all_of(everything, (chosen[one] for one in chosen if one != name)))
        for name in wanted.facets
    }
    shown = _page(session, buckets, order, wanted) if wanted.limit else []
    return Found(_datasets(session, shown), hits.bit_count(), counted, question, is_nearly)


def counts(session: Session, facet: str) -> dict[str, int]:
    """How many published datasets have each value."""
    return search(session, Search(limit=0, facets=[facet])).facets[facet]


def _chosen(wanted: Search, name: str) -> set[str]:
    value = getattr(wanted, name)
    if name in ("api", "map", "hvd"):
        return set() if value is None else {"true" if value else "false"}
    if name == "specification":
        return set().union(*map(specifications.keys, value))
    return set(value)


def _facets(session: Session, wanted: Search) -> dict[str, dict[str, Bits]]:
    """facet -> value -> who has it, of those that are counted or chosen"""
    names = [name for name in FACETS if name in wanted.facets or _chosen(wanted, name)]
    found: dict[str, dict[str, Bits]] = {name: {} for name in (EVERYTHING, *names)}
    query = select(SearchFacet.facet, SearchFacet.value, SearchFacet.chunk, SearchFacet.bits)
    for facet, value, chunk, bits in session.execute(query.where(SearchFacet.facet.in_(found))):
        values = found[facet]
        values[value] = values.get(value, 0) | int.from_bytes(bits, "little") << chunk * CHUNK
    if "updated" in found:
        for name, age in RECENT.items():
            recent = session.scalars(select(SearchEntry.number).where(SearchEntry.changed_at >= now() - age))
            found["updated"][name] = words.of_numbers(recent)
    return found


def _any_of(values: Mapping[str, Bits], chosen: set[str]) -> Bits:
    found = 0
    for value in chosen:
        found |= values.get(value, 0)
    return found


def _all_of(everything: Bits, sets: Any) -> Bits:
    for one in sets:
        everything &= one
    return everything


def _union(weighed: Weighed) -> Bits:
    found = 0
    for bits in weighed.values():
        found |= bits
    return found


def _counts(values: Mapping[str, Bits], among: Bits) -> dict[str, int]:
    counted = {value: (bits & among).bit_count() for value, bits in values.items()}
    return dict(sorted(((value, count) for value, count in counted.items() if count), key=_most_first))


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _lacking_one(every: Sequence[Weighed], everything: Bits) -> Weighed:
    """Who has all words that anything has, or all of these but one, by how well."""
    answers = [found for found in every if found]
    if answers and len(answers) < len(every) and (found := _together(answers, {0: everything})):
        return found
    lacking: Weighed = {}
    for left_out in range(len(answers)) if len(answers) > 1 else ():
        some = _together([one for place, one in enumerate(answers) if place != left_out], {0: everything})
        for worth, bits in some.items():
            lacking[worth] = lacking.get(worth, 0) | bits
    return _disjoint(lacking)


def _disjoint(weighed: Weighed) -> Weighed:
    taken, found = 0, {}
    for worth in sorted(weighed, reverse=True):
        found[worth] = weighed[worth] & ~taken
        taken |= weighed[worth]
    return {worth: bits for worth, bits in found.items() if bits}


def _together(answers: Sequence[Weighed], found: Weighed) -> Weighed:
    for one in answers:
        added: Weighed = {}
        for worth, bits in found.items():
            for more, others in one.items():
                both = bits & others
                if both:
                    added[worth + more] = added.get(worth + more, 0) | both
        found = added
    return found


def _answers(session: Session, word: words.Word) -> Weighed:
    """Who has the word, by the best way and the best field that it is found in."""
    connection, found = session.connection(), Weighed()
    for way in word.ways:
        single = [alternative[0] for alternative in way.any_of if len(alternative) == 1]
        together = [alternative for alternative in way.any_of if len(alternative) > 1]
        so_far: dict[str, Bits] = {}
        for name, worth in WORTH.items():
            bits = words.find(connection, single, name)
            for token in {token for alternative in together for token in alternative}:
                so_far[token] = so_far.get(token, 0) | words.find(connection, [token], name)
            for alternative in together:
                bits |= _all_of(-1, (so_far[token] for token in alternative))
            found[way.worth * worth] = found.get(way.worth * worth, 0) | bits
    return _disjoint(found)


def _page(session: Session, buckets: Sequence[Bits], order: str, wanted: Search) -> list[int]:
    """The numbers that are shown, of buckets from the best to the worst."""
    found: list[int] = []
    skip = wanted.offset
    for bucket in buckets:
        count = bucket.bit_count()
        if skip >= count:
            skip -= count
            continue
        missing = wanted.limit - len(found)
        found += list(_ordered(session, bucket, order, skip + missing))[skip:]
        skip = 0
        if len(found) >= wanted.limit:
            break
    return found


def _ordered(session: Session, among: Bits, order: str, most: int) -> Iterator[int]:
    query = select(SearchEntry.number).order_by(*ORDERS[order])
    if among.bit_count() <= FEW:
        own = words.is_among(session.connection(), SearchEntry.number, among)
        yield from session.scalars(query.where(own).limit(most))
        return
    there = among.to_bytes((among.bit_length() + 7) // 8, "little")
    count, step, offset = 0, max(most * 8, 1000), 0
    while some := session.scalars(query.limit(step).offset(offset)).all():
        for number in some:
            if number >> 3 < len(there) and there[number >> 3] >> (number & 7) & 1:
                yield number
                count += 1
                if count == most:
                    return
        offset, step = offset + step, step * 4


def _datasets(session: Session, numbers: Sequence[int]) -> list[Dataset]:
    if not numbers:
        return []
    places = {number: place for place, number in enumerate(numbers)}
    query = select(SearchEntry.number, Dataset).join(Dataset, Dataset.id == SearchEntry.dataset_id).options(*LISTED)
    found: list[tuple[int, Dataset]] = []
    for start in range(0, len(numbers), AT_ONCE):
        some = query.where(SearchEntry.number.in_(numbers[start : start + AT_ONCE]))
        found += [(number, dataset) for number, dataset in session.execute(some).unique()]
    return [dataset for _place, dataset in sorted((places[number], dataset) for number, dataset in found)]


@dataclass(frozen=True)
class Figures:
    datasets: int
    files: int
    rows: int


def figures(session: Session) -> Figures:
    """How much the public has."""
    query = (
        select(func.count(Dataset.id.distinct()), func.count(), func.sum(Version.rows))
        .select_from(Dataset)
        .join(DataFile, DataFile.dataset_id == Dataset.id)
        .join(Version, Version.id == DataFile.current_version_id)
        .where(Dataset.state == State.PUBLISHED)
    )
    datasets, files, rows = session.execute(query).one()
    return Figures(datasets, files, int(rows or 0))
