"""SPARQL 1.1 queries about graphs that are held in a process of their own, where one can be stopped: see keeper.py."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from opendata.dcat.formats import FORMATS
from opendata.dcat.iris import PREFIXES
from opendata.errors import Invalid, Unreachable

# Form -> media type, of what SELECT and ASK give. CONSTRUCT and DESCRIBE give FORMATS.
SOLUTIONS: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
MOST_CHARACTERS = 20_000
"""Of a query."""
MOST_BYTES = 10 * 2**20
"""Of an answer."""
MEMORY = 256 * 2**20
"""That a question may use beside the graphs, in bytes."""
PATIENCE_SECONDS = 3
"""To wait for one's turn."""
GRACE_SECONDS = 5
"""After which a keeper that should have answered counts as broken."""

_PROGRAM = Path(__file__).with_name("keeper.py")
_NOT_A_WORD = r"""
    "{3} (?: "{0,2} (?: [^"\\] | \\. ) )* "{3} | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3}
  | " (?: [^"\\\n\r] | \\. )* " | ' (?: [^'\\\n\r] | \\. )* '
  | < [^<>"{}|^`\s]* > | \# [^\n\r]* | [?$@] [\w-]+ | [\w.-]* : [\w.:%\\-]*
"""
_TOKEN = re.compile(rf"{_NOT_A_WORD} | (?P<word> [A-Za-z]+ )", re.VERBOSE | re.DOTALL)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"}
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_NO_HELP = {"SERVICE", "LATERAL", "[_]"}
"""What its parser would have liked to see nearly everywhere: what we refuse, what is no SPARQL 1.1, any sign."""


@dataclass(frozen=True)
class Question:
    query: str
    solution_form: str = "json"
    graph_form: str = "ttl"
    default: Sequence[str] = ()
    """IRIs of the graphs that it is about; what FROM names if none, else all."""
    named: Sequence[str] = ()


@dataclass(frozen=True)
class Answer:
    form: str
    """One of SOLUTIONS or FORMATS."""
    body: bytes

    @property
    def media_type(self) -> str:
        return {**SOLUTIONS, **FORMATS}[self.form]


class GraphStore:
    """Named graphs that can be asked about, one question at a time. Threads may share it; whoever has the turn may
    change the graphs. They are gone when the process that holds them is, so look at `held` first."""

    def __init__(self, seconds: int, memory: int = MEMORY, most_bytes: int = MOST_BYTES) -> None:
        self.held: dict[str, str] = {}
        """IRI of a graph -> what its content goes by."""
        self._limits = {"seconds": seconds, "memory": memory, "most": most_bytes}
        self._lock = Lock()
        self._keeper: subprocess.Popen[bytes] | None = None

    @contextmanager
    def turn(self, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Unreachable("sparql_busy") if others don't finish, or the process is lost on the way."""
        if not self._lock.acquire(timeout=patience):
            raise Unreachable("sparql_busy")
        try:
            if self._keeper is None or self._keeper.poll() is not None:
                self._start()
            yield
        except OSError as lost:
            self._stop()
            raise Unreachable("sparql_busy") from lost
        finally:
            self._lock.release()

    def put(self, graph: str, digest: str, ntriples: bytes) -> None:
        """This content, which goes by a digest, in place of what the graph had."""
        self._send({"graph": graph, "size": len(ntriples)}, ntriples)
        self.held[graph] = digest

    def remove(self, graph: str) -> None:
        self._send({"graph": graph, "size": 0})
        del self.held[graph]

    def ask(self, question: Question) -> Answer:
        """Invalid `sparql_` too_long, federated, read_only, unreadable (line, column, reason), too_slow (seconds),
        too_large (memory) or answer_too_large (limit). Nothing outside the graphs is ever fetched."""
        _refuse(question.query)
        watchdog = Timer(self._limits["seconds"] + GRACE_SECONDS, self._running.kill)
        watchdog.start()
        try:
            self._send({**vars(question), **self._limits, "prefixes": PREFIXES})
            outcome, body = self._receive()
        finally:
            watchdog.cancel()
        if outcome["outcome"] == "answered":
            return Answer(outcome["form"], body)
        raise self._refusal(outcome)

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _refusal(self, outcome: Mapping[str, Any]) -> Invalid:
        match outcome["outcome"]:
            case "slow":
                return Invalid("sparql_too_slow", seconds=self._limits["seconds"])
            case "hungry":
                return Invalid("sparql_too_large", memory=self._limits["memory"])
            case "overlong":
                return Invalid("sparql_answer_too_large", limit=self._limits["most"])
        found = _PLACE.fullmatch(outcome["reason"])
        line, column, said = found.groups() if found else (None, None, outcome["reason"])
        reason = ", ".join(word for word in said.split(", ") if word not in _NO_HELP)
        return Invalid("sparql_unreadable", field="query", line=line, column=column, reason=reason)

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._keeper is None:
            raise BrokenPipeError
        return self._keeper

    def _send(self, command: Mapping[str, Any], body: bytes = b"") -> None:
        sink = self._running.stdin
        assert sink
        sink.write(json.dumps(command).encode() + b"\n" + body)
        sink.flush()

    def _receive(self) -> tuple[dict[str, Any], bytes]:
        source = self._running.stdout
        assert source
        line = source.readline()
        if not line:
            raise BrokenPipeError
        outcome: dict[str, Any] = json.loads(line)
        return outcome, source.read(outcome["size"])

    def _start(self) -> None:
        self._stop()
        self._keeper = subprocess.Popen(  # noqa: S603 (a program of ours)
            [sys.executable, "-I", str(_PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={},
            start_new_session=True,  # or Ctrl-C would end it before those who still ask
        )

    def _stop(self) -> None:
        self.held.clear()
        if self._keeper:
            self._keeper.kill()
            self._keeper.communicate()
            self._keeper = None


def _refuse(query: str) -> None:
    if len(query) > MOST_CHARACTERS:
        raise Invalid("sparql_too_long", field="query", limit=MOST_CHARACTERS)
    words = _words(query)
    if words & _UPDATES:
        raise Invalid("sparql_read_only", field="query")
    if "SERVICE" in words:
        raise Invalid("sparql_federated", field="query")


def _words(query: str) -> set[str]:
    """What can only be keywords, in capitals: no part of an IRI, a name, a variable, a text or a comment."""
    return {token["word"].upper() for token in _TOKEN.finditer(query) if token["word"]}
