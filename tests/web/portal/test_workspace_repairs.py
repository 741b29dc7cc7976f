"""Repairs and decisions on a version's page, without scripts. The number is one of Skatteverket's test numbers."""

from collections.abc import Callable

import pytest

from tests.web.portal.conftest import Visitors
from tests.web.portal.visitor import words

pytestmark = pytest.mark.any_database

Work = Callable[[], None]
UGLY = 'Namn,Djup\nDelsjön,"12,5"\nSisjön,12.5\n "Stora  Delsjön",3\nSumma,28\n'
LEDGER = "leverantor,leverantor_id\nAnnas bygg,9001012385\nExempel AB,5560000001\n"


@pytest.fixture
def upload(visitors: Visitors, work: Work) -> Callable[[str], str]:
    """The address of the page of a new version with this content."""

    def send(content: str) -> str:
        visitors.editor.post(
            "/workspace/datasets/new", publisher="parker", title_sv="Bad", description_sv="Alla.", licence="CC0-1.0"
        )
        sent = visitors.editor.upload("/workspace/datasets/bad/files", "bad.csv", content.encode())
        work()
        return sent.location

    return send


def test_safe_fixes_are_ticked_and_applied_as_a_new_version(
    visitors: Visitors, upload: Callable[[str], str], work: Work
) -> None:
    page = upload(UGLY)
    shown = visitors.editor.get(page)
    assert "These fixes are safe" in shown.text
    assert "Write all numbers in “Djup” in the same way" in words(shown)
    place = shown.text.split('name="proposal" value="')[1][0]
    made = visitors.editor.post(f"{page}/repairs", proposal=place)
    assert made.status_code == 303
    assert made.location != page
    work()
    after = visitors.editor.get(made.location)
    assert "later uploads are repaired in the same way" in words(after)
    undone = visitors.editor.post(f"{made.location}/repairs/undo", place="0")
    work()
    assert "later uploads are repaired in the same way" not in words(visitors.editor.get(undone.location))


def test_nothing_chosen_is_told(visitors: Visitors, upload: Callable[[str], str]) -> None:
    page = upload(UGLY)
    assert visitors.editor.post(f"{page}/repairs").location == f"{page}#repairs"
    assert "Choose at least one thing" in visitors.editor.get(page).text


def test_an_older_version_is_not_repaired(visitors: Visitors, upload: Callable[[str], str], work: Work) -> None:
    page = upload(UGLY)
    visitors.editor.post(f"{page}/repairs", proposal="0")
    work()
    assert visitors.editor.post(f"{page}/repairs", proposal="0").status_code == 404
    assert "Apply as a new version" not in visitors.editor.get(page).text


def test_personal_data_wait_for_a_reviewer_with_reasons(visitors: Visitors, upload: Callable[[str], str]) -> None:
    page = upload(LEDGER)
    seen = visitors.editor.get(page)
    assert "Waiting for a decision" in words(seen)
    assert "A reviewer decides this." in words(seen)
    assert "900101-••••" in seen.text
    assert "Why may it be published?" in visitors.reviewer.get(page).text
    assert visitors.editor.post(f"{page}/decisions", hold="personal_data", reason="x").status_code == 403
    visitors.reviewer.post(f"{page}/decisions", hold="personal_data", reason=" ")
    assert "Waiting for a decision" in words(visitors.reviewer.get(page))
    assert visitors.reviewer.post(f"{page}/decisions", hold="personal_data", reason="Samtycke.").status_code == 303
    after = words(visitors.editor.get(page))
    assert "Decided by reviewer@example.org." in after
    assert "Samtycke." in after


@pytest.mark.parametrize("form", ["repairs", "repairs/undo", "decisions"])
def test_outsiders_find_no_such_page(visitors: Visitors, upload: Callable[[str], str], form: str) -> None:
    page = upload(LEDGER)
    assert visitors.outsider.post(f"{page}/{form}", hold="personal_data", reason="x", proposal="0").status_code == 404
