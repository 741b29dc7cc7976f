"""What published datasets are found by: written with each change of what is public, in the same transaction.

What has to be done anew (a publisher has another name, the code has changed) is an entry without its edition, which the
worker's sweep finds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from opendata import search as words
from opendata import tabular
from opendata.dcat import vocabularies
from opendata.files import Files
from opendata.model import (
    Actor,
    CatalogState,
    DataFile,
    Dataset,
    Publisher,
    SearchEntry,
    SearchFacet,
    SearchWord,
    State,
    Version,
)
from opendata.model.dataset import QUERY
from opendata.search import Document
from opendata.search.lexicon import Lexicon
from opendata.services import journal, specifications
from opendata.services.describing import FORM_NAMES, has_rows

CHUNK = 32768
"""Numbers of a facet's row."""
BATCH = 100
"""Datasets that are indexed in one transaction."""
EVERYTHING = ""
"""The facet that all have."""
SWEDISH_LAST = str.maketrans({"å": "{", "ä": "|", "ö": "}"})
WHOLE = (
    joinedload(Dataset.publisher),
    selectinload(Dataset.files).joinedload(DataFile.current_version).options(
        selectinload(Version.renditions), undefer(Version.texts)
    ),
)  # fmt: skip
Texts = Iterable[tuple[str, str]]
"""(text, language)"""


def index(session: Session, datasets: Sequence[Dataset]) -> None:
    """Let these, which are published, be found by what they say now."""
    _lock(session)
    session.flush()
    numbers = _numbers(session, datasets)
    before: dict[int, Mapping[str, Any]] = {}
    after: dict[int, dict[str, Any]] = {}
    documents = {}
    for dataset in datasets:
        number, title = numbers[dataset.id], dataset.title.get("sv", "")
        documents[number], after[number] = document(dataset), facets(dataset)
        entry = session.get(SearchEntry, number)
        if entry is not None:
            before[number] = entry.facets
        session.merge(
            SearchEntry(
                number=number,
                dataset_id=dataset.id,
                edition=words.edition(),
                facets=after[number],
                changed_at=dataset.data_changed_at or dataset.changed_at,
                title_order=swedish_order(title)[:500],
                length=len(list(words.words_of(title))),
            )
        )
    session.flush()
    _mark(session, before, after)
    words.put(session.connection(), documents)
    Lexicon(session.connection()).add({token: word for one in documents.values() for token, word in one.words.items()})


def remove(session: Session, dataset: Dataset) -> None:
    entry = session.scalar(select(SearchEntry).where(SearchEntry.dataset_id == dataset.id))
    if entry is None:
        return
    _lock(session)
    _mark(session, {entry.number: entry.facets}, {})
    words.take_out(session.connection(), [entry.number])
    session.delete(entry)
    session.flush()


def expire(session: Session, publisher: Publisher) -> None:
    """Its datasets are found by its name, so they have to be indexed anew."""
    own = select(Dataset.id).where(Dataset.publisher_id == publisher.id)
    session.execute(update(SearchEntry).where(SearchEntry.dataset_id.in_(own)).values(edition=""))


def waiting(session: Session, *, missing_only: bool = False) -> Sequence[str]:
    """Ids of some published datasets that aren't found by what they say now, or not at all."""
    query = (
        select(Dataset.id)
        .outerjoin(SearchEntry, SearchEntry.dataset_id == Dataset.id)
        .where(Dataset.state == State.PUBLISHED, _is_due(missing_only=missing_only))
        .order_by(Dataset.id)
        .limit(BATCH)
    )
    return session.scalars(query).all()


def catch_up(session: Session, dataset_ids: Sequence[str]) -> None:
    """Index those that wait."""
    query = select(Dataset).where(Dataset.id.in_(dataset_ids), Dataset.state == State.PUBLISHED).options(*WHOLE)
    index(session, session.scalars(query).unique().all())


def rebuild(session: Session, actor: Actor) -> int:
    """Forget everything that is known of words and facets, and index all anew; returns how many datasets."""
    actor.require_administrator()
    _lock(session)
    words.take_out(session.connection(), session.scalars(select(SearchEntry.number)).all())
    for table in (SearchFacet, SearchWord, SearchEntry):
        session.execute(delete(table))
    session.expunge_all()
    count = 0
    while some := waiting(session, missing_only=True):
        catch_up(session, some)
        session.flush()
        session.expunge_all()
        count += len(some)
    journal.record(session, actor, "search.rebuild", str(count))
    return count


def without_texts(session: Session) -> Sequence[str]:
    """Ids of public versions whose values were never looked at: of before there was a search for them."""
    query = (
        select(Version.id)
        .join(DataFile, DataFile.current_version_id == Version.id)
        .join(Dataset, Dataset.id == DataFile.dataset_id)
        .where(Dataset.state == State.PUBLISHED, Version.profile.is_not(None), Version.texts.is_(None))
        .order_by(Version.id)
        .limit(BATCH)
    )
    return session.scalars(query).all()


def texts_of(version: Version, files: Files) -> dict[str, list[str]]:
    """The short texts of a version, from its query file."""
    query = version.rendition(QUERY)
    if query is None:
        return {}
    with files.scratch() as folder:
        return tabular.distinct_texts(files.as_path(query.sha256), version.fields, Path(folder))


def note_texts(session: Session, version_id: str, texts: Mapping[str, list[str]]) -> None:
    """Keep what was found in a version, and have its dataset indexed anew."""
    version = session.get_one(Version, version_id)
    version.texts = dict(texts)
    own = SearchEntry.dataset_id == version.file.dataset_id
    session.execute(update(SearchEntry).where(own).values(edition=""))


def _is_due(*, missing_only: bool) -> ColumnElement[bool]:
    missing = SearchEntry.number.is_(None)
    return missing if missing_only else or_(missing, SearchEntry.edition != words.edition())


def _lock(session: Session) -> None:
    """Nobody else indexes until the end of the transaction. The catalog's own lock: two could wait for each other."""
    session.execute(select(CatalogState.id).with_for_update())


def _numbers(session: Session, datasets: Sequence[Dataset]) -> dict[str, int]:
    ids = [dataset.id for dataset in datasets]
    rows = session.execute(select(SearchEntry.dataset_id, SearchEntry.number).where(SearchEntry.dataset_id.in_(ids)))
    known = dict(rows.all())
    new = [dataset_id for dataset_id in ids if dataset_id not in known]
    first = (session.scalar(select(func.max(SearchEntry.number))) or 0) + 1
    return known | {dataset_id: first + place for place, dataset_id in enumerate(new)}


def document(dataset: Dataset) -> Document:
    versions = [file.current_version for file in dataset.published_files if file.current_version]
    labels = [
        *(one.label for code in dataset.themes if (one := vocabularies.vocabulary("data-theme").get(code))),
        *(one.title for one in specifications.followed(dataset)),
        *(FORM_NAMES.get(form, {"sv": form}) for form in _formats(dataset)),
    ]
    keywords = [(word, language) for language, some in dataset.keywords.items() for word in some]
    data = [
        *(text for label in labels for text in label.items()),
        *(text for version in versions for field in version.fields for text in _of_field(field)),
        *((text, "sv") for version in versions for some in (version.texts or {}).values() for text in some),
    ]
    described = [text for file in dataset.files for text in (*file.title.items(), *file.description.items())]
    return Document(
        {
            "title": _told((text, language) for language, text in dataset.title.items()),
            "keywords": _told([*keywords, *((text, code) for code, text in dataset.publisher.name.items())]),
            "description": _told((text, language) for language, text in [*dataset.description.items(), *described]),
            "data": _told(data),
        }
    )


def _of_field(field: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield field["name"], "sv"
    yield field.get("title") or "", "sv"
    for language, title in (field.get("titles") or {}).items():
        yield title, language


def _told(texts: Texts) -> dict[str, str]:
    """token -> the first word that has it"""
    found: dict[str, str] = {}
    for text, language in texts:
        for match in words.words_of(text):
            for token in words.tokens(match[0], language):
                found.setdefault(token, match[0])
    return found


def facets(dataset: Dataset) -> dict[str, list[str]]:
    """facet -> the values that the dataset has, as they are in an address."""
    changed_at = dataset.data_changed_at or dataset.changed_at
    forms = _formats(dataset)
    return {
        EVERYTHING: [EVERYTHING],
        "publisher": [dataset.publisher.slug],
        "theme": sorted(set(dataset.themes)),
        "format": sorted(forms),
        "licence": [dataset.licence] if dataset.licence else [],
        "specification": sorted(specifications.of_dataset(dataset)),
        "updated": [str(changed_at.astimezone(UTC).year)],
        "frequency": [dataset.frequency] if dataset.frequency else [],
        "api": [_yes(any(has_rows(file) for file in dataset.published_files))],
        "map": [_yes("geojson" in forms)],
        "hvd": [_yes(bool(dataset.hvd_categories))],
    }


def _yes(is_so: bool) -> str:
    return "true" if is_so else "false"


def _formats(dataset: Dataset) -> set[str]:
    versions = [file.current_version for file in dataset.published_files]
    own = {rendition.format for version in versions if version for rendition in version.renditions} - {QUERY}
    return own | {_code_of(str(file.link["format"])) for file in dataset.links if file.link and file.link.get("format")}


def _code_of(media_type: str) -> str:
    """The code of a media type, as ours are written."""
    known = vocabularies.vocabulary("media-type").values()
    return next((one.code for one in known if media_type in (one.media_type, one.iri)), media_type).lower()[:100]


def _mark(session: Session, before: Mapping[int, Mapping[str, Any]], after: Mapping[int, Mapping[str, Any]]) -> None:
    """Bits where they are new, none where they were before."""
    changes: dict[tuple[str, str, int], tuple[set[int], set[int]]] = {}
    for place, values in ((0, after), (1, before)):
        for number, by_facet in values.items():
            for facet, some in by_facet.items():
                for value in some:
                    key = (facet, value, number // CHUNK)
                    changes.setdefault(key, (set(), set()))[place].add(number % CHUNK)
    for key, (new, old) in sorted(changes.items()):
        if new == old:
            continue
        row = session.get(SearchFacet, key)
        if row is None:
            row = SearchFacet(facet=key[0], value=key[1], chunk=key[2], bits=b"")
            session.add(row)
        bits = int.from_bytes(row.bits, "little") & ~words.of_numbers(old) | words.of_numbers(new)
        row.bits = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
        if not bits:
            session.delete(row)
    session.flush()


def swedish_order(text: str) -> str:
    """A sort key with å, ä, ö after z."""
    return words.fold(text).translate(SWEDISH_LAST)
