"""Who may call a route at all. Not who may do what to which task: that is decided in `engine.permissions`.

Every route declares its requirement with `@requires`; a route without one answers nobody, and a test walks
over all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from web.desk import desk, queries

Requirement = Literal["anyone", "signed in", "demo"]
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


def _know_person() -> None:
    person_id = session.get("person")
    person = queries().person(person_id) if person_id else None
    g.person = person if person is not None and person.active else None
    if person_id and g.person is None:
        session.pop("person", None)


def _check_requirement() -> Response | None:
    if request.endpoint is None:
        return None  # no such page; the fault page answers
    requirement = getattr(current_app.view_functions[request.endpoint], "requirement", None)
    if requirement == "anyone":
        return None
    if requirement == "demo":
        return None if desk().config.demo else abort(404)
    if requirement == "signed in" and g.person is not None:
        return None
    if requirement == "signed in":
        return _to_sign_in()
    return abort(403)


def _to_sign_in() -> Response:
    if request.accept_mimetypes.best == "application/json" or request.headers.get("HX-Request"):
        abort(401)
    back = request.full_path.rstrip("?") if request.method == "GET" else url_for("tasks.inbox")
    return redirect(url_for("sessions.sign_in", next=back), 303)
