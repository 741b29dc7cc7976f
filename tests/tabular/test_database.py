"""Workspaces: what one job leaves behind is no other job's concern."""

import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from opendata.tabular import database


def only(connection: database.Connection, sql: str) -> Any:
    (value,) = connection.execute(sql).fetchone() or (None,)
    return value


def databases_so_far(connection: database.Connection) -> int:
    """How many an instance has had: more than in a new one when another job was there before."""
    return int(only(connection, "SELECT database_oid FROM duckdb_databases() WHERE database_name = 'job'"))


def test_a_job_finds_nothing_of_the_job_before(tmp_path: Path) -> None:
    with database.workspace(tmp_path) as connection:
        connection.execute("CREATE TABLE left_over AS SELECT 1")
        connection.execute("CREATE TEMP TABLE passing AS SELECT 1")
        connection.execute("CREATE VIEW seen AS SELECT 1")
        connection.execute(f"ATTACH {database.text(str(tmp_path / 'other.duckdb'))} AS other")
    with database.workspace(tmp_path) as connection:
        assert only(connection, "SELECT count(*) FROM duckdb_tables()") == 0
        assert only(connection, "SELECT count(*) FROM duckdb_views() WHERE NOT internal") == 0
        assert only(connection, "SELECT list_sort(list(database_name)) FROM duckdb_databases() WHERE NOT internal") == [
            "job",
            "memory",
        ]


def test_an_instance_in_which_a_job_went_well_takes_another(tmp_path: Path) -> None:
    with database.workspace(tmp_path) as connection:
        first = databases_so_far(connection)
    with database.workspace(tmp_path) as connection:
        assert databases_so_far(connection) > first


def test_jobs_at_the_same_time_are_apart(tmp_path: Path) -> None:
    with database.workspace(tmp_path) as one, database.workspace(tmp_path) as other:
        one.execute("CREATE TABLE data AS SELECT 1 AS value")
        other.execute("CREATE TABLE data AS SELECT 2 AS value")
        assert only(one, "SELECT value FROM data") == 1
        assert only(other, "SELECT value FROM data") == 2
        assert only(other, "SELECT count(*) FROM duckdb_databases() WHERE NOT internal") == 2


def test_a_job_spills_into_its_own_folder_and_leaves_nothing_there(tmp_path: Path) -> None:
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        with database.workspace(folder) as connection:
            assert not list(folder.iterdir())
            connection.execute("SET memory_limit = '20MB'")
            connection.execute("CREATE TABLE large AS SELECT md5(i::VARCHAR) AS text FROM range(1_000_000) t(i)")
            assert list((folder / "spill").iterdir())
        assert not list(folder.iterdir())
    with database.workspace(tmp_path) as connection:
        assert only(connection, "SELECT current_setting('memory_limit')") == "488.2 MiB"


def test_an_instance_that_broke_is_left(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error), database.workspace(tmp_path) as connection:
        connection.execute("SET threads = 1")
        connection.execute("no SQL at all")
    with database.workspace(tmp_path) as connection:
        assert only(connection, "SELECT current_setting('threads')") == database.THREADS


def test_rows_are_read_in_batches_while_the_connection_does_other_things(tmp_path: Path) -> None:
    with database.workspace(tmp_path) as connection:
        connection.execute("CREATE TABLE data AS SELECT i FROM range(5) t(i)")
        seen = []
        for rows in database.batches(connection, "SELECT i FROM data ORDER BY i", 2):
            seen.append([row[0] + only(connection, "SELECT count(*) FROM data") for row in rows])
    assert seen == [[5, 6], [7, 8], [9]]


def test_a_file_holds_what_its_job_stored(tmp_path: Path) -> None:
    file = tmp_path / "it's.duckdb"
    with database.workspace(tmp_path, str(file)) as connection:
        connection.execute("CREATE TABLE data AS SELECT 1 AS value")
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    with database.workspace(tmp_path, str(file)) as connection:
        assert only(connection, "SELECT value FROM data") == 1


def test_a_name_that_is_no_table_is_not_taken_from_the_program(tmp_path: Path) -> None:
    something = {"value": [1]}
    with database.workspace(tmp_path) as connection:
        with pytest.raises(duckdb.CatalogException):
            connection.execute("FROM something")
        with pytest.raises(duckdb.CatalogException):
            connection.cursor().execute("FROM something")
    assert something


def test_a_fork_of_a_program_that_had_jobs_has_jobs_of_its_own(tmp_path: Path) -> None:
    with database.workspace(tmp_path) as connection:
        connection.execute("CREATE TABLE data AS SELECT i FROM range(100_000) t(i)")
    fork = os.fork()
    if not fork:
        with database.workspace(tmp_path) as connection:
            rows = only(connection, "SELECT count(DISTINCT hash(i)) FROM range(100_000) t(i)")
        os._exit(0 if rows == 100_000 else 1)
    assert os.waitpid(fork, 0)[1] == 0
    with database.workspace(tmp_path) as connection:
        assert only(connection, "SELECT 1") == 1
