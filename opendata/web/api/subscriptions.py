"""/subscriptions: be told of changes by letter or webhook, without an account."""

from typing import Any

from flask import request
from flask.views import MethodView
from marshmallow import fields, validate

from opendata.model import Channel, Subscription, Topic
from opendata.services import following
from opendata.web import context
from opendata.web.api import wishes
from opendata.web.api.door import Door
from opendata.web.api.shapes import LANGUAGE, Lenient, Strict, text
from opendata.web.language import language

door = Door("subscriptions", __name__, description="Being told of changes, without an account")

MOST_TOLD = 50


class SubscriptionIn(Strict):
    topic = fields.String(required=True, validate=validate.OneOf([one.value for one in Topic]))
    channel = fields.String(required=True, validate=validate.OneOf([one.value for one in Channel]))
    address = fields.String(
        required=True,
        validate=validate.Length(1, following.LONGEST_ADDRESS),
        metadata={"description": "Of mail; or the https address that a webhook is called at."},
    )
    dataset = fields.String(metadata={"description": "Of topic `dataset`: its slug."})
    publisher = fields.String(metadata={"description": "Of topic `publisher`: its slug."})
    file = fields.String(metadata={"description": "Of topic `rows`: its id."})
    query = fields.String(
        validate=validate.Length(max=wishes.MOST_QUERY),
        metadata={
            "description": "Of topic `search`: parameters of /datasets. Of topic `rows`: filters, q, select, bbox and "
            "crs of the row API.",
            "example": "antal__gte=20&select=kod,antal",
        },
    )
    language = fields.String(validate=LANGUAGE, metadata={"description": "Of letters. Else by Accept-Language."})


class AboutOut(Lenient):
    topic = fields.String()
    title = text(allow_none=True)
    query = fields.String()


class SubscriptionOut(Lenient):
    id = fields.String()
    about = fields.Nested(AboutOut)
    channel = fields.String()
    state = fields.String(
        validate=validate.OneOf(["unconfirmed", "active", "disabled"]),
        metadata={"description": "`disabled`: calls failed too often; switched on again at `links.manage`."},
    )
    created_at = fields.DateTime(format="iso")


class SubscribedOut(SubscriptionOut):
    """Of a webhook also its secrets, which are told here only. Of mail they come with the letter."""

    key = fields.String(
        metadata={"description": "Of webhooks: the token for looking at the subscription, and ending it."}
    )
    signing_key = fields.String(metadata={"description": "Of webhooks: what calls are signed with (`whsec_...`)."})
    links = fields.Dict(keys=fields.String(), values=fields.String())


class DeliveryOut(Lenient):
    id = fields.String(metadata={"description": "The `webhook-id` is `msg_` and this."})
    purpose = fields.String()
    state = fields.String()
    attempts = fields.Integer()
    created_at = fields.DateTime(format="iso")
    finished_at = fields.DateTime(format="iso", allow_none=True)
    problem = fields.String(allow_none=True, metadata={"description": "Code of why the last attempt failed."})


class SubscriptionStateOut(SubscriptionOut):
    deliveries = fields.List(fields.Nested(DeliveryOut))


@door.route("/subscriptions")
class Subscriptions(MethodView):
    @door.doc(security=[])  # open to all
    @door.arguments(SubscriptionIn)
    @door.response(202, SubscribedOut)
    def post(self, values: dict[str, str]) -> Any:
        """Be told of changes. It begins when it is confirmed: mail by a link in a letter, a webhook by repeating the
        `challenge` that it is sent. Calls are signed as Standard Webhooks says."""
        wish = wishes.read({"language": language(), **values})
        trusted = context.platform().settings.webhook_trusted_hosts
        made, asked = following.subscribe(context.session(), wish, asker=context.asker(), trusted=trusted)
        context.promise("deliver", asked.id)
        if wish.channel is Channel.MAIL:
            # Nothing that tells whether the address was known here before.
            return {"channel": "mail", "state": "unconfirmed", "about": following.about(made)}
        who, addresses = made.subscriber, context.addresses()
        links = {
            "self": addresses.page(f"/api/v1/subscriptions/{made.id}"),
            "manage": addresses.subscriptions(who.id, who.key),
        }
        return {**_view(made), "key": who.key, "signing_key": who.signing_key, "links": links}


@door.route("/subscriptions/<subscription_id>")
class OneSubscription(MethodView):
    @door.doc(security=[{"token": []}])
    @door.response(200, SubscriptionStateOut)
    def get(self, subscription_id: str) -> Any:
        """Whether it is confirmed, and how the latest letters or calls went. The token is the subscription's `key`."""
        found = following.find_subscription(context.session(), subscription_id, _key())
        deliveries = [
            {
                "id": one.id,
                "purpose": one.purpose.value,
                "state": one.state.value,
                "attempts": one.attempts,
                "created_at": one.created_at,
                "finished_at": one.finished_at,
                "problem": (one.problem or {}).get("code"),
            }
            for one in found.subscriber.deliveries[:MOST_TOLD]
        ]
        return {**_view(found), "deliveries": deliveries}

    @door.response(204)
    def delete(self, subscription_id: str) -> None:
        """End it. The token is the subscription's `key`. With the last one, all that is known of the subscriber is
        deleted."""
        session, key = context.session(), _key()
        found = following.find_subscription(session, subscription_id, key)
        following.end(session, found.subscriber_id, key, found.id)


def _key() -> str:
    """Nobody's token, but the key that the subscriber was given."""
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


def _view(one: Subscription) -> dict[str, Any]:
    return {
        "id": one.id,
        "about": following.about(one),
        "channel": one.subscriber.channel.value,
        "state": following.state_of(one),
        "created_at": one.created_at,
    }
