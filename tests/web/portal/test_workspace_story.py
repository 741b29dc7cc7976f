"""The way of a dataset through the workspace, as its editor and its reviewer walk it."""

import io
import re
from collections.abc import Callable

import frictionless

from tests.web.portal.conftest import BROKEN, SOUND, Drafted, Visitors
from tests.web.portal.visitor import TOKEN, words

DESCRIBED = {
    "publisher": "parker",
    "title_sv": "Badplatser",
    "title_en": "Bathing sites",
    "description_sv": "Kommunens badplatser.",
    "keywords_sv": "bad, Strand, bad",
    "themes": ["ENVI", "REGI"],
    "licence": "CC0-1.0",
    "access_rights": "PUBLIC",
    "frequency": "ANNUAL",
    "places": ["Göteborgs kommun", "Sweden", ""],
    "languages": ["svenska"],
    "temporal_start": "2019-01-01",
    "conforms_to": "https://example.org/spec\nhttps://example.org/other",
}


def test_the_workspace_of_a_new_member_says_how_to_begin(visitors: Visitors) -> None:
    page = visitors.editor.get("/workspace/")
    assert "Publish your first dataset" in words(page)
    assert "/workspace/datasets/new" in page.text


def test_from_a_form_and_a_file_to_a_published_dataset(visitors: Visitors, work: Callable[[], None]) -> None:
    editor, reviewer = visitors.editor, visitors.reviewer
    made = editor.post("/workspace/datasets/new", **DESCRIBED)
    assert (made.status_code, made.location) == (303, "/workspace/datasets/badplatser")
    page = editor.get(made.location)
    assert "The draft is saved" in words(page)
    assert "The dataset has no file" in words(page)
    assert 'value="submit"' not in page.text

    uploaded = editor.upload("/workspace/datasets/badplatser/files", "Badplatser.csv", SOUND)
    assert "The file has been received" in words(editor.get(uploaded.location))
    work()
    verdict = words(editor.get(uploaded.location))
    for said in ("The file is sound", "Delsjön", "comma", "utf-8", "whole number", "date", "Djup", "oppnad"):
        assert said.lower() in verdict.lower(), said

    page = editor.get(made.location)
    assert "Nothing is missing" in words(page)
    assert 'value="publish"' not in page.text
    submitted = editor.post("/workspace/datasets/badplatser/moves", move="submit")
    assert submitted.status_code == 303
    assert "A reviewer decides now" in words(editor.get(made.location))

    assert "One dataset waits for review" in words(reviewer.get("/workspace/"))
    assert "One dataset waits for review" not in words(editor.get("/workspace/"))
    without_note = reviewer.post("/workspace/datasets/badplatser/moves", move="return", note=" ")
    assert "Write a short note" in words(reviewer.get(without_note.location))
    reviewer.post("/workspace/datasets/badplatser/moves", move="return", note="Skriv mer om djupet.")
    told = words(editor.get(made.location))
    assert "reviewer@example.org wrote Skriv mer om djupet." in told

    assert editor.post("/workspace/datasets/badplatser/moves", move="publish").status_code == 403
    editor.post("/workspace/datasets/badplatser/moves", move="submit")
    reviewer.post("/workspace/datasets/badplatser/moves", move="publish")
    assert "Badplatser" in visitors.nobody.get("/dataset/badplatser").text
    page = words(reviewer.get(made.location))
    assert "Published the dataset" in page
    assert "Public page" in page

    reviewer.post("/workspace/datasets/badplatser/moves", move="withdraw", note="Fel data.")
    assert visitors.nobody.get("/dataset/badplatser").status_code == 410
    assert "Fel data." in words(editor.get(made.location))


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong_at_the_field(visitors: Visitors) -> None:
    wrong = {
        **DESCRIBED,
        "title_sv": "",
        "places": ["Atlantis"],
        "temporal_start": "2020-01-01",
        "temporal_end": "2019-01-01",
    }
    answer = visitors.editor.post("/workspace/datasets/new", **wrong)
    assert answer.status_code == 400
    for anchor in ("#field-places", "#field-temporal_end"):
        assert anchor in answer.text
    assert 'id="field-places-error"' in answer.text
    assert 'value="Atlantis"' in answer.text
    assert 'value="Bathing sites"' in answer.text
    assert "Kommunens badplatser." in answer.text
    missing = visitors.editor.post("/workspace/datasets/new", publisher="parker", title_sv=" ")
    assert (missing.status_code, "#field-title" in missing.text) == (400, True)


def test_what_the_form_saved_it_shows_again(visitors: Visitors) -> None:
    editor = visitors.editor
    editor.post("/workspace/datasets/new", **DESCRIBED)
    page = editor.get("/workspace/datasets/badplatser/edit").text
    for kept in ('value="bad, strand"', 'value="Göteborg Municipality"', 'value="Sweden"', 'value="2019-01-01"'):
        assert kept in page, kept
    assert "https://example.org/spec\nhttps://example.org/other" in page
    assert re.search(r'value="ENVI" checked', page)
    saved = editor.post("/workspace/datasets/badplatser/edit", **{**DESCRIBED, "title_sv": "Bad", "slug": "bad"})
    assert saved.location == "/workspace/datasets/bad"
    editor.post("/workspace/datasets/new", **DESCRIBED)
    taken = editor.post("/workspace/datasets/badplatser/edit", **{**DESCRIBED, "slug": "bad"})
    assert (taken.status_code, 'id="field-slug-error"' in taken.text) == (409, True)


def test_what_is_public_can_not_lose_what_it_must_have(visitors: Visitors, draft: Drafted) -> None:
    visitors.reviewer.post(f"{draft.page}/moves", move="publish")
    answer = visitors.editor.post(f"{draft.page}/edit", publisher="parker", title_sv="Badplatser", licence="CC0-1.0")
    assert answer.status_code == 400
    assert 'id="field-description-error"' in answer.text
    assert "Alla." in visitors.nobody.get(f"/dataset/{draft.slug}").text


def test_a_rejected_version_is_reported_cell_by_cell_and_replaces_nothing(visitors: Visitors, draft: Drafted) -> None:
    page = visitors.editor.get(f"/workspace/versions/{draft.broken}")
    told = words(page)
    assert "The file has one error" in told
    assert "Nothing has been replaced: version 2 is still the current one" in told
    assert re.search(r"2 Djup tolv", told)
    assert "cell-error" in page.text
    assert "One file did not pass its check" in words(visitors.editor.get("/workspace/"))
    assert "Version 3 was rejected. Version 2 is still the current one." in words(visitors.editor.get(draft.page))
    refused = visitors.reviewer.post(f"/workspace/versions/{draft.broken}/current")
    assert "Only a version that has passed" in words(visitors.reviewer.get(refused.location))


def test_the_report_can_be_taken_away(visitors: Visitors, draft: Drafted) -> None:
    table = visitors.editor.get(f"/workspace/versions/{draft.broken}/report.csv")
    assert table.text.splitlines()[1].startswith("error;type_error;2;Djup;tolv;")
    assert visitors.editor.get(f"/workspace/versions/{draft.broken}/report.json").json["counts"] == {"type_error": 1}


def test_the_report_is_one_that_frictionless_reads(visitors: Visitors, draft: Drafted) -> None:
    answer = visitors.editor.get(f"/workspace/versions/{draft.broken}/report.frictionless.json")
    report = frictionless.Report.from_descriptor(answer.json)
    assert report.flatten(["rowNumber", "fieldName", "type", "cell"]) == [[2, "Djup", "type-error", "tolv"]]


def test_values_that_look_like_formulas_are_harmless_in_the_report(
    visitors: Visitors, work: Callable[[], None]
) -> None:
    visitors.editor.post("/workspace/datasets/new", publisher="parker", title_sv="Badplatser")
    first = visitors.editor.upload("/workspace/datasets/badplatser/files", "a.csv", b"n,d\na,1\n")
    work()
    file = visitors.editor.get(first.location).text.split("/workspace/files/")[1][:16]
    second = visitors.editor.upload(f"/workspace/files/{file}/content", "a.csv", b"n,d\na,=2+3\n")
    work()
    form = {"c0_type": "string", "c1_type": "integer"}
    third = visitors.editor.post(f"{second.location}/schema", **form)
    work()
    assert ";'=2+3;" in visitors.editor.get(f"{third.location}/report.csv").text


def test_columns_are_corrected_and_the_same_file_is_checked_again(
    visitors: Visitors, draft: Drafted, work: Callable[[], None]
) -> None:
    editor = visitors.editor
    form = editor.get(f"/workspace/versions/{draft.broken}/schema")
    assert "tolv" in words(form)
    answer = editor.post(
        f"/workspace/versions/{draft.broken}/schema",
        c0_type="string",
        c0_title_en="Name",
        c0_description_sv="Platsens namn",
        c0_required="1",
        c1_type="string",
        c1_enum="tolv\n3",
        c2_type="date",
        c2_minimum="2019-01-01",
    )
    assert answer.status_code == 303
    work()
    told = words(editor.get(answer.location))
    assert "The file is sound" in told
    for said in ("Version 4", "required", "at least 2019-01-01", "one of tolv, 3"):
        assert said in told, said
    fields = editor.client.get(f"/api/v1/files/{draft.file}/schema", headers={}).status_code
    assert fields == 404
    again = editor.get(f"{answer.location}/schema").text
    assert 'value="Name"' in again
    assert "Platsens namn" in again


def test_columns_that_can_not_be_are_refused_with_what_was_typed(visitors: Visitors, draft: Drafted) -> None:
    answer = visitors.editor.post(
        f"/workspace/versions/{draft.broken}/schema",
        c0_type="string",
        c0_pattern="[",
        c1_type="string",
        c2_type="date",
    )
    assert answer.status_code == 400
    assert "cannot be used" in words(answer)
    assert 'value="["' in answer.text


def test_only_the_newest_version_has_columns_to_correct(visitors: Visitors, draft: Drafted) -> None:
    assert visitors.editor.get(f"/workspace/versions/{draft.sound}/schema").status_code == 404


def test_the_undo_of_a_bad_update(visitors: Visitors, draft: Drafted, work: Callable[[], None]) -> None:
    editor = visitors.editor
    newer = editor.upload(f"/workspace/files/{draft.file}/content", "badplatser.csv", SOUND.replace(b"12", b"13"))
    work()
    assert "version 4 is the current one" in words(editor.get(f"/workspace/versions/{draft.sound}"))
    editor.post(f"/workspace/versions/{draft.sound}/current")
    assert "Version 1 is the current one from now on" in words(editor.get(f"/workspace/versions/{draft.sound}"))
    assert "version 1 is the current one" in words(editor.get(newer.location))


def test_other_columns_wait_until_it_is_said_that_they_are_meant(
    visitors: Visitors, draft: Drafted, work: Callable[[], None]
) -> None:
    editor, there = visitors.editor, f"/workspace/files/{draft.file}/content"
    unmeant = editor.upload(there, "b.csv", b"Namn,Antal\na,1\n")
    work()
    assert "Columns are missing that the current version has: Djup, Öppnad" in words(editor.get(unmeant.location))
    assert "is the current one" in words(editor.get(unmeant.location))
    meant = editor.upload(there, "b.csv", b"Namn,Antal\na,1\n", columns_may_change="1")
    work()
    assert "The file is sound" in words(editor.get(meant.location))


def test_a_file_is_renamed_and_can_be_removed_while_it_was_never_public(visitors: Visitors, draft: Drafted) -> None:
    editor, there = visitors.editor, f"/workspace/files/{draft.file}"
    assert editor.post(there, title_sv="").status_code == 400
    editor.post(there, title_sv="Nya namnet", title_en="The new name", description_sv="x")
    assert "The new name" in words(editor.get(draft.page))
    visitors.reviewer.post(f"{draft.page}/moves", move="publish")
    refused = editor.post(f"{there}/remove")
    assert "can" in words(editor.get(refused.location))
    assert editor.get(there).status_code == 200

    editor.post("/workspace/datasets/new", publisher="parker", title_sv="Annat")
    other = editor.upload("/workspace/datasets/annat/files", "a.csv", b"a\n1\n")
    file = editor.get(other.location).text.split("/workspace/files/")[1][:16]
    assert editor.post(f"/workspace/files/{file}/remove").location == "/workspace/datasets/annat"
    assert editor.get(f"/workspace/files/{file}").status_code == 404


def test_a_draft_can_be_deleted(visitors: Visitors, draft: Drafted) -> None:
    assert visitors.editor.post(f"{draft.page}/delete").location == "/workspace/"
    assert visitors.editor.get(draft.page).status_code == 404


def test_the_same_file_twice_is_told_apart_from_a_fault(visitors: Visitors, draft: Drafted) -> None:
    visitors.editor.post("/workspace/datasets/new", publisher="parker", title_sv="Annat")
    there = "/workspace/datasets/annat/files"
    visitors.editor.upload(there, "a.csv", SOUND)
    answer = visitors.editor.upload(there, "b.csv", SOUND)
    assert answer.status_code == 409
    assert "a.csv" in words(answer)


def test_scripts_get_the_reason_of_a_refusal_as_json(visitors: Visitors, draft: Drafted) -> None:
    editor = visitors.editor
    token = TOKEN.search(editor.get(draft.page).text)
    assert token
    refused = editor.client.post(
        f"{draft.page}/files",
        data={"csrf_token": token[1], "file": (io.BytesIO(BROKEN + b"\n"), "again.csv"), "other": ""},
        headers={"Accept": "application/json, application/problem+json, text/html;q=0.5"},
    )
    assert refused.status_code in (303, 409)
    nothing = editor.client.post(
        f"{draft.page}/files",
        data={"csrf_token": token[1]},
        content_type="multipart/form-data",
        headers={"Accept": "application/json, application/problem+json, text/html;q=0.5"},
    )
    assert (nothing.status_code, nothing.mimetype) == (400, "application/problem+json")


def test_progress_is_followed_until_the_page_can_be_shown_anew(
    visitors: Visitors, draft: Drafted, work: Callable[[], None]
) -> None:
    uploaded = visitors.editor.upload(f"{draft.page}/files", "c.csv", b"a\n1\n2\n")
    part = visitors.editor.get(f"{uploaded.location}/progress")
    assert 'hx-trigger="every 1s"' in part.text
    assert "<html" not in part.text
    assert "HX-Refresh" not in part.headers
    work()
    assert visitors.editor.get(f"{uploaded.location}/progress").headers["HX-Refresh"] == "true"


def test_a_long_report_comes_in_pages_and_by_kind(visitors: Visitors, draft: Drafted, work: Callable[[], None]) -> None:
    rows = "".join(f"Plats {number},djup,2019-06-01\n" for number in range(1200))
    uploaded = visitors.editor.upload(
        f"/workspace/files/{draft.file}/content", "many.csv", f"Namn,Djup,Öppnad\n{rows}".encode()
    )
    work()
    corrected = visitors.editor.post(
        f"{uploaded.location}/schema", c0_type="integer", c1_type="integer", c2_type="date"
    ).location
    work()
    told = words(visitors.editor.get(f"{corrected}?code=type_error&page=2"))
    assert "there are 2,200 more" in told
    assert "Wrong type of value (2,400)" in told
    assert "27 Namn Plats 25" in told


def test_a_file_that_is_no_table_gets_a_plain_answer(
    visitors: Visitors, draft: Drafted, work: Callable[[], None]
) -> None:
    uploaded = visitors.editor.upload(f"{draft.page}/files", "x.csv", b"%PDF-1.7\n")
    work()
    told = words(visitors.editor.get(uploaded.location))
    assert "a PDF document" in told
    assert "It can't be published as it is." in told


def test_names_that_look_like_markup_stay_text(visitors: Visitors) -> None:
    visitors.editor.post("/workspace/datasets/new", publisher="parker", title_sv="<script>alert(1)</script>", slug="x")
    page = visitors.editor.get("/workspace/datasets/x").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
