"""What letters to those who follow something say: plain text, in the language that they chose."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl

from opendata.locale import sentence
from opendata.mail import Letter
from opendata.model import text_in
from opendata.model.subscription import ROWS_CHANGED, Purpose
from opendata.services.delivering import Job
from opendata.services.following import UNCONFIRMED_FOR

MOST_DATASETS, MOST_ROWS = 40, 10
LONGEST_VALUE = 80
KINDS = ("added", "changed", "removed")
"""Of rows, in the order in which they are told."""


@dataclass(frozen=True)
class Links:
    """Where the reader goes from the letter."""

    confirm: str
    manage: str
    end: str


def worded(job: Job, site: Mapping[str, str], links: Links) -> Letter:
    """`site` is the site's name. Letters about changes can be ended from the mail program (RFC 8058)."""
    name, language = text_in(site, job.language), job.language
    if job.purpose in (Purpose.CASE_RECEIVED, Purpose.CASE_ANSWERED):
        return _of_case(job, name)
    if job.purpose is Purpose.CONFIRM:
        about = told_about(job.content["about"], language)
        kind = "already" if job.content.get("already") else "confirm"
        subject = sentence(f"letter_{kind}_subject", language, site=name, about=about)
        facts = {"link": links.confirm, "manage": links.manage, "days": UNCONFIRMED_FOR.days}
        text = sentence(f"letter_{kind}", language, site=name, about=about, **facts)
        return Letter(job.delivery_id, job.address, subject, f"{text}\n")
    news = job.content["news"]
    footer = sentence("letter_footer", language, site=name, manage=links.manage, end=links.end)
    text = "\n\n".join([*_digest(news, language), f"-- \n{footer}"])
    headers = {"List-Unsubscribe": f"<{links.end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Letter(job.delivery_id, job.address, _subject(news, name, language), f"{text}\n", headers)


def _of_case(job: Job, site: str) -> Letter:
    """To the contact, who can answer by mail or in the workspace; or the answer, to whoever asked."""
    told, language, purpose = job.content, job.language, job.purpose.value
    facts = {name: told[name] for name in ("text", "answer", "link")} | {"site": site, "kind": told["kind"]}
    facts |= {"title": text_in(told["title"], language), "publisher": text_in(told["publisher"], language)}
    subject = sentence(f"letter_{purpose}_subject", language, **facts)
    reply_to = told.get("reply_to")
    headers = {"Reply-To": reply_to} if reply_to else {}
    return Letter(
        job.delivery_id, job.address, subject, f"{sentence(f'letter_{purpose}', language, **facts)}\n", headers
    )


def told_about(about: Mapping[str, Any], language: str) -> str:
    """What a subscription is to, as a part of a sentence: `topic`, `title`, and of a search or rows the `query`."""
    facts = {"title": text_in(about.get("title"), language), "query": _readable(about.get("query", ""))}
    return sentence(f"about_{about['topic']}", language, **facts)


def _readable(query: str) -> str:
    return ", ".join(f"{name} = {value}" for name, value in parse_qsl(query, keep_blank_values=True))


def _subject(news: Sequence[Mapping[str, Any]], site: str, language: str) -> str:
    datasets = {one["dataset"]["slug"]: one for one in news}
    if len(datasets) > 1:
        return sentence("letter_subject_many", language, site=site, datasets=len(datasets))
    return f"{text_in(news[0]['dataset']['title'], language)}: {_headline(news[-1], language)}"


def _headline(one: Mapping[str, Any], language: str) -> str:
    return sentence(f"headline_{one['type'].replace('.', '_')}", language)


def _digest(news: Sequence[Mapping[str, Any]], language: str) -> Iterator[str]:
    """A paragraph for each dataset, in the order in which they were first heard of."""
    order = {slug: place for place, slug in enumerate(dict.fromkeys(one["dataset"]["slug"] for one in news))}
    ordered = sorted(news, key=lambda one: order[one["dataset"]["slug"]])
    for place, (_slug, about) in enumerate(groupby(ordered, key=lambda one: one["dataset"]["slug"])):
        if place == MOST_DATASETS:
            yield sentence("letter_more", language, datasets=len(order) - MOST_DATASETS)
            return
        told = list(about)
        head = f"{text_in(told[0]['dataset']['title'], language)}\n{told[0]['dataset']['url']}"
        yield "\n".join([head, *(line for one in told for line in _lines(one, language))])


def _lines(one: Mapping[str, Any], language: str) -> Iterator[str]:
    if one["type"] == ROWS_CHANGED:
        yield from _rows(one, language)
        return
    file = text_in(one["file"]["title"], language) if "file" in one else None
    facts = {"file": file, "fields": _fields(one, language), "query": _readable(one.get("query", ""))}
    version = one.get("version") or {}
    changes = version.get("changes") or {}
    counts = {name: changes[name] for name in KINDS if name in changes}
    facts |= {"rows": version.get("rows"), "breaking": changes.get("breaking") or None}
    yield f"- {sentence(_code(one), language, **facts, **counts)}"


def _code(one: Mapping[str, Any]) -> str:
    """A new version that was compared with the one before tells more than one that wasn't."""
    is_compared = bool((one.get("version") or {}).get("changes"))
    return f"news_{one['type'].replace('.', '_')}" + ("_compared" if is_compared else "")


def _fields(one: Mapping[str, Any], language: str) -> str | None:
    names = one.get("fields")
    return ", ".join(sentence(f"described_{name}", language) for name in names) if names else None


def _rows(one: Mapping[str, Any], language: str) -> Iterator[str]:
    file = text_in(one["file"]["title"], language)
    query = _readable(one["query"]) or None
    yield f"- {sentence('news_rows_changed', language, file=file, query=query, **one['rows'], **_matching(one))}"
    for kind in KINDS:
        rows = json.loads(one["first"][kind], parse_float=str)
        if rows:
            yield f"  {sentence(f'letter_rows_{kind}', language)}"
            yield from (f"  * {_row(row)}" for row in rows[:MOST_ROWS])
    yield f"  {sentence('letter_rows_all', language, now=one['after']['url'], before=one['before']['url'])}"


def _matching(one: Mapping[str, Any]) -> dict[str, int]:
    return {"matching": one["matching"]["after"]}


def _row(row: Mapping[str, Any]) -> str:
    """Of a row that has changed: the values that differ, after those that don't."""
    if set(row) == {"before", "after"} and isinstance(row["before"], dict):
        before, after = row["before"], row["after"]
        same = {name: value for name, value in after.items() if before.get(name) == value}
        new = [f"{name}: {_value(before.get(name))} → {_value(after[name])}" for name in after if name not in same]
        return "; ".join([", ".join(f"{name}: {_value(value)}" for name, value in same.items()), *new]).lstrip("; ")
    return ", ".join(f"{name}: {_value(value)}" for name, value in row.items() if value is not None)


def _value(value: Any) -> str:
    shown = "–" if value is None else str(value)
    return shown if len(shown) <= LONGEST_VALUE else f"{shown[: LONGEST_VALUE - 1]}…"
