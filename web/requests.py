"""What our own boxes of a form say: which request, which state seen, a day. Not the owner's fields."""

from __future__ import annotations

import re
from datetime import date

from flask import abort, request
from flask_babel import gettext as _

from engine.ids import RequestId

_ID = re.compile(r"[\w-]{16,64}\Z", re.ASCII)


def request_id() -> RequestId:
    """The id made when the form was shown: the same form sent twice is done once. 400 without."""
    found = request.form.get("request-id", "")
    return RequestId(found) if _ID.match(found) else abort(400)


def revision() -> int:
    """The revision of the case that the person saw when the form was shown. 400 without one."""
    return _number("revision-seen")


def last_seen() -> int:
    """The sequence number of the newest event that the person saw; 0 where the form does not say."""
    return _number("event-seen") if "event-seen" in request.form else 0


def draft_seen() -> str | None:
    """The mark of the draft that this window began with or saved last; None where the form does not say."""
    return request.form.get("draft-seen")


def wants_json() -> bool:
    """Whether a script asks, not a page."""
    return request.accept_mimetypes.best == "application/json"


def posted_day(name: str, problems: dict[str, str]) -> date | None:
    """The day in a box, None where it is empty; what is no day is told in `problems` under the box."""
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems[name] = _("Schreiben Sie das Datum als JJJJ-MM-TT, oder wählen Sie es aus.")
        return None


def _number(name: str) -> int:
    found = request.form.get(name, "")
    return int(found) if found.isdecimal() and len(found) < 10 else abort(400)
