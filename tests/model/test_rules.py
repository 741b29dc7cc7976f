import pytest

from opendata.errors import NotAllowed, NotFound
from opendata.model import MOVES, Actor, Finding, Report, Role, State
from opendata.model.account import NOBODY
from opendata.model.workflow import moves_from

EDITOR = Actor("e", "u1", roles={"p1": Role.EDITOR})
REVIEWER = Actor("r", "u2", roles={"p1": Role.REVIEWER})
ADMINISTRATOR = Actor("a", "u3", is_administrator=True)


@pytest.mark.parametrize(
    ("actor", "publisher", "permissions"),
    [
        (NOBODY, "p1", set()),
        (EDITOR, "p1", {"see", "edit"}),
        (EDITOR, "p2", set()),
        (REVIEWER, "p1", {"see", "edit", "review"}),
        (REVIEWER, "p2", set()),
        (ADMINISTRATOR, "p2", {"see", "edit", "review"}),
    ],
)
def test_who_may_do_what(actor: Actor, publisher: str, permissions: set[str]) -> None:
    assert {one for one in ("see", "edit", "review") if actor.can(one, publisher)} == permissions


def test_who_may_not_see_is_told_that_there_is_nothing_and_who_may_is_told_what_is_needed() -> None:
    with pytest.raises(NotFound):
        EDITOR.require("edit", "p2")
    with pytest.raises(NotAllowed) as refused:
        EDITOR.require("review", "p1")
    assert refused.value.facts == {"permission": "review"}
    REVIEWER.require("review", "p1")


def test_every_move_leads_from_known_states_to_another_and_none_is_a_dead_end() -> None:
    for move in MOVES.values():
        assert move.target not in move.sources
    assert all(moves_from(state) for state in State)
    assert {move.target for move in MOVES.values()} == set(State)


def test_nothing_becomes_public_incomplete() -> None:
    assert all(move.must_be_complete for move in MOVES.values() if move.target is State.PUBLISHED)


def test_a_report_counts_all_findings_though_it_keeps_only_the_first() -> None:
    findings = [Finding("type_error", row=row) for row in range(5)] + [Finding("no_rows", "warning")]
    report = Report.of(findings, rows=5, limit=2)
    assert (report.errors, report.warnings, report.rows, len(report.findings)) == (5, 1, 5, 2)
    assert report.counts == {"type_error": 5, "no_rows": 1}
    assert report.truncated
    assert not report.sound


def test_warnings_alone_are_sound() -> None:
    report = Report.of([Finding("no_rows", "warning")])
    assert report.sound
    assert not report.truncated


def test_a_report_comes_back_from_storage_as_it_was() -> None:
    report = Report.of([Finding("type_error", row=3, column="Djup", value="x", facts={"type": "number"})], rows=9)
    assert Report.from_json(report.to_json()) == report
