"""Signing in at the authority's own provider: OpenID Connect, code flow with PKCE, by Authlib.

State, nonce, signature, issuer, audience and expiry are checked; whom the provider names must be known here
already (`LAUFMAPPE_OIDC_*`). Roles are never taken from the provider.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, abort, current_app, request, session, url_for
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from engine.config import Config
from engine.errors import EngineError, Rejected
from web.access import requires
from web.desk import desk, engine, language
from web.devices import origin
from web.sessions import arrive, safe_target, sign_in_page

oidc = Blueprint("oidc", __name__, url_prefix="/sign-in/provider")
Answer = Response | str | tuple[str, int]
_KEY = "laufmappe.oidc"
SECONDS = 10
NEXT = "provider-next"
FAULTS = (
    AuthlibBaseError,
    JoseError,
    requests.RequestException,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
)
"""What goes wrong between us and a provider, or in what it says."""


def connect(app: Flask, config: Config) -> Callable[[str], str]:
    """Make the provider known to `app`. Returns where a browser goes to end the provider's session, too."""
    if not config.oidc_issuer:
        return lambda proof: ""
    app.extensions[_KEY] = OAuth(app).register(
        "provider",
        client_id=config.oidc_client,
        client_secret=config.oidc_secret or None,
        server_metadata_url=config.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
            "token_endpoint_auth_method": "client_secret_basic" if config.oidc_secret else "none",
        },
    )
    return lambda proof: _leaving(app.extensions[_KEY], proof) if proof else ""


@oidc.get("")
@requires("anyone")
def start() -> Answer:
    """To the provider, with a fresh state, nonce and PKCE challenge."""
    client = _client()
    session[NEXT] = safe_target(request.args.get("next"))
    try:
        return client.authorize_redirect(url_for("oidc.back", _external=True))  # type: ignore[no-any-return]
    except FAULTS as fault:
        return _refused(fault)


@oidc.get("/back")
@requires("anyone")
def back() -> Answer:
    """From the provider: sign in whom it names, if it is really the provider who names them."""
    client, config = _client(), desk().config
    wanted = {
        "iss": {"essential": True, "value": config.oidc_issuer},
        "aud": {"essential": True, "value": config.oidc_client},
    }
    try:
        if request.args.get("iss", config.oidc_issuer) != config.oidc_issuer:
            raise ValueError("the answer comes from another issuer (RFC 9207)")
        token = client.authorize_access_token(claims_options=wanted)
        person = _known(token["userinfo"])
        proof = str(token.get("id_token", ""))
        secret = engine().begin_session(person, way="oidc", origin=origin(), proof=proof)
    except EngineError as fault:
        return sign_in_page(fault.reason.sentence(language())), 403
    except FAULTS as fault:
        return _refused(fault)
    onward = session.pop(NEXT, "")
    return arrive(secret, onward)


def _known(claims: Mapping[str, Any]) -> str:
    """The person whom the provider names. Raises Rejected for who is not known here."""
    config = desk().config
    claim = config.oidc_personnel_claim
    return engine().recognise(
        issuer=config.oidc_issuer,
        subject=str(claims["sub"]),
        personnel_id=str(claims.get(claim) or "") if claim else "",
        name=str(claims.get("name") or claims.get("preferred_username") or ""),
    )


def _refused(fault: Exception) -> tuple[str, int]:
    current_app.logger.warning("signing in at the provider failed: %s: %s", type(fault).__name__, fault)
    return sign_in_page(Rejected("oidc_failed").reason.sentence(language())), 502


def _client() -> Any:
    return current_app.extensions.get(_KEY) or abort(404)


def _leaving(client: Any, proof: str) -> str:
    try:
        onward = url_for("sessions.sign_in", _external=True)
        return str(client.create_logout_url(onward, id_token_hint=proof)["url"])
    except FAULTS:
        return ""
