"""What people have asked and reported, for those who answer."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from opendata.errors import Conflict, Invalid
from opendata.model import Case
from opendata.services import cases
from opendata.web import context
from opendata.web.portal import own
from opendata.web.portal.pages import render, sentence
from opendata.web.problems import status_of

door = Blueprint("cases", __name__, url_prefix="/workspace/cases")
door.before_request(own.members_only)


@door.get("")
def all_cases() -> ResponseReturnValue:
    return render("workspace/cases.html", cases=cases.of_actor(context.session(), context.actor()))


@door.get("/<case_id>")
def case(case_id: str) -> ResponseReturnValue:
    return _page(cases.find(context.session(), context.actor(), case_id), {}, {})


@door.post("/<case_id>/answer")
def answer(case_id: str) -> ResponseReturnValue:
    session, actor, form = context.session(), context.actor(), request.form
    found = cases.find(session, actor, case_id)
    public = form.get("public_question", "")
    try:
        letter = cases.answer(
            session, actor, found, form.get("answer", ""), public_question=public, addresses=context.addresses()
        )
    except Conflict as error:
        return own.refuse(error, url_for("cases.case", case_id=case_id))
    except Invalid as error:
        return _page(found, form, {error.facts["field"]: sentence(error.code, **error.facts)}, status_of(error))
    if letter:
        context.promise("deliver", letter.id)
    flash(gettext("The question is answered."), "success")
    return redirect(url_for("cases.all_cases"), 303)


@door.post("/<case_id>/close")
def close(case_id: str) -> ResponseReturnValue:
    session, actor = context.session(), context.actor()
    try:
        cases.close(session, actor, cases.find(session, actor, case_id))
    except Conflict as error:
        return own.refuse(error, url_for("cases.case", case_id=case_id))
    flash(gettext("The question is closed."), "success")
    return redirect(url_for("cases.all_cases"), 303)


def _page(found: Case, asked: Mapping[str, str], errors: dict[str, str], status: int = 200) -> ResponseReturnValue:
    return render("workspace/case.html", status, case=found, asked=asked, errors=errors, longest=cases.LONGEST)
