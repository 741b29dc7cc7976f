"""The screen and Frictionless alone find the same."""

import json
from random import Random

import pytest
from frictionless import FrictionlessException
from hypothesis import given
from hypothesis import strategies as st

from opendata import tabular
from opendata.errors import Invalid
from tests.support import cases, frictionless


def agree(folder, random: Random) -> str:
    """Judge a case both ways; what came of it."""
    columns, rows, descriptor = cases.case(random)
    try:
        schema = tabular.load_schema(descriptor)
    except Invalid:
        return "refused"
    table = cases.plain(folder, columns, rows)
    try:
        expected = [as_told(finding) for finding in frictionless.judged(table, schema)]
    except (FrictionlessException, TypeError, ValueError, ArithmeticError) as error:
        # Frictionless itself stumbles: on a signalling NaN in a key, on a bound with a zone and a value without.
        expected = None if isinstance(error, FrictionlessException) else error
    try:
        report = tabular.check(table, schema, limit=100_000)
    except Invalid as error:
        assert expected is None or "repeats what repeats" in error.facts["reason"], (error.facts, descriptor)
        return "refused"
    if expected is None or isinstance(expected, Exception):
        return "stumbled"
    told = [as_told(finding) for finding in report.findings if finding.code != "no_rows"]
    if not expected:
        told = [
            one for one in told if '"type_error"' not in one
        ]  # what no rendition can hold is found beyond Frictionless
    assert sorted(told) == sorted(expected), difference(told, expected, [columns, rows, descriptor])
    assert sum(group.count for group in report.groups) == report.errors + report.warnings
    return "sound" if report.sound else "found"


def difference(told, expected, made) -> str:
    more, less = sorted(set(told) - set(expected)), sorted(set(expected) - set(told))
    return "\n".join(["more:", *more, "less:", *less, json.dumps(made, ensure_ascii=False)])


def as_told(finding) -> str:
    return json.dumps([finding.code, finding.row, finding.column, finding.value, finding.facts], default=str)


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")
@given(st.integers(0, 2**60))
def test_the_same_findings_as_frictionless_alone(tmp_path_factory, seed):
    agree(tmp_path_factory.getbasetemp(), Random(seed))
