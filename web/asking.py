"""What others ask of me beside tasks: questions and co-signatures, and answering. Not the asking."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import Rejected
from engine.people import Actor
from web.access import requires
from web.desk import actor, asker, engine, language, now, onward, queries
from web.requests import request_id as own_request_id
from web.task import Answer
from web.tasks import tasks

__all__ = ["tasks"]


@tasks.get("/requests")
@requires("signed in")
def asked() -> str:
    """Questions and signatures that wait for me, the oldest first, each with its form."""
    return _list({})


@tasks.post("/requests/<request_id>/answer")
@requires("signed in", about="request")
def answer(request_id: str) -> Answer:
    """Answer a question, in person."""
    try:
        engine().answer(request_id, by=Actor(asker()), text=_typed(request_id), request_id=own_request_id())
    except Rejected as fault:
        return _list({_box(request_id): fault.reason.sentence(language())}), 409
    flash(_("Ihre Antwort ist angekommen."), "success")
    return redirect(url_for("tasks.asked"), 303)


@tasks.post("/requests/<request_id>/signature")
@requires("signed in", about="request")
def sign(request_id: str) -> Answer:
    """Co-sign, or say why not; in person."""
    agrees = request.form.get("sign-agrees") == "yes"
    try:
        engine().sign(
            request_id,
            by=Actor(asker()),
            agrees=agrees,
            text=_typed(request_id),
            request_id=own_request_id(),
        )
    except Rejected as fault:
        return _list({_box(request_id): fault.reason.sentence(language())}), 409
    said = _("Mitgezeichnet.") if agrees else _("Nicht mitgezeichnet. Ihr Grund ist angekommen.")
    flash(said, "success")
    return redirect(url_for("tasks.asked"), 303)


@tasks.post("/requests/<request_id>/withdrawal")
@requires("signed in", about="request")
def withdraw(request_id: str) -> Response:
    """Nobody need answer any more."""
    engine().withdraw(request_id, by=actor(), request_id=own_request_id())
    flash(_("Zurückgezogen."), "success")
    return redirect(url_for("tasks.task", task_id=request.form.get("of-task", "-"), **onward()), 303)


def _list(problems: Mapping[str, str]) -> str:
    found = queries().requests(asker(), now())
    return render_template("requests.html", found=found, problems=problems, typed=request.form)


def _box(request_id: str) -> str:
    return f"answer-{request_id}"


def _typed(request_id: str) -> str:
    return request.form.get(_box(request_id), "")
