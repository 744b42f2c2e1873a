"""Who may call a route at all. Not who may do what to which task: that is decided in `engine.permissions`.

Every route declares its requirement with `@requires`; a route without one answers nobody, and a test walks
over all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from engine import permissions
from web import kept
from web.desk import desk, engine, now, queries, this_day

Requirement = Literal["anyone", "signed in", "administration", "demo"]
View = TypeVar("View", bound=Callable[..., Any])


def requires(requirement: Requirement, *, about: str = "") -> Callable[[View], View]:
    """Declare who may call this view; `about` names the object that `engine` checks inside the turn."""

    def declare(view: View) -> View:
        view.requirement = requirement  # type: ignore[attr-defined]
        view.about = about  # type: ignore[attr-defined]
        return view

    return declare


def guard(app: Flask) -> None:
    """Check the declared requirement before every request of `app`."""
    app.before_request(_know_person)
    app.before_request(_check_requirement)


def administers() -> bool:
    """Whether the person at this request administers."""
    return g.get("person") is not None and permissions.may_administer(g.person, this_day()).allowed


def _know_person() -> None:
    """Find the session behind the cookie; one that ran out is remembered for what was typed into it."""
    g.person, g.session, g.ended = None, None, None
    secret = session.get("id")
    found = queries().signed_in(secret, now()) if secret else None
    if found is None:
        session.pop("id", None)
    elif found.alive or desk().config.demo:  # the demo's clock leaps over whole days
        g.person, g.session = found.person, found
        engine().use_session(found)
    else:
        g.ended = found


def _check_requirement() -> Response | None:
    if request.endpoint is None:
        return None  # no such page; the fault page answers
    requirement = getattr(current_app.view_functions[request.endpoint], "requirement", None)
    if requirement == "anyone":
        return None
    if requirement == "demo":
        return None if desk().config.demo else abort(404)
    if requirement not in ("signed in", "administration"):
        return abort(403)
    if g.person is None:
        return _to_sign_in()
    if requirement == "administration" and not administers():
        return abort(404)
    return None


def _to_sign_in() -> Response:
    typed = kept.keep() if request.method == "POST" and g.ended is not None else False
    if request.accept_mimetypes.best == "application/json" or request.headers.get("HX-Request"):
        abort(401)
    if typed:
        return redirect(url_for("sessions.sign_in", next=url_for("sessions.kept_form")), 303)
    back = request.full_path.rstrip("?") if request.method == "GET" else url_for("tasks.inbox")
    return redirect(url_for("sessions.sign_in", next=back), 303)
