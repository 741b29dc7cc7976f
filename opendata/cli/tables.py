"""check and convert: the same reading and judging as on upload, on a file of one's own."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from opendata import locale, tabular
from opendata.errors import Invalid
from opendata.services import checking

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

file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
sheet_option = click.option("--sheet", help="Sheet of a workbook; the first with content when not given.")
lang_option = click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True)


@click.command()
@file_argument
@click.option("--schema", help="Table Schema: the path of a JSON file.")
@sheet_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@lang_option
def check(file: Path, schema: str | None, sheet: str | None, form: str, lang: str) -> None:
    """Judge FILE as an upload would be; exit 0 sound, 1 findings, 2 could not read."""
    descriptor = _schema(schema)
    with tempfile.TemporaryDirectory() as folder:
        checked = checking.check(file, Path(folder), filename=file.name, terms=_terms(descriptor, sheet))
    shown = locale.report(checked.report, lang)
    if form == "json":
        click.echo(json.dumps({**shown, "schema": checked.schema}, ensure_ascii=False, indent=2))
    else:
        show_findings(shown)
        if checked.report.sound:
            click.echo(f"{file.name}: {checked.report.rows} rows, sound")
    if checked.table is None:
        raise SystemExit(UNREADABLE)
    raise SystemExit(SOUND if checked.report.sound else FINDINGS)


@click.command()
@file_argument
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@sheet_option
@click.option("--text", is_flag=True, help="Every column as text.")
def convert(file: Path, output: Path, sheet: str | None, text: bool) -> None:
    """Read FILE like an upload and write it by OUTPUT's suffix: .csv .parquet .jsonl .json .geojson .gpkg .xlsx"""
    form = FORMS.get(output.suffix.lower())
    if form is None:
        raise Invalid("format_unknown", value=output.suffix, known=", ".join(FORMS))
    with tempfile.TemporaryDirectory() as folder:
        table = tabular.read(file, Path(folder), filename=file.name, given=tabular.Given(sheet=sheet))
        schema = tabular.infer(table)
        if text:
            schema["fields"] = [{"name": one["name"], "title": one["title"]} for one in schema["fields"]]
        made = tabular.convert(table, schema, Path(folder), forms=(form,))
        found = next((one.path for one in made.made if one.format == form), None)
        if found is None:
            raise Invalid("conversion_not_possible", format=form, reason=dict(made.left_out).get(form, ""))
        shutil.move(found, output)
    click.echo(f"{output}: {made.rows} rows")


def show_findings(report: Mapping[str, Any]) -> None:
    """A report as the API shows it, a line a finding."""
    for finding in report["findings"]:
        place = [f"row {finding['row']}"] if finding["row"] else []
        place += [f"column {finding['column']}"] if finding["column"] else []
        click.echo(f"{finding['severity']}: {', '.join(place)}{': ' if place else ''}{finding['message']}")
    hidden = report["errors"] + report["warnings"] - len(report["findings"])
    if hidden:
        click.echo(f"... and {hidden} more")


def _terms(schema: Mapping[str, Any] | None, sheet: str | None) -> checking.Terms:
    return checking.Terms(schema=schema, reading={"sheet": sheet} if sheet else {})


def _schema(path: str | None) -> dict[str, Any] | None:
    return tabular.load_schema(Path(path)) if path else None


COMMANDS = (check, convert)
