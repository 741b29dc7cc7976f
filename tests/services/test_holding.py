"""An update that would surprise those who use the data waits until somebody has confirmed it."""

import io
from typing import Any

import pytest
from sqlalchemy.orm import Session

from opendata.errors import Conflict, Invalid, NotAllowed
from opendata.model import Hold, Version, VersionState
from opendata.services import holding, publishing
from opendata.wiring import Platform
from tests.conftest import Grow, Scene, until_nothing_waits
from tests.services.conftest import SOUND, Office

LONG = "Kod,Namn,Antal\n" + "".join(f"{number:03},plats {number},{number}\n" for number in range(1, 11))


@pytest.fixture(scope="session")
def with_long(grow: Grow, peopled: Scene) -> Scene:
    def add(platform: Platform) -> dict[str, Any]:
        return {"slug": Office(platform, peopled.cast["people"], until_nothing_waits(platform)).published(LONG)}

    return grow("with_long", peopled, add)


@pytest.fixture
def update(office: Office, with_long: Scene) -> Any:
    """Upload a table when LONG is public, and give the id of its version."""
    slug = with_long.cast["slug"]

    def make(after: str, **more: Any) -> str:
        def add(session: Session) -> str:
            file = office.dataset(session, slug).files[0]
            kept = office.platform.files.keep(io.BytesIO(after.encode()))
            editor = office.people.editor.actor
            return publishing.add_version(session, editor, file, kept, filename="badplatser.csv", **more).id

        version_id: str = office.do(add)
        office.work()
        return version_id

    return make


def holds(office: Office, version_id: str) -> dict[str, Hold]:
    with office.platform.session() as session:
        return {hold.code: hold for hold in session.get_one(Version, version_id).all_holds}


def is_current(office: Office, version_id: str) -> bool:
    with office.platform.session() as session:
        version = session.get_one(Version, version_id)
        assert version.state is VersionState.ACCEPTED
        return version.file.current_version_id == version_id


def decide(office: Office, version_id: str, code: str, reason: str = "", who: str = "editor") -> None:
    def step(session: Session) -> None:
        version = session.get_one(Version, version_id)
        actor = getattr(office.people, who).actor
        holding.decide(session, actor, version, code, reason, office.platform.addresses)

    office.do(step)


def test_an_update_with_a_few_rows_more_goes_live_by_itself(office: Office, update: Any) -> None:
    made = update(LONG + "011,plats 11,11\n")
    assert holds(office, made) == {}
    assert is_current(office, made)
    with office.platform.session() as session:
        changes = session.get_one(Version, made).changes
    assert changes is not None
    assert (changes["added"], changes["removed"], changes["changed"]) == (1, 0, 0)


def test_a_much_smaller_update_waits_until_an_editor_confirms_it(office: Office, update: Any) -> None:
    made = update("".join(LONG.splitlines(keepends=True)[:5]))
    assert holds(office, made)["much_smaller"].facts == {"before": 10, "after": 4}
    assert not is_current(office, made)
    decide(office, made, "much_smaller")
    assert is_current(office, made)
    assert holds(office, made)["much_smaller"].decision is not None


def test_an_update_without_any_rows_waits_too(office: Office, update: Any) -> None:
    made = update(LONG.splitlines()[0] + "\n")
    assert holds(office, made)["no_rows_left"].facts == {"before": 10}
    assert not is_current(office, made)
    decide(office, made, "no_rows_left")
    assert is_current(office, made)


def test_a_lost_column_waits_and_is_marked_as_breaking(office: Office, update: Any) -> None:
    made = update(LONG.replace("Antal", "Mängd"))
    found = holds(office, made)
    assert found["column_missing"].facts == {"columns": ["Antal"]}
    assert not is_current(office, made)
    with office.platform.session() as session:
        changes = session.get_one(Version, made).changes
    assert changes is not None
    assert changes["breaking"]
    assert changes["added_columns"] == ["Mängd"]


def test_numbers_that_became_words_wait_and_one_wrong_number_is_refused(office: Office, update: Any) -> None:
    header, *rows = LONG.splitlines()
    words = [row.rpartition(",")[0] + ",många" for row in rows]
    made = update("\n".join([header, *words]))
    assert list(holds(office, made)) == ["type_changed"]
    refused = update("\n".join([header, *rows[:-1], words[-1]]))
    with office.platform.session() as session:
        version = session.get_one(Version, refused)
        assert version.state is VersionState.REJECTED
        assert version.report is not None
        assert version.report.counts == {"type_error": 1}


def test_columns_may_come_and_stand_in_another_order(office: Office, update: Any) -> None:
    rows = [row.split(",") for row in LONG.splitlines()[1:]]
    turned = "".join(f"{count},x{count},{code},{name}\n" for code, name, count in rows)
    made = update(f"Antal,Ny,Kod,Namn\n{turned}")
    assert holds(office, made) == {}
    assert is_current(office, made)


def test_who_says_beforehand_that_other_columns_are_meant_is_not_asked_again(office: Office, update: Any) -> None:
    made = update(LONG.replace("Antal", "Mängd"), columns_may_change=True)
    assert list(holds(office, made)) == ["column_missing"]
    assert is_current(office, made)


def test_a_held_version_cannot_be_made_current_behind_the_decision(office: Office, update: Any) -> None:
    made = update(LONG.replace("Antal", "Mängd"))
    with office.platform.session(write=True) as session, pytest.raises(Conflict, match="version_held"):
        version = session.get_one(Version, made)
        publishing.make_current(session, office.people.reviewer.actor, version, office.platform.addresses)


def test_a_decision_is_taken_once_by_one_who_may_with_reasons_where_they_are_needed(
    office: Office, update: Any
) -> None:
    made = update(LONG.replace("Antal", "Mängd"))
    with pytest.raises(Invalid, match="hold_unknown"):
        decide(office, made, "much_smaller")
    decide(office, made, "column_missing")
    with pytest.raises(Conflict, match="hold_decided"):
        decide(office, made, "column_missing")

    def plant(session: Session) -> None:
        version = session.get_one(Version, made)
        version.holds = [Hold("personal_data").to_json()]

    office.do(plant)
    with pytest.raises(NotAllowed):
        decide(office, made, "personal_data", "Samtycke finns.")
    with pytest.raises(Invalid, match="reason_missing"):
        decide(office, made, "personal_data", " ", who="reviewer")
    decide(office, made, "personal_data", "Samtycke finns.", who="reviewer")
    assert holds(office, made)["personal_data"].decision is not None


def test_a_draft_whose_file_is_held_cannot_be_published(office: Office) -> None:
    slug = office.draft(SOUND)

    def plant(session: Session) -> None:
        office.dataset(session, slug).files[0].versions[0].holds = [Hold("personal_data").to_json()]

    office.do(plant)
    with office.platform.session() as session:
        codes = publishing.missing(office.dataset(session, slug), office.platform.addresses).counts
    assert "file_held" in codes


def test_the_same_bytes_can_be_read_again_in_another_way(office: Office) -> None:
    slug = office.draft("Kod,Antal\n001,1\n002,2\n")

    def again(session: Session, reading: dict[str, Any]) -> str:
        file = office.dataset(session, slug).files[0]
        return publishing.read_again(session, office.people.editor.actor, file, reading).id

    with pytest.raises(Invalid, match="reading_unknown"):
        office.do(lambda session: again(session, {"header_row": "två"}))
    made = office.do(lambda session: again(session, {"header_row": 2}))
    with office.platform.session() as session:
        assert session.get_one(Version, made).given_reading == {"header_row": 2}
