"""Saying how a file is read: the table is shown at once, and the file is read again like that."""

from collections.abc import Callable

import pytest

from tests.web.portal.conftest import Visitors
from tests.web.portal.visitor import words

pytestmark = pytest.mark.any_database

Work = Callable[[], None]
Upload = Callable[[bytes], str]
LEDGER = b"Kod;Belopp\n01;1,5\n02;2,5\n"
PLACES = b"Namn,x,y\nTorget,6398861.67,148485.86\nParken,6398872.80,148509.70\n"


@pytest.fixture
def upload(visitors: Visitors, work: Work) -> Upload:
    """The address of the page of a new version with these bytes."""

    def send(content: bytes) -> str:
        visitors.editor.post(
            "/workspace/datasets/new", publisher="parker", title_sv="Bad", description_sv="Alla.", licence="CC0-1.0"
        )
        sent = visitors.editor.upload("/workspace/datasets/bad/files", "bad.csv", content)
        work()
        return sent.location

    return send


def test_the_form_shows_how_the_file_was_read_and_the_table(visitors: Visitors, upload: Upload) -> None:
    page = visitors.editor.get(f"{upload(LEDGER)}/reading")
    assert "Work it out (now: semicolon)" in page.text
    assert "Work it out (now: utf-8)" in page.text
    assert "Belopp" in words(page)


def test_another_assumption_shows_another_table_and_changes_nothing(visitors: Visitors, upload: Upload) -> None:
    version = upload(LEDGER)
    page = visitors.editor.get(f"{version}/reading?preview=1&delimiter=%7C")
    assert "Kod;Belopp" in words(page)
    assert visitors.editor.get(f"{version}/reading").text.count("Kod;Belopp") == 0


def test_what_cannot_be_is_told_on_the_page(visitors: Visitors, upload: Upload) -> None:
    page = visitors.editor.get(f"{upload(LEDGER)}/reading?preview=1&encoding=klingon")
    assert page.status_code == 200
    assert "It can't be read like that" in page.text


def test_the_file_is_read_again_and_later_uploads_like_it(visitors: Visitors, upload: Upload, work: Work) -> None:
    version = upload(b"Kod;Belopp\nA;B\n01;1\n02;2\n")
    made = visitors.editor.post(f"{version}/reading", header_row="2", header_rows="1")
    assert made.status_code == 303
    work()
    shown = visitors.editor.get(made.location)
    assert "Row with the column titles" in shown.text
    sent = visitors.editor.get(f"{made.location}/reading")
    assert 'name="header_row" required' not in sent.text
    assert 'value="2"' in sent.text


def test_coordinates_are_confirmed_before_they_are_put_on_a_map(visitors: Visitors, upload: Upload, work: Work) -> None:
    version = upload(PLACES)
    page = visitors.editor.get(version)
    assert "Which coordinates are these?" in page.text
    assert "SWEREF 99 12 00" in words(page)
    assert "57.70" in words(page)
    made = visitors.editor.post(f"{version}/reading", crs="EPSG:3007", x="y", y="x")
    work()
    after = visitors.editor.get(made.location)
    assert "Which coordinates are these?" not in after.text
    assert "GeoJSON" in after.text


def test_only_the_newest_version_can_be_read_again(visitors: Visitors, upload: Upload, work: Work) -> None:
    version = upload(LEDGER)
    visitors.editor.post(f"{version}/reading", header_row="1")
    work()
    assert visitors.editor.post(f"{version}/reading", header_row="1").status_code == 404
    assert visitors.outsider.get(f"{version}/reading").status_code == 404
