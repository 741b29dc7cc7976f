"""JSON-RPC 2.0 as the Model Context Protocol sends it over HTTP, in its two eras.

Until 2025-11-25 a client shakes hands (`initialize`) and names the version agreed upon in a header. Since 2026-07-28
there is no handshake: every request says in `_meta` what it is, and repeats it in headers. Sources:
https://modelcontextprotocol.io/specification/2025-11-25/basic/transports and
https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import Headers

from opendata.web.verbatim import written

WITH_HANDSHAKE = ("2025-03-26", "2025-06-18", "2025-11-25")
STATELESS = ("2026-07-28",)
IN_BATCHES = "2025-03-26"
"""The one version in which several messages may come together; also what is meant when no version is named."""

PREFIX = "io.modelcontextprotocol/"
VERSION_KEY, CAPABILITIES_KEY, SERVER_KEY = (
    PREFIX + name for name in ("protocolVersion", "clientCapabilities", "serverInfo")
)
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
HEADER_MISMATCH, UNSUPPORTED_VERSION = -32020, -32022
STATUS = {
    **dict.fromkeys((PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS, HEADER_MISMATCH, UNSUPPORTED_VERSION), 400),
    METHOD_NOT_FOUND: 404,
}
"""Of a stateless answer; with a handshake only what is no message at all has a status of its own."""
ENCODED = re.compile(r"=\?base64\?([A-Za-z0-9+/]*={0,2})\?=")


class Fault(Exception):
    """A message that can't be answered, as JSON-RPC tells it."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data


@dataclass(frozen=True)
class Call:
    """A request: the method, what it is given, and the version of the protocol that it speaks."""

    id: str | int
    method: str
    version: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_stateless(self) -> bool:
        return self.version in STATELESS


def parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Fault(PARSE_ERROR, "The body is not JSON.") from None


def read(message: Any, headers: Headers) -> Call | None:
    """The request that is to be answered; None for a notification or an answer, which are not."""
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise Fault(INVALID_REQUEST, "The body is not one JSON-RPC 2.0 message.")
    if "id" not in message or _is_answer(message):
        _version_in_header(headers)
        if not (isinstance(message.get("method"), str) or _is_answer(message)):
            raise Fault(INVALID_REQUEST, "A message has a method, a result or an error.")
        return None
    number, method, params = message["id"], message.get("method"), message.get("params", {})
    if isinstance(number, bool) or not isinstance(number, str | int) or not isinstance(method, str):
        raise Fault(INVALID_REQUEST, "A request has a method, and an id that is a text or a whole number.")
    if not isinstance(params, dict):
        raise Fault(INVALID_PARAMS, "The params are not an object.")
    return Call(number, method, _version(method, params, headers), params)


def id_of(message: Any) -> str | int | None:
    """The id that an answer should carry, if one can be read."""
    number = message.get("id") if isinstance(message, dict) else None
    return number if isinstance(number, str | int) and not isinstance(number, bool) else None


def replied(call: Call, result: Mapping[str, Any]) -> str:
    return written({"jsonrpc": "2.0", "id": call.id, "result": result})


def refused(number: str | int | None, fault: Fault) -> str:
    data = {} if fault.data is None else {"data": fault.data}
    error = {"code": fault.code, "message": fault.message, **data}
    return written({"jsonrpc": "2.0", "id": number, "error": error})


def status_of(fault: Fault, *, is_stateless: bool) -> int:
    is_no_message = fault.code in (PARSE_ERROR, INVALID_REQUEST, UNSUPPORTED_VERSION, HEADER_MISMATCH)
    return STATUS.get(fault.code, 200) if is_stateless or is_no_message else 200


def _is_answer(message: Mapping[str, Any]) -> bool:
    return "method" not in message and ("result" in message or "error" in message)


def _version(method: str, params: Mapping[str, Any], headers: Headers) -> str:
    meta = params.get("_meta")
    says_itself = isinstance(meta, dict) and VERSION_KEY in meta
    named = headers.get("MCP-Protocol-Version", "")
    if method == "initialize" and not says_itself and named not in STATELESS:
        return WITH_HANDSHAKE[-1]  # what is agreed upon is in the answer
    if says_itself or (named and named not in WITH_HANDSHAKE):
        return _stateless_version(method, params, headers)
    return named or IN_BATCHES


def _version_in_header(headers: Headers) -> str:
    named = headers.get("MCP-Protocol-Version") or IN_BATCHES
    if named not in (*WITH_HANDSHAKE, *STATELESS):
        raise _unsupported(named)
    return named


def _stateless_version(method: str, params: Mapping[str, Any], headers: Headers) -> str:
    meta = params.get("_meta")
    if not isinstance(meta, dict) or not {VERSION_KEY, CAPABILITIES_KEY} <= meta.keys():
        _version_in_header(headers)  # whoever speaks an unknown version should hear that first
        raise Fault(INVALID_PARAMS, f"params._meta must have {VERSION_KEY} and {CAPABILITIES_KEY}.")
    expected = {"MCP-Protocol-Version": meta[VERSION_KEY], "Mcp-Method": method}
    if method == "tools/call" and isinstance(params.get("name"), str):
        expected["Mcp-Name"] = params["name"]
    for name, value in expected.items():
        if _decoded(headers.get(name)) != value:
            raise Fault(HEADER_MISMATCH, f"The header {name} is not what the body says.")
    version = str(meta[VERSION_KEY])
    if version not in STATELESS:
        raise _unsupported(version)
    return version


def _unsupported(version: str) -> Fault:
    data = {"supported": [*WITH_HANDSHAKE, *STATELESS], "requested": version}
    return Fault(UNSUPPORTED_VERSION, "Unsupported protocol version", data)


def _decoded(value: str | None) -> str | None:
    """A header's text; what is no plain ASCII comes as base64 between signs of its own."""
    found = ENCODED.fullmatch(value or "")
    if found is None:
        return value
    try:
        return base64.b64decode(found[1], validate=True).decode()
    except (binascii.Error, ValueError):
        return None
