"""check and convert: the same reading and judging as on upload, on a file of one's own."""

import csv
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from opendata import locale, tabular
from opendata.errors import Invalid
from opendata.services import checking, specifications

SOUND, FINDINGS, UNREADABLE = 0, 1, 2
FORMS = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".jsonl": "ndjson",
    ".geojson": "geojson",
    ".gpkg": "gpkg",
    ".xlsx": "xlsx",
    ".json": "json",
}
NUMBERS = ("table", "header_row", "header_rows")

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
sheet_option = click.option("--sheet", help="Sheet of a workbook; the first with content when not given.")
read_option = click.option(
    "--read",
    "said",
    multiple=True,
    metavar="NAME=VALUE",
    help="How to read FILE: table=2, encoding=macintosh, delimiter=tab, header_row=5, crs=EPSG:3006 ...",
)
lang_option = click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True)


@click.command()
@file_argument
@click.option("--schema", help="Table Schema: the path of a JSON file, or the name of a national specification.")
@sheet_option
@read_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "frictionless"]), default="text", show_default=True
)
@lang_option
def check(file: Path, schema: str | None, sheet: str | None, said: Sequence[str], form: str, lang: str) -> None:
    """Judge FILE as an upload would be; exit 0 sound, 1 findings, 2 could not read."""
    terms = _terms(schema, _reading(sheet, said))
    with tempfile.TemporaryDirectory() as folder:
        checked = checking.check(file, Path(folder), filename=file.name, terms=terms)
    shown = locale.report(checked.report, lang)
    if form == "json":
        click.echo(
            json.dumps({**shown, "schema": checked.schema, "reading": checked.reading}, ensure_ascii=False, indent=2)
        )
    elif form == "frictionless":
        click.echo(json.dumps(_frictionless(checked, file.name, lang), ensure_ascii=False, indent=2))
    else:
        show_findings(shown)
        for note in (checked.reading or {}).get("notes", ()):
            click.echo(f"note: {locale.sentence(note, lang)}")
        if checked.report.sound:
            click.echo(f"{file.name}: {checked.report.rows} rows, sound")
    if checked.table is None:
        raise SystemExit(UNREADABLE)
    raise SystemExit(SOUND if checked.report.sound else FINDINGS)


@click.command()
@file_argument
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@sheet_option
@read_option
@click.option("--text", is_flag=True, help="Every column as text.")
def convert(file: Path, output: Path, sheet: str | None, said: Sequence[str], text: bool) -> None:
    """Read FILE like an upload and write it by OUTPUT's suffix: .csv .parquet .jsonl .json .geojson .gpkg .xlsx"""
    form = FORMS.get(output.suffix.lower())
    if form is None:
        raise Invalid("format_unknown", value=output.suffix, known=", ".join(FORMS))
    given = tabular.Given.from_json(_reading(sheet, said))
    if text and form == "csv":
        click.echo(f"{output}: {as_text(file, output, given)} rows")
        return
    with tempfile.TemporaryDirectory() as folder:
        table = tabular.read(file, Path(folder), filename=file.name, given=given)
        schema = tabular.infer(table)
        if text:
            schema["fields"] = [{"name": one["name"], "title": one["title"]} for one in schema["fields"]]
        made = tabular.convert(table, schema, Path(folder), forms=(form,))
        found = next((one.path for one in made.made if one.format == form), None)
        if found is None:
            raise Invalid("conversion_not_possible", format=form, reason=dict(made.left_out).get(form, ""))
        shutil.move(found, output)
    click.echo(f"{output}: {made.rows} rows")


def as_text(file: Path, output: Path, given: tabular.Given) -> int:
    """Write the table as it stands, nothing judged: titles may be blank or repeated, and rows longer than others.

    How many rows there are; a file without content gives one without.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            table = tabular.read(file, Path(folder), filename=file.name, given=given)
        except Invalid as error:
            if error.code != "file_empty":
                raise
            output.write_bytes(b"")
            return 0
        if table.beyond is None and table.text is None:
            shutil.copyfile(table.path, output)
        else:
            with output.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows(table.whole())
        return table.rows


def show_findings(report: Mapping[str, Any]) -> None:
    """A report as the API shows it, a line for findings that are alike: how many, where first, and what is wrong."""
    for group in report["groups"]:
        rows, count = group["rows"], group["count"]
        more = ", ..." if count > len(rows) else ""
        place = [f"{'row' if count == 1 else 'rows'} {', '.join(map(str, rows))}{more}"] if rows else []
        place += [f"column {group['column']}"] if group["column"] else []
        times = f" ({count} times)" if count > 1 else ""
        click.echo(f"{group['severity']}: {', '.join(place)}{times}{': ' if place or times else ''}{group['message']}")


def _frictionless(checked: checking.Checked, name: str, lang: str) -> dict[str, Any]:
    """The report as Frictionless's own, for programs that know that."""
    columns = checked.table.columns if checked.table else ()
    return tabular.to_frictionless(
        checked.report, name, message=lambda found: locale.finding(found, lang), columns=columns
    )


def _reading(sheet: str | None, said: Sequence[str]) -> dict[str, Any]:
    """What is said of how to read the file. Invalid `reading_unknown` (field) for what can't be said."""
    told: dict[str, Any] = {"sheet": sheet} if sheet else {}
    for one in said:
        name, sign, value = one.partition("=")
        if not sign:
            raise Invalid("reading_unknown", field=one)
        told[name] = int(value) if name in NUMBERS and value.isdecimal() else "\t" if value == "tab" else value
    return told


def _terms(schema: str | None, reading: Mapping[str, Any]) -> checking.Terms:
    """A file of that path comes before a specification of that name."""
    terms = checking.Terms(reading=reading)
    if not schema:
        return terms
    if Path(schema).exists() or schema.endswith(".json"):
        return replace(terms, schema=tabular.load_schema(Path(schema)))
    return replace(terms, specification=specifications.choice(schema))


COMMANDS = (check, convert)
