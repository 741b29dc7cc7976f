import gzip
import io
import zipfile

import pytest

from opendata import tabular
from opendata.errors import Invalid
from opendata.tabular.read import archive

CSV = "a;b\n1;2\n"


def packed(members, **options):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def refused(table, content, **options):
    with pytest.raises(Invalid) as error:
        table(content, **options)
    return error.value.code, error.value.facts


@pytest.mark.parametrize("name", ["tabell.csv", "../../etc/passwd", "/etc/passwd", "mapp\\å.csv", "c:\\x.txt"])
def test_the_one_file_in_a_zip_is_read_whatever_it_is_called(table, tmp_path, name):
    made = table(packed({name: CSV}), filename="data.zip")
    assert (made.reading.kind, made.reading.members, made.head(1)) == ("csv", (made.reading.member,), [["1", "2"]])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plain.csv", "upload"]


def test_the_first_that_can_be_read_is_and_another_can_be_asked_for(table):
    content = packed(
        {"__MACOSX/._a.csv": "x", "läs mig.pdf": b"%PDF-1.7", "b.json": '[{"c": 1}]', "a.csv": CSV, "tom.csv": ""}
    )
    made = table(content)
    assert (made.reading.kind, made.reading.member) == ("json", "b.json")
    assert (made.reading.members, made.reading.notes) == (("b.json", "a.csv"), ("other_members",))
    assert table(content, given=tabular.Given(member="a.csv")).columns == ("a", "b")
    code, facts = refused(table, content, given=tabular.Given(member="läs mig.pdf"))
    assert (code, facts) == ("member_missing", {"member": "läs mig.pdf", "members": ["b.json", "a.csv"]})


def test_a_gzip_of_a_table_is_read(table):
    made = table(gzip.compress('[{"å": 1}]'.encode()), filename="a.json.gz")
    assert (made.reading.kind, made.columns, made.reading.notes) == ("json", ("å",), ())


def test_a_workbook_in_a_zip_is_read(workbook, table, tmp_path):
    workbook({"Data": [["a", "b"], [1, 2]]})
    made = table(packed({"bok.xlsx": (tmp_path / "upload.xlsx").read_bytes()}))
    assert (made.reading.kind, made.reading.member, made.head(1)) == ("xlsx", "bok.xlsx", [["1", "2"]])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (packed({"a.pdf": b"%PDF-1.7"}), "zip"),
        (packed({}), "zip"),
        (packed({"inre.zip": packed({"a.csv": CSV})}), "zip"),
        (packed({"inre.xlsx": packed({"a.csv": CSV})}), "zip"),
        (packed({"a.csv.gz": gzip.compress(CSV.encode())}), "zip"),
        (gzip.compress(b"%PDF-1.7"), "gzip"),
        (gzip.compress(gzip.compress(CSV.encode())), "gzip"),
        (gzip.compress(packed({"a.csv": CSV})), "gzip"),
    ],
    ids=range(8),
)
def test_an_archive_without_a_table_is_one_to_publish_as_it_is(table, content, kind):
    assert refused(table, content) == ("not_a_table", {"kind": kind})
    assert kind in tabular.PUBLISHED_AS_IS


def test_a_bomb_is_refused_before_it_fills_the_disk(table, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "FREE", 1 << 20)
    zeros = b"1;2\n" * (1 << 20)
    for content in (packed({"a.csv": zeros}), gzip.compress(zeros)):
        code, facts = refused(table, content)
        assert (code, facts["limit"] < 2 << 20) == ("archive_too_large", True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["upload"]


def test_what_an_archive_says_of_its_own_size_is_not_believed(table, monkeypatch):
    monkeypatch.setattr(archive, "FREE", 1 << 20)
    content = packed({"a.csv": b"1;2\n" * (1 << 20)})
    small = content.replace((4 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert refused(table, small)[0] in ("archive_too_large", "archive_broken")


def test_an_archive_with_a_password_says_so(table):
    content = bytearray(packed({"a.csv": CSV}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    assert refused(table, bytes(content)) == ("archive_locked", {})


def test_a_damaged_archive_is_refused(table):
    whole = packed({"a.csv": "a;b\n" + "".join(f"{number};{number * 7}\n" for number in range(9999))})
    assert refused(table, whole[:200])[0] == "archive_broken"
    assert refused(table, whole[:300] + b"\xff" * 50 + whole[350:])[0] == "archive_broken"
    assert refused(table, gzip.compress(whole)[:-100])[0] == "archive_broken"


def test_a_member_without_a_name_is_passed_over(table):
    content = packed({"x": CSV, "a.csv": CSV})
    for mark, size in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):
        at = content.index(mark) + size
        content = content[:at] + b"\0" + content[at + 1 :]
    assert table(content).reading.members == ("a.csv",)
