"""The built files of the pages (`static/dist`), served under a name that changes with their content.

Not their sources: those are in `web/frontend`, and `npm run check` there proves that both belong together.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, send_from_directory, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from web.access import requires

FOLDER = Path(__file__).parent / "static" / "dist"
assets = Blueprint("assets", __name__, url_prefix="/assets")


@assets.get("/<stamp>/<name>")
@requires("anyone")
def file(stamp: str, name: str) -> Response:
    """One built file; a browser may keep it for ever because its address is its content."""
    if stamp != digest():
        raise NotFound
    response = send_from_directory(FOLDER, name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@cache
def digest() -> str:
    """A short name for the content of all built files together."""
    total = hashlib.sha256()
    for path in sorted(FOLDER.iterdir()):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a built file, for templates."""
    return url_for("assets.file", stamp=digest(), name=name)
