"""Other people's servers: ask and tell them, without being tricked into what is not public, or into waiting for ever.

The only room that knows httpx. It must not know what is fetched or told, or for whom.
"""

import ipaddress
import socket
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from opendata.errors import Invalid, TooLarge, Unreachable

USER_AGENT = "opendata-harvester (DCAT-AP-SE)"
TELLING_AGENT = "opendata-webhooks"
MOST_REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS = 10.0, 30.0
"""How long a server may take to be reached, and to say something more."""
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses with an IPv4 address in their last 32 bits (RFC 6052)."""


@dataclass(frozen=True)
class Fetched:
    """`url` is where it was found after redirects; `media_type` is without parameters. What isn't said is empty."""

    body: bytes
    url: str
    media_type: str
    etag: str
    last_modified: str


def fetch(
    url: str,
    *,
    limit: int,
    seconds: float,
    accept: str = "*/*",
    etag: str = "",
    last_modified: str = "",
    trusted: Collection[str] = (),
) -> Fetched | None:
    """The bytes at an http or https address, at most `limit`, within about `seconds`; None if they are those of `etag`
    or `last_modified`.

    Every address on the way, also that of a redirect, must be public, or its host one of `trusted`; the connection is
    made to the very address that was looked at. Invalid("address_unusable", url), TooLarge("answer_too_large", url,
    limit), Unreachable("server_unreachable", url, reason), Unreachable("server_refuses", url, status).
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": accept,
        **{name: value for name, value in conditions.items() if value},
    }
    until = time.monotonic() + seconds
    with _client(url, seconds) as client:
        return _fetch(client, url, headers, limit, until, trusted)


@dataclass(frozen=True)
class Answer:
    """What a server says to what it was told."""

    status: int
    body: bytes

    @property
    def is_fine(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


def tell(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    limit: int,
    seconds: float,
    trusted: Collection[str] = (),
) -> Answer:
    """POST the bytes to an https address (http too where its host is one of `trusted`), which must be public as for
    `fetch`; at most `limit` of the answer, within about `seconds`. Redirects are not followed.

    Invalid("address_unusable", url), TooLarge("answer_too_large", url, limit), Unreachable("server_unreachable", url,
    reason).
    """
    until = time.monotonic() + seconds
    with _client(url, seconds) as client:
        request = _request(client, url, {"User-Agent": TELLING_AGENT, **headers}, trusted, body)
        response = client.send(request, stream=True)
        try:
            return Answer(response.status_code, b"".join(_read(response, url, limit, until)))
        finally:
            response.close()


@contextmanager
def _client(url: str, seconds: float) -> Iterator[httpx.Client]:
    """Its errors become ours."""
    timeout = httpx.Timeout(min(READ_SECONDS, seconds), connect=min(CONNECT_SECONDS, seconds))
    with httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout) as client:
        try:
            yield client
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Unreachable("server_unreachable", url=url, reason=str(error) or type(error).__name__) from error


def _fetch(
    client: httpx.Client, url: str, headers: Mapping[str, str], limit: int, until: float, trusted: Collection[str]
) -> Fetched | None:
    for _ in range(MOST_REDIRECTS + 1):
        response = client.send(_request(client, url, headers, trusted), stream=True)
        try:
            if response.has_redirect_location:
                url = str(httpx.URL(url).join(response.headers["location"]))
                continue
            if response.status_code == HTTPStatus.NOT_MODIFIED:
                return None
            if response.status_code != HTTPStatus.OK:
                raise Unreachable("server_refuses", url=url, status=response.status_code)
            said = response.headers
            media_type = said.get("content-type", "").partition(";")[0].strip().lower()
            body = b"".join(_read(response, url, limit, until))
            return Fetched(body, url, media_type, said.get("etag", ""), said.get("last-modified", ""))
        finally:
            response.close()
    raise Unreachable("server_unreachable", url=url, reason="too many redirects")


def _request(
    client: httpx.Client, url: str, headers: Mapping[str, str], trusted: Collection[str], body: bytes | None = None
) -> httpx.Request:
    """To the address that the name stands for now, so that it cannot stand for another one a moment later."""
    named = httpx.URL(url)
    is_secret = body is not None and named.host not in trusted
    if named.scheme not in (("https",) if is_secret else ("http", "https")) or not named.host or named.userinfo:
        raise Invalid("address_unusable", url=url)
    address = _address(named, url, trusted)
    extensions = {"sni_hostname": named.host} if named.scheme == "https" else {}
    pinned = named.copy_with(host=address)
    authority = named.netloc.decode("ascii")
    method = "GET" if body is None else "POST"
    sent = {**headers, "Host": authority}
    return client.build_request(method, pinned, headers=sent, content=body, extensions=extensions)


def _address(named: httpx.URL, url: str, trusted: Collection[str]) -> str:
    port = named.port or (443 if named.scheme == "https" else 80)
    found = socket.getaddrinfo(named.raw_host.decode("ascii"), port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if named.host not in trusted and not all(is_public(address) for address in addresses):
        raise Invalid("address_unusable", url=url)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one that the whole internet reaches, whatever notation hides it."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour or (ipaddress.IPv4Address(one.packed[-4:]) if one in NAT64 else None)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return one.is_global and not one.is_multicast


def _read(response: httpx.Response, url: str, limit: int, until: float) -> Iterator[bytes]:
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > limit:
            raise TooLarge("answer_too_large", url=url, limit=limit)
        if time.monotonic() > until:
            raise Unreachable("server_unreachable", url=url, reason="too slow")
        yield chunk
