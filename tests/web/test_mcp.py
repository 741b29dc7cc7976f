"""The official client, in both eras of the protocol, over real HTTP; and what only a hand-written message says."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient
from mcp import Client, MCPError

from opendata.web.mcp import TOOLS, messages
from tests.conftest import People
from tests.support.live import Served
from tests.web.conftest import Publish, Published, Publishing
from tests.web.portal.office import MORE

pytestmark = pytest.mark.any_database

ERAS = ("auto", "legacy")
STATELESS = messages.STATELESS[-1]
META = {messages.VERSION_KEY: STATELESS, messages.CAPABILITIES_KEY: {}}


def talk(served: Served, conversation: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    async def talked() -> Any:
        async with Client(f"{served.address}/mcp", mode=mode) as client:
            return await conversation(client)

    return asyncio.run(talked())


def call(served: Served, name: str, mode: str = "auto", **arguments: Any) -> Any:
    result = talk(served, lambda client: client.call_tool(name, arguments), mode)
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


def refused(served: Served, name: str, **arguments: Any) -> str:
    result = talk(served, lambda client: client.call_tool(name, arguments))
    assert result.is_error
    assert result.structured_content is None
    return str(result.content[0].text)


def say(client: FlaskClient, message: Any, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/mcp", json=message, headers=named)


def request(method: str, number: Any = 1, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


@pytest.mark.parametrize("mode", ERAS)
def test_the_official_client_finds_the_tools(served: Served, published: Published, mode: str) -> None:
    async def conversation(client: Client) -> Any:
        return client.protocol_version, client.server_info, client.instructions, await client.list_tools()

    version, about, instructions, listed = talk(served, conversation, mode)
    assert version == {"auto": STATELESS, "legacy": messages.WITH_HANDSHAKE[-1]}[mode]
    assert about.name == "opendata"
    assert "material, not instructions" in instructions
    assert [tool.name for tool in listed.tools] == [
        *("search_datasets", "get_dataset", "describe_table", "query_rows", "aggregate")
    ]
    assert all(tool.annotations.read_only_hint for tool in listed.tools)


@pytest.mark.parametrize("mode", ERAS)
def test_a_client_goes_from_words_to_rows(served: Served, published: Published, mode: str) -> None:
    found = call(served, "search_datasets", mode, q="bad")
    (dataset,) = found["datasets"]
    assert (dataset["slug"], dataset["licence"]["code"], found["total"]) == ("badplatser", "CC0-1.0", 1)
    (file,) = dataset["files"]
    assert (file["id"], file["version"], file["rows"]) == (published.file, published.version, 2)
    told = call(served, "get_dataset", mode, dataset="badplatser")
    assert told["dataset"]["files"][0]["id"] == published.file
    table = call(served, "describe_table", mode, file=published.file)
    assert [(column["name"], column["type"]) for column in table["columns"]] == [
        *(("namn", "string"), ("djup", "integer"), ("oppnad", "date"), ("kod", "string"))
    ]
    depth = table["columns"][1]
    assert (depth["missing"], depth["distinct"], depth["min"], depth["max"]) == (1, 1, 12, 12)
    rows = call(served, "query_rows", mode, file=published.file, sort=["-namn"], select=["namn", "djup"])
    assert rows["rows"] == [{"namn": "Sisjön", "djup": None}, {"namn": "Delsjön", "djup": 12}]
    sums = call(served, "aggregate", mode, file=published.file, aggregates=["count", "sum.djup"])
    assert sums["rows"] == [{"count": 2, "sum.djup": 12}]


def test_every_answer_cites_what_it_is_of_and_an_address_that_gives_it_again(
    served: Served, published: Published
) -> None:
    filters = [{"column": "djup", "op": "gte", "value": 5}, {"column": "namn", "op": "in", "value": ["Delsjön", "X"]}]
    asked = {"file": published.file, "filters": filters}
    for name, more in (("query_rows", {"q": "del", "select": ["namn"]}), ("aggregate", {"group_by": ["kod"]})):
        answer = call(served, name, **asked, **more)
        cited = answer["citation"]
        again = httpx.get(cited["url"]).raise_for_status().json()
        assert (again["data"], again["meta"]["total"]) == (answer["rows"], answer["total"])
        assert again["meta"]["version"] == cited["version"]["id"] == published.version
        assert (cited["dataset"]["slug"], cited["licence"]["code"]) == ("badplatser", "CC0-1.0")
        assert cited["text"].startswith("Parkförvaltningen (")
        assert cited["text"].endswith(cited["url"])
    table = call(served, "describe_table", file=published.file)
    profile = httpx.get(table["citation"]["url"]).raise_for_status().json()["data"]
    assert profile["columns"][1]["max"] == table["columns"][1]["max"]
    told = call(served, "get_dataset", dataset="badplatser")
    assert httpx.get(told["citation"]["url"]).raise_for_status().json() == told["dataset"]
    found = call(served, "search_datasets", q="bad", theme=["ENVI"], api=True, updated=["month"])
    assert httpx.get(found["url"]).raise_for_status().json()["meta"]["total"] == found["total"] == 1


def test_pages_go_on_in_the_version_where_they_began(
    served: Served, published: Published, people: People, work: Callable[[], None]
) -> None:
    first = call(served, "query_rows", file=published.file, limit=1)
    Publishing(served.app.test_client(), people, work).update(published.file, MORE)
    second = call(served, "query_rows", file=published.file, limit=1, cursor=first["next_cursor"])
    assert [row["namn"] for row in (*first["rows"], *second["rows"])] == ["Delsjön", "Sisjön"]
    assert second["next_cursor"] is None
    assert second["citation"]["version"] == first["citation"]["version"] | {"is_current": False}
    assert httpx.get(second["citation"]["url"]).json()["data"] == second["rows"]
    assert call(served, "query_rows", file=published.file)["total"] == 3
    assert call(served, "query_rows", file=published.file, version=published.version)["total"] == 2


def test_what_cannot_be_used_is_told_with_what_could_be(served: Served, published: Published) -> None:
    file = published.file
    assert "“limit”" in refused(served, "query_rows", file=file, limt=3)
    assert "from 1 to 1000" in refused(served, "query_rows", file=file, limit=5000)
    assert "type = integer" in refused(served, "query_rows", file=file, limit="many")
    assert "“file”" in refused(served, "query_rows")
    assert "“djup”" in refused(served, "query_rows", file=file, select=["djupp"])
    assert "“namn”" in refused(served, "query_rows", file=file, filters=[{"column": "namm", "value": "x"}])
    assert "startswith" in refused(served, "query_rows", file=file, filters=[{"column": "namn", "op": "like"}])
    assert "whole number" in refused(served, "query_rows", file=file, filters=[{"column": "djup", "value": "deep"}])
    assert "one value" in refused(served, "query_rows", file=file, filters=[{"column": "djup", "value": [1, 2]}])
    assert "filters.0.value" in refused(served, "query_rows", file=file, filters=[{"column": "djup"}])
    listed = [{"column": "namn", "op": "in", "value": ["a,b"]}]
    assert "no comma" in refused(served, "query_rows", file=file, filters=listed)
    assert "namn" in refused(served, "aggregate", file=file, aggregates=["sum.namn"])
    assert "count_distinct" in refused(served, "aggregate", file=file, aggregates=["median.djup"])
    assert "no dataset" in refused(served, "get_dataset", dataset="nothing")
    assert refused(served, "describe_table", file="nothing")


def test_nobody_sees_more_than_by_other_doors(client: FlaskClient, publishing: Publishing, people: People) -> None:
    hidden = publishing.draft("hemligt")
    ask = request("tools/call", name="query_rows", arguments={"file": hidden})
    for headers in ({}, people.outsider.headers):
        assert client.post("/mcp", json=ask, headers=headers).get_json()["result"]["isError"]
    seen = client.post("/mcp", json=ask, headers=people.editor.headers).get_json()["result"]
    assert len(seen["structuredContent"]["rows"]) == 2
    assert say(client, request("ping"), Authorization="Bearer nonsense").status_code == 401


def test_a_signed_in_user_s_cookie_opens_nothing(client: FlaskClient, publishing: Publishing, people: People) -> None:
    hidden = publishing.draft("hemligt")
    page = client.get("/login").text
    form = page.split('name="csrf_token" value="')[1].split('"')[0]
    who = people.editor
    client.post("/login", data={"email": who.email, "password": who.password, "csrf_token": form})
    assert client.get("/workspace/").status_code == 200
    ask = request("tools/call", name="query_rows", arguments={"file": hidden})
    assert say(client, ask).get_json()["result"]["isError"]


def test_digits_survive(served: Served, publish: Publish, with_digits: Any) -> None:
    file = with_digits.cast["published"].file
    text = httpx.post(
        f"{served.address}/mcp", json=request("tools/call", name="query_rows", arguments={"file": file})
    ).text
    assert '"tal":0.1234567890123456789' in text


@pytest.fixture(scope="session")
def with_digits(publish: Publish) -> Any:
    return publish("with_digits", b"tal\n0.1234567890123456789\n1\n")


def test_a_version_is_agreed_upon(client: FlaskClient) -> None:
    for version in messages.WITH_HANDSHAKE:
        told = say(client, request("initialize", protocolVersion=version, capabilities={}, clientInfo={})).get_json()
        assert told["result"]["protocolVersion"] == version
    told = say(client, request("initialize", protocolVersion="1999-01-01")).get_json()
    assert told["result"]["protocolVersion"] == messages.WITH_HANDSHAKE[-1]
    assert say(client, request("initialize")).get_json()["error"]["code"] == messages.INVALID_PARAMS
    assert say(client, request("ping")).get_json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    answer = say(client, request("ping"), MCP_Protocol_Version="1999-01-01")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, messages.UNSUPPORTED_VERSION)


def test_what_needs_no_answer_gets_none(client: FlaskClient) -> None:
    for message in (
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
        {"jsonrpc": "2.0", "id": 1, "result": {}},
    ):
        answer = say(client, message)
        assert (answer.status_code, answer.data) == (202, b"")


def test_a_stateless_request_must_agree_with_its_headers(client: FlaskClient) -> None:
    def status(message: Any, **headers: str) -> tuple[int, int]:
        answer = say(client, message, **headers)
        return answer.status_code, answer.get_json().get("error", {}).get("code", 0)

    headers = {"MCP_Protocol_Version": STATELESS, "Mcp_Method": "tools/list"}
    assert status(request("tools/list", _meta=META), **headers) == (200, 0)
    assert status(request("tools/list", _meta=META)) == (400, messages.HEADER_MISMATCH)
    assert status(request("tools/list"), **headers) == (400, messages.INVALID_PARAMS)
    other = headers | {"Mcp_Method": "tools/call"}
    assert status(request("tools/list", _meta=META), **other) == (400, messages.HEADER_MISMATCH)
    newer = {**META, messages.VERSION_KEY: "2099-01-01"}
    later = headers | {"MCP_Protocol_Version": "2099-01-01"}
    assert status(request("tools/list", _meta=newer), **later) == (400, messages.UNSUPPORTED_VERSION)
    for gone in ("ping", "initialize", "resources/list"):
        assert status(request(gone, _meta=META), **headers | {"Mcp_Method": gone}) == (404, messages.METHOD_NOT_FOUND)
    encoded = f"=?base64?{base64.b64encode('sök'.encode()).decode()}?="
    named = headers | {"Mcp_Method": "tools/call", "Mcp_Name": encoded}
    assert status(request("tools/call", name="sök", _meta=META), **named) == (400, messages.INVALID_PARAMS)


def test_what_is_no_message_is_refused(client: FlaskClient) -> None:
    for body, code in (
        (b"{", messages.PARSE_ERROR),
        (b"[" * 100_000, messages.PARSE_ERROR),
        (b"3", messages.INVALID_REQUEST),
        (b"[]", messages.INVALID_REQUEST),
        (b'{"id": 1, "method": "ping"}', messages.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": null, "method": "ping"}', messages.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": true, "method": "ping"}', messages.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 7}', messages.INVALID_REQUEST),
        (b'{"jsonrpc": "2.0"}', messages.INVALID_REQUEST),
    ):
        answer = client.post("/mcp", data=body, content_type="application/json")
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, code), body[:60]
    told = say(client, request("nothing/such")).get_json()["error"]
    assert told["code"] == messages.METHOD_NOT_FOUND
    assert say(client, request("tools/call", name="nothing")).get_json()["error"]["code"] == messages.INVALID_PARAMS
    assert say(client, request("tools/list", cursor="x")).get_json()["error"]["code"] == messages.INVALID_PARAMS
    assert say(client, {**request("ping"), "params": [1]}).get_json()["error"]["code"] == messages.INVALID_PARAMS


def test_messages_come_together_only_in_the_version_that_has_that(client: FlaskClient) -> None:
    together = [request("ping", 1), {"jsonrpc": "2.0", "method": "notifications/initialized"}, request("ping", "two")]
    answer = say(client, together, MCP_Protocol_Version="2025-03-26")
    assert [one["id"] for one in answer.get_json()] == [1, "two"]
    assert say(client, together[1:2]).status_code == 202
    assert say(client, together, MCP_Protocol_Version="2025-06-18").status_code == 400
    assert say(client, [request("ping", number) for number in range(21)]).status_code == 400


def test_only_our_own_pages_may_ask_and_there_is_nothing_to_get(client: FlaskClient) -> None:
    assert say(client, request("ping"), Origin="http://data.example.se").status_code == 200
    for origin in ("https://evil.example", "null", "http://data.example.se.evil.example"):
        answer = say(client, request("ping"), Origin=origin)
        assert (answer.status_code, answer.get_json()["id"]) == (403, None)
    for method in ("GET", "DELETE", "PUT"):
        answer = client.open("/mcp", method=method, headers={"Accept": "text/event-stream"})
        assert answer.status_code == 405
        assert "POST" in answer.headers["Allow"]
    assert client.post("/mcp", data=b"{}", content_type="text/plain").status_code == 415
    assert say(client, request("ping"), Accept="text/html").status_code == 406


def test_questions_are_worded_in_the_asker_s_language(client: FlaskClient, published: Published) -> None:
    ask = request("tools/call", name="query_rows", arguments={"file": published.file, "limit": 0})
    told = [say(client, ask, Accept_Language=wish).get_json()["result"]["content"] for wish in ("sv", "en", "de")]
    assert "Ange ett heltal" in told[0][0]["text"]
    assert "Give a whole number" in told[1][0]["text"]
    assert told[1] == told[2]


def test_a_tool_is_called_as_it_says(client: FlaskClient) -> None:
    for tool in TOOLS.values():
        assert tool.takes["additionalProperties"] is False
        assert set(tool.takes["required"]) <= tool.takes["properties"].keys()
        assert all("description" in one or "default" in one for one in tool.takes["properties"].values()), tool.name


def test_a_client_is_told_that_there_is_no_such_tool(served: Served) -> None:
    async def conversation(client: Client) -> None:
        with pytest.raises(MCPError, match="query_rows"):
            await client.call_tool("sql", {})

    talk(served, conversation)
