"""Events of the audit log as somebody reads them, for the macro `timeline` and for rows of the log."""

from flask_babel import gettext

from opendata import locale
from opendata.model import Event
from opendata.services.ingesting import WORKER
from opendata.web.language import language
from opendata.web.portal.pages import moment


def told(event: Event) -> dict[str, str]:
    code = "event_" + event.verb.replace(".", "_")
    return {
        "what": locale.sentence(code, language(), **event.facts) if locale.knows(code) else event.verb,
        "subject": event.subject,
        "who": gettext("The check") if event.actor_name == WORKER.name and not event.user_id else event.actor_name,
        "when": event.at.isoformat(),
        "when_text": moment(event.at),
        "note": event.facts.get("note", ""),
    }


def told_of_dataset(event: Event) -> dict[str, str]:
    """Where the dataset is known, only the names of its files have to be said."""
    words = told(event)
    return words if event.verb.startswith("dataset.") else {**words, "what": f"{words['what']}: {event.subject}"}
