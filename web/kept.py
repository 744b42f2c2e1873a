"""What was typed into a form whose session had run out: kept, and handed back to the same person.

The page and its token were ours, only the session was over. The form is sent again by its person, never by
itself; a file cannot be kept and is asked for again; nothing that may hold a password is kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Flask, g, request, session
from werkzeug.wrappers import Response

from web.desk import engine, now, queries

MOST = 5
"""So many forms are kept for one browser: that many pages were open."""
MARK = "kept-form"
HIDDEN = ("csrf-token", MARK)


@dataclass(frozen=True)
class KeptForm:
    """One form: where it goes, what was typed, which files are to be chosen again."""

    secret: str
    path: str
    typed: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def keep() -> bool:
    """Keep the form of this request for the person of the ended session; True where something was kept."""
    names = list(request.form)
    if any("password" in name for name in names):
        return False
    typed = [(name, value) for name in names for value in request.form.getlist(name) if name not in HIDDEN]
    files = [one.filename for one in request.files.values() if one.filename]
    text = json.dumps({"path": request.full_path.rstrip("?"), "typed": typed, "files": files})
    secret = engine().keep_form(text, of=g.ended)
    if secret:
        session["kept"] = [*session.get("kept", [])[1 - MOST :], secret]
    return bool(secret)


def latest() -> KeptForm | None:
    """The form kept last that belongs to the person who is signed in now."""
    for secret in reversed(session.get("kept", [])):
        text = queries().kept_form(secret, g.person, now())
        if text is not None:
            found = json.loads(text)
            typed = tuple((str(name), str(value)) for name, value in found["typed"])
            return KeptForm(secret, found["path"], typed, tuple(found["files"]))
    return None


def drop(secret: str) -> None:
    """It is not needed any more."""
    if secret in session.get("kept", []):
        engine().drop_form(secret)
        session["kept"] = [one for one in session["kept"] if one != secret]


def watch(app: Flask) -> None:
    """Forget a form as soon as it has been sent again and was not refused."""

    @app.after_request
    def forget(response: Response) -> Response:
        waits = request.method == "POST" and g.get("person") is not None and session.get("kept")
        sent = request.form.get(MARK, "") if waits else ""
        if sent and response.status_code < 400:
            drop(sent)
        return response
