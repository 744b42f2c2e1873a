"""Processes: what is published, as a list and as a diagram. For reading; publishing is the command line's."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from engine.queries.migration import owns_processes
from web.access import requires
from web.desk import asker, queries, this_day

processes = Blueprint("processes", __name__, url_prefix="/processes")


@processes.get("")
@requires("signed in")
def listing() -> str:
    """Every published process with its version."""
    return render_template("processes.html", rows=queries().processes())


@processes.get("/<process_id>")
@requires("signed in", about="process")
def process(process_id: str) -> str:
    """One process as a diagram."""
    found = next((row for row in queries().processes() if row.id == process_id), None)
    owns = owns_processes(asker(), this_day())
    return render_template("process.html", row=found, owns=owns) if found else abort(404)
