"""One's own account: settings, password, sessions. Not what the administration sets."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.errors import NotAllowed, Rejected
from engine.people import Actor
from web.access import requires
from web.desk import asker, desk, engine, language, now, queries
from web.devices import origin

account = Blueprint("account", __name__, url_prefix="/account")
Answer = Response | str | tuple[str, int]


@account.get("")
@requires("signed in")
def settings() -> Answer:
    """Language, mail, density, start page, password, devices."""
    return _page({}, {})


@account.post("")
@requires("signed in")
def save() -> Answer:
    """Keep the settings; all of them, or none."""
    typed = request.form
    chosen = {"density": typed.get("density", ""), "start_page": typed.get("start-page", "")}
    chosen["reminders"] = typed.get("reminders", "all")
    wanted = typed.get("language", "")
    try:
        engine().set_settings(by=Actor(asker()), language=wanted, **chosen)
        engine().set_mail(
            by=Actor(asker()),
            email=typed.get("email", "").strip(),
            mode=typed.get("mail", "off"),  # type: ignore[arg-type]
            language=wanted,  # type: ignore[arg-type]
        )
    except Rejected as fault:
        box = "email" if fault.reason.code == "mail_address" else ""
        return _page(typed, {box: fault.reason.sentence(language())}), 422
    session["language"] = g.language = wanted
    flash(_("Ihre Einstellungen sind gespeichert."), "success")
    return redirect(url_for("account.settings"), 303)


@account.post("/password")
@requires("signed in")
def change_password() -> Answer:
    """A new password; all other sessions end."""
    new = request.form.get("new-password", "")
    if new != request.form.get("new-password-again", ""):
        return _page({}, {"new-password-again": _("Die beiden Eingaben sind nicht gleich.")}), 422
    old = request.form.get("old-password", "")
    try:
        engine().change_password(old, new, by=Actor(asker()), session=g.session.id, origin=origin())
    except (Rejected, NotAllowed) as fault:
        old_is_wrong = fault.reason.code in ("password_old_wrong", "sign_in_wait")
        box = "old-password" if old_is_wrong else "new-password"
        return _page({}, {box: fault.reason.sentence(language())}), 422
    flash(_("Das Passwort ist geändert. Alle anderen Sitzungen sind beendet."), "success")
    return redirect(url_for("account.settings"), 303)


@account.get("/sessions")
@requires("signed in")
def sessions() -> str:
    """Where one is signed in."""
    rows = queries().sessions(asker(), now(), forever=desk().config.demo)
    return render_template("sessions.html", rows=rows, here=g.session.id)


@account.post("/sessions/<session_id>/end")
@requires("signed in", about="session")
def end_session(session_id: str) -> Response:
    """End one of one's own sessions."""
    if not engine().end_session(session_id, by=Actor(asker())):
        raise NotFound
    flash(_("Die Sitzung ist beendet."), "success")
    return redirect(url_for("account.sessions"), 303)


@account.post("/sessions/end-others")
@requires("signed in")
def end_others() -> Response:
    """End all but this one."""
    count = engine().end_other_sessions(g.session.id, by=Actor(asker()))
    said = ngettext("%(num)s Sitzung ist beendet.", "%(num)s Sitzungen sind beendet.", count)
    flash(said, "success")
    return redirect(url_for("account.sessions"), 303)


def _page(typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template(
        "account.html",
        account=queries().account(asker().id),
        typed=typed,
        problems=problems,
        passkeys=queries().passkeys(asker().id),
        mails=bool(desk().config.smtp_url),
    )
