"""The examples for programs on a file's page, copied from there and run as they stand."""

import csv
import html
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Scene
from tests.support.live import Served
from tests.web.conftest import Publish, Published

pytestmark = pytest.mark.any_database

ROWS = 1_203
Shown = Callable[[str], str]


@pytest.fixture(scope="session")
def with_many_rows(publish: Publish) -> Scene:
    lines = (f'0{number:05},"Å, {number}",{number}' for number in range(ROWS))
    return publish("with_many_rows", "\n".join(["Kod,Namn,Antal", *lines, ""]).encode())


@pytest.fixture
def shown(served: Served, with_many_rows: Scene) -> Shown:
    """The text of an example, as a reader copies it."""
    published: Published = with_many_rows.cast["published"]
    page = httpx.get(f"{served.address}/dataset/{published.slug}", headers={"Accept": "text/html"}).text

    def text(name: str) -> str:
        found = re.search(rf'data-example="{name}">.*?<code>(.*?)</code>', page, re.DOTALL)
        assert found, name
        return html.unescape(found[1])

    return text


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, capture_output=True, cwd=folder, timeout=120, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def is_row(row: dict[str, Any]) -> bool:
    return row == {"kod": f"0{row['antal']:05}", "namn": f"Å, {row['antal']}", "antal": row["antal"]}


def test_curl_gets_rows(shown: Shown, tmp_path: Path) -> None:
    told = json.loads(run(["bash", "-c", f"{shown('curl')} --silent"], tmp_path))
    assert (len(told["data"]), told["meta"]["total"]) == (5, ROWS)
    assert all(map(is_row, told["data"]))


def test_python_gets_all_rows(shown: Shown, tmp_path: Path) -> None:
    script = f"{shown('python')}\nimport json\nprint(json.dumps(rows))"
    rows = json.loads(run([sys.executable, "-c", script], tmp_path))
    assert [row["antal"] for row in rows] == list(range(ROWS))
    assert all(map(is_row, rows))


def test_r_gets_all_rows(shown: Shown, tmp_path: Path) -> None:
    r = shutil.which("Rscript")
    if r is None:
        pytest.skip("there is no R here; what its example fetches is looked at in another test")
    script = f"suppressMessages({{{shown('r')}}})\ncat(nrow(rows), rows$kod[2], class(rows$antal))"
    assert run([r, "-e", script], tmp_path).split()[-3:] == [str(ROWS), "000001", "integer"]


def test_what_r_fetches_is_a_row_on_each_line(shown: Shown) -> None:
    address = re.search(r'stream_in\(url\("([^"]+)"\)\)', shown("r"))
    assert address
    lines = httpx.get(address[1]).raise_for_status().text.splitlines()
    assert len(lines) == ROWS
    assert all(is_row(json.loads(line)) for line in lines)


def test_what_excel_fetches_is_utf_8_with_commas_and_a_header(shown: Shown) -> None:
    text = shown("power-query")
    address = re.search(r'Web\.Contents\("([^"]+)"\), \[Delimiter = ",", Encoding = 65001', text)
    assert address
    table = list(csv.DictReader(io.StringIO(httpx.get(address[1]).raise_for_status().content.decode("utf-8"))))
    assert (len(table), table[1]) == (ROWS, {"kod": "000001", "namn": "Å, 1", "antal": "1"})


def test_excel_s_feed_has_the_rows(shown: Shown) -> None:
    service = httpx.get(shown("odata")).raise_for_status().json()
    (rows,) = [one["url"] for one in service["value"]]
    first = httpx.get(f"{shown('odata')}{rows}").raise_for_status().json()["value"][0]
    assert (first["kod"], first["antal"]) == ("000000", 0)
