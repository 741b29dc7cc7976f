"""An ugly file is refused, put right by the fixes that are offered, and its next version passes by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import People
from tests.support import story

pytestmark = pytest.mark.any_database

Work = Callable[[], None]
SCHEMA = {
    "fields": [
        {"name": "plats", "type": "string"},
        {"name": "kommunkod", "type": "string", "constraints": {"pattern": "[0-9]{4}"}},
        {"name": "belopp", "type": "number"},
        {"name": "datum", "type": "date"},
    ]
}
UGLY = 'plats,kommunkod,belopp,datum\nDelsjön,114,"1 234,50",31/1 2024\nSisjön,1480,"7,25",20240201\n'
NEXT = 'plats,kommunkod,belopp,datum\nTulebo,1401,"2 000,00",2024-03-01\nSisjön,115,8,1.4.2024\n'


@pytest.fixture
def refused(client: FlaskClient, people: People, work: Work) -> Any:
    """The version of an ugly file that was refused."""
    slug = story.create(client, people)["slug"]
    sent = story.upload(client, people, slug, UGLY.encode(), "bad.csv", SCHEMA)
    work()
    return version(client, people, sent.json["newest_version"])


def version(client: FlaskClient, people: People, version_id: str) -> Any:
    return client.get(f"/api/v1/versions/{version_id}", headers=people.editor.headers).json


def repair(client: FlaskClient, person: Any, file: str, steps: list[Any], method: str = "POST") -> Any:
    return client.open(
        f"/api/v1/files/{file}/repairs", method=method, json={"steps": steps}, headers=person.headers if person else {}
    )


def rows(client: FlaskClient, people: People, file: str) -> list[Any]:
    found: list[Any] = client.get(f"/api/v1/files/{file}/rows", headers=people.editor.headers).json["data"]
    return found


def test_fixes_are_offered_applied_and_remembered(
    client: FlaskClient, people: People, work: Work, refused: Any
) -> None:
    assert refused["state"] == "rejected"
    safe = [one for one in refused["proposals"] if one["safe"]]
    assert {one["step"]["step"] for one in safe} == {"pad_code", "number", "date"}
    assert all(one["message"] and one["examples"] for one in safe)
    sent = repair(client, people.editor, refused["file"], [one["step"] for one in safe])
    assert sent.status_code == 202
    work()
    repaired = version(client, people, sent.json["id"])
    assert repaired["state"] == "accepted", repaired["report"]
    assert {one["step"]["step"]: one["count"] for one in repaired["repairs"]} == {"pad_code": 1, "number": 2, "date": 2}
    assert rows(client, people, refused["file"])[0] == {
        "plats": "Delsjön",
        "kommunkod": "0114",
        "belopp": 1234.5,
        "datum": "2024-01-31",
    }
    address = f"/versions/{repaired['id']}/original"
    assert client.get(address, headers=people.editor.headers).data.decode() == UGLY


def test_the_next_upload_with_the_same_troubles_passes_by_itself(
    client: FlaskClient, people: People, work: Work, refused: Any
) -> None:
    steps = [one["step"] for one in refused["proposals"] if one["safe"]]
    steps = [{**step, "formats": [*step["formats"], "%d.%m.%Y"]} if step["step"] == "date" else step for step in steps]
    repair(client, people.editor, refused["file"], steps)
    work()
    content = f"/api/v1/files/{refused['file']}/content"
    sent = client.put(content, data=NEXT.encode(), headers=people.editor.headers)
    work()
    made = version(client, people, sent.json["id"])
    assert made["state"] == "accepted", made["report"]
    assert rows(client, people, refused["file"])[1]["datum"] == "2024-04-01"


def test_a_repair_can_be_undone(client: FlaskClient, people: People, work: Work, refused: Any) -> None:
    steps = [one["step"] for one in refused["proposals"] if one["safe"]]
    repair(client, people.editor, refused["file"], steps)
    work()
    sent = repair(client, people.editor, refused["file"], [], "PUT")
    work()
    undone = version(client, people, sent.json["id"])
    assert (undone["state"], undone["repairs"]) == ("rejected", [])


def test_a_step_that_cannot_be_understood_is_refused_in_words(
    client: FlaskClient, people: People, refused: Any
) -> None:
    told = repair(client, people.editor, refused["file"], [{"step": "polish"}])
    assert (told.status_code, told.json["code"]) == (400, "recipe_broken")
    assert "1" in told.json["detail"]


@pytest.mark.parametrize("who", ["outsider", None])
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_strangers_repair_nothing(
    client: FlaskClient, people: People, refused: Any, who: str | None, method: str
) -> None:
    told = repair(client, getattr(people, who) if who else None, refused["file"], [{"step": "trim"}], method)
    assert told.status_code == 404


def test_what_was_repaired_is_nobody_elses_business(client: FlaskClient, people: People, work: Work) -> None:
    made = story.publish(client, people, work, b"a,b\n1,2\n", "data.csv")["files"][0]
    shown = client.get(f"/api/v1/versions/{made['current_version']}").json
    assert {"holds", "repairs", "proposals"} & shown.keys() == set()
