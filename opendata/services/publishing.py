"""From a draft to the public: files and their versions, the moves of the workflow, what is still missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from opendata import tabular
from opendata.errors import Conflict, Invalid, NotFound
from opendata.files import Kept
from opendata.model import (
    ABOUT_COLUMNS,
    ABOUT_TYPES,
    MOVES,
    Actor,
    DataFile,
    Dataset,
    Finding,
    Hold,
    NewsKind,
    Report,
    State,
    Text,
    Version,
    VersionState,
    new_id,
    now,
)
from opendata.model.addresses import Addresses
from opendata.model.base import slug_of
from opendata.services import datasets, journal, news, publications, series, specifications
from opendata.services.checking import Terms

AS_FOUND = Terms()


def add_file(
    session: Session,
    actor: Actor,
    dataset: Dataset,
    kept: Kept,
    *,
    filename: str,
    title: Text | None = None,
    terms: Terms = AS_FOUND,
) -> DataFile:
    """A new DataFile with its first Version, in state received. The same bytes twice in one dataset are a Conflict."""
    datasets.require(actor, "edit", dataset)
    datasets.require_own(dataset)
    lock(session, dataset)
    filename = plain_filename(filename)
    for newest in filter(None, (other.newest_version for other in dataset.files)):
        if _is_of(newest, kept, terms):
            raise Conflict("same_file_already_there", file=newest.file_id, filename=newest.filename)
    stem = filename.rsplit(".", 1)[0] or filename
    given = {language: text for language, text in (title or {}).items() if text.strip()}
    file = DataFile(
        id=new_id(),
        position=dataset.next_position,
        name=slug_of(stem) or "data",
        title=datasets.clean({"title": {"sv": stem, **given}})["title"],
    )
    dataset.files.append(file)
    version = _new_version(session, actor, file, kept, filename, terms)
    _record(session, actor, "file.add", version)
    return file


def add_version(
    session: Session,
    actor: Actor,
    file: DataFile,
    kept: Kept,
    *,
    filename: str,
    terms: Terms = AS_FOUND,
    columns_may_change: bool = False,
) -> Version:
    """A new Version in state received, read and repaired as is said, else as the newest one was.

    So that those who use the data meet no other columns or types by accident, such an update is held until somebody
    confirms it; `columns_may_change` confirms it beforehand, and the schema is then inferred anew. The same bytes on
    the same terms as the newest version give that version, so that a repeated upload does no harm.
    """
    datasets.require(actor, "edit", file.dataset)
    datasets.require_own(file.dataset)
    lock(session, file.dataset)
    if file.is_link:
        raise Conflict("file_is_link", file=file.id)
    newest = file.newest_version
    if newest:
        terms = _as_before(newest, terms)
        if _is_of(newest, kept, terms) and columns_may_change <= newest.columns_may_change:
            return newest
    version = _new_version(session, actor, file, kept, plain_filename(filename), terms)
    if columns_may_change:
        _decide_beforehand(actor, version, ABOUT_COLUMNS)
    _record(session, actor, "version.add", version)
    return version


def change_schema(session: Session, actor: Actor, file: DataFile, schema: Mapping[str, Any]) -> Version:
    """The newest version's bytes again, to be checked against a corrected Table Schema."""
    version = _judge_again(session, actor, file, Terms(schema=schema))
    _record(session, actor, "file.change_schema", version)
    return version


def read_again(session: Session, actor: Actor, file: DataFile, reading: Mapping[str, Any]) -> Version:
    """The newest version's bytes again, read as is said (what tabular.Given takes)."""
    version = _judge_again(session, actor, file, Terms(reading=reading))
    _record(session, actor, "file.read_again", version)
    return version


def follow_specification(session: Session, actor: Actor, file: DataFile, asked: Any) -> Version:
    """The newest version's bytes again, to be checked against another national specification, columns mapped anew.

    `asked` is what specifications.choice takes; nothing for no specification at all.
    """
    version = _judge_again(session, actor, file, Terms(specification=specifications.choice(asked)))
    _record(session, actor, "file.follow_specification", version)
    return version


def repair(session: Session, actor: Actor, file: DataFile, steps: Sequence[Any], *, instead: bool = False) -> Version:
    """The newest version's bytes again, with these repairs after those that are made already, or `instead` of them.

    Later uploads are repaired in the same way.
    """
    datasets.require(actor, "edit", file.dataset)
    before = file.newest_version.recipe if file.newest_version and not instead else []
    version = _judge_again(session, actor, file, Terms(recipe=[*before, *tabular.load_recipe(steps)]))
    _record(session, actor, "file.repair", version)
    return version


def _judge_again(session: Session, actor: Actor, file: DataFile, terms: Terms) -> Version:
    """A new Version of the newest one's bytes; what the terms don't say is as it was."""
    datasets.require(actor, "edit", file.dataset)
    lock(session, file.dataset)
    newest = file.newest_version
    if newest is None:
        raise NotFound("not_found")
    if not newest.is_finished:
        raise Conflict("version_unfinished", version=newest.id)
    if terms.schema is None and terms.reading is None:
        terms = replace(terms, schema=newest.given_schema)
    kept = Kept(newest.sha256, newest.sha1, newest.byte_size)
    return _new_version(session, actor, file, kept, newest.filename, _as_before(newest, terms))


def _record(session: Session, actor: Actor, verb: str, version: Version) -> None:
    journal.record(
        session, actor, verb, version.filename, dataset=version.file.dataset, file=version.file.id, version=version.id
    )


def describe_file(
    session: Session, actor: Actor, file: DataFile, addresses: Addresses, *, title: Text, description: Text
) -> None:
    datasets.require(actor, "edit", file.dataset)
    datasets.require_own(file.dataset)
    lock(session, file.dataset)
    cleaned = datasets.clean({"title": title, "description": description})
    file.title, file.description = cleaned["title"], cleaned["description"]
    journal.record(session, actor, "file.describe", file.title["sv"], dataset=file.dataset, file=file.id)
    _update_catalog(session, file.dataset, addresses)


def remove_file(session: Session, actor: Actor, file: DataFile) -> None:
    """Only a file that the public has never had; its addresses would die."""
    datasets.require(actor, "edit", file.dataset)
    datasets.require_own(file.dataset)
    lock(session, file.dataset)
    if any(version.published_at for version in file.versions):
        raise Conflict("published_cannot_be_deleted", slug=file.dataset.slug)
    journal.record(session, actor, "file.remove", file.title.get("sv", file.name), dataset=file.dataset, file=file.id)
    file.current_version = None
    session.flush()
    file.dataset.files.remove(file)


def make_current(session: Session, actor: Actor, version: Version, addresses: Addresses) -> None:
    """Let an accepted version be the current one: the undo of a bad update."""
    dataset = version.file.dataset
    lock(session, dataset)
    datasets.require(actor, "review" if dataset.is_public else "edit", dataset)
    if version.state is not VersionState.ACCEPTED:
        raise Conflict("version_not_accepted", version=version.id)
    if version.is_held:
        raise Conflict("version_held", version=version.id)
    journal.record(session, actor, "version.make_current", version.filename, dataset=dataset, version=version.id)
    switch(session, version, addresses)


def switch(session: Session, version: Version, addresses: Addresses) -> None:
    """The version becomes its file's current one; if the dataset is public, so do the version and the new block."""
    dataset = version.file.dataset
    version.file.current_version = version
    dataset.changed_at = now()
    if dataset.is_public:
        _release(dataset)
        news.note(session, dataset, NewsKind.UPDATED, version)
    _update_catalog(session, dataset, addresses)


def move(session: Session, actor: Actor, dataset: Dataset, name: str, addresses: Addresses, *, note: str = "") -> None:
    """Take a step of the workflow (MOVES). Invalid when something is missing, Conflict from the wrong state."""
    step = MOVES.get(name)
    if step is None:
        raise Invalid("move_unknown", field="move", value=name, known=sorted(MOVES))
    datasets.require(actor, step.permission, dataset)
    lock(session, dataset)
    if dataset.state not in step.sources:
        raise Conflict("move_not_possible", move=name, state=dataset.state.value)
    if step.needs_note and not note.strip():
        raise Invalid("note_missing", field="note")
    if step.must_be_complete:
        require_complete(dataset, addresses)
    journal.record(session, actor, f"dataset.{name}", dataset.slug, dataset=dataset, note=note.strip())
    dataset.state = step.target
    dataset.changed_at = now()
    if step.target is State.PUBLISHED:
        dataset.first_published_at = dataset.first_published_at or now()
        _release(dataset)
        dataset.data_changed_at = dataset.data_changed_at or now()
        news.note(session, dataset, NewsKind.PUBLISHED)
    elif step.target is State.WITHDRAWN:
        news.note(session, dataset, NewsKind.WITHDRAWN)
        publications.remove(session, dataset)
    series.follow(session, dataset, addresses)
    _update_catalog(session, dataset, addresses)


def redescribe(
    session: Session, actor: Actor, dataset: Dataset, values: Mapping[str, Any], addresses: Addresses
) -> None:
    """Change the description; what is public stays complete, and its part of the catalog follows at once."""
    datasets.require(actor, "edit", dataset)
    lock(session, dataset)
    news.note_description(session, dataset, datasets.describe(session, actor, dataset, values))
    keep_complete(session, dataset, addresses)


def keep_complete(session: Session, dataset: Dataset, addresses: Addresses) -> None:
    """After a change: what is public has all that it must have, and is in the catalog as it is now."""
    if dataset.is_public:
        require_complete(dataset, addresses)
    _update_catalog(session, dataset, addresses)


def missing(dataset: Dataset, addresses: Addresses) -> Report:
    """What stands between the dataset and the public (errors), and what would make it better (warnings)."""
    findings = list(_demanded(dataset)) if dataset.source is None else []
    for file in dataset.files:
        if file.is_link:
            continue
        if file.current_version is None:
            newest = file.newest_version
            code = "file_rejected" if newest and newest.is_finished else "file_unfinished"
            findings.append(Finding(code, facts={"title": file.title.get("sv", file.name), "file": file.id}))
        elif file.current_version.is_held:
            findings.append(Finding("file_held", facts={"title": file.title.get("sv", file.name), "file": file.id}))
    described = publications.check(dataset, addresses).findings
    findings += [one for one in described if one.severity == "error" or one.facts["class"] == "Dataset"]
    return Report.of(findings)


def _demanded(dataset: Dataset) -> Iterator[Finding]:
    """What we ask for beyond the profile, of what is described here."""
    if not dataset.description.get("sv"):
        yield Finding("description_missing")
    unlicensed = [file for file in dataset.files if "license" not in (file.link or {})]
    if not dataset.licence and (unlicensed or not dataset.files):
        yield Finding("licence_missing")
    if not dataset.files:
        yield Finding("file_missing")


def require_complete(dataset: Dataset, addresses: Addresses) -> None:
    report = missing(dataset, addresses)
    if not report.sound:
        raise Invalid("not_complete", report=report)


_LARGE = (Version.profile, Version.stored_report, Version.sample, Version.changes, Version.repairs)
_TOGETHER = (
    joinedload(DataFile.dataset),
    joinedload(DataFile.current_version).options(*map(defer, _LARGE)),
)
"""What nearly everybody wants of a file; what few do is loaded when they do."""


def find_file(session: Session, actor: Actor, file_id: str) -> DataFile:
    """A file of a dataset that the actor may see; the public sees none before it has a released version."""
    file = session.get(DataFile, file_id, options=_TOGETHER)
    if file is None:
        raise NotFound("file_unknown", file=file_id)
    datasets.require_visible(actor, file.dataset)
    if not file.is_released and not actor.can("see", file.dataset.publisher_id):
        raise NotFound("file_unknown", file=file_id)
    return file


def find_version(session: Session, actor: Actor, version_id: str) -> Version:
    """A version that the actor may see: the public sees those that have been public."""
    version = session.get(Version, version_id)
    if version is None:
        raise NotFound("version_unknown", version=version_id)
    datasets.require_visible(actor, version.file.dataset)
    if version.published_at is None and not actor.can("see", version.file.dataset.publisher_id):
        raise NotFound("version_unknown", version=version_id)
    return version


def plain_filename(filename: str) -> str:
    """The last part of whatever path a client sent, without control characters, at most 255 characters."""
    last = PureWindowsPath(PurePosixPath(filename).name).name
    return "".join(character for character in last if character.isprintable()).strip()[-255:] or "data"


def _decide_beforehand(actor: Actor, version: Version, codes: Iterable[str]) -> None:
    decision = {"by": actor.name, "at": now().isoformat(), "reason": ""}
    version.holds = [Hold(code, decision=decision).to_json() for code in codes]


def _is_of(version: Version, kept: Kept, terms: Terms) -> bool:
    """Whether the version is of these bytes, on these terms, and not refused already."""
    others = replace(terms, schema=None)
    is_same = version.sha256 == kept.sha256 and _as_before(version, others) == _as_before(version, AS_FOUND)
    said = terms.schema is None or terms.schema in (version.given_schema, version.table_schema)
    return is_same and said and version.state is not VersionState.REJECTED


def _as_before(version: Version, terms: Terms) -> Terms:
    """These terms, and where they say nothing, the version's."""
    return Terms(
        reading=version.given_reading if terms.reading is None else terms.reading,
        recipe=version.recipe if terms.recipe is None else terms.recipe,
        specification=_specified(version, terms.specification),
        schema=terms.schema,
    )


def _specified(version: Version, asked: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The specification asked for, with the version's mapping of columns to it if it is the same."""
    stored = version.specification or {}
    return stored if asked is None or specifications.is_same(asked, stored) else asked


def _new_version(
    session: Session,
    actor: Actor,
    file: DataFile,
    kept: Kept,
    filename: str,
    terms: Terms,
) -> Version:
    newest = file.newest_version
    version = Version(
        id=new_id(),
        number=newest.number + 1 if newest else 1,
        filename=filename,
        sha256=kept.sha256,
        sha1=kept.sha1,
        byte_size=kept.byte_size,
        given_reading=tabular.Given.from_json(terms.reading).to_json(),
        given_schema=None if terms.schema is None else tabular.load_schema(terms.schema),
        recipe=list(terms.recipe or ()),
        specification=dict(terms.specification) if terms.specification else None,
        created_by=actor.name,
    )
    if terms.schema is not None:
        _decide_beforehand(actor, version, ABOUT_TYPES)
    file.versions.append(version)
    file.dataset.changed_at = now()
    session.flush()
    return version


def _release(dataset: Dataset) -> None:
    """All current versions are public from now on."""
    for file in dataset.published_files:
        version = file.current_version
        if version and version.published_at is None:
            version.published_at = dataset.data_changed_at = now()


def _update_catalog(session: Session, dataset: Dataset, addresses: Addresses) -> None:
    """What is public is in the catalog as it is now."""
    if dataset.is_public:
        session.flush()
        publications.write(session, dataset, addresses)


def lock(session: Session, dataset: Dataset) -> None:
    """Until the end of the transaction nobody else changes the dataset or its files, and all are as they are now.

    SQLite locks the whole database already; elsewhere two changes at once would write each other's catalog away.
    """
    session.flush()
    session.execute(select(Dataset.id).where(Dataset.id == dataset.id).with_for_update())
    session.expire_all()
