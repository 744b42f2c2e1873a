"""Pages on how the house runs: mail, incidents, jobs, lists of people taken over, the list of changes.

Not the people themselves (`web.administration`).
"""

from __future__ import annotations

import base64
import zlib

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from engine.commands import Roster, Upload, read_roster
from engine.errors import EngineError, Invalid
from engine.ids import RunId
from engine.people import Actor
from engine.worker.mail import by_smtp, trial
from web.access import requires
from web.desk import asker, desk, engine, language, now, queries
from web.requests import request_id

operation = Blueprint("operation", __name__, url_prefix="/administration")
Answer = Response | str | tuple[str, int]


@operation.get("/incidents")
@requires("administration")
def incidents() -> str:
    """What cannot go on without help, and why; jobs that wait or have failed."""
    return render_template(
        "admin/incidents.html",
        rows=queries().stuck(),
        counts=queries().job_counts(now()),
        jobs=queries().failed_jobs(),
    )


@operation.post("/incidents/<run_id>/retry")
@requires("administration", about="run")
def retry(run_id: str) -> Response:
    """Try again what stands still in a run."""
    engine().retry(RunId(run_id), by=Actor(asker()), request_id=request_id())
    flash(_("Der Vorgang versucht es noch einmal."), "info")
    return redirect(url_for("operation.incidents"), 303)


@operation.post("/jobs/<job_id>/retry")
@requires("administration", about="job")
def retry_job(job_id: str) -> Response:
    """Try a failed job again that belongs to no case."""
    engine().retry_job(job_id, by=Actor(asker()), request_id=request_id())
    flash(_("Der Auftrag wird noch einmal versucht."), "info")
    return redirect(url_for("operation.incidents"), 303)


@operation.get("/mail")
@requires("administration")
def mail() -> str:
    """Where mail goes out, and a mail to oneself to try it."""
    return _mail_page("")


@operation.post("/mail")
@requires("administration")
def try_mail() -> Answer:
    """Send a mail to oneself, now, and say what the server answered."""
    to = request.form.get("to", "").strip()
    try:
        by_smtp(desk().config)(trial(to, language(), desk().config))
        engine().mail_tried(to, by=Actor(asker()), request_id=request_id())
    except EngineError as fault:
        return _mail_page(fault.reason.sentence(language())), 422
    flash(_("Der Mailserver hat die Probe-Mail an %(to)s angenommen.", to=to), "success")
    return redirect(url_for("operation.mail"), 303)


@operation.get("/import")
@requires("administration")
def import_people() -> str:
    """Choose a list of people."""
    return render_template("admin/import.html", plan=None, problems=[], kept="")


@operation.post("/import/check")
@requires("administration")
def check_import() -> Answer:
    """What a list would cause, or what is wrong with it; nothing is taken over yet."""
    chosen = request.files.get("list")
    if chosen is None or not chosen.filename:
        said = _("Wählen Sie zuerst eine Datei aus.")
        return render_template("admin/import.html", plan=None, problems=[said], kept=""), 422
    sent = Upload(chosen.filename[:120], chosen.read())
    try:
        plan = queries().roster_plan(read_roster(sent), by=Actor(asker()))
    except EngineError as fault:
        problems = [fault.reason.sentence(language())]
        return render_template("admin/import.html", plan=None, problems=problems, kept=""), 422
    wrong = [one.reason.sentence(language()) for one in plan.problems]
    kept = "" if wrong else _packed(sent)
    page = render_template("admin/import.html", plan=plan, problems=wrong, kept=kept)
    return (page, 422) if wrong else page


@operation.post("/import")
@requires("administration")
def take_over() -> Answer:
    """Take over the list that was shown: all of it, or nothing."""
    roster = _unpacked(request.form.get("kept", ""))
    if roster is None:
        return redirect(url_for("operation.import_people"), 303)
    try:
        engine().import_people(roster, by=Actor(asker()), request_id=request_id())
    except Invalid as fault:
        problems = [one.reason.sentence(language()) for one in fault.problems]
        return render_template("admin/import.html", plan=None, problems=problems, kept=""), 422
    flash(_("Die Liste ist übernommen."), "success")
    return redirect(url_for("administration.people"), 303)


@operation.get("/changes")
@requires("administration")
def changes() -> str:
    """Who changed what, when, from what to what; and whether the chain of these events holds."""
    asked = request.args.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    rows = queries().directory_changes(before=before)
    holds = queries().directory_chain_holds() if before is None else None
    return render_template("admin/changes.html", rows=rows, holds=holds, before=before)


def _mail_page(problem: str) -> str:
    account = queries().account(asker().id)
    return render_template(
        "admin/mail.html", config=desk().config, server=_without_password(), account=account, problem=problem
    )


def _without_password() -> str:
    """The server's address as it may be shown."""
    scheme, sign, rest = desk().config.smtp_url.partition("://")
    return f"{scheme}{sign}{rest.rpartition('@')[2]}"


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="list of people")


def _packed(sent: Upload) -> str:
    """The file as the page carries it to the confirmation: sealed, so that it is what was shown."""
    text = base64.b64encode(zlib.compress(sent.content)).decode()
    return str(_seal().dumps({"file": sent.name, "content": text, "by": asker().id}))


def _unpacked(text: str) -> Roster | None:
    try:
        found = _seal().loads(text)
    except BadSignature:
        return None
    if found["by"] != asker().id:
        return None
    content = zlib.decompress(base64.b64decode(found["content"]))
    return read_roster(Upload(found["file"], content))
