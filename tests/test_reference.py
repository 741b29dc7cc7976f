import pytest

from docs import generate


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_page_of_the_reference_is_what_the_code_says(name: str) -> None:
    written = (generate.FOLDER / name).read_text(encoding="utf-8")
    assert written == generate.PAGES[name](), "run `make reference`"


def test_every_error_has_a_class_a_status_and_both_sentences() -> None:
    errors = generate.errors_page().partition("## Errors")[2].partition("## Field errors")[0]
    rows = [line.strip("| ").split(" | ") for line in errors.splitlines() if line.startswith("| `")]
    assert rows
    assert all(len(row) == 5 and all(row) for row in rows)


def test_no_finding_or_field_error_is_left_without_a_place() -> None:
    page = generate.errors_page()
    assert [name for name in generate.codes.codes() if f"| `{name}` |" not in page] == []
