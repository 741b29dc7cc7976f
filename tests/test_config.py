import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from opendata.config import Settings
from opendata.errors import Misconfigured


def secret_of(folder: Path) -> str:
    return Settings(data_dir=folder).session_secret()


def test_with_no_settings_at_all_everything_has_a_value() -> None:
    settings = Settings.read({})
    assert settings == Settings()
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database == "sqlite:///data/opendata.sqlite"


def test_what_is_not_ours_is_left_alone() -> None:
    assert Settings.read({"PATH": "/bin", "OPEN_DATA": "x", "opendata_token": "y"}) == Settings()


@pytest.mark.parametrize("name", ["OPENDATA_BASEURL", "OPENDATA_", "OPENDATA_DATA_DIR_FILE", "OPENDATA_base_url"])
def test_an_unknown_setting_stops_the_start_and_is_named(name: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        Settings.read({name: "x"})
    assert (refused.value.code, refused.value.facts) == ("setting_unknown", {"setting": name})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "data.example.se"),
        ("BASE_URL", "ftp://data.example.se"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://:8000"),
        ("BASE_URL", "https://data.example.se:port"),
        ("BASE_URL", "https://data.example.se?x=1"),
        ("BASE_URL", "https://data.example.se/#top"),
        ("BASE_URL", "https://me:secret@data.example.se"),
        ("BASE_URL", "https://data.example.se/my data"),
        ("BASE_URL", 'https://data.example.se/">'),
        ("BASE_URL", "http://[::1"),
        ("MAP_TILES", "tiles/{z}/{x}/{y}.png"),
        ("MAP_TILES", "https://tiles.example.se/{z}/{x}.png"),
        ("MAP_TILES", "https://{s}.tiles.example.se/{z}/{x}/{y}.png"),
        ("MAP_TILES", "https://tiles.example.se/{z}/{x}/{y}.png; script-src *"),
        ("MAX_UPLOAD", "much"),
        ("MAX_UPLOAD", "-1"),
        ("MAX_UPLOAD", "2T"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "one"),
        ("WEB_PROCESSES", "-1"),
        ("WEB_THREADS", "1.5"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        Settings.read({f"OPENDATA_{name}": value})
    assert refused.value.code == "setting_unusable"
    assert refused.value.facts == {"setting": f"OPENDATA_{name}", "value": value}


def test_an_empty_value_is_as_none() -> None:
    assert Settings.read({"OPENDATA_MAX_UPLOAD": "", "OPENDATA_BASE_URL": "  "}) == Settings()


@pytest.mark.parametrize(
    "given", ["https://data.example.se", "https://data.example.se/", "https://data.example.se/open//"]
)
def test_the_base_url_is_kept_without_a_slash_at_its_end(given: str) -> None:
    assert Settings.read({"OPENDATA_BASE_URL": given}).base_url == given.rstrip("/")


@pytest.mark.parametrize(
    ("text", "count"),
    [("0", 0), ("1000", 1000), ("10K", 10240), ("10 kB", 10240), ("5MiB", 5 * 2**20), ("2g", 2**31), ("2 GB", 2**31)],
)
def test_a_size_can_be_written_as_people_do(text: str, count: int) -> None:
    assert Settings.read({"OPENDATA_MAX_UPLOAD": text}).max_upload == count


def test_a_secret_can_be_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("from a file\n")
    assert Settings.read({"OPENDATA_SECRET_KEY_FILE": str(path)}).secret_key == "from a file"


def test_a_secret_given_directly_counts_before_its_file(tmp_path: Path) -> None:
    environment = {"OPENDATA_SECRET_KEY_FILE": str(tmp_path / "missing"), "OPENDATA_SECRET_KEY": "direct"}
    assert Settings.read(environment).secret_key == "direct"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00binary"])
def test_a_secret_file_that_cannot_be_read_stops_the_start_and_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "key"
    if content:
        path.write_bytes(content)
    with pytest.raises(Misconfigured) as refused:
        Settings.read({"OPENDATA_DATABASE_URL_FILE": str(path)})
    assert refused.value.code == "setting_file_unreadable"
    assert refused.value.facts["setting"] == "OPENDATA_DATABASE_URL_FILE"
    assert refused.value.facts["reason"]


def test_a_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = secret_of(folder)
    assert len(first) >= 48
    assert secret_of(folder) == first
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret-key"]


def test_processes_that_start_together_agree_on_the_secret_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("forkserver")) as processes:
        made = set(processes.map(secret_of, [tmp_path / "data"] * 8))
    assert len(made) == 1
    assert made.pop()


def test_a_secret_key_that_is_set_is_written_nowhere(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path, secret_key="chosen").session_secret() == "chosen"
    assert list(tmp_path.iterdir()) == []
