"""Documents of a case: to download, to read beside a form, and where each came from. Not their making."""

from __future__ import annotations

from typing import Literal, cast

from flask import Blueprint, Response, abort, render_template
from markupsafe import Markup
from werkzeug.http import dump_options_header

from engine.queries.views import DocumentFile
from web.access import requires
from web.desk import asker, now, queries

documents = Blueprint("documents", __name__, url_prefix="/documents")
Shape = Literal["docx", "pdf", "preview", "view"]


@documents.get("/<document_id>")
@requires("signed in", about="document")
def about(document_id: str) -> str:
    """Its versions, the origin of each field, and what a person changed in it."""
    return render_template("document.html", page=queries().document_page(document_id, asker(), now()))


@documents.get("/<document_id>/<shape>")
@requires("signed in", about="document")
def document(document_id: str, shape: str) -> Response:
    """The document as a file to keep, or as something that may do nothing but be read in a frame."""
    if shape not in ("docx", "pdf", "preview", "view"):
        abort(404)
    found = queries().document(document_id, asker(), now(), form=cast(Shape, shape))
    return {"preview": _preview, "view": _view}.get(shape, download)(found)


def download(found: DocumentFile) -> Response:
    """The bytes as a file to keep, never to be shown in the browser."""
    response = Response(found.content, mimetype=found.mime)
    name = found.name.replace("/", "-")
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return response


def _view(found: DocumentFile) -> Response:
    # Only PDF, PNG and JPEG come here, by how their bytes begin; the browser may not guess another type.
    response = Response(found.content, mimetype=found.mime)
    response.headers["Content-Disposition"] = dump_options_header("inline", {"filename": found.name})
    response.headers["X-View"] = "1"
    response.headers["Cache-Control"] = "private, max-age=600"  # a document never changes
    return response


def _preview(found: DocumentFile) -> Response:
    # The engine makes this HTML from the document's own text; the page around it allows no script at all.
    body = Markup(found.content.decode("utf-8"))
    response = Response(render_template("letter.html", name=found.name, body=body), mimetype="text/html")
    response.headers["X-Preview"] = "1"
    return response
