"""The Flask app: put together here, and nothing more. Pages are in the blueprints, one for each noun."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, g
from werkzeug.local import LocalProxy

from engine import ids
from engine.clock import Clock
from engine.commands import Engine
from engine.config import Config
from engine.documents import WORD, pdf_available
from engine.queries import Queries
from web import access, asking, desk, faults, kept, opening, papers, protection, steps, tables, words
from web.account import account
from web.administration import administration
from web.answers import box_id
from web.assets import asset, assets
from web.calendars import calendars
from web.deadlines import deadlines
from web.demo import demo
from web.deputies import deputies
from web.diagrams import diagrams
from web.documents import documents
from web.follow_ups import follow_ups
from web.languages import LANGUAGES, languages, speak
from web.migration import migration
from web.notices import notices
from web.oidc import connect, oidc
from web.operation import operation
from web.overviews import overviews
from web.parameters import parameters
from web.passkeys import passkeys
from web.processes import processes
from web.search import searching
from web.selection import selection
from web.sessions import sessions
from web.tasks import task_url
from web.views import views

INBOX = (tables.tasks, steps.tasks, asking.tasks, papers.tasks)
"""One blueprint in several modules: imported here, its routes are complete."""
BLUEPRINTS = (
    assets,
    languages,
    sessions,
    account,
    passkeys,
    oidc,
    administration,
    operation,
    demo,
    INBOX[0],
    selection,
    views,
    searching,
    follow_ups,
    notices,
    calendars,
    opening.cases,
    documents,
    deadlines,
    deputies,
    overviews,
    parameters,
    processes,
    migration,
    diagrams,
)


def create_app(
    engine: Engine, queries: Queries, config: Config, clock: Clock, *, loopback: bool = False
) -> Flask:
    """The inbox as a WSGI app. `loopback`: served without TLS to this machine only.

    Raises ValueError where the secret key is missing, or where a demo is to be shown to others.
    """
    if config.demo and not loopback:
        raise ValueError(
            "Die Demo darf nur auf diesem Rechner laufen (127.0.0.1): jeder kann dort jede Rolle sein."
        )
    app = Flask(__name__, static_folder=None, template_folder=str(Path(__file__).parent / "pages"))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    desk.set_up(app.extensions, desk.Desk(engine, queries, config, clock, connect(app, config)))
    protection.protect(app, config, loopback=loopback)
    speak(app)
    access.guard(app)
    kept.watch(app)
    faults.catch(app)
    words.teach(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(_frame)
    app.jinja_env.globals.update(
        WORD=WORD,
        pdf_here=pdf_available(),
        asset=asset,
        box_id=box_id,
        new_request=ids.new,
        onward=desk.onward,
        task_url=task_url,
        today_now=desk.this_day,
        LANGUAGES=LANGUAGES,
    )
    return app


def _frame() -> dict[str, Any]:
    """What the frame around every page needs; counts only for somebody who is signed in."""
    here: dict[str, Any] = {
        "person": g.get("person"),
        "language": desk.language(),
        "demo": desk.desk().config.demo,
        "acting": g.get("acting"),
        "density": g.session.density if g.get("session") else "normal",
        "administers": access.administers(),
    }
    if here["person"] is not None:
        here["counts"] = LocalProxy(desk.counts)  # asked where a page shows them
    return here
