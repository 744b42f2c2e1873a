"""Running cases go over to the new version of their process: looked at first, then done. For process owners.

Not the rules of going over (`engine.rules.migration`): this page shows what they say of each case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine.errors import EngineError, NotAllowed, Reason
from engine.ids import CaseId
from engine.people import Actor
from engine.queries.migration import MigrationRow
from web.access import requires
from web.desk import asker, engine, language, queries
from web.requests import request_id

migration = Blueprint("migration", __name__, url_prefix="/processes")
Answer = Response | str | tuple[str, int]
EASES = ("clean", "decision", "impossible")
AT_ONCE = 200
"""Cases of one page and one request: more is not looked at by anybody."""


@dataclass(frozen=True)
class Waiting:
    """A case that is not in the current version, with its runs."""

    id: str
    number: str
    title: str
    runs: tuple[MigrationRow, ...]

    @property
    def target(self) -> str:
        """The id of the version that all of its runs go over to."""
        return self.runs[0].to_version

    @property
    def ease(self) -> str:
        """That of its hardest run: all of them go over, or none."""
        return max((one.ease for one in self.runs), key=EASES.index)


@migration.get("/<process_id>/migration")
@requires("signed in", about="process")
def look(process_id: str) -> str:
    """What would become of every running case; nothing is changed."""
    return _page(process_id, {}, ())


@migration.post("/<process_id>/migration")
@requires("signed in", about="process")
def move(process_id: str) -> Answer:
    """Move the chosen cases, each in a turn of its own; what cannot go over stays and says why."""
    waiting = {one.id: one for one in _waiting(process_id)}
    chosen = [waiting[one] for one in request.form.getlist("picked-case")[:AT_ONCE] if one in waiting]
    if not {one.target for one in chosen} <= set(request.form.getlist("target")):
        typed = {key: value for key, value in request.form.items() if key != "decided"}
        problems = {"cases": Reason("migration_moved_on").sentence(language())}
        return _page(process_id, problems, (), typed=typed), 409
    problems = _problems(chosen)
    if problems:
        return _page(process_id, problems, ()), 422
    refused = [(one, reason) for one in chosen if (reason := _moved(one)) is not None]
    count = len(chosen) - len(refused)
    said = ngettext("%(num)s Vorgang ist umgestellt.", "%(num)s Vorgänge sind umgestellt.", count)
    if refused:
        return _page(process_id, {}, refused, said if count else ""), 409
    flash(said, "success")
    return redirect(url_for("migration.look", process_id=process_id), 303)


def _problems(chosen: Sequence[Waiting]) -> dict[str, str]:
    found = {}
    if not chosen:
        found["cases"] = _("Wählen Sie mindestens einen Vorgang.")
    if not request.form.get("migration-reason", "").strip():
        found["migration-reason"] = _("Schreiben Sie, warum umgestellt wird.")
    if any(one.ease == "decision" for one in chosen) and not request.form.get("decided"):
        found["decided-yes"] = _("Bestätigen Sie, dass über die genannten Punkte entschieden ist.")
    return found


def _moved(one: Waiting) -> Reason | None:
    """None where the case went over, else why it did not."""
    try:
        engine().migrate(
            CaseId(one.id),
            by=Actor(asker()),
            reason=request.form.get("migration-reason", ""),
            accept=bool(request.form.get("decided")),
            shown=one.target,
            request_id=f"{request_id()}/{one.id}",
        )
    except NotAllowed:
        raise
    except EngineError as refused:
        return refused.reason
    return None


def _waiting(process_id: str) -> list[Waiting]:
    """Those that can go over first: what is cut off must not be what somebody could move."""
    rows = engine().migration(process_id, by=Actor(asker()))
    cases = (tuple(runs) for _case, runs in groupby(rows, key=lambda row: row.case))
    found = [Waiting(runs[0].case, runs[0].number, runs[0].title, runs) for runs in cases]
    return sorted(found, key=lambda one: EASES.index(one.ease))


def _page(
    process_id: str,
    problems: Mapping[str, str],
    refused: Sequence[tuple[Waiting, Reason]],
    moved: str = "",
    typed: Mapping[str, str] | None = None,
) -> str:
    waiting = _waiting(process_id)
    return render_template(
        "migration.html",
        process_id=process_id,
        name=next((one.name for one in queries().processes() if one.id == process_id), process_id),
        total=len(waiting),
        groups=[(ease, [one for one in waiting[:AT_ONCE] if one.ease == ease]) for ease in EASES],
        most=AT_ONCE,
        targets=sorted({one.target for one in waiting[:AT_ONCE]}),
        picked=set(request.form.getlist("picked-case")),
        typed=request.form if typed is None else typed,
        problems=problems,
        refused=refused,
        moved=moved,
    )
