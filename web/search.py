"""One search over file references, cases, documents and people. What one may not see is not found."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from web.access import requires
from web.desk import asker, now, queries

LONGEST = 100
"""Characters of what is searched for."""
MOST = 20
"""Hits of one kind on the page; the next one only says that there are more."""
searching = Blueprint("searching", __name__, url_prefix="/search")


@searching.get("")
@requires("signed in")
def search() -> str:
    """What begins with every word typed: cases, documents, colleagues."""
    text = " ".join(request.args.get("text", "").replace("\x00", " ").split())[:LONGEST]
    found = queries().search(asker(), text, now(), limit=MOST + 1) if text else None
    return render_template("search.html", text=text, found=found, most=MOST)
