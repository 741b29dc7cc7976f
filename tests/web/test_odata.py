"""OData, asked as Excel and Power BI ask, and by a client that knows nothing of us but the address."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from odata import ODataService
from odata.exceptions import ODataError

from tests.conftest import People, Scene
from tests.support.live import Served
from tests.web.conftest import Publish, Published
from tests.web.portal.office import BASE, MORE
from tests.web.portal.office import Office as Publishing
from tests.web.test_datapackage import FIELDS, TABLE
from tests.web.test_datapackage import publish as publish_there

pytestmark = pytest.mark.any_database

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
MANY = "Station,Besök\n" + "".join(f"Station {number},{number % 7 or ''}\n" for number in range(250))
POWER_QUERY = {
    "Accept": "application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,"
    "application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7",
    "OData-MaxVersion": "4.0",
    "MaxDataServiceVersion": "3.0;NetFx",
    "User-Agent": "Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)",
    "Accept-Encoding": "gzip, deflate",
}
"""What Power Query sends, in Excel and in Power BI."""


@pytest.fixture(scope="session")
def with_stations(publish: Publish) -> Scene:
    return publish("with_stations", MANY.encode())


@pytest.fixture
def stations(with_stations: Scene) -> Published:
    found: Published = with_stations.cast["published"]
    return found


@pytest.fixture
def every_type(served: Served, people: People, work: Callable[[], None]) -> str:
    return str(publish_there(served, people, work, TABLE.encode(), FIELDS)["files"][0]["id"])


def ask(client: FlaskClient, file: str, **asked: Any) -> Any:
    options = {f"${name}": value for name, value in asked.items()}
    answer = client.get(f"/odata/v4/{file}/platser", query_string=options)
    assert answer.status_code == 200, answer.text
    assert answer.headers["OData-Version"] == "4.0"
    return answer.get_json()


def names(client: FlaskClient, file: str, **asked: Any) -> list[str]:
    return [row["namn"] for row in ask(client, file, **asked)["value"]]


def refused(client: FlaskClient, path: str, **headers: str) -> tuple[int, dict[str, Any]]:
    answer = client.get(f"/odata/v4/{path}", headers=headers)
    assert answer.mimetype == "application/json"
    error = answer.get_json()["error"]
    assert error["code"] and error["message"]
    return answer.status_code, error


def test_power_query_finds_its_way_from_the_address_to_the_rows(served: Served, published: Published) -> None:
    with httpx.Client(headers=POWER_QUERY, base_url=f"{served.address}/odata/v4/{published.file}/") as excel:
        service = excel.get("").raise_for_status()
        assert service.headers["Content-Type"] == "application/json;odata.metadata=minimal"
        assert service.headers["OData-Version"] == "4.0"
        (entity_set,) = service.json()["value"]
        assert entity_set == {"name": "platser", "kind": "EntitySet", "url": "platser"}
        assert service.json()["@odata.context"] == f"{excel.base_url}$metadata"
        described = excel.get("$metadata", headers={"Accept": "application/xml"}).raise_for_status()
        assert described.headers["Content-Type"].startswith("application/xml")
        types = {one.get("Name"): one.get("Type") for one in ET.fromstring(described.content).iter(f"{EDM}Property")}
        assert types == {
            "_row": "Edm.Int64",
            "namn": "Edm.String",
            "djup": "Edm.Int64",
            "oppnad": "Edm.Date",
            "kod": "Edm.String",
        }
        assert excel.get("platser?$top=0").raise_for_status().json()["value"] == []
        assert excel.get("platser/$count").raise_for_status().text == "2"
        rows = excel.get("platser?$top=1000").raise_for_status()
        assert rows.headers["Content-Encoding"] == "gzip"
        assert rows.json() == {
            "@odata.context": f"{excel.base_url}$metadata#platser",
            "value": [
                {"_row": 0, "namn": "Delsjön", "djup": 12, "oppnad": "2019-06-01", "kod": "0114"},
                {"_row": 1, "namn": "Sisjön", "djup": None, "oppnad": "2020-05-15", "kod": "0115"},
            ],
        }
        folded = excel.get("platser?$filter=kod eq '0114' and year(oppnad) eq 2019&$select=namn,djup&$top=1000")
        assert folded.json()["value"] == [{"namn": "Delsjön", "djup": 12}]
        assert folded.json()["@odata.context"] == f"{excel.base_url}$metadata#platser(namn,djup)"


def test_a_client_of_odata_reads_the_model_and_asks_with_it(served: Served, every_type: str) -> None:
    service = ODataService(f"{served.address}/odata/v4/{every_type}/", reflect_entities=True, quiet_progress=True)
    rows = service.entities["platser"]
    assert [row.namn for row in service.query(rows)] == ['Å; "ö"', "B", "C"]
    assert [row.namn for row in service.query(rows).filter(rows.namn == 'Å; "ö"')] == ['Å; "ö"']
    assert [row.namn for row in service.query(rows).filter(rows.antal > 1200)] == ["C"]
    assert [row.namn for row in service.query(rows).filter(rows.antal.is_null())] == ["B"]
    assert [row.namn for row in service.query(rows).filter((rows.namn == "B") | rows.manad.contains("-02"))] == [
        "B",
        "C",
    ]
    assert [row.namn for row in service.query(rows).filter(rows.namn.lacks("C"))] == ['Å; "ö"', "B"]
    assert [row.namn for row in service.query(rows).filter(rows.dag == "2000-01-01")] == ["C"]
    (latest,) = service.query(rows).order_by(rows.matt.desc()).limit(1)
    assert (latest.namn, latest.matt.isoformat()) == ('Å; "ö"', "2024-01-31T12:30:00+00:00")
    assert service.query(rows).get("B").manad == "2023-12"
    assert service.query(rows).filter(rows.namn == "C").select(rows.namn, rows.oppen).first() == {
        "namn": "C",
        "oppen": True,
    }
    with pytest.raises(ODataError, match="floor"):
        service.query(rows).filter("floor(antal) eq 1").all()


def test_all_types_are_told_and_every_digit_is_there(served: Served, every_type: str) -> None:
    client = served.app.test_client()
    schema = ET.fromstring(client.get(f"/odata/v4/{every_type}/$metadata").data)
    properties = {one.get("Name"): dict(one.items()) for one in schema.iter(f"{EDM}Property")}
    assert {name: one["Type"].removeprefix("Edm.") for name, one in properties.items()} == {
        "namn": "String",
        "antal": "Decimal",
        "andel": "Decimal",
        "oppen": "Boolean",
        "dag": "Date",
        "matt": "DateTimeOffset",
        "tid": "TimeOfDay",
        "ar": "Int32",
        "manad": "String",
        "form": "Geography",
        "kort": "String",
    }
    assert properties["antal"]["Scale"] == "0"
    assert [one.get("Name") for one in schema.iter(f"{EDM}PropertyRef")] == ["namn"]
    assert properties["namn"]["Nullable"] == "false"
    answer = client.get(f"/odata/v4/{every_type}/platser")
    first, second, third = json.loads(answer.data, parse_float=Decimal)["value"]
    assert first == {
        "namn": 'Å; "ö"',
        "antal": 1200,
        "andel": Decimal("0.5"),
        "oppen": True,
        "dag": "1999-12-31",
        "matt": "2024-01-31T12:30:00Z",
        "tid": "08:15:00",
        "ar": 2024,
        "manad": "2024-01",
        "form@odata.type": "#GeographyPoint",
        "form": {"type": "Point", "coordinates": [12, 57]},
        "kort": "a",
    }
    assert (second["antal"], second["form"], "form@odata.type" in second) == (None, None, False)
    assert (third["antal"], third["andel"]) == (1234567890123456789, Decimal("12.12345678901234567"))
    texts = client.get(f"/odata/v4/{every_type}/platser", headers={"Accept": "application/json;IEEE754Compatible=true"})
    assert texts.content_type == "application/json;odata.metadata=minimal;IEEE754Compatible=true"
    third = texts.get_json()["value"][2]
    assert (third["antal"], third["andel"], third["ar"]) == ("1234567890123456789", "12.12345678901234567", 1999)


def test_as_much_is_told_beside_the_values_as_is_wanted(served: Served, every_type: str) -> None:
    client = served.app.test_client()
    none = client.get(f"/odata/v4/{every_type}/platser?$format=application/json;odata.metadata=none&$count=true")
    assert list(none.get_json()) == ["@odata.count", "value"]
    assert "form@odata.type" not in none.get_json()["value"][0]
    full = client.get(f"/odata/v4/{every_type}/platser", headers={"Accept": "application/json;odata.metadata=full"})
    first = full.get_json()["value"][0]
    assert (first["@odata.type"], first["dag@odata.type"]) == ("#opendata.Row", "#Date")
    again = client.get(first["@odata.id"].removeprefix(served.address)).get_json()
    assert again["@odata.context"].endswith("$metadata#platser/$entity")
    assert again["namn"] == 'Å; "ö"'
    assert client.get(f"/odata/v4/{every_type}/platser?$format=json").mimetype == "application/json"


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("namn eq 'Delsjön'", "D"),
        ("namn ne 'Delsjön'", "SU"),
        ("'Delsjön' eq namn", "D"),
        ("djup eq null", "S"),
        ("djup ne null", "DU"),
        ("djup ne 12", "SU"),
        ("djup gt 7", "D"),
        ("djup ge 7", "DU"),
        ("7 lt djup", "D"),
        ("djup gt 6.5", "DU"),
        ("djup lt 7.5", "U"),
        ("djup eq 6.5", ""),
        ("djup ne 6.5", "DSU"),
        ("djup lt 1e50", "DU"),
        ("djup gt -1e50", "DU"),
        ("djup gt null", ""),
        ("not (djup gt 7)", "SU"),
        ("not djup gt 7", "SU"),
        ("not not (djup gt 7)", "D"),
        ("djup gt 7 or djup lt 7 or djup eq null", "DS"),
        ("djup gt 7 and kod eq '0114' or kod eq '0115'", "DS"),
        ("djup gt 7 and (kod eq '0114' or kod eq '0115')", "D"),
        ("not (djup gt 7 or kod eq '0115')", "U"),
        ("djup in (7,12)", "DU"),
        ("djup in (7,null)", "SU"),
        ("kod in ('0114', '0116')", "DU"),
        ("not (kod in ('0114', '0116'))", "S"),
        ("contains(namn,'sjö')", "DSU"),
        ("contains(namn,'SJÖ')", ""),
        ("contains(tolower(namn),tolower('SISJÖ'))", "S"),
        ("contains(namn,'isj') eq true", "S"),
        ("contains(namn,'isj') eq false", "DU"),
        ("startswith(namn,'S')", "SU"),
        ("endswith(toupper(namn),'TESJÖN')", "U"),
        ("not contains(namn,'isj')", "DU"),
        ("tolower(namn) eq 'sisjön'", "S"),
        ("length(namn) gt 6", "DU"),
        ("namn eq 'O''Hara'", ""),
        ("oppnad ge 2020-05-15", "SU"),
        ("oppnad lt 2020-05-15T00:00:00Z", "D"),
        ("year(oppnad) eq 2020 and month(oppnad) eq 5 and day(oppnad) eq 15", "S"),
        ("_row ge 1", "SU"),
        ("true", "DSU"),
        ("false or djup eq 12", "D"),
    ],
)
def test_conditions_mean_what_odata_says(client: FlaskClient, three: Published, condition: str, found: str) -> None:
    assert (
        "".join(name[0] if name != "Surtesjön" else "U" for name in names(client, three.file, filter=condition))
        == found
    )
    assert client.get(f"/odata/v4/{three.file}/platser/$count", query_string={"$filter": condition}).text == str(
        len(found)
    )


@pytest.fixture(scope="session")
def with_three(publish: Publish) -> Scene:
    return publish("with_three", MORE)


@pytest.fixture
def three(with_three: Scene) -> Published:
    found: Published = with_three.cast["published"]
    return found


def test_a_function_of_a_missing_value_holds_neither_so_nor_negated(served: Served, every_type: str) -> None:
    client = served.app.test_client()
    for condition, found in (
        ("contains(kort,'a')", 1),
        ("not contains(kort,'a')", 0),
        ("not not contains(kort,'a')", 1),
        ("not (contains(kort,'a') and namn eq 'B')", 2),
        ("not (contains(kort,'a') or namn eq 'B')", 0),
        ("oppen", 2),
        ("not oppen", 1),
        ("oppen eq false", 1),
        ("matt ge 2024-01-31T12:30:00Z", 1),
        ("matt ge 2024-01-31T13:30:00+01:00", 1),
        ("matt gt 2024-01-31T12:30:00Z", 0),
        ("date(matt) eq 2024-01-31", 2),
        ("hour(matt) eq 12", 1),
        ("tid eq 08:15", 1),
        ("tid gt 08:15:00", 1),
        ("form eq null", 2),
        ("andel eq 12.12345678901234567", 1),
        ("andel gt 12.12345678901234566", 1),
        ("antal eq 1234567890123456789", 1),
    ):
        assert len(ask(client, every_type, filter=condition)["value"]) == found, condition


def test_rows_are_sorted_by_several_columns_with_missing_values_as_the_least(
    client: FlaskClient, three: Published
) -> None:
    assert names(client, three.file, orderby="djup") == ["Sisjön", "Surtesjön", "Delsjön"]
    assert names(client, three.file, orderby="djup desc,namn asc") == ["Delsjön", "Surtesjön", "Sisjön"]
    assert names(client, three.file, orderby="namn desc", top="1") == ["Surtesjön"]
    assert names(client, three.file, skip="1", top="1") == ["Sisjön"]
    assert ask(client, three.file, count="true", top="1")["@odata.count"] == 3


@pytest.mark.parametrize(
    "asked", ["", "$orderby=besok", "$orderby=besok desc&$filter=besok ne 3", "$top=130", "$skip=7"]
)
def test_pages_lead_through_all_rows_also_when_a_new_version_comes_in_between(
    served: Served, stations: Published, people: People, work: Callable[[], None], asked: str
) -> None:
    address: str | None = f"{served.address}/odata/v4/{stations.file}/platser?{asked}"
    whole = httpx.get(address or "").raise_for_status().json()
    assert "@odata.nextLink" not in whole
    walked: list[Any] = []
    with httpx.Client(headers={"Prefer": "odata.maxpagesize=40"}) as client:
        while address:
            answer = client.get(address).raise_for_status()
            assert answer.headers["Preference-Applied"] == "odata.maxpagesize=40"
            page = answer.json()
            assert len(page["value"]) <= 40
            walked += page["value"]
            address = page.get("@odata.nextLink")
            if len(walked) == 40:
                office = Publishing(served.app.test_client(), people, work)
                office.update(stations.file, (MANY + "Ny,1\n").encode())
    assert walked == whole["value"]


def test_a_row_is_found_by_its_key(served: Served, every_type: str) -> None:
    client = served.app.test_client()
    one = client.get(f"/odata/v4/{every_type}/platser('B')?$select=namn,ar").get_json()
    assert one == {"@odata.context": one["@odata.context"], "namn": "B", "ar": None}
    assert client.get(f"/odata/v4/{every_type}/platser(namn='%C3%85;%20%22%C3%B6%22')").get_json()["ar"] == 2024
    assert refused(client, f"{every_type}/platser('D')")[0] == 404
    assert refused(client, f"{every_type}/platser(1)")[0] == 400


def test_a_row_without_a_key_of_its_own_is_found_by_its_number(client: FlaskClient, three: Published) -> None:
    assert client.get(f"/odata/v4/{three.file}/platser(2)").get_json()["namn"] == "Surtesjön"
    assert client.get(f"/odata/v4/{three.file}/platser(_row=0)").get_json()["namn"] == "Delsjön"
    for key in ("3", "-1", "99999999999999999999999"):
        assert refused(client, f"{three.file}/platser({key})")[0] == 404


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("platser?$filter=namn eq", 400, "odata_not_understood"),
        ("platser?$filter=namn eq 'a", 400, "odata_not_understood"),
        ("platser?$filter=(namn eq 'a'", 400, "odata_not_understood"),
        ("platser?$filter=namn eq 'a' kod", 400, "odata_not_understood"),
        ("platser?$filter=namn%23", 400, "odata_not_understood"),
        ("platser?$filter=nam eq 'a'", 400, "unknown_column"),
        ("platser?$filter=kod eq 0114", 400, "odata_text_unquoted"),
        ("platser?$filter=djup eq 'djupt'", 400, "wrong_value"),
        ("platser?$filter=oppnad gt 2020-13-45", 400, "wrong_value"),
        ("platser?$filter=year(namn) eq 5", 400, "aspect_impossible"),
        ("platser?$filter=contains(djup,'1')", 400, "aspect_impossible"),
        ("platser?$filter=" + "(" * 60 + "true" + ")" * 60, 400, "odata_too_deep"),
        ("platser?$filter=" + "not " * 3000 + "true", 400, "odata_too_long"),
        ("platser?$filter=trim(namn) eq 'a'", 501, "odata_not_supported"),
        ("platser?$filter=djup add 1 eq 5", 501, "odata_not_supported"),
        ("platser?$filter=djup eq djup", 501, "odata_not_supported"),
        ("platser?$filter=a/any(x:x eq 1)", 501, "odata_not_supported"),
        ("platser?$filter=tolower(toupper(namn)) eq 'a'", 501, "odata_not_supported"),
        ("platser?$apply=aggregate(djup with sum as s)", 501, "odata_not_supported"),
        ("platser?$expand=a", 501, "odata_not_supported"),
        ("platser?$search=a", 501, "odata_not_supported"),
        ("platser?$orderby=length(namn)", 501, "odata_not_supported"),
        ("platser?$orderby=namn upwards", 400, "odata_not_understood"),
        ("platser?$orderby=nam", 400, "unknown_column"),
        ("platser?$select=nam", 400, "unknown_column"),
        ("platser?$top=-1", 400, "number_out_of_range"),
        ("platser?$skip=ett", 400, "number_out_of_range"),
        ("platser?$count=yes", 400, "choice_unknown"),
        ("platser?$top=1&$top=2", 400, "odata_not_understood"),
        ("platser?filter=a", 400, "parameter_unknown"),
        ("platser?$skiptoken=x", 400, "cursor_unusable"),
        ("platser?$format=atom", 406, "odata_format_unknown"),
        ("$metadata?$format=json", 406, "odata_format_unknown"),
        ("platser(0)?$filter=true", 400, "parameter_unknown"),
        ("annat", 404, "not_found"),
        ("platser/namn", 404, "not_found"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    client: FlaskClient, published: Published, asked: str, status: int, code: str
) -> None:
    found, error = refused(client, f"{published.file}/{asked}")
    assert (found, error["code"]) == (status, code)


WORDS = st.sampled_from(
    [
        *("namn", "djup", "oppnad", "_row", "eq", "gt", "in", "and", "or", "not", "(", ")", ",", "null", "true", "'a'"),
        *("7", "-7.5", "1e999", "2020-05-15", "08:15", "2020-05-15T00:00:00Z", "contains", "tolower", "year", "(", ")"),
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=20))
def test_whatever_is_asked_has_an_answer_or_a_reason(client: FlaskClient, three: Published, condition: str) -> None:
    answer = client.get(f"/odata/v4/{three.file}/platser", query_string={"$filter": condition})
    assert answer.status_code in (200, 400, 501), answer.text


def test_other_forms_and_versions_are_refused(client: FlaskClient, published: Published) -> None:
    atom = refused(client, f"{published.file}/platser", Accept="application/atom+xml")
    assert (atom[0], atom[1]["code"]) == (406, "odata_format_unknown")
    assert refused(client, f"{published.file}/platser", **{"OData-MaxVersion": "3.0"})[0] == 400


def test_drafts_are_for_their_publisher_alone(client: FlaskClient, people: People, publishing: Publishing) -> None:
    file = publishing.draft()
    assert refused(client, f"{file}/")[0] == 404
    assert refused(client, f"{file}/platser", **people.outsider.headers)[0] == 404
    answer = client.get(f"/odata/v4/{file}/platser", headers=people.editor.headers)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")


def test_what_is_withdrawn_is_gone(client: FlaskClient, publishing: Publishing) -> None:
    file = publishing.publish()
    publishing.withdraw("badplatser")
    assert refused(client, f"{file}/")[0] == 410


def test_other_sites_may_ask_and_are_told_when_nothing_has_changed(client: FlaskClient, published: Published) -> None:
    for path in ("", "$metadata", "platser?$top=1", "platser/$count", "platser(0)"):
        address = f"/odata/v4/{published.file}/{path}"
        got, head = client.get(address), client.head(address)
        assert got.headers["Access-Control-Allow-Origin"] == "*"
        assert (head.data, head.headers["ETag"]) == (b"", got.headers["ETag"])
        assert client.get(address, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304
    preflight = client.options(f"/odata/v4/{published.file}/platser")
    assert "OData-MaxVersion" in preflight.headers["Access-Control-Allow-Headers"]


def test_addresses_are_made_from_the_base_alone(client: FlaskClient, published: Published) -> None:
    answer = client.get(f"/odata/v4/{published.file}", headers={"Host": "evil.example"})
    assert answer.get_json()["@odata.context"] == f"{BASE}/odata/v4/{published.file}/$metadata"
