"""Personal data in tables. The numbers are Skatteverket's test numbers; telephone numbers are those that the Post and
Telecom Authority keeps for films and books."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from opendata import tabular
from opendata.model import Finding
from opendata.tabular.personal import identity
from opendata.tabular.personal import scan as scanning
from tests.tabular.conftest import Made

Scan = Callable[..., list[Finding]]
NUMBER, COORDINATION, TRADER = (
    "personal_identity_number",
    "personal_coordination_number",
    "personal_sole_trader",
)


@pytest.fixture
def scan(table: Made) -> Scan:
    return lambda content, **options: scanning.scan(table(content, **options))


def codes(findings: list[Finding]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.column) for finding in findings]


PLANTED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "twelve digits": ("a,b\n199001012385,x\n", [(NUMBER, "a")]),
    "ten digits": ("a,b\n9001012385,x\n", [(NUMBER, "a")]),
    "with a hyphen": ("a,b\n900101-2385,x\n", [(NUMBER, "a")]),
    "over a hundred years": ("a,b\n000101+9801,x\n", [(NUMBER, "a")]),
    "with a space": ("a,b\n19900101 2385,x\n", [(NUMBER, "a")]),
    "co-ordination number": ("a,b\n202601612381,x\n", [(COORDINATION, "a")]),
    "in free text": ("a,b\nRing Anna (900101-2385) i morgon,x\n", [(NUMBER, "a")]),
    "last of many texts": ("a,b\n" + "En text,1\n" * 5000 + "Anna 900101-2385,1\n", [(NUMBER, "a")]),
    "two kinds in one cell": ("a,b\n199001012385 och 202601612381,x\n", [(COORDINATION, "a"), (NUMBER, "a")]),
    "sole trader": ("namn,orgnr\nFirman,9001012385\nBolaget,5560000001\n", [(TRADER, "orgnr")]),
    "sole trader's VAT number": ("namn,momsnr\nFirman,SE900101238501\n", [(TRADER, "momsnr")]),
    "among ids, in a column that says so": (
        "Personnummer\n" + "".join(f"{n:010}\n" for n in range(4_000_000_000, 4_000_000_100)) + "9001012385\n",
        [("personal_column", "Personnummer"), (NUMBER, "Personnummer")],
    ),
    "e-mail": ("a,b\nanna.andersson@example.org,x\n", [("personal_email", "a")]),
    "e-mail in text": ("a,b\nskriv till anna@example.org.,x\n", [("personal_email", "a")]),
    "mobile number": ("a,b\n070-174 06 05,x\n", [("personal_phone", "a")]),
    "mobile number, international": ("a,b\nring +46 70 174 06 05 nu,x\n", [("personal_phone", "a")]),
    "mobile number, digits alone": ("a,b\n0701740605,x\n", [("personal_phone", "a")]),
    "telephone number in text": ("a,b\nring 08-465 004 00 nu,x\n", [("personal_phone", "a")]),
    "birth date": ("Namn,Födelsedatum\nAnna,1990-01-01\n", [("personal_column", "Födelsedatum")]),
    "secrecy": ("Namn,Sekretess\nAnna,ja\n", [("personal_column", "Sekretess")]),
    "diagnosis": ("Id,Diagnos\n1,F32\n", [("personal_column", "Diagnos")]),
    "first and last name with address": (
        "Förnamn,Efternamn,Adress\nAnna,Andersson,Storgatan 1\n",
        [("personal_name_address", "Förnamn")],
    ),
    "name with address": (
        "Namn,Gatuadress,Postnr\nAnna Andersson,Storgatan 1,411 01\nErik Svensson,Lillgatan 2,41102\n",
        [("personal_name_address", "Namn")],
    ),
}


@pytest.mark.parametrize("case", PLANTED)
def test_every_planted_case_is_found(scan: Scan, case: str) -> None:
    content, expected = PLANTED[case]
    assert sorted(codes(scan(content))) == sorted(expected)


TAME: dict[str, str] = {
    "organisation numbers": "orgnr\n556000-0001\n2120001355\n",
    "internal ids of suppliers": "leverantor_id\n10004007\n10004008\n",
    "time stamps": "tid\n20240131101112\n20240201101112\n",
    "date and time": "tid\n2024-01-31 10:12:13\n2024-01-31T10:12\n",
    "coordinates": "lat,lon\n57.7089123456,11.9746123456\n",
    "an office's address": "epost\ninfo@example.org\nregistrator@example.org\nharryda@harryda.example\n",
    "an office's address with a place": "epost\nbad.kundtjanst@example.org\nparkforvaltningen@example.org\n",
    "an office's telephone": "Namn,Telefon\nSimhallen,08-465 004 00\n",
    "places with addresses": "name,street,postcode\nFrökens udde,Strandvägen 1,435 35\nGingsjön,Badvägen 2,43896\n",
    "firms with addresses": "namn,gatuadress,postnr\nAnna Bygg AB,Storgatan 1,41101\nExempelkaféet,Storgatan 2,41102\n",
    "postal codes": "ort,pnr\nGöteborg,411 01\nMölnlycke,43535\n",
    "protected nature": "namn,skyddad_natur\nDelsjön,ja\n",
    "counted diagnoses": "Diagnos,Antal\nF32,17\n",
    "an empty column": "Namn,Personnummer\nAnna,\n",
    "web addresses": "länk\nhttps://example.org/a/1234567890\nhttps://example.org/a/20240131101112\n",
    "a ledger's standard text": "leverantor,leverantor_id\nKan innehålla personuppgifter,\nExempel AB,5560000001\n",
}


@pytest.mark.parametrize("case", TAME)
def test_no_wolf_is_cried(scan: Scan, case: str) -> None:
    assert codes(scan(TAME[case])) == []


@pytest.mark.parametrize("written", ["{:010}", "{:012}"])
def test_serial_numbers_that_happen_to_fit_are_no_evidence(scan: Scan, written: str) -> None:
    chosen = random.Random(11)
    ids = "".join(written.format(chosen.randrange(10**10)) + "\n" for _ in range(3000))
    assert scan("nummer\n" + ids) == []


def test_one_sole_trader_among_thousands_of_organisations_is_found(scan: Scan) -> None:
    firms = "".join(f"{number}\n" for number in legal_persons(4000))
    found = scan("orgnr\n" + firms + "9001012385\n" + firms)
    assert [(one.code, one.row, one.facts["count"]) for one in found] == [(TRADER, 4002, 1)]


def legal_persons(count: int) -> list[str]:
    """Numbers with a right check digit and a third digit that no month has."""
    starts = (f"556{number:06}" for number in range(100, 100 + count))
    return [
        next(f"{start}{check}" for check in range(10) if identity.has_right_check(f"{start}{check}"))
        for start in starts
    ]


def test_a_finding_tells_how_many_and_where_the_first_is(scan: Scan) -> None:
    (found,) = scan("a,b\nx,1\n900101-2385,2\n900101-2385,3\n20220161-2393,4\n".replace("20220161-2393", "y"))
    assert (found.severity, found.row, found.value, found.facts) == ("warning", 3, "900101-••••", {"count": 2})


def test_titles_and_the_text_around_the_table_are_scanned(table: Made) -> None:
    read = table("a,b\n1,2\n")
    below = replace(read.reading, texts={"below": ["Frågor: Anna, 900101-2385"]})
    found = scanning.scan(replace(read, reading=below, columns=("a", "anna@example.org")))
    assert codes(found) == [(NUMBER, None), ("personal_email", None)]


def test_no_evidence_can_be_read_out_of_a_finding(scan: Scan) -> None:
    content = "Namn,Adress,Postnr,Mobil,E-post,Pnr\nAnna Andersson,Storgatan 1,41101,070-1740605,anna@example.org,{}\n"
    told = str(scan(content.format("199001012385")))
    for evidence in ("Andersson", "2385", "1740605", "anna@"):
        assert evidence not in told


def test_other_findings_of_a_scanned_table_are_masked_too() -> None:
    hit = Finding(NUMBER, "warning", column="Pnr")
    slip = Finding("type_error", row=2, column="Pnr", value="19900101238")
    text = Finding("type_error", row=3, column="Not", value="Anna 900101-2385", facts={"expected": ["900101-2385"]})
    first, second = scanning.masked([slip, text], [hit])
    assert first.value == "1•••"
    assert (second.value, second.facts) == ("Anna 900101-••••", {"expected": ["900101-••••"]})


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("a@b.se", "a•••@b.se"),
        ("info@example.org", "info@example.org"),
        ("+46 70 174 06 05", "+46 70 ••• •• ••"),
        ("0701740605", "0701••••••"),
        ("900101-2385", "900101-••••"),
        ("Delsjön 2024-01-31", "Delsjön 2024-01-31"),
    ],
)
def test_a_text_is_masked(text: str, masked: str) -> None:
    assert scanning.mask(text) == masked


def test_the_real_file_with_test_numbers_is_found_and_the_ledgers_are_not(tmp_path: Path, shared: Path) -> None:
    found: dict[str, Any] = {}
    for source in sorted((shared / "data" / "constructed-traps").glob("*.csv")):
        found[source.stem] = codes(scanning.scan(tabular.read(source, tmp_path, filename=source.name)))
    assert sorted(found.pop("pii-skatteverket-test-numbers")) == [
        (COORDINATION, "pnr_kolumn"),
        (NUMBER, "fritext"),
        (NUMBER, "pnr_kolumn"),
        (TRADER, "orgnr"),
    ]
    assert not any(found.values()), found
