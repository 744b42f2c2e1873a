"""Saved views of the inbox: keep, rename, share with a group, forget, open with. Not the lists themselves."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine.errors import Rejected
from engine.people import Actor
from web.access import requires
from web.desk import asker, engine, language
from web.filters import address_of, asked_filters, asked_tab
from web.sessions import safe_target

views = Blueprint("views", __name__, url_prefix="/views")


@views.post("")
@requires("signed in", about="person")
def save() -> Response:
    """Keep the list as it is narrowed now, under a name; the same name again replaces it."""
    tab, filters = asked_tab(request.form), asked_filters(request.form)
    try:
        view = engine().save_view(
            request.form.get("view-name", ""),
            by=Actor(asker()),
            tab=tab,
            filters=filters,
            share_with=_shared(),
        )
    except Rejected as fault:
        flash(fault.reason.sentence(language()), "danger")
        return redirect(url_for("tasks.inbox", **address_of(tab, filters, panel=1)), 303)
    flash(_("Die Ansicht ist gespeichert."), "success")
    return redirect(url_for("tasks.inbox", **address_of(tab, filters, view=view)), 303)


@views.post("/<view_id>/name")
@requires("signed in", about="view")
def rename(view_id: str) -> Response:
    """Call a view of one's own something else."""
    return _done(
        lambda: engine().rename_view(view_id, request.form.get("view-name", ""), by=Actor(asker())),
        _("Die Ansicht heißt jetzt anders."),
    )


@views.post("/<view_id>/deletion")
@requires("signed in", about="view")
def delete(view_id: str) -> Response:
    """Forget a view of one's own, also for those with whom it was shared."""
    engine().delete_view(view_id, by=Actor(asker()))
    flash(_("Die Ansicht ist gelöscht. Die Aufgaben bleiben, wo sie sind."), "success")
    return redirect(url_for("tasks.inbox", tab="mine"), 303)


@views.post("/standard")
@requires("signed in", about="view")
def choose() -> Response:
    """Let the inbox open with a view, or as it comes."""
    view = request.form.get("view") or None
    said = (
        _("Ihre Aufgaben öffnen sich jetzt mit dieser Ansicht.")
        if view
        else _("Ihre Aufgaben öffnen sich wieder mit „Meine“.")
    )
    return _done(lambda: engine().choose_view(view, by=Actor(asker())), said)


def _shared() -> tuple[str, str] | None:
    organisation, _separator, role = request.form.get("view-group", "").partition("|")
    return (organisation, role) if organisation and role else None


def _done(act, said: str) -> Response:  # type: ignore[no-untyped-def]
    try:
        act()
    except Rejected as fault:
        flash(fault.reason.sentence(language()), "danger")
    else:
        flash(said, "success")
    return redirect(safe_target(request.form.get("next")), 303)
