import hashlib
import io
from pathlib import Path

import pytest

from opendata.errors import NotFound, TooLarge
from opendata.files import Files, Kept

HELLO = "Hej, världen".encode()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class Interrupted(io.BytesIO):
    """A client that goes away in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        if content := super().read(10):
            return content
        raise ConnectionResetError


def test_what_is_kept_comes_back_byte_for_byte_and_is_known_by_its_hashes(files: Files) -> None:
    kept = files.keep(io.BytesIO(HELLO))
    assert kept == Kept(hashlib.sha256(HELLO).hexdigest(), hashlib.sha1(HELLO).hexdigest(), len(HELLO))
    assert files.as_path(kept.sha256).read_bytes() == HELLO


def test_a_file_can_be_kept_and_stays_where_it_was(files: Files, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(HELLO)
    assert files.as_path(files.keep(source).sha256).read_bytes() == HELLO
    assert source.read_bytes() == HELLO


def test_the_same_bytes_are_kept_once(files: Files, tmp_path: Path) -> None:
    assert files.keep(io.BytesIO(HELLO)) == files.keep(io.BytesIO(HELLO))
    assert len(everything(tmp_path)) == 1


def test_an_empty_file_is_a_file(files: Files) -> None:
    assert files.as_path(files.keep(io.BytesIO()).sha256).read_bytes() == b""


def test_a_file_of_exactly_the_limit_is_taken(files: Files) -> None:
    assert files.keep(io.BytesIO(HELLO), limit=len(HELLO)).byte_size == len(HELLO)


def test_nothing_is_left_of_a_file_beyond_the_limit(files: Files, tmp_path: Path) -> None:
    with pytest.raises(TooLarge) as refused:
        files.keep(io.BytesIO(HELLO), limit=len(HELLO) - 1)
    assert refused.value.facts == {"limit": len(HELLO) - 1}
    assert everything(tmp_path) == []


def test_nothing_is_left_of_a_stream_that_breaks_off(files: Files, tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        files.keep(Interrupted(HELLO))
    assert everything(tmp_path) == []


def test_progress_is_told_in_bytes(files: Files) -> None:
    told: list[int] = []
    size = 2 * 1024 * 1024 + 1
    files.keep(io.BytesIO(bytes(size)), progress=told.append)
    assert told == [1024 * 1024, 2 * 1024 * 1024, size]


def test_what_was_never_kept_is_not_found(files: Files) -> None:
    with pytest.raises(NotFound):
        files.as_path("0" * 64)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "/etc/passwd", "0" * 63, "A" * 64, "0" * 64 + "/.."])
def test_only_a_hash_names_a_file(files: Files, name: str) -> None:
    with pytest.raises(NotFound):
        files.as_path(name)


def test_a_file_that_is_being_read_survives_that_it_is_kept_again(files: Files) -> None:
    kept = files.keep(io.BytesIO(HELLO))
    with files.as_path(kept.sha256).open("rb") as reader:
        files.keep(io.BytesIO(HELLO))
        assert reader.read() == HELLO


def test_scratch_space_is_empty_again_when_closed(files: Files, tmp_path: Path) -> None:
    with files.scratch() as folder:
        Path(folder, "work").write_bytes(HELLO)
    assert everything(tmp_path) == []


def test_the_check_of_a_folder_passes(files: Files) -> None:
    files.check()
