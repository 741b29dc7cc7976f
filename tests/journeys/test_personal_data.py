"""Personal data reach the public only by a reviewer's reasoned decision, or after they were taken out. The numbers are
Skatteverket's test numbers."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from flask.testing import FlaskClient

from tests.conftest import People
from tests.support import story

pytestmark = pytest.mark.any_database

Work = Callable[[], None]
PUBLIC = "leverantor,leverantor_id,belopp\nExempel AB,5560000001,10\nDito AB,5590000005,20\n"
LEDGER = PUBLIC + "Annas bygg,9001012385,30\n"
REASON = "Uppgiften är allmän och personen har samtyckt."


def draft(client: FlaskClient, people: People, work: Work, content: str) -> tuple[str, Any]:
    """The slug of a draft with one file, and the file's version."""
    slug = story.create(client, people)["slug"]
    sent = story.upload(client, people, slug, content.encode(), "leverantorer.csv")
    work()
    return slug, version(client, people, sent.json["newest_version"])


def version(client: FlaskClient, people: People, version_id: str) -> Any:
    return client.get(f"/api/v1/versions/{version_id}", headers=people.editor.headers).json


def update(client: FlaskClient, people: People, work: Work, file: str, content: str) -> Any:
    sent = client.put(f"/api/v1/files/{file}/content", data=content.encode(), headers=people.editor.headers)
    work()
    return version(client, people, sent.json["id"])


def decide(client: FlaskClient, person: Any, version_id: str, reason: str = REASON, hold: str = "personal_data") -> Any:
    address = f"/api/v1/versions/{version_id}/decisions"
    return client.post(address, json={"hold": hold, "reason": reason}, headers=person.headers if person else {})


def move(client: FlaskClient, person: Any, slug: str, name: str) -> Any:
    return client.post(f"/api/v1/datasets/{slug}/moves", json={"move": name}, headers=person.headers)


def test_a_draft_with_personal_numbers_can_be_looked_at_and_not_published(
    client: FlaskClient, people: People, work: Work
) -> None:
    slug, made = draft(client, people, work, LEDGER)
    assert made["state"] == "accepted"
    (hold,) = made["holds"]
    assert (hold["code"], hold["decision"], hold["facts"]["columns"]) == ("personal_data", None, ["leverantor_id"])
    assert client.get(f"/api/v1/files/{made['file']}/rows", headers=people.editor.headers).json["meta"]["total"] == 3
    for name, person in (("submit", people.editor), ("publish", people.reviewer)):
        refused = move(client, person, slug, name)
        assert refused.status_code == 400
        assert {error["code"] for error in refused.json["errors"]} >= {"file_held"}


def test_no_number_is_shown_in_reports_decisions_and_the_log(client: FlaskClient, people: People, work: Work) -> None:
    slug, made = draft(client, people, work, LEDGER)
    decided = decide(client, people.reviewer, made["id"])
    assert decided.status_code == 200
    assert "9001012385" not in str(made) + str(decided.json)
    assert "900101-••••" in str(made["report"])
    assert slug


def test_a_reviewer_signs_with_reasons_and_then_it_can_be_published(
    client: FlaskClient, people: People, work: Work
) -> None:
    slug, made = draft(client, people, work, LEDGER)
    assert decide(client, people.reviewer, made["id"], " ").json["code"] == "reason_missing"
    decided = decide(client, people.reviewer, made["id"]).json
    (hold,) = decided["holds"]
    assert (hold["decision"]["reason"], hold["decision"]["by"][:8]) == (REASON, "reviewer")
    assert decide(client, people.reviewer, made["id"]).json["code"] == "hold_decided"
    assert move(client, people.reviewer, slug, "publish").status_code == 200
    shown = client.get(f"/api/v1/versions/{made['id']}").json
    assert "holds" not in shown
    assert REASON not in str(shown)


@pytest.mark.parametrize(("who", "status"), [("editor", 403), ("outsider", 404), (None, 404)])
def test_nobody_but_a_reviewer_decides_on_personal_data(
    client: FlaskClient, people: People, work: Work, who: str | None, status: int
) -> None:
    _, made = draft(client, people, work, LEDGER)
    assert decide(client, getattr(people, who) if who else None, made["id"]).status_code == status
    assert version(client, people, made["id"])["holds"][0]["decision"] is None


def test_an_update_with_personal_numbers_does_not_become_current_until_it_is_decided(
    client: FlaskClient, people: People, work: Work
) -> None:
    file = story.publish(client, people, work, PUBLIC.encode(), "leverantorer.csv")["files"][0]["id"]
    made = update(client, people, work, file, LEDGER)
    assert made["state"] == "accepted"
    assert client.get(f"/api/v1/files/{file}").json["rows"] == 2
    assert client.get(f"/api/v1/versions/{made['id']}").status_code == 404
    assert decide(client, people.reviewer, made["id"]).status_code == 200
    assert client.get(f"/api/v1/files/{file}").json["rows"] == 3


def test_what_is_taken_out_once_is_taken_out_of_every_update(client: FlaskClient, people: People, work: Work) -> None:
    slug, made = draft(client, people, work, LEDGER)
    proposed = next(one for one in made["proposals"] if one["step"]["step"] == "redact")
    repairs = f"/api/v1/files/{made['file']}/repairs"
    sent = client.post(repairs, json={"steps": [proposed["step"]]}, headers=people.editor.headers)
    assert sent.status_code == 202
    work()
    redacted = version(client, people, sent.json["id"])
    assert (redacted["holds"], redacted["repairs"][0]["count"]) == ([], 1)
    assert move(client, people.reviewer, slug, "publish").status_code == 200
    later = update(client, people, work, made["file"], LEDGER + "Eriks el,202601612381,40\nC AB,5560000001,1\n")
    assert (later["holds"], later["repairs"][0]["count"]) == ([], 2)
    rows = client.get(f"/api/v1/files/{made['file']}/rows").json["data"]
    assert [row["leverantor"] for row in rows].count("Kan innehålla personuppgifter") == 2
    assert "9001012385" not in str(rows)


def test_the_bytes_as_uploaded_are_not_public_when_something_was_taken_out(
    client: FlaskClient, people: People, work: Work
) -> None:
    slug, made = draft(client, people, work, LEDGER)
    steps = [{"step": "drop_column", "column": "leverantor_id"}, {"step": "blank_column", "column": "leverantor"}]
    sent = client.post(f"/api/v1/files/{made['file']}/repairs", json={"steps": steps}, headers=people.editor.headers)
    work()
    assert move(client, people.reviewer, slug, "publish").status_code == 200
    file = client.get(f"/api/v1/files/{made['file']}").json
    assert "original" not in {one["format"] for one in file["renditions"]}
    for address in (f"/files/{made['file']}/original", f"/versions/{sent.json['id']}/original"):
        assert client.get(address).status_code == 404
        own = client.get(address, headers=people.editor.headers)
        assert own.data.decode() == LEDGER
        assert own.headers["Cache-Control"] == "private, no-store"
    assert b"/original" not in client.get("/catalog.ttl").data
    assert "/original" not in client.get(f"/dataset/{slug}").text
    assert client.get(f"/versions/{made['id']}/original").status_code == 404


def test_addresses_and_telephones_are_told_and_stop_nothing(client: FlaskClient, people: People, work: Work) -> None:
    content = "namn,epost,mobil\nDelsjön,anna@example.org,070-1740605\n"
    slug, made = draft(client, people, work, content)
    assert set(made["report"]["counts"]) == {"personal_email", "personal_phone"}
    assert made["holds"] == []
    assert move(client, people.reviewer, slug, "publish").status_code == 200


def test_values_with_errors_are_masked_in_columns_with_personal_numbers(
    client: FlaskClient, people: People, work: Work
) -> None:
    schema = {"fields": [{"name": "pnr", "type": "integer"}, {"name": "namn", "type": "string"}]}
    slug = story.create(client, people)["slug"]
    content = b"pnr,namn\n900101-2385,a\n19900101 238,b\n"
    sent = story.upload(client, people, slug, content, "pnr.csv", schema)
    work()
    made = version(client, people, sent.json["newest_version"])
    assert made["state"] == "rejected"
    told = str(made["report"])
    assert "2385" not in told
    assert "238" not in told.replace("••••", "")


def test_a_check_without_upload_tells_the_same(client: FlaskClient) -> None:
    form = {"file": (io.BytesIO(LEDGER.encode()), "leverantorer.csv")}
    told = client.post("/api/v1/checks", data=form).json
    assert told["counts"] == {"personal_sole_trader": 1}
    assert "9001012385" not in str(told)


def test_personal_numbers_in_a_hidden_sheet_wait_for_a_decision_too(
    client: FlaskClient, people: People, work: Work
) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for name, rows in {
            "Data": [["a", "b"], ["x", "1"], ["y", "2"]],
            "Underlag": [["pnr"], ["900101-2385"]],
        }.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        sheet.hide()
    slug = story.create(client, people)["slug"]
    sent = story.upload(client, people, slug, made.getvalue(), "antal.xlsx")
    work()
    told = version(client, people, sent.json["newest_version"])
    assert [hold["code"] for hold in told["holds"]] == ["personal_data"]
    assert any("bladet ”Underlag”".lower() in one["message"].lower() for one in told["report"]["findings"])
