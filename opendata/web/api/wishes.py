"""What somebody wants to follow, read from a form or from JSON: searches and questions about rows in the grammar of
addresses."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from opendata.errors import Invalid
from opendata.model import Channel, Topic
from opendata.model.account import NOBODY
from opendata.services import alerting, publishing, rows, searching
from opendata.services.following import Wish
from opendata.web import context
from opendata.web.api.door import unknown_parameter
from opendata.web.api.questions import PARAMETERS, query_of

SUBJECTS = {Topic.DATASET: "dataset", Topic.PUBLISHER: "publisher", Topic.ROWS: "file"}
"""Topic -> the field that says which one."""
MOST_QUERY = 2000
SHOWING = ("sort", "limit", "offset", "page", "lang", "format")
"""Parameters of an address that say how something is shown, and not what."""
YES = ("1", "true", "yes")


def read(values: Mapping[str, str]) -> Wish:
    """`values` are topic, channel, address, language, query, and which dataset, publisher or file. Invalid as the
    grammars say, `field_missing` (field), `query_too_long` (limit)."""
    topic = Topic(values["topic"])
    subject = values.get(SUBJECTS.get(topic, ""), "")
    if topic in SUBJECTS and not subject:
        raise Invalid("field_missing", field=SUBJECTS[topic])
    query, question = understood(topic, subject, values.get("query", ""))
    return Wish(
        topic=topic,
        channel=Channel(values["channel"]),
        address=values["address"],
        subject=subject,
        query=query,
        question=question,
        language=values["language"],
    )


def understood(topic: Topic, subject: str, query: str) -> tuple[str, dict[str, Any]]:
    """The query in the form in which it is kept, and what it means."""
    if len(query) > MOST_QUERY:
        raise Invalid("query_too_long", limit=MOST_QUERY)
    pairs = [(name, value) for name, value in parse_qsl(query.lstrip("?"), keep_blank_values=True) if name != "lang"]
    match topic:
        case Topic.SEARCH:
            kept = [(name, value) for name, value in pairs if name not in SHOWING and value]
            return urlencode(kept), _search(kept)
        case Topic.ROWS:
            return urlencode(pairs), _rows(subject, pairs)
    return "", {}


def _search(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    known = {name: getattr(searching.Search(), name) for name in ("q", *searching.FACETS)}
    question: dict[str, Any] = {}
    for name, value in pairs:
        if name not in known:
            raise unknown_parameter(name, known)
        if name == "q":
            question["q"] = value
        elif known[name] is None:
            question[name] = value.lower() in YES
        else:
            question.setdefault(name, []).append(value)
    return question


def _rows(file_id: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Tried at once on the current version, so that nothing is kept that can't be asked."""
    session, platform = context.session(), context.platform()
    source = rows.source(session, NOBODY, publishing.find_file(session, NOBODY, file_id))
    query = query_of(pairs, [field["name"] for field in source.fields])
    question = alerting.to_json(query, {name: value for name, value in pairs if name in PARAMETERS})
    asked = replace(alerting.asked(question), limit=0)
    rows.page(platform.rows, platform.files, source, asked, asker=context.asker())
    return question
