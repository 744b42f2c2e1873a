"""What the browser is told to refuse, and what we refuse from it: CSP, Origin, CSRF, cookies, secret key.

Not sign-in (`web.sessions`) and not who may see what (`engine.permissions`).
"""

from __future__ import annotations

import secrets
from functools import partial
from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from engine.config import Config

SHORTEST_KEY = 32
LARGEST_UPLOAD = 5 * 1024 * 1024
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# A letter's preview is shown in a frame of our own pages. It may load our style and do nothing at all:
# `allow-same-origin` without `allow-scripts` gives it no power, only the style sheet and the font.
_PREVIEW_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "data:",
    "frame-ancestors": "'self'",
    "sandbox": "allow-same-origin",
}
# A PDF or a picture in a frame: the browser's own viewer, which a sandbox would switch off. It loads nothing.
_VIEW_POLICY = {
    "default-src": "'none'",
    "style-src": "'unsafe-inline'",
    "img-src": "'self' data:",
    "object-src": "'self'",
    "frame-ancestors": "'self'",
}


def protect(app: Flask, config: Config, *, loopback: bool) -> None:
    """Set the secret key, the cookies, CSRF and Origin checks and the security headers of `app`."""
    plain = loopback and (config.demo or not config.public_url.startswith("https:"))
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    app.config.update(
        SECRET_KEY=secret_key(config),
        SESSION_COOKIE_NAME="laufmappe" if plain else "__Host-laufmappe",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not plain,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=25_000,  # a table of 1,000 rows
        WTF_CSRF_FIELD_NAME="csrf-token",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may lie open over lunch
    )
    CSRFProtect(app)
    app.before_request(_same_origin)
    form_action = f"'self' {provider_origin(config)}".rstrip()  # signing out leads on to the provider
    app.after_request(partial(_headers, form_action=form_action))


def secret_key(config: Config) -> str:
    """The key that signs cookies. Raises ValueError where it is missing or short (security.md)."""
    if config.secret_key and len(config.secret_key.encode()) >= SHORTEST_KEY:
        return config.secret_key
    if config.demo and not config.secret_key:
        return secrets.token_hex(SHORTEST_KEY)
    raise ValueError(
        f"LAUFMAPPE_SECRET_KEY fehlt oder ist kürzer als {SHORTEST_KEY} Bytes. "
        'Einen Schlüssel erzeugt: python3 -c "import secrets; print(secrets.token_hex(32))"'
    )


def provider_origin(config: Config) -> str:
    """`https://anmeldung.example`: where a form of ours may lead besides here (signing out), or ""."""
    parts = urlsplit(config.oidc_issuer)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _same_origin() -> None:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def _headers(response: Response, *, form_action: str) -> Response:
    preview, view = (response.headers.pop(name, None) for name in ("X-Preview", "X-View"))
    ours = {**_POLICY, "form-action": form_action}
    policy = _PREVIEW_POLICY if preview else _VIEW_POLICY if view else ours
    response.headers["Content-Security-Policy"] = "; ".join(
        f"{name} {value}".strip() for name, value in policy.items()
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "SAMEORIGIN" if preview or view else "DENY"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
