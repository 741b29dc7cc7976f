"""Whatever is asked of the API, the answer is one that its description tells of, and never a fault of ours.

Schemathesis makes up requests from the OpenAPI document, fit ones and unfit ones, and follows its links. An ordinary
run tries a few, always the same; `TEST_EXAMPLES=200` tries many."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from hypothesis import Phase, given, strategies
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.conftest import EXAMPLES, People, Scene
from tests.web.api.test_changes import Updated, with_update

pytestmark = pytest.mark.any_database

__all__ = ["with_update"]

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
HEAVY = ("POST /api/v1/checks",)
"""Each of its requests is a whole check."""


def settings(few: int, **more: Any) -> hypothesis.settings:
    many = int(EXAMPLES or few)
    return hypothesis.settings(max_examples=many, database=None, phases=[Phase.explicit, Phase.generate], **more)


@pytest.fixture(params=["nobody", "reviewer"])
def headers(request: pytest.FixtureRequest, people: People) -> dict[str, str]:
    plain = {"Accept-Encoding": "identity"}
    return plain if request.param == "nobody" else plain | people.reviewer.headers


@pytest.fixture
def api(app: Flask, with_update: Scene) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", read_to_the_end(app))


def read_to_the_end(app: Flask) -> Any:
    """As a server does, and then closes what was sent."""

    def called(environ: Any, start_response: Any) -> list[bytes]:
        with closing(app(environ, start_response)) as answer:
            return [b"".join(answer)]

    return called


@pytest.fixture
def known(with_update: Scene) -> dict[str, str]:
    """What path parameters must be for something to be found."""
    updated: Updated = with_update.cast["updated"]
    return {
        "slug": "badplatser",
        "file_id": updated.file,
        "version_id": updated.second,
        "before": updated.first,
        "after": updated.second,
        "name": "licence",
        "suffix": "csv",
    }


def operations(api: Any, mode: GenerationMode) -> Iterator[Any]:
    """All, or those that can be asked what doesn't fit: any text may be the id of something."""
    for found in api.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.POSITIVE or list(operation.query) or list(operation.body):
            yield operation


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_one_that_the_description_tells_of(
    api: Any, headers: dict[str, str], known: dict[str, str], mode: GenerationMode
) -> None:
    for operation in operations(api, mode):

        @settings(1 if operation.label in HEAVY else 3)
        @given(case=operation.as_strategy(generation_mode=mode), is_there=strategies.booleans())
        def ask(case: Case, is_there: bool) -> None:
            for name in known.keys() & case.path_parameters.keys() if is_there else ():
                case.path_parameters[name] = known[name]
            case.validate_response(case.call(headers=headers), checks=CHECKS)

        ask()


def test_links_lead_from_one_answer_to_the_next(api: Any, headers: dict[str, str]) -> None:
    class Walk(api.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"headers": headers}

        def validate_response(self, response: Any, case: Case, **_more: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    run_state_machine_as_test(Walk, settings=settings(4, stateful_step_count=8))
