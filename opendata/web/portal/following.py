"""Following without an account: the form, and what the links in letters lead to. No cookie is looked at or set: who has
the key in the address may use it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from opendata.errors import Error, Invalid, NotAllowed, NotFound
from opendata.locale import letters
from opendata.model import Channel, Subscriber, Topic
from opendata.model.account import NOBODY
from opendata.model.addresses import Addresses
from opendata.services import datasets, following, publishers, publishing
from opendata.web import context, guard
from opendata.web.api import wishes
from opendata.web.language import language
from opendata.web.portal.pages import render, sentence
from opendata.web.problems import status_of

door = Blueprint("following", __name__)

MOST_TOLD = 20
SEE_OTHER = 303


@door.after_request
def keep_to_ourselves(response: Any) -> Any:
    """Addresses with a key in them are nobody else's business."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    if request.path.startswith("/subscriptions/"):
        response.headers["Cache-Control"] = "no-store"
    return response


@door.get("/follow")
def form() -> ResponseReturnValue:
    return _form(request.args, {})


@door.post("/follow")
def follow() -> ResponseReturnValue:
    asked = request.form
    if guard.is_trapped(asked):
        return render("following/asked.html", channel=asked.get("channel"), subscriber=None)
    try:
        guard.require_unhurried(asked)
        wish = wishes.read(_values(asked))
        made, first = following.subscribe(
            context.session(), wish, asker=context.asker(), trusted=context.platform().settings.webhook_trusted_hosts
        )
    except (Invalid, NotAllowed) as error:
        return _form(asked, {_field(error): sentence(error.code, **error.facts)}, status_of(error))
    context.promise("deliver", first.id)
    is_webhook = wish.channel is Channel.WEBHOOK
    link = context.addresses().subscriptions(made.subscriber.id, made.subscriber.key) if is_webhook else ""
    return render(
        "following/asked.html",
        channel=wish.channel.value,
        subscriber=made.subscriber if is_webhook else None,
        link=link,
        days=following.UNCONFIRMED_FOR.days,
    )


@door.get("/subscriptions/<subscriber_id>")
def manage(subscriber_id: str) -> ResponseReturnValue:
    found = _found(subscriber_id)
    return render(
        "following/manage.html",
        **_keyed(found),
        items=[(one, _about(following.about(one)), following.state_of(one)) for one in found.subscriptions],
        deliveries=found.deliveries[:MOST_TOLD],
    )


@door.get("/subscriptions/<subscriber_id>/confirm/<subscription_id>")
def ask_to_confirm(subscriber_id: str, subscription_id: str) -> ResponseReturnValue:
    """A page with a button: mail filters open links, so that opening one may not say yes."""
    found = _found(subscriber_id)
    subscription = following.find_subscription(context.session(), subscription_id, found.key)
    if subscription.confirmed_at:
        return redirect(_step(found.id, found.key), SEE_OTHER)
    return render(
        "following/confirm.html",
        **_keyed(found),
        subscription=subscription,
        about=_about(following.about(subscription)),
    )


@door.post("/subscriptions/<subscriber_id>/confirm/<subscription_id>")
def confirm(subscriber_id: str, subscription_id: str) -> ResponseReturnValue:
    done = following.confirm(context.session(), subscriber_id, _key(), subscription_id)
    return render("following/confirmed.html", **_keyed(done.subscriber), about=_about(following.about(done)))


@door.post("/subscriptions/<subscriber_id>/end/<subscription_id>")
def end_one(subscriber_id: str, subscription_id: str) -> ResponseReturnValue:
    session, key = context.session(), _key()
    following.end(session, subscriber_id, key, subscription_id)
    session.flush()
    if session.get(Subscriber, subscriber_id) is None:
        return render("following/ended.html")
    return redirect(_step(subscriber_id, key), SEE_OTHER)


@door.get("/subscriptions/<subscriber_id>/end")
def ask_to_end(subscriber_id: str) -> ResponseReturnValue:
    return render("following/end.html", **_keyed(_found(subscriber_id)))


@door.post("/subscriptions/<subscriber_id>/end")
def end_all(subscriber_id: str) -> ResponseReturnValue:
    """From the page, or from a mail program in one step (RFC 8058)."""
    following.end_all(context.session(), subscriber_id, _key())
    return render("following/ended.html")


@door.post("/subscriptions/<subscriber_id>/enable")
def enable(subscriber_id: str) -> ResponseReturnValue:
    asked = following.enable(context.session(), subscriber_id, _key())
    context.promise("deliver", asked.id)
    return redirect(_step(subscriber_id, _key()), SEE_OTHER)


def _key() -> str:
    return request.args.get("key", "")


def _found(subscriber_id: str) -> Subscriber:
    return following.find(context.session(), subscriber_id, _key())


def _keyed(subscriber: Subscriber) -> dict[str, Any]:
    """What pages behind a key have: the subscriber, and the address of each step."""
    return {"subscriber": subscriber, "step": partial(_step, subscriber.id, subscriber.key)}


def _step(subscriber_id: str, key: str, name: str = "", subscription_id: str = "") -> str:
    return Addresses("").subscriptions(subscriber_id, key, name, subscription_id)


def _about(about: Mapping[str, Any]) -> str:
    return letters.told_about(about, language())


def _values(asked: Mapping[str, str]) -> dict[str, str]:
    """The form's values; Invalid for those that no form of ours sends."""
    topic, channel = asked.get("topic", ""), asked.get("channel", "")
    if topic not in list(Topic):
        raise Invalid("choice_unknown", field="topic", value=topic, known=list(Topic))
    if channel not in list(Channel):
        raise Invalid("choice_unknown", field="channel", value=channel, known=list(Channel))
    address = asked.get("email" if channel == Channel.MAIL else "url", "")
    kept = {name: asked.get(name, "") for name in ("dataset", "publisher", "file", "query")}
    return {"topic": topic, "channel": channel, "address": address, "language": language(), **kept}


def _field(error: Error) -> str:
    """The field of the form that an error is about."""
    own = {"email_unusable": "email", "webhook_unusable": "url"}
    return own.get(error.code, "form")


def _form(asked: Mapping[str, str], errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    topic = asked.get("topic", "")
    subject = asked.get(wishes.SUBJECTS.get(Topic(topic), "") if topic in list(Topic) else "", "")
    return render(
        "following/form.html",
        status,
        topic=topic,
        hidden={name: asked[name] for name in ("topic", "dataset", "publisher", "file", "query") if asked.get(name)},
        about=_about({"topic": topic, **_wanted(topic, subject, asked.get("query", ""))}),
        channel=asked.get("channel", Channel.MAIL.value),
        email=asked.get("email", ""),
        url=asked.get("url", ""),
        errors=errors,
        guard=guard.fields(),
        days=following.UNCONFIRMED_FOR.days,
        minutes=context.platform().settings.digest_minutes,
    )


def _wanted(topic: str, subject: str, query: str) -> dict[str, Any]:
    """What is to be followed, as the form says it; NotFound where there is nothing to follow."""
    session = context.session()
    match topic:
        case Topic.DATASET:
            return {"title": datasets.find(session, NOBODY, subject).title}
        case Topic.PUBLISHER:
            return {"title": publishers.find(session, subject).name}
        case Topic.ROWS:
            kept, _question = wishes.understood(Topic.ROWS, subject, query)
            return {"title": publishing.find_file(session, NOBODY, subject).title, "query": kept}
        case Topic.SEARCH:
            return {"query": wishes.understood(Topic.SEARCH, "", query)[0]}
    raise NotFound("not_found")
