"""Writes the pages of docs/reference that follow from the code: errors, settings, commands, the profile; and its
shapes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import click

from docs import codes
from opendata import errors
from opendata.cli import main as opendata
from opendata.config import PREFIX, Settings
from opendata.dcat import shapes
from opendata.dcat.profile import CLASSES, Property, Rule
from opendata.locale import outline
from opendata.web.problems import STATUS, STATUS_OF_CODE

FOLDER = Path(__file__).parent / "reference"
NOTE = "<!-- Written by `make reference`; change the code instead. -->"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
    shapes.FILE.write_text(shapes.shapes(), encoding="utf-8")


def errors_page() -> str:
    found = codes.codes()
    wrong = [code for code in found.values() if code.is_error]
    field = [code for code in found.values() if codes.FIELD in code.kinds and not code.is_error]
    findings = [code for code in found.values() if not code.kinds.isdisjoint({codes.FINDING, "FINDINGS"})]
    noted = [code for code in found.values() if not code.kinds.isdisjoint({"NOTES", "LEFT_OUT"})]
    return _page(
        "Errors and findings",
        "Codes are stable: programs may rely on them. The sentences may change. `{facts}` come with the code; what "
        "stands in brackets is left out when its fact is missing.",
        "## Errors",
        "Answered as `application/problem+json` (RFC 9457), with the code in `code` and the sentence in `detail`. "
        "A 403 is a 401 for those who are not signed in.",
        _table(
            ("Code", "Class", "Status", "Swedish", "English"),
            ((f"`{code.name}`", *_class_and_status(code), *_worded(code.name)) for code in wrong),
        ),
        "## Field errors",
        "In `errors` of a problem, one for each field that can't be used.",
        _sentences(field),
        "## Findings",
        "In the report of a check. Row, column and value stand beside the sentence.",
        _sentences(findings),
        "## Notes",
        "How a file was read, and why a format was left out.",
        _sentences(noted),
    )


def settings_page() -> str:
    return _page(
        "Settings",
        "Read from the environment when a command starts. A name that is not here, or a value that can't be used, "
        "stops the start and is named. A secret may also be given as `..._FILE`, the path of a file that holds it.",
        _table(
            ("Setting", "Meaning", "Default", "Example", "Secret"),
            (
                (
                    f"`{PREFIX}{setting.name.upper()}`",
                    setting.metadata["meaning"],
                    _code(_default(setting)),
                    _code(setting.metadata["example"]),
                    "yes" if setting.metadata["secret"] else "",
                )
                for setting in fields(Settings)
            ),
        ),
    )


def commands_page() -> str:
    return _page("Commands", opendata.help or "", *_commands("opendata", opendata))


def profile_page() -> str:
    return _page(
        "DCAT-AP-SE 3.0.1",
        "What the platform writes, checks and reads, property by property. The facts are those of DIGG's bundle.json "
        "3.0.1 (diggsweden/DCAT-AP-SE 6b5124b, CC BY 4.0) and of DCAT-AP 3.0.1; the help is our own. A dash: that "
        "profile does not have the property. In the European flavour a value is what the column for DCAT-AP says, "
        "where it says so. The same table in SHACL: `schemas/dcat-ap-se/3.0.1.ttl`.",
        *(part for kind, rows in CLASSES.items() if rows for part in (f"## {kind}", _rows(rows))),
    )


def _rows(rows: Sequence[Property]) -> str:
    head = ("Property", "Swedish", "English", "DCAT-AP-SE", "DCAT-AP", "Value", "På svenska", "In English")
    return _table(
        head,
        (
            (
                f"`{row.iri}`",
                row.label["sv"],
                row.label["en"],
                "–" if row.only in ("eu", "dcat") else _rule(row),
                _rule(row.eu) + _otherwise(row, row.eu) if row.eu else "–",
                _value(row),
                row.help["sv"],
                row.help["en"],
            )
            for row in rows
        ),
    )


def _rule(rule: Rule) -> str:
    return f"{rule.obligation} {1 if rule.obligation == 'mandatory' else 0}..{rule.at_most or 'n'}"


def _otherwise(row: Rule, eu: Rule) -> str:
    return "" if eu.range is row.range else f", {_value(eu)}"


def _value(rule: Rule) -> str:
    parts = (
        rule.range.name.lower().replace("_", " "),
        f"→ {rule.node}" if rule.node else "",
        _code(rule.vocabulary or ""),
        _code(rule.pattern or ""),
    )
    return " ".join(filter(None, parts))


def _class_and_status(code: codes.Code) -> tuple[str, str]:
    kinds = sorted(code.kinds & codes.ERRORS.keys())
    statuses = {STATUS_OF_CODE.get(code.name) or _status(codes.ERRORS[kind]) for kind in kinds}
    return ", ".join(kinds), ", ".join(map(str, sorted(statuses)))


def _status(kind: type[errors.Error]) -> int:
    return next(STATUS[base] for base in kind.__mro__ if base in STATUS)


def _sentences(found: Sequence[codes.Code]) -> str:
    return _table(("Code", "Swedish", "English"), ((f"`{code.name}`", *_worded(code.name)) for code in found))


def _worded(code: str) -> tuple[str, str]:
    return outline(code, "sv"), outline(code, "en")


def _default(setting: Field[Any]) -> str:
    """As an operator would write it."""
    example = setting.metadata["example"]
    if example and setting.metadata["read"](example) == setting.default:
        return str(example)
    return "" if setting.default is MISSING else str(setting.default)


def _commands(path: str, command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            one = command.get_command(context, name)
            yield from _commands(f"{path} {name}", one) if one else ()
        return
    shown = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    arguments = "".join(f" {(parameter.name or '').upper()}" for parameter in shown if _is_argument(parameter))
    yield f"## `{path}{arguments}`"
    yield command.help or ""
    options = [parameter for parameter in shown if isinstance(parameter, click.Option)]
    if options:
        yield _table(("Option", "Values", "Default", "Meaning"), map(_option, options))


def _is_argument(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument)


def _option(option: click.Option) -> tuple[str, str, str, str]:
    choices = option.type.choices if isinstance(option.type, click.Choice) else ()
    default = option.default if isinstance(option.default, str | int) and not option.is_flag else ""
    meaning = " ".join(filter(None, (option.help, "Required." if option.required else "")))
    return (
        _code(", ".join(option.opts)),
        " ".join(f"`{choice}`" for choice in choices) or ("" if option.is_flag else option.type.name),
        _code(str(default)),
        meaning,
    )


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([NOTE, f"# {title}", *filter(None, parts)]) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"[|<]", r"\\\g<0>", text)


PAGES = {"errors.md": errors_page, "settings.md": settings_page, "cli.md": commands_page, "dcat-ap-se.md": profile_page}

if __name__ == "__main__":
    main()
