import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from opendata.errors import Misconfigured, NotFound, Unreachable
from opendata.files import Files
from tests.support import s3

HELLO = "Hej, världen".encode()


@pytest.fixture
def bucket() -> Iterator[s3.Bucket]:
    with s3.start() as started:
        yield started


def store(folder: Path, bucket: s3.Bucket, **more: int) -> Files:
    return Files(folder, "s3://city/open/data", bucket.options, **more)


def cached(folder: Path) -> list[Path]:
    return [path for path in (folder / "cache").rglob("*") if path.is_file()]


def test_what_one_machine_keeps_another_opens(bucket: s3.Bucket, tmp_path: Path) -> None:
    kept = store(tmp_path / "one", bucket).keep(io.BytesIO(HELLO))
    assert list(bucket.objects) == [f"/city/open/data/{kept.sha256[:2]}/{kept.sha256}"]
    assert store(tmp_path / "two", bucket).as_path(kept.sha256).read_bytes() == HELLO


def test_the_same_bytes_are_sent_once(bucket: s3.Bucket, tmp_path: Path) -> None:
    files = store(tmp_path, bucket)
    files.keep(io.BytesIO(HELLO))
    files.keep(io.BytesIO(HELLO))
    assert sum(asked.startswith("PUT") for asked in bucket.asked) == 1


def test_a_file_is_fetched_once(bucket: s3.Bucket, tmp_path: Path) -> None:
    files = store(tmp_path, bucket)
    kept = files.keep(io.BytesIO(HELLO))
    assert files.as_path(kept.sha256) == files.as_path(kept.sha256)
    assert sum(asked.startswith("GET") for asked in bucket.asked) == 1


def test_other_bytes_than_were_kept_are_never_given_out(bucket: s3.Bucket, tmp_path: Path) -> None:
    files = store(tmp_path, bucket)
    kept = files.keep(io.BytesIO(HELLO))
    for path in bucket.objects:
        bucket.objects[path] = b"something else"
    with pytest.raises(Unreachable) as refused:
        files.as_path(kept.sha256)
    assert refused.value.code == "storage_gave_other_bytes"
    assert cached(tmp_path) == []


def test_what_was_never_kept_is_not_found(bucket: s3.Bucket, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        store(tmp_path, bucket).as_path("0" * 64)


def test_the_copies_used_longest_ago_make_room_for_new_ones(bucket: s3.Bucket, tmp_path: Path) -> None:
    files = store(tmp_path, bucket, cache_bytes=25)
    first, second, third = (files.keep(io.BytesIO(bytes([number]) * 10)).sha256 for number in range(3))
    for age, name in ((200, first), (100, second)):
        os.utime(files.as_path(name), (1e9 - age, 1e9 - age))
    files.as_path(first)  # used again, so the second is now the oldest
    files.as_path(third)
    assert sorted(path.name for path in cached(tmp_path)) == sorted([first, third])
    assert files.as_path(second).read_bytes() == bytes([1]) * 10


def test_a_file_larger_than_the_whole_cache_can_still_be_read(bucket: s3.Bucket, tmp_path: Path) -> None:
    files = store(tmp_path, bucket, cache_bytes=1)
    assert files.as_path(files.keep(io.BytesIO(HELLO)).sha256).read_bytes() == HELLO


def test_a_copy_that_another_process_dropped_is_fetched_again(bucket: s3.Bucket, tmp_path: Path) -> None:
    files = store(tmp_path, bucket)
    kept = files.keep(io.BytesIO(HELLO))
    files.as_path(kept.sha256).unlink()
    assert files.as_path(kept.sha256).read_bytes() == HELLO


def test_a_storage_that_refuses_the_key_is_unreachable(bucket: s3.Bucket, tmp_path: Path) -> None:
    files = store(tmp_path, bucket)
    kept = files.keep(io.BytesIO(HELLO))
    bucket.is_open = False
    for trial in (lambda: files.keep(io.BytesIO(b"new")), lambda: files.as_path(kept.sha256), files.check):
        with pytest.raises(Unreachable) as refused:
            trial()
        assert refused.value.code == "storage_unreachable"
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_check_of_a_storage_writes_and_reads(bucket: s3.Bucket, tmp_path: Path) -> None:
    store(tmp_path, bucket).check()
    assert {asked.split()[0] for asked in bucket.asked} >= {"PUT", "GET"}


def test_a_check_that_was_done_before_still_asks_the_storage(bucket: s3.Bucket, tmp_path: Path) -> None:
    files = store(tmp_path, bucket)
    files.check()
    bucket.asked.clear()
    files.check()
    assert bucket.asked


@pytest.mark.parametrize("url", ["nonsense", "ftp://server/folder", "s3://", "file:///no/such/folder"])
def test_an_address_that_names_no_storage_is_refused_at_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        Files(tmp_path, url)
    assert refused.value.facts["url"] == url
    assert "\n" not in refused.value.facts["reason"]


def test_options_that_the_storage_does_not_have_are_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        Files(tmp_path, "memory:///", {"region": "eu-north-1"})
