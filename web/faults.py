"""The pages for when something cannot be done: what happened, what to do. Not the reasons themselves."""

from __future__ import annotations

import logging

from flask import Flask, current_app, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from engine import errors
from web.desk import language

REFUSED = logging.getLogger("laufmappe.refused")
Answer = tuple[str, int] | tuple[Response, int]


def catch(app: Flask) -> None:
    """Give every refusal of the engine and every HTTP error a page."""
    app.register_error_handler(errors.NotFound, lambda fault: page(404))
    app.register_error_handler(errors.NotAllowed, _refused)
    app.register_error_handler(errors.Rejected, lambda fault: page(409, _said(fault)))
    app.register_error_handler(errors.Invalid, lambda fault: page(422, _said(fault)))
    app.register_error_handler(errors.TransientError, lambda fault: page(503, _said(fault)))
    app.register_error_handler(errors.EngineError, lambda fault: page(409, _said(fault)))
    app.register_error_handler(CSRFError, lambda fault: page(400))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def page(status: int, said: str = "") -> Answer:
    """The page (or, for a script, the JSON) of a status, with the reason if there is one."""
    title, advice = _words(status)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(line=said or title, advice=advice), status
    return render_template("fault.html", status=status, title=title, advice=advice, said=said), status


def _refused(fault: errors.NotAllowed) -> Answer:
    """Who tries what they may not leaves a trace in the log: person and address, nothing that was typed."""
    who = g.get("person")
    REFUSED.warning(
        "refused %s %s person=%s reason=%s",
        request.method,
        request.path,
        who.id if who else "-",
        fault.reason.code,
    )
    return page(403, _said(fault))


def _said(fault: errors.EngineError) -> str:
    return fault.reason.sentence(language())


def _http(fault: HTTPException) -> Answer | HTTPException:
    if fault.code is None or fault.code < 400:
        return fault  # a redirect is no fault
    return page(fault.code)


def _unexpected(fault: Exception) -> Answer:
    current_app.logger.exception("unexpected fault", exc_info=fault)
    return page(500)


def _words(status: int) -> tuple[str, str]:
    known = {
        400: (
            _("Die Seite war zu lange offen"),
            _("Gehen Sie einen Schritt zurück, laden Sie die Seite neu und senden Sie noch einmal."),
        ),
        401: (
            _("Sie sind nicht mehr angemeldet"),
            _("Melden Sie sich an; gespeicherte Entwürfe sind noch da."),
        ),
        403: (
            _("Das dürfen Sie hier nicht"),
            _("Wenn Sie meinen, dass Sie es dürfen sollten, fragen Sie die Verwaltung Ihrer Behörde."),
        ),
        404: (
            _("Das gibt es nicht, oder es ist nicht für Sie"),
            _("Prüfen Sie die Adresse. Vorgänge sieht nur, wer an ihnen beteiligt ist."),
        ),
        405: (_("So geht das nicht"), _("Öffnen Sie die Seite über die Navigation.")),
        409: (
            _("Das geht im Augenblick nicht"),
            _("Es wurde nichts geändert. Laden Sie die Seite neu, dann sehen Sie den neuen Stand."),
        ),
        413: (_("Die Datei ist zu groß"), _("Dateien dürfen höchstens 5 MB haben.")),
        422: (_("Die Angaben passen noch nicht"), _("Gehen Sie zurück und prüfen Sie die Felder.")),
        503: (_("Gerade ist viel los"), _("Bitte versuchen Sie es in einem Augenblick noch einmal.")),
    }
    return known.get(status) or (
        _("Da ist etwas schiefgegangen"),
        _("Es liegt nicht an Ihnen, und es ist nichts verloren. Versuchen Sie es noch einmal."),
    )
