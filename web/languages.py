"""German or English for the program's own words. Not for processes, forms and letters: their owner's.

German is the language of the sources (the message itself); `translations/en` holds the English.
"""

from __future__ import annotations

from flask import Blueprint, Flask, g, redirect, request, session
from flask_babel import Babel
from werkzeug.wrappers import Response

from engine.people import Actor
from web.access import requires
from web.desk import engine
from web.sessions import safe_target

LANGUAGES = {"de": "Deutsch", "en": "English"}
languages = Blueprint("languages", __name__)


def speak(app: Flask) -> None:
    """Choose the language before each request of `app`."""
    app.config["BABEL_DEFAULT_LOCALE"] = "de"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Berlin"
    Babel(app, locale_selector=lambda: g.get("language", "de"))
    app.before_request(_choose)


@languages.post("/language")
@requires("anyone")
def choose() -> Response:
    """Remember the language for this browser, and for the person at it."""
    wanted = request.form.get("language", "de")
    session["language"] = wanted if wanted in LANGUAGES else "de"
    if g.person is not None:
        engine().set_settings(by=Actor(g.person), language=session["language"])
    return redirect(safe_target(request.form.get("next")), 303)


def _choose() -> None:
    chosen = session.get("language", "de")
    g.language = chosen if chosen in LANGUAGES else "de"
