"""Parameters: what the authority has set, since when and why, and what is to be confirmed. Reading only."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine.queries.parameters import CONFIRMED, OPEN, show
from web.access import requires
from web.desk import now, queries

parameters = Blueprint("parameters", __name__, url_prefix="/parameters")


@parameters.get("")
@requires("signed in")
def listing() -> str:
    """Every parameter with its value today, its period, its source, its status; open points first."""
    return render_template(
        "parameters.html", programmes=queries().parameters(now()), CONFIRMED=CONFIRMED, OPEN=OPEN, show=show
    )
