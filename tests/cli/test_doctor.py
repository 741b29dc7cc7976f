import pytest

from opendata.config import Settings
from tests.cli.conftest import Command
from tests.conftest import ON_POSTGRESQL


def test_where_all_is_well_the_doctor_says_so(opendata: Command) -> None:
    result = opendata("doctor")
    assert result.exit_code == 0, result.output
    assert [line.partition(": ")[::2] for line in result.output.splitlines()] == [
        ("database", "fine"),
        ("files", "fine"),
        ("queue", "fine"),
        ("mail", "fine"),
    ]


def test_each_part_that_does_not_answer_is_named(
    opendata: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENDATA_QUEUE_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("OPENDATA_DATABASE_URL", f"sqlite:///{settings.data_dir}/empty.sqlite")
    result = opendata("doctor")
    assert result.exit_code == 1
    told = dict(line.split(": ", 1) for line in result.output.splitlines())
    assert told["files"] == "fine"
    assert "opendata migrate" in told["database"]
    assert "OPENDATA_QUEUE_URL" in told["queue"]


@pytest.mark.skipif(ON_POSTGRESQL, reason="makes its own SQLite database")
def test_a_command_on_a_database_that_nobody_migrated_says_what_to_do(
    opendata: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENDATA_DATABASE_URL", f"sqlite:///{settings.data_dir}/empty.sqlite")
    for command in (("catalog", "check"), ("publisher", "list"), ("catalog", "export")):
        result = opendata(*command)
        assert result.exit_code == 2
        assert "opendata migrate" in result.stderr
        assert "Traceback" not in result.output


@pytest.mark.skipif(ON_POSTGRESQL, reason="makes its own SQLite database")
def test_migrating_makes_an_empty_folder_fit_for_use(
    opendata: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENDATA_DATA_DIR", str(settings.data_dir / "new"))
    monkeypatch.delenv("OPENDATA_DATABASE_URL")
    assert opendata("doctor").exit_code == 1
    for _time in range(2):
        assert opendata("migrate").exit_code == 0
    assert opendata("doctor").exit_code == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENDATA_BASEURL", "x"),
        ("OPENDATA_MAX_UPLOAD", "much"),
        ("OPENDATA_DATABASE_URL", "nonsense"),
        ("OPENDATA_STORAGE_URL", "ftp://server"),
        ("OPENDATA_QUEUE_URL", "amqp://server"),
        ("OPENDATA_SECRET_KEY_FILE", "/no/such/file"),
    ],
)
def test_a_setting_that_cannot_work_ends_every_command_with_2_and_is_named(
    opendata: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    if name.endswith("_FILE"):
        monkeypatch.delenv(name.removesuffix("_FILE"))
    monkeypatch.setenv(name, value)
    result = opendata("user", "list")
    assert result.exit_code == 2
    assert name in result.stderr
    assert "Traceback" not in result.output


def test_the_version_is_told(opendata: Command) -> None:
    assert "version" in opendata("--version").output
