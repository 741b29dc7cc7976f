"""Fetching from a server of somebody else, who may be slow, big, moved, or up to something."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from opendata import remote
from opendata.errors import Invalid, TooLarge, Unreachable

LIMIT = 100_000


class Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        getattr(self, f"answer_{self.path.strip('/').partition('?')[0]}")()

    def do_POST(self) -> None:
        told = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/moved":
            self.say(302, {"Location": "/catalog"})
        elif self.path == "/big":
            self.say(200, {}, b"x" * (LIMIT + 1))
        else:
            status = 201 if self.headers["Webhook-Id"] == "1" else 400
            self.say(status, {}, self.headers["Host"].encode() + b" " + told)

    def answer_catalog(self) -> None:
        if self.headers.get("If-None-Match") == '"one"':
            self.say(304, {})
        else:
            kind = "text/turtle; charset=utf-8"
            self.say(
                200, {"Content-Type": kind, "ETag": '"one"', "Last-Modified": "Tue, 01 Sep 2026 00:00:00 GMT"}, b"x"
            )

    def answer_host(self) -> None:
        self.say(200, {}, self.headers["Host"].encode())

    def answer_moved(self) -> None:
        self.say(302, {"Location": "/catalog"})

    def answer_round(self) -> None:
        self.say(302, {"Location": "/round"})

    def answer_file(self) -> None:
        self.say(302, {"Location": "file:///etc/passwd"})

    def answer_inside(self) -> None:
        self.say(302, {"Location": "http://169.254.169.254/latest/meta-data/"})

    def answer_big(self) -> None:
        self.say(200, {}, b"x" * (LIMIT + 1))

    def answer_bomb(self) -> None:
        self.say(200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * 50_000_000))

    def answer_gone(self) -> None:
        self.say(410, {})

    def answer_cut(self) -> None:
        self.say(200, {"Content-Length": "1000"}, b"not all", length=False)

    def say(self, status: int, headers: dict[str, str], body: bytes = b"", *, length: bool = True) -> None:
        self.send_response(status)
        for name, value in (headers | ({"Content-Length": str(len(body))} if length else {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def fetch(url: str, **more: object) -> remote.Fetched | None:
    return remote.fetch(url, **({"limit": LIMIT, "seconds": 20, "trusted": {"localhost"}} | more))


def test_bytes_come_with_what_the_server_says_of_them(elsewhere: str) -> None:
    found = fetch(f"{elsewhere}/catalog")
    assert found == remote.Fetched(
        b"x", f"{elsewhere}/catalog", "text/turtle", '"one"', "Tue, 01 Sep 2026 00:00:00 GMT"
    )


def test_what_has_not_changed_is_not_fetched_again(elsewhere: str) -> None:
    assert fetch(f"{elsewhere}/catalog", etag='"one"') is None


def test_the_server_is_asked_by_its_name(elsewhere: str) -> None:
    found = fetch(f"{elsewhere}/host")
    assert found and found.body.decode() == elsewhere.removeprefix("http://")


def test_a_redirect_is_followed_and_told(elsewhere: str) -> None:
    found = fetch(f"{elsewhere}/moved")
    assert found and found.url == f"{elsewhere}/catalog"


def test_redirects_that_never_end_are_given_up(elsewhere: str) -> None:
    with pytest.raises(Unreachable, match="too many redirects"):
        fetch(f"{elsewhere}/round")


def test_what_is_not_public_is_refused_before_anything_is_sent(elsewhere: str) -> None:
    with pytest.raises(Invalid, match="address_unusable"):
        fetch(f"{elsewhere}/catalog", trusted=())


@pytest.mark.parametrize("path", ["file", "inside"])
def test_a_redirect_cannot_lead_where_an_address_may_not(elsewhere: str, path: str) -> None:
    with pytest.raises(Invalid, match="address_unusable"):
        fetch(f"{elsewhere}/{path}")


@pytest.mark.parametrize("path", ["big", "bomb"])
def test_too_much_is_refused_however_it_is_packed(elsewhere: str, path: str) -> None:
    with pytest.raises(TooLarge, match="answer_too_large"):
        fetch(f"{elsewhere}/{path}")


def test_a_refusal_tells_the_status(elsewhere: str) -> None:
    with pytest.raises(Unreachable) as refused:
        fetch(f"{elsewhere}/gone")
    assert (refused.value.code, refused.value.facts["status"]) == ("server_refuses", 410)


def test_half_an_answer_is_none(elsewhere: str) -> None:
    with pytest.raises(Unreachable, match="server_unreachable"):
        fetch(f"{elsewhere}/cut")


def test_an_answer_that_comes_too_slowly_is_given_up(elsewhere: str) -> None:
    with pytest.raises(Unreachable, match="server_unreachable"):
        fetch(f"{elsewhere}/catalog", seconds=0.000001)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/a",
        "file:///etc/passwd",
        "http:///a",
        "https://user:secret@example.org/",
        "gopher://x",
        "a b",
        "",
    ],
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises((Invalid, Unreachable)):
        fetch(address, trusted=())


def test_a_name_that_nobody_has_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="server_unreachable"):
        fetch("http://nowhere.invalid/")


def test_addresses_of_the_whole_internet_and_no_others_are_public() -> None:
    public = ["193.183.96.1", "2a00:1450:400f::1"]
    private = [
        *(
            "127.0.0.1",
            "10.0.0.1",
            "172.16.5.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:1::", "ff02::1", "255.255.255.255"),
    ]
    assert [address for address in [*public, *private] if remote.is_public(address)] == public


def tell(url: str, **more: object) -> remote.Answer:
    given = {"headers": {"Webhook-Id": "1"}, "limit": LIMIT, "seconds": 20, "trusted": {"localhost"}}
    return remote.tell(url, b"news", **(given | more))


def test_what_is_told_arrives_whole_and_the_answer_comes_back(elsewhere: str) -> None:
    answer = tell(f"{elsewhere}/hook")
    assert (answer.status, answer.is_fine) == (201, True)
    assert answer.body == f"{elsewhere.removeprefix('http://')} news".encode()
    assert not tell(f"{elsewhere}/hook", headers={}).is_fine


def test_nobody_is_told_elsewhere_than_at_the_address_given(elsewhere: str) -> None:
    answer = tell(f"{elsewhere}/moved")
    assert (answer.status, answer.is_fine) == (302, False)


def test_an_answer_larger_than_its_limit_is_not_read(elsewhere: str) -> None:
    with pytest.raises(TooLarge):
        tell(f"{elsewhere}/big")


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/hook", "https://127.0.0.1/hook", "https://169.254.169.254/", "ftp://a.se"]
)
def test_only_public_addresses_are_told_and_under_tls(url: str) -> None:
    with pytest.raises(Invalid, match="address_unusable"):
        tell(url, trusted=())


def test_a_server_that_is_not_there_is_unreachable_when_told_too() -> None:
    with pytest.raises(Unreachable):
        tell("http://localhost:1/hook")
