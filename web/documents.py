"""Documents of a case: to download as Word or PDF, and to read beside a form. Not their making."""

from __future__ import annotations

from typing import Literal, cast

from flask import Blueprint, Response, abort, render_template
from markupsafe import Markup
from werkzeug.http import dump_options_header

from engine.queries.views import DocumentFile
from web.access import requires
from web.desk import asker, now, queries

documents = Blueprint("documents", __name__, url_prefix="/documents")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Shape = Literal["docx", "pdf", "preview"]


@documents.get("/<document_id>/<shape>")
@requires("signed in", about="document")
def document(document_id: str, shape: str) -> Response:
    """The document as a file to keep, or its preview as a page that may do nothing but be read."""
    if shape not in ("docx", "pdf", "preview"):
        abort(404)
    found = queries().document(document_id, asker(), now(), form=cast(Shape, shape))
    return _preview(found) if shape == "preview" else download(found)


def download(found: DocumentFile) -> Response:
    """The bytes as a file to keep, never to be shown in the browser."""
    response = Response(found.content, mimetype=found.mime)
    name = found.name.replace("/", "-")
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return response


def _preview(found: DocumentFile) -> Response:
    # The engine makes this HTML from the document's own text; the page around it allows no script at all.
    body = Markup(found.content.decode("utf-8"))
    response = Response(render_template("letter.html", name=found.name, body=body), mimetype="text/html")
    response.headers["X-Preview"] = "1"
    return response
