"""What was kept of a form, in the words of the page it was typed on. Not the keeping (`web.kept`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException, NotFound

from engine import forms
from engine.errors import EngineError, Reason
from engine.forms import Field, Raw
from engine.forms.values import Refused, typed
from engine.ids import TaskId
from web.answers import Sheet, sheet_of
from web.desk import ACTING_FOR, asker, language, now, queries
from web.kept import KeptForm

OURS = frozenset({"request-id", "revision-seen", "event-seen", "draft-seen", "follows-case", "row-change"})
"""Boxes that nobody sees, and buttons."""
UNSEEN = ("at-", "and-then", "acting-for", "return-to", "participant-")
NAMED = (
    ("note-text", _("Was die anderen wissen sollten")),
    ("answer-", _("Ihre Antwort")),
    ("note-", _("Vermerk")),
    ("paste-", _("Kopierte Zellen")),
    ("name", _("Name")),
    ("email", _("E-Mail-Adresse")),
    ("login", _("Anmeldename")),
    ("personnel-id", _("Personalnummer")),
)
"""How the names of our own boxes begin, and what stands beside them."""
REST = _("Weitere Angabe")


def recognised(kept: KeptForm) -> list[tuple[str, str]]:
    """Label and value of everything a person typed or chose; nothing empty, nothing of ours."""
    asked = _asked(kept)
    seen = [(name, text) for name, text in kept.typed if text.strip() and not _unseen(name)]
    return [_told(name, text, asked) for name, text in seen]


def _unseen(name: str) -> bool:
    return name in OURS or name.startswith(UNSEEN)


def _told(name: str, text: str, asked: Sheet | None) -> tuple[str, str]:
    if "-" not in name and asked is not None:
        with suppress(KeyError):
            one = asked.form.field(name)
            return _label(name, one, asked), _shown(text, one, asked)
    if name.endswith("-reason"):
        return str(_("Warum")), text
    return next((str(label) for start, label in NAMED if name.startswith(start)), str(REST)), text


def _label(path: str, one: Field, asked: Sheet) -> str:
    """As on the page; in a table with the row."""
    table, inside, _column = path.partition("[")
    if not inside:
        return one.label
    row = int(path[len(table) + 1 : path.index("]")]) + 1
    facts = {"label": one.label, "table": asked.form.field(table).label, "row": row}
    return Reason("forms.in_row", facts).sentence(language())


def _shown(text: str, one: Field, asked: Sheet) -> str:
    """The name of what was chosen, a date as people write it; else what was typed, right or wrong."""
    chosen = dict(asked.options(one)).get(text)
    if chosen is not None or one.kind not in ("boolean", "date", "month"):
        return chosen or text
    try:
        return forms.show(typed(one, text), one, language())
    except Refused:
        return text


def _asked(kept: KeptForm) -> Sheet | None:
    """The form of the process that was on the page, if it was one and may still be seen."""
    raw: dict[str, list[str]] = {}
    for name, text in kept.typed:
        raw.setdefault(name, []).append(text)
    with suppress(EngineError, HTTPException):
        return next(_sheets(kept, {name: texts for name, texts in raw.items() if "-" not in name}), None)
    return None


def _sheets(kept: KeptForm, raw: Raw) -> Iterator[Sheet]:
    endpoint, values = _place(kept.path)
    if "task_id" in values:
        whom = dict(kept.typed).get(ACTING_FOR)
        represented = queries().person(whom) if whom else None
        page = queries().task(TaskId(values["task_id"]), asker(), now(), represents=represented)
        yield from filter(None, [sheet_of(page, raw)])
    elif endpoint.startswith("cases.open") and "process_id" in values:
        yield from filter(None, [sheet_of(queries().opening(values["process_id"], asker(), now()), raw)])


def _place(path: str) -> tuple[str, dict[str, str]]:
    """Endpoint and its values. Raises NotFound."""
    places = current_app.url_map.bind("")
    endpoint, values = places.match(urlsplit(path).path, method="POST")
    if endpoint is None:
        raise NotFound
    return str(endpoint), dict(values)
