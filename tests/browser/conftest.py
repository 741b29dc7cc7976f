"""The system's Chromium, driven by Playwright, against the product as it is run: web server and worker."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.absent import absent

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCREENSHOTS = os.environ.get("SCREENSHOTS")
"""A folder to put pictures of the story's pages in, to be looked at."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if not chromium:
        absent("Chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`opendata run --demo` in an empty folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    folder = tmp_path_factory.mktemp("site")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENDATA_")}
    environment |= {"OPENDATA_DATA_DIR": str(folder), "OPENDATA_BASE_URL": address}
    command = [sys.executable, "-m", "opendata.cli", "run", "--demo", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for_demo(address, process, folder / "log")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def wait_for_demo(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until all five demo datasets are public."""
    for _attempt in range(600):
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{address}/api/v1/datasets", timeout=5) as answer:
                if b'"total":5' in answer.read().replace(b" ", b""):
                    return
        except (URLError, OSError):
            pass
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    pytest.fail(f"the demo did not come up:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A new visitor on a wide screen. Anything that the browser complains of fails the test."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="sv-SE")
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not [text for text in complaints if "404" not in text and "401" not in text], complaints


def picture(page: Page, name: str) -> None:
    if SCREENSHOTS:
        page.screenshot(path=f"{SCREENSHOTS}/{name}.png", full_page=True)
