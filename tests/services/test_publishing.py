import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from opendata.errors import Conflict, Invalid, NotAllowed, NotFound
from opendata.model import Actor, DataFile, State, VersionState
from opendata.model.account import NOBODY
from opendata.services import accounts, datasets, holding, journal, publishers, publishing
from tests.services.conftest import BROKEN, DESCRIBED, SOUND, Office

Verb = Callable[[Session, Actor, Office, DataFile], Any]
SCHEMA = {"fields": [{"name": "namn", "title": "Namn", "type": "string"}]}


def kept(office: Office, content: str = SOUND + "Tulebo,57.6,12.1\n") -> Any:
    return office.platform.files.keep(io.BytesIO(content.encode()))


CHANGES: dict[str, Verb] = {
    "create": lambda session, actor, office, file: datasets.create(
        session, actor, publishers.find(session, "parker"), DESCRIBED
    ),
    "describe": lambda session, actor, office, file: datasets.describe(
        session, actor, file.dataset, {"title": {"sv": "Mitt"}}
    ),
    "redescribe": lambda session, actor, office, file: publishing.redescribe(
        session, actor, file.dataset, {"title": {"sv": "Mitt"}}, office.platform.addresses
    ),
    "delete": lambda session, actor, office, file: datasets.delete(session, actor, file.dataset),
    "add_file": lambda session, actor, office, file: publishing.add_file(
        session, actor, file.dataset, kept(office), filename="x.csv"
    ),
    "add_version": lambda session, actor, office, file: publishing.add_version(
        session, actor, file, kept(office), filename="x.csv"
    ),
    "change_schema": lambda session, actor, office, file: publishing.change_schema(session, actor, file, SCHEMA),
    "read_again": lambda session, actor, office, file: publishing.read_again(session, actor, file, {"header_row": 2}),
    "repair": lambda session, actor, office, file: publishing.repair(session, actor, file, [{"step": "trim"}]),
    "decide": lambda session, actor, office, file: holding.decide(
        session, actor, file.versions[0], "much_smaller", "x", office.platform.addresses
    ),
    "describe_file": lambda session, actor, office, file: publishing.describe_file(
        session, actor, file, office.platform.addresses, title={"sv": "Min"}, description={}
    ),
    "remove_file": lambda session, actor, office, file: publishing.remove_file(session, actor, file),
    "make_current": lambda session, actor, office, file: publishing.make_current(
        session, actor, file.versions[0], office.platform.addresses
    ),
    **{
        name: lambda session, actor, office, file, name=name: publishing.move(
            session, actor, file.dataset, name, office.platform.addresses, note="x"
        )
        for name in ("submit", "return", "publish", "withdraw")
    },
}
LOOKS: dict[str, Verb] = {
    "find": lambda session, actor, office, file: datasets.find(session, actor, file.dataset.slug),
    "find_file": lambda session, actor, office, file: publishing.find_file(session, actor, file.id),
    "find_version": lambda session, actor, office, file: publishing.find_version(session, actor, file.versions[0].id),
}
JOURNAL: dict[str, Verb] = {
    "journal": lambda session, actor, office, file: journal.of_dataset(session, actor, file.dataset),
}
ADMINISTRATION: dict[str, Verb] = {
    "create_publisher": lambda session, actor, office, file: publishers.create(
        session, actor, publishers.About({"sv": "Mitt bolag"}, "mitt@example.org")
    ),
    "create_user": lambda session, actor, office, file: accounts.create_user(
        session, actor, email="mig@example.org", name="Jag", password="correct horse battery"
    ),
    "users": lambda session, actor, office, file: accounts.users(session, actor),
    "find_user": lambda session, actor, office, file: accounts.find_user(session, actor, "0" * 16),
    "set_role": lambda session, actor, office, file: accounts.set_role(
        session, actor, accounts.user_of(session, "outsider@example.org"), file.dataset.publisher, None
    ),
    "set_active": lambda session, actor, office, file: accounts.set_active(
        session, actor, accounts.user_of(session, "editor@example.org"), active=False
    ),
}


def first_file(office: Office, session: Session, slug: str) -> DataFile:
    return office.dataset(session, slug).files[0]


@pytest.mark.parametrize("who", ["outsider", "nobody"])
@pytest.mark.parametrize("verb", [*CHANGES, *LOOKS, *JOURNAL])
def test_a_stranger_cannot_learn_from_any_verb_that_a_draft_exists(
    office: Office, draft: str, verb: str, who: str
) -> None:
    actor = office.people.outsider.actor if who == "outsider" else NOBODY
    with office.platform.session(write=True) as session:
        file = first_file(office, session, draft)
        with pytest.raises(NotFound):
            (CHANGES | LOOKS | JOURNAL)[verb](session, actor, office, file)
        assert not session.new | session.dirty | session.deleted


@pytest.mark.parametrize("who", ["outsider", "nobody"])
@pytest.mark.parametrize("verb", [*CHANGES, *JOURNAL])
def test_a_stranger_can_change_nothing_that_is_public(office: Office, public: str, verb: str, who: str) -> None:
    actor = office.people.outsider.actor if who == "outsider" else NOBODY
    with office.platform.session(write=True) as session:
        file = first_file(office, session, public)
        with pytest.raises((NotAllowed, NotFound)):
            (CHANGES | JOURNAL)[verb](session, actor, office, file)
        assert not session.new | session.dirty | session.deleted


@pytest.mark.parametrize("who", ["editor", "reviewer", "outsider", "nobody"])
@pytest.mark.parametrize("verb", ADMINISTRATION)
def test_only_an_administrator_administrates(office: Office, draft: str, verb: str, who: str) -> None:
    actor = NOBODY if who == "nobody" else getattr(office.people, who).actor
    with office.platform.session(write=True) as session:
        file = first_file(office, session, draft)
        with pytest.raises(NotFound if who == "nobody" else NotAllowed):
            ADMINISTRATION[verb](session, actor, office, file)
        assert not session.new | session.dirty | session.deleted


@pytest.mark.parametrize("verb", ["publish", "return", "withdraw"])
def test_what_a_reviewer_decides_an_editor_may_not(office: Office, draft: str, verb: str) -> None:
    with office.platform.session(write=True) as session, pytest.raises(NotAllowed):
        CHANGES[verb](session, office.people.editor.actor, office, first_file(office, session, draft))


def test_what_is_public_and_its_versions_everybody_may_see(office: Office, public: str) -> None:
    with office.platform.session() as session:
        file = first_file(office, session, public)
        for look in LOOKS.values():
            for actor in (NOBODY, office.people.outsider.actor):
                assert look(session, actor, office, file)


@pytest.mark.parametrize(
    ("steps", "impossible"),
    [
        ([], {"return", "withdraw"}),
        (["submit"], {"submit", "withdraw"}),
        (["publish"], {"submit", "return", "publish"}),
        (["publish", "withdraw"], {"submit", "return", "withdraw"}),
    ],
)
def test_a_move_from_the_wrong_state_is_a_conflict(
    office: Office, draft: str, steps: list[str], impossible: set[str]
) -> None:
    for step in steps:
        state = office.move(draft, step, "därför")
    for name in impossible:
        with pytest.raises(Conflict) as refused:
            office.move(draft, name, "därför")
        assert refused.value.code == "move_not_possible"
        assert refused.value.facts["move"] == name
    with office.platform.session() as session:
        assert office.dataset(session, draft).state is (state if steps else State.DRAFT)


def test_all_the_ways_round(office: Office, draft: str) -> None:
    steps = [
        ("submit", State.IN_REVIEW),
        ("return", State.DRAFT),
        ("submit", State.IN_REVIEW),
        ("publish", State.PUBLISHED),
        ("withdraw", State.WITHDRAWN),
        ("publish", State.PUBLISHED),
    ]
    for name, target in steps:
        assert office.move(draft, name, "därför") is target


def test_a_move_that_does_not_exist_is_told_with_those_that_do(office: Office) -> None:
    slug = office.draft(None)
    with pytest.raises(Invalid) as refused:
        office.move(slug, "explode")
    assert refused.value.facts["known"] == ["publish", "return", "submit", "withdraw"]


@pytest.mark.parametrize("name", ["return", "withdraw"])
def test_who_sends_back_or_withdraws_says_why(office: Office, draft: str, name: str) -> None:
    office.move(draft, "submit" if name == "return" else "publish")
    with pytest.raises(Invalid) as refused:
        office.move(draft, name, "  ")
    assert refused.value.code == "note_missing"


def test_what_is_missing_is_all_said_at_once(office: Office) -> None:
    slug = office.draft(None, description={}, licence=None)
    with pytest.raises(Invalid) as refused:
        office.move(slug, "publish")
    codes = {finding.code for finding in refused.value.facts["report"].findings if finding.severity == "error"}
    assert {"description_missing", "licence_missing", "file_missing"} <= codes


def test_nothing_is_published_with_a_file_that_was_rejected_or_is_not_checked_yet(office: Office) -> None:
    rejected = office.draft(BROKEN)
    with pytest.raises(Invalid) as refused:
        office.move(rejected, "publish")
    assert [finding.code for finding in refused.value.facts["report"].findings if finding.severity == "error"] == [
        "file_rejected"
    ]
    unchecked = Office(office.platform, office.people, lambda: None).draft(title={"sv": "Ny"})
    with pytest.raises(Invalid) as refused:
        office.move(unchecked, "publish")
    assert "file_unfinished" in {finding.code for finding in refused.value.facts["report"].findings}


@pytest.mark.parametrize("values", [{"description": {}}, {"licence": None}, {"description": {"en": "Only English"}}])
def test_an_edit_cannot_make_what_is_public_incomplete(office: Office, public: str, values: dict[str, Any]) -> None:
    addresses = office.platform.addresses
    with office.platform.session(write=True) as session:
        dataset = office.dataset(session, public)
        with pytest.raises(Invalid) as refused:
            publishing.redescribe(session, office.people.editor.actor, dataset, values, addresses)
        assert refused.value.code == "not_complete"
    with office.platform.session() as session:
        assert office.dataset(session, public).licence == "CC0-1.0"


def test_a_draft_may_be_as_incomplete_as_one_likes(office: Office) -> None:
    slug = office.draft(None)
    with office.platform.session(write=True) as session:
        dataset = office.dataset(session, slug)
        values = {"description": {}, "licence": None}
        publishing.redescribe(session, office.people.editor.actor, dataset, values, office.platform.addresses)
        assert dataset.licence is None


def test_a_file_that_the_public_never_had_can_be_removed(office: Office, draft: str) -> None:
    editor = office.people.editor.actor
    office.do(lambda session: publishing.remove_file(session, editor, first_file(office, session, draft)))
    with office.platform.session() as session:
        assert office.dataset(session, draft).files == []


def test_a_file_that_the_public_has_had_stays(office: Office, public: str) -> None:
    office.move(public, "withdraw", "fel")
    with office.platform.session(write=True) as session, pytest.raises(Conflict):
        publishing.remove_file(session, office.people.reviewer.actor, first_file(office, session, public))


def test_a_bad_update_is_undone_by_making_an_older_version_current(office: Office, public: str) -> None:
    newer = office.update(public, SOUND + "Tulebo,57.6,12.1\n")
    office.work()
    with office.platform.session(write=True) as session:
        file = first_file(office, session, public)
        assert file.current_version_id == newer
        reviewer, addresses = office.people.reviewer.actor, office.platform.addresses
        publishing.make_current(session, reviewer, file.versions[0], addresses)
        session.commit()
        assert file.current_version is file.versions[0]
        assert publishing.find_version(session, NOBODY, newer).published_at


def test_on_a_public_dataset_only_a_reviewer_makes_another_version_current(office: Office, public: str) -> None:
    with office.platform.session(write=True) as session, pytest.raises(NotAllowed):
        CHANGES["make_current"](session, office.people.editor.actor, office, first_file(office, session, public))


def test_a_version_that_was_not_accepted_never_becomes_current(office: Office, public: str) -> None:
    broken = office.update(public, BROKEN)
    for state in (VersionState.RECEIVED, VersionState.REJECTED):
        with office.platform.session(write=True) as session:
            version = publishing.find_version(session, office.people.reviewer.actor, broken)
            assert version.state is state
            with pytest.raises(Conflict, match="version_not_accepted"):
                publishing.make_current(session, office.people.reviewer.actor, version, office.platform.addresses)
        office.work()


def test_the_same_bytes_again_are_the_same_version(office: Office, public: str) -> None:
    newer = office.update(public, SOUND + "Tulebo,57.6,12.1\n")
    assert office.update(public, SOUND + "Tulebo,57.6,12.1\n") == newer


def test_the_same_bytes_twice_in_a_dataset_are_a_conflict(office: Office, draft: str) -> None:
    with office.platform.session(write=True) as session, pytest.raises(Conflict) as refused:
        publishing.add_file(
            session, office.people.editor.actor, office.dataset(session, draft), kept(office, SOUND), filename="b.csv"
        )
    assert refused.value.code == "same_file_already_there"


def test_bytes_that_were_rejected_can_be_sent_again(office: Office, public: str) -> None:
    first = office.update(public, BROKEN)
    office.work()
    assert office.update(public, BROKEN) != first


def test_a_slow_older_version_does_not_push_a_newer_one_aside(office: Office, public: str) -> None:
    idle = Office(office.platform, office.people, lambda: None)
    older = idle.update(public, SOUND + "Tulebo,57.6,12.1\n")
    newer = idle.update(public, SOUND + "Surtesjön,57.8,12.1\n")
    from opendata.worker import Worker

    worker = Worker(office.platform)
    worker.check_version(newer)
    worker.check_version(older)
    with office.platform.session() as session:
        file = first_file(office, session, public)
        assert file.current_version_id == newer
        assert {version.state for version in file.versions} == {VersionState.ACCEPTED}


def test_columns_cannot_be_corrected_while_the_version_is_being_checked(office: Office) -> None:
    slug = Office(office.platform, office.people, lambda: None).draft()
    with office.platform.session(write=True) as session, pytest.raises(Conflict, match="version_unfinished"):
        file = first_file(office, session, slug)
        publishing.change_schema(session, office.people.editor.actor, file, SCHEMA)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("badplatser.csv", "badplatser.csv"),
        ("C:\\Users\\Eva\\Bad platser.csv", "Bad platser.csv"),
        ("../../etc/passwd", "passwd"),
        ("/", "data"),
        ("", "data"),
        ("..", ".."),
        ("a\r\nSet-Cookie: x\x00.csv", "aSet-Cookie: x.csv"),
        ("å" * 300 + ".csv", "å" * 251 + ".csv"),
        ("\u202etxt.exe", "txt.exe"),
    ],
)
def test_a_filename_is_its_last_part_without_what_does_not_print(sent: str, name: str) -> None:
    assert publishing.plain_filename(sent) == name


@pytest.mark.parametrize("filename", ["..", "å" * 300 + ".csv", "…….csv", "<b>.csv", ".csv", "träd (2).csv"])
def test_a_file_gets_a_name_that_can_stand_in_an_address(office: Office, filename: str) -> None:
    slug = office.draft(None)
    with office.platform.session(write=True) as session:
        dataset = office.dataset(session, slug)
        file = publishing.add_file(session, office.people.editor.actor, dataset, kept(office), filename=filename)
        assert file.name
        assert set(file.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert file.title["sv"]


def test_a_file_needs_a_title_in_swedish(office: Office, draft: str) -> None:
    addresses = office.platform.addresses
    with office.platform.session(write=True) as session:
        file = first_file(office, session, draft)
        for title in ({}, {"sv": " "}, {"en": "Bathing sites"}):
            with pytest.raises(Invalid) as refused:
                publishing.describe_file(
                    session, office.people.editor.actor, file, addresses, title=title, description={}
                )
            assert refused.value.facts["errors"] == {"title": "title_missing"}


@pytest.mark.parametrize("text", ["nul \x00 here", "half \ud800 a sign"])
def test_a_file_cannot_be_described_with_what_no_catalog_can_hold(office: Office, public: str, text: str) -> None:
    addresses = office.platform.addresses
    with office.platform.session(write=True) as session:
        file = first_file(office, session, public)
        for title, description in (({"sv": text}, {}), ({"sv": "Bra"}, {"sv": text})):
            with pytest.raises(Invalid) as refused:
                publishing.describe_file(
                    session, office.people.editor.actor, file, addresses, title=title, description=description
                )
            assert refused.value.code == "fields_wrong"


def test_the_journal_is_for_the_publisher_and_administrators(office: Office, public: str) -> None:
    office.draft(publisher="skolor", title={"sv": "Skolor"})
    people = office.people

    def verbs(actor: Actor) -> set[tuple[str, str]]:
        with office.platform.session() as session:
            return {(event.verb, event.subject) for event in journal.of_everything(session, actor, limit=1000)}

    assert ("dataset.publish", public) in verbs(people.editor.actor)
    assert ("dataset.create", "skolor") not in verbs(people.editor.actor)
    assert ("dataset.create", "skolor") in verbs(people.outsider.actor)
    assert ("dataset.publish", public) not in verbs(people.outsider.actor)
    assert {("dataset.create", "skolor"), ("dataset.publish", public)} <= verbs(people.administrator)
    assert verbs(NOBODY) == set()


def test_the_journal_says_who_did_what_when_and_why(office: Office, public: str) -> None:
    office.move(public, "withdraw", "Fel underlag")
    with office.platform.session() as session:
        event = journal.of_dataset(session, office.people.editor.actor, office.dataset(session, public))[0]
        assert (event.verb, event.actor_name) == ("dataset.withdraw", "reviewer@example.org")
        assert event.facts == {"note": "Fel underlag"}
        assert event.at.tzinfo is not None
