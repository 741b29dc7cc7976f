"""A specification -> an empty file to fill in: CSV with the header, or a workbook that helps whoever fills it in."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from opendata.tabular.specifications import Specification, is_required

Word = Callable[[str], str]
Styles = Mapping[str, Any]
ROWS = 5_000
"""How far down the workbook has its lists and formats."""
BOOLEANS = ("true", "false")
TEXT = 49
"""Excel's own number of the format for text."""
WIDTHS = {"name": 24, "title": 28, "obligation": 24, "type": 24, "meaning": 80}
XLSX_LIST = 255
"""Most characters of a list that stands in the rule itself."""
XLSX_MESSAGE = 255
XLSX_TITLE = 32
WORDS: Mapping[str, Mapping[str, str]] = {
    "data": {"sv": "data", "en": "data"},
    "about": {"sv": "kolumner", "en": "columns"},
    "required": {"sv": "Måste fyllas i", "en": "Must be filled in"},
    "column_required": {"sv": "Kolumnen måste finnas, cellen får vara tom", "en": "The column must be there"},
    "optional": {"sv": "Frivillig", "en": "Optional"},
    "one_of": {"sv": "Ett av", "en": "One of"},
    "name": {"sv": "Kolumn", "en": "Column"},
    "title": {"sv": "Titel", "en": "Title"},
    "meaning": {"sv": "Betydelse", "en": "Meaning"},
    "obligation": {"sv": "Krav", "en": "Obligation"},
    "type": {"sv": "Typ", "en": "Type"},
    "wrong": {"sv": "Värdet finns inte i listan", "en": "The value is not in the list"},
}
TYPES: Mapping[str, Mapping[str, str]] = {
    "string": {"sv": "text", "en": "text"},
    "integer": {"sv": "heltal", "en": "whole number"},
    "number": {"sv": "tal", "en": "number"},
    "boolean": {"sv": "true eller false", "en": "true or false"},
    "date": {"sv": "datum, 2026-01-31", "en": "date, 2026-01-31"},
    "datetime": {"sv": "tidpunkt, 2026-01-31T12:00:00+01:00", "en": "moment, 2026-01-31T12:00:00+01:00"},
}


def csv_template(specification: Specification) -> bytes:
    """The header alone: UTF-8 with the mark that Excel needs to see that, comma, CRLF."""
    sink = io.StringIO()
    csv.writer(sink).writerow([field["name"] for field in specification.fields])
    return ("\ufeff" + sink.getvalue()).encode()


def xlsx_template(specification: Specification, path: Path, language: str) -> None:
    """A workbook with the header, and on a second sheet what every column means, in Swedish or English.

    Columns of text are formatted as text, so that Excel leaves leading zeros alone; yes or no and closed lists have
    drop-downs; the header stays in sight, has the meaning as a note, and is darker where a value is required.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        styles = {
            "text": book.add_format({"num_format": TEXT}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "number": book.add_format(),
            "required": book.add_format({"bold": True, "bg_color": "#0b3c4c", "font_color": "#ffffff", "border": 1}),
            "optional": book.add_format({"bold": True, "bg_color": "#e6eef0", "border": 1}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        }

        def word(name: str) -> str:
            return WORDS[name][language]

        _data_sheet(book.add_worksheet(word("data")), specification, language, styles, word)
        _about_sheet(book.add_worksheet(word("about")), specification, language, styles, word)


def _data_sheet(sheet: Any, specification: Specification, language: str, styles: Styles, word: Word) -> None:
    sheet.freeze_panes(1, 0)
    for place, field in enumerate(specification.fields):
        style = styles["required" if is_required(field) else "optional"]
        sheet.set_column(place, place, max(12, len(field["name"]) + 3), styles[_format(field)])
        sheet.write_string(0, place, field["name"], style)
        sheet.write_comment(0, place, _note(field, language, word), {"x_scale": 2})
        choices = choices_of(field)
        if choices:
            sheet.data_validation(1, place, ROWS, place, _rule(field, choices, language, word))


def _about_sheet(sheet: Any, specification: Specification, language: str, styles: Styles, word: Word) -> None:
    sheet.freeze_panes(1, 0)
    for place, (name, width) in enumerate(
        {"name": 24, "title": 28, "obligation": 24, "type": 24, "meaning": 80}.items()
    ):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, word(name), styles["optional"])
    for row, field in enumerate(specification.fields, 1):
        told = (
            field["name"],
            field["titles"][language],
            word(obligation(field)),
            TYPES.get(field["type"], {}).get(language, field["type"]),
            _meaning(field, language, word),
        )
        for place, words in enumerate(told):
            sheet.write_string(row, place, words, styles["wrapped"])


def obligation(field: Mapping[str, Any]) -> str:
    """`required`, `column_required` (its cells may be empty) or `optional`."""
    if field.get("constraints", {}).get("required"):
        return "required"
    return "column_required" if is_required(field) else "optional"


def choices_of(field: Mapping[str, Any]) -> list[str]:
    """The only values that may stand in the field, if there is such a list."""
    if field["type"] == "boolean":
        return list(BOOLEANS)
    return [str(value) for value in field.get("constraints", {}).get("enum", ())]


def _format(field: Mapping[str, Any]) -> str:
    return {"integer": "number", "number": "number", "date": "date"}.get(field["type"], "text")


def _meaning(field: Mapping[str, Any], language: str, word: Word) -> str:
    said = field.get("descriptions", {}).get(language, "")
    choices = choices_of(field)
    listed = f"{word('one_of')}: {', '.join(choices)}." if choices and field["type"] != "boolean" else ""
    return " ".join(filter(None, (said, listed)))


def _note(field: Mapping[str, Any], language: str, word: Word) -> str:
    lines = (field["titles"][language], word(obligation(field)), _meaning(field, language, word))
    return "\n".join(filter(None, lines))


def _rule(field: Mapping[str, Any], choices: list[str], language: str, word: Word) -> dict[str, Any]:
    if len(",".join(choices)) > XLSX_LIST:
        return {"validate": "any"}
    return {
        "validate": "list",
        "source": choices,
        "ignore_blank": True,
        "input_title": field["titles"][language][:XLSX_TITLE],
        "input_message": _meaning(field, language, word)[:XLSX_MESSAGE] or field["name"],
        "error_title": word("wrong"),
        "error_message": ", ".join(choices)[:XLSX_MESSAGE],
    }
